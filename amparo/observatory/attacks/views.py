"""The register of attacks, for the members who document them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db.models import ProtectedError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.form_drafts import fill_in
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.web.concurrent_edits import Difference, beside
from amparo.observatory.attacks import drafts, forms, queries, services
from amparo.observatory.attacks.attack_keys import OpenAttack
from amparo.observatory.attacks.draft_pages import drafted, saves_itself
from amparo.observatory.attacks.entry_forms import EntryForms
from amparo.observatory.attacks.queries import AnyPart
from amparo.observatory.attacks.services import ChangedMeanwhile, NewPart
from amparo.observatory.duplicates import queries as duplicates
from amparo.observatory.duplicates.counting import distinct_attacks, represented_by
from amparo.observatory.duplicates.questions import Question

PARTS: dict[str, type[forms.RowForm]] = {
    "victims": forms.VictimForm,
    "acts": forms.ActForm,
    "perpetrators": forms.PerpetratorForm,
    "sources": forms.SourceForm,
    "facts": forms.FactForm,
    "responses": forms.ResponseForm,
}
"""The form of each kind of part, by its name in the address."""


@needs(Permission.ATTACK_DOCUMENT)
def listed(request: StaffRequest) -> HttpResponse:
    """Show the attacks, the newest first; codes only, nothing is unsealed."""
    form = forms.FilterForm(request.GET)
    wanted, page = form.wanted, _page(request)
    rows, more = queries.listed(wanted, page=page, seen_by=request.actor)
    address = request.GET.copy()
    for own in ("page", "erased"):
        address.pop(own, None)
    context = {
        "here": "attacks",
        "form": form,
        "rows": rows,
        "standing": represented_by(Question.EVENT, [row.attack.code for row in rows]),
        "number": queries.number_of(wanted, seen_by=request.actor),
        "distinct": distinct_attacks(queries.attacks_in(wanted, seen_by=request.actor)),
        "page": page,
        "more": more,
        "filter": address.urlencode(),
        "erased": bool(request.GET.get("erased")),
        "begun": drafts.attack_draft(
            reverse("attacks:new"), seen_by=request.actor, at=timezone.now()
        ),
    }
    return render(request, "attacks/listed.html", context)


@needs(Permission.ATTACK_DOCUMENT)
@saves_itself
def new(request: StaffRequest) -> HttpResponse:
    """Document an attack on one page: what, when, where, whom, by whom, who says so, and what the
    victim agreed to."""
    now = timezone.now()
    filled = EntryForms(request.POST or None, today=localdate(now), typed=drafted(request))
    if filled.is_valid():
        attack = filled.store(by=request.actor, at=now)
        return _stored(attack.code)
    context = {"here": "attacks", "filled": filled}
    status = 422 if request.method == "POST" else 200
    return render(request, "attacks/new.html", context, status=status)


@needs(Permission.ATTACK_DOCUMENT)
def one(request: StaffRequest, code: str) -> HttpResponse:
    """Show one attack with everything that belongs to it."""
    held = queries.attack_called(code, seen_by=request.actor)
    whole = queries.whole(held, seen_by=request.actor)
    stored = bool(request.GET.get("stored"))
    context = {
        "here": "attacks",
        "whole": whole,
        "when": forms.when_of(whole.attack, whole.text),
        "stored": stored,
        "elsewhere": duplicates.elsewhere(whole, seen_by=request.actor),
        "possible": duplicates.number_near(held.attack, seen_by=request.actor) if stored else 0,
    }
    return render(request, "attacks/one.html", context)


@needs(Permission.ATTACK_DOCUMENT)
@saves_itself
def change(request: StaffRequest, code: str) -> HttpResponse:
    """Change what is known of the event itself."""
    now = timezone.now()
    held = queries.attack_called(code, seen_by=request.actor)
    whole = queries.whole(held, seen_by=request.actor)
    form = forms.AttackForm(
        request.POST or None, today=localdate(now), attack=held.attack, text=whole.text
    )
    if form.is_valid():
        form.attack  # noqa: B018 - fills the row
        return _kept(
            request,
            held,
            form,
            lambda: services.change_attack(
                held, form.text, seen=_seen(request), by=request.actor, at=now
            ),
            lambda: forms.stored_event(
                queries.attack_called(code, seen_by=request.actor), seen_by=request.actor
            ),
        )
    return _form(request, held, form, title=_("What is known of the event"))


@needs(Permission.ATTACK_DOCUMENT)
@saves_itself
def add(request: StaffRequest, code: str, part: str) -> HttpResponse:
    """Add a victim, an act, a perpetrator, a source, a fact or a response."""
    held = queries.attack_called(code, seen_by=request.actor)
    form = _row_form(part)(request.POST or None)
    _limit(form, held)
    if form.is_valid():
        now = timezone.now()
        # What is added replaces nothing, so what others did meanwhile is no reason to refuse it.
        new = NewPart(form.part, form.text)
        seen = held.attack.version
        services.add_part(held, new, seen=seen, by=request.actor, at=now)
        return _stored(held.attack.code)
    return _form(request, held, form, title=_titles()[part])


@needs(Permission.ATTACK_DOCUMENT)
@saves_itself
def part(request: StaffRequest, code: str, part: str, ref: str) -> HttpResponse:
    """Change or remove one part of an attack."""
    now = timezone.now()
    held = queries.attack_called(code, seen_by=request.actor)
    kind = _row_form(part)
    row = queries.part_or_none(held, kind.model, ref, seen_by=request.actor)
    if row is None:
        return _gone(request, held, part)
    if request.POST.get("act") == "remove":
        return _removed(request, held, row, now)
    form = kind(request.POST or None, row=row, text=queries.text_of(held, row))
    _limit(form, held)
    if form.is_valid():
        return _kept(
            request,
            held,
            form,
            lambda: services.change_part(
                held, form.part, form.text, seen=_seen(request), by=request.actor, at=now
            ),
            lambda: forms.stored_part(held, row, seen_by=request.actor),
        )
    return _form(request, held, form, title=_titles()[part], row=row)


@needs(Permission.ATTACK_DOCUMENT)
def consent(request: StaffRequest, code: str, part: str, ref: str) -> HttpResponse:
    """Record what a victim or a source agreed to."""
    held = queries.attack_called(code, seen_by=request.actor)
    party = queries.party_called(held, part, ref, seen_by=request.actor)
    form = forms.ConsentForm(request.POST or None, label_suffix="")
    if form.is_valid():
        given = form.given_by(party)
        services.record_consent(held, given, by=request.actor, at=timezone.now())
        return _stored(held.attack.code)
    return _form(request, held, form, title=_("What they agreed to"))


@needs(Permission.ATTACK_DOCUMENT)
def link(request: StaffRequest, code: str) -> HttpResponse:
    """Say that another attack followed this one."""
    held = queries.attack_called(code, seen_by=request.actor)
    form = forms.LinkForm(request.POST or None)
    if form.is_valid():
        try:
            later = queries.attack_called(form.cleaned_data["later"], seen_by=request.actor)
        except Http404:
            form.add_error("later", _("There is no attack with this code."))
        else:
            if later.attack.pk != held.attack.pk:
                services.link_attacks(
                    held,
                    later.attack,
                    kind=form.cleaned_data["kind"],
                    by=request.actor,
                    at=timezone.now(),
                )
                return _stored(held.attack.code)
            form.add_error("later", _("This is the same attack."))
    return _form(request, held, form, title=_("What followed"))


@needs(Permission.ATTACK_DOCUMENT)
@afresh()
def erase(request: StaffRequest, code: str) -> HttpResponse:
    """Erase an attack with all that belongs to it, after asking once more."""
    held = queries.attack_called(code, seen_by=request.actor)
    if request.method == "POST":
        services.erase_attack(held, by=request.actor, at=timezone.now())
        return redirect(f"{reverse('attacks:listed')}?erased=1")
    return render(request, "attacks/erase.html", {"here": "attacks", "attack": held.attack})


def _stored(code: str) -> HttpResponse:
    """Lead back to the attack, which says that it is stored."""
    return redirect(f"{reverse('attacks:one', args=[code])}?stored=1")


def _titles() -> dict[str, str]:
    return {
        "victims": _("Who was attacked"),
        "acts": _("What was done"),
        "perpetrators": _("Who did it"),
        "sources": _("Who or what says so"),
        "facts": _("What a source says"),
        "responses": _("What the state did"),
    }


def _row_form(part: str) -> type[forms.RowForm]:
    try:
        return PARTS[part]
    except KeyError:
        raise Http404 from None


def _limit(form: forms.RowForm, held: OpenAttack) -> None:
    """Offer only what belongs to this attack."""
    rows = {"victim": held.attack.victims.all(), "source": held.attack.sources.all()}
    for name, found in rows.items():
        field = form.fields.get(name)
        if isinstance(field, forms.PartField):
            field.offer(found, held)


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1  # noqa: PLR2004


def _seen(request: HttpRequest) -> int:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0  # noqa: PLR2004


def _kept(
    request: StaffRequest,
    held: OpenAttack,
    form: Form,
    write: Callable[[], object],
    stored: Callable[[], Mapping[str, object]],
) -> HttpResponse:
    """Write, and go back to the attack; where another member wrote meanwhile, show what is stored
    now beside what was typed, which stays in the form."""
    try:
        write()
    except ChangedMeanwhile:
        told = _(
            "Another member changed this attack while you wrote. Nothing of yours was stored yet:"
            " compare, and send again."
        )
        return _form(
            request,
            held,
            form,
            title=_("Compare and send again"),
            told=told,
            differences=beside(form, stored()),
            status=409,
        )
    return _stored(held.attack.code)


def _gone(request: StaffRequest, held: OpenAttack, part: str) -> HttpResponse:
    """Show what was typed about a part that another member removed meanwhile, so that it can be
    added again. Raises Http404 where nothing was typed."""
    if request.method != "POST":
        raise Http404
    form = _row_form(part)(request.POST)
    _limit(form, held)
    told = _("Another member removed this part meanwhile. Send it again to add it anew.")
    action = reverse("attacks:add", args=[held.attack.code, part])
    return _form(request, held, form, title=_titles()[part], told=told, action=action, status=409)


def _removed(request: StaffRequest, held: OpenAttack, row: AnyPart, now: datetime) -> HttpResponse:
    try:
        services.remove_part(held, row, seen=_seen(request), by=request.actor, at=now)
    except (ProtectedError, ChangedMeanwhile) as problem:
        told = (
            _("Something else rests on it. Remove that first.")
            if isinstance(problem, ProtectedError)
            else _("Another member changed this attack meanwhile. Look at it once more.")
        )
        return _form(request, held, None, title=_("Not removed"), told=told, status=409)
    return _stored(held.attack.code)


def _form(
    request: StaffRequest,
    held: OpenAttack,
    form: Form | None,
    *,
    title: str,
    row: AnyPart | None = None,
    told: str = "",
    differences: Sequence[Difference] = (),
    action: str = "",
    status: int = 0,
) -> HttpResponse:
    sent = request.method == "POST"
    if form is not None:
        fill_in(form, drafted(request))
    held.attack.refresh_from_db(fields=["version"])
    context = {
        "here": "attacks",
        "attack": held.attack,
        "form": form,
        "title": title,
        "row": row,
        "told": told,
        "differences": differences,
        "action": action,
    }
    return render(request, "attacks/form.html", context, status=status or (422 if sent else 200))
