"""The register of attacks, for the members who document them."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks import forms, queries, services
from amparo.observatory.attacks.attack_keys import OpenAttack
from amparo.observatory.attacks.queries import AnyPart
from amparo.observatory.attacks.services import ChangedMeanwhile, NewPart

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
        "number": queries.number_of(wanted, seen_by=request.actor),
        "page": page,
        "more": more,
        "filter": address.urlencode(),
        "erased": bool(request.GET.get("erased")),
    }
    return render(request, "attacks/listed.html", context)


@needs(Permission.ATTACK_DOCUMENT)
def new(request: StaffRequest) -> HttpResponse:
    """Document an attack on one page: what, when, where, whom, by whom, who says so, and what the
    victim agreed to."""
    now = timezone.now()
    filled = forms.EntryForms(request.POST or None, today=localdate(now))
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
    context = {
        "here": "attacks",
        "whole": whole,
        "when": forms.when_of(whole.attack, whole.text),
        "stored": bool(request.GET.get("stored")),
    }
    return render(request, "attacks/one.html", context)


@needs(Permission.ATTACK_DOCUMENT)
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
        )
    return _form(request, held, form, title=_("What is known of the event"))


@needs(Permission.ATTACK_DOCUMENT)
def add(request: StaffRequest, code: str, part: str) -> HttpResponse:
    """Add a victim, an act, a perpetrator, a source, a fact or a response."""
    held = queries.attack_called(code, seen_by=request.actor)
    form = _row_form(part)(request.POST or None)
    _limit(form, held)
    if form.is_valid():
        now = timezone.now()
        return _kept(
            request,
            held,
            form,
            lambda: services.add_part(
                held,
                NewPart(form.part, form.text),
                seen=_seen(request),
                by=request.actor,
                at=now,
            ),
        )
    return _form(request, held, form, title=_titles()[part])


@needs(Permission.ATTACK_DOCUMENT)
def part(request: StaffRequest, code: str, part: str, ref: str) -> HttpResponse:
    """Change or remove one part of an attack."""
    now = timezone.now()
    held = queries.attack_called(code, seen_by=request.actor)
    kind = _row_form(part)
    row = queries.part_called(held, kind.model, ref, seen_by=request.actor)
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
    request: StaffRequest, held: OpenAttack, form: object, write: Callable[[], object]
) -> HttpResponse:
    """Write, and go back to the attack; where another member wrote meanwhile, keep what was
    typed."""
    try:
        write()
    except ChangedMeanwhile:
        told = _(
            "Another member changed this attack while you wrote. Nothing of yours was stored yet:"
            " compare, and send again."
        )
        return _form(request, held, form, title=_("Compare and send again"), told=told, status=409)
    return _stored(held.attack.code)


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
    form: object,
    *,
    title: str,
    row: AnyPart | None = None,
    told: str = "",
    status: int = 0,
) -> HttpResponse:
    sent = request.method == "POST"
    held.attack.refresh_from_db(fields=["version"])
    context = {
        "here": "attacks",
        "attack": held.attack,
        "form": form,
        "title": title,
        "row": row,
        "told": told,
    }
    return render(request, "attacks/form.html", context, status=status or (422 if sent else 200))
