"""Pages of disappearances and deaths. Searches: `search_views`."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.disappearances import forms, queries, services
from amparo.casework.disappearances.incident_report import AlreadyRecorded
from amparo.casework.disappearances.wording import why
from amparo.casework.measures.catalogue import known_values
from amparo.casework.measures.view_helpers import acted
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.form_drafts import fill_in
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.surname_conflicts import must_confirm
from amparo.foundations.cases.act_pages import CONFLICT, DONE, act_page, opened_case, sent, today
from amparo.foundations.cases.form_drafts.pages import drafted, saves_itself
from amparo.foundations.cases.next_acts import FACTS, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.related_people.forms import NOBODY_LEFT
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.related_people.services import NotGiven
from amparo.foundations.web.dates import day_in_words
from amparo.law import load_protocol


def attempt(form: Any, do: Callable[[], Any]) -> int:
    """Run `do` if the form is complete. Return 302 if it ran, the status of the page otherwise."""
    try:
        return acted(form, do, why)
    except AlreadyRecorded as refusal:
        form.add_error(None, _recorded(refusal))
    except NotGiven:
        form.add_error("behind", NOBODY_LEFT)
    return CONFLICT


def _recorded(refusal: AlreadyRecorded) -> str:
    earlier = refusal.earlier
    return _(
        "Already recorded: %(what)s on %(day)s, noted on %(noted)s. Nothing was written twice. If"
        " that record is wrong, set it aside; if more is known, say so there."
    ) % {
        "what": earlier.get_what_display().lower(),
        "day": day_in_words(earlier.on),
        "noted": day_in_words(timezone.localtime(earlier.noted_at).date()),
    }


@needs(Permission.CASE_WORK)
@saves_itself
@CaseAct(FACTS, later("What happened is recorded."))
def happened(request: StaffRequest, code: str) -> HttpResponse:
    """Record that a person disappeared, was found or died."""
    open_case = opened_case(request, code)
    law = load_protocol(open_case.folder.filing.protocol)
    known = known_values(open_case, seen_by=request.actor)
    first = _missing_by(request, open_case)
    begun = forms.as_begun(first[1]) if first else forms.told_of(known) | {"on": today(open_case)}
    listed = others_of(open_case.folder, seen_by=request.actor)
    about: dict[str, Any] = {"law": law, "listed": listed, "today": today(open_case)}
    form = forms.HappenedForm(sent(request), initial=begun, **about)
    if first is None:
        fill_in(form, drafted(request, open_case))
    made: list[str] = []

    def do() -> None:
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        if first:
            there = (first[0], first[1].row.ref, open_case)
            noted = services.note_with_those_left(*there, form.account, **told)
        else:
            noted = services.note(open_case, form.account, **told)
        made.append(noted.ref)

    unsure = form.is_valid() and must_confirm(
        form, form.account.behind, open_case, seen_by=request.actor
    )
    status = CONFLICT if unsure else attempt(form, do)
    if status == DONE:
        return redirect("disappearances:happening", open_case.code, made[0])
    context = {
        "open_case": open_case,
        "form": form,
        "title": _("Record a disappearance or a death"),
        "why": _(
            "It is written once and never over. Nobody outside is told by this: not the family, not"
            " an institution."
        ),
        "verb": _("Put it on record"),
    }
    return render(request, "disappearances/happened.html", context, status=status)


def _missing_by(
    request: StaffRequest, open_case: OpenCase
) -> tuple[OpenCase, queries.Shown] | None:
    """The missing person of another case, whose person has died: the search begins here."""
    code, ref = request.GET.get("of", ""), request.GET.get("happening", "")
    if not code:
        return None
    first = opened_case(request, code)
    found = queries.to_search_with_those_left(first, open_case.code, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return first, found


@needs(Permission.CASE_READ)
def happening(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show one incident: what is known, the search and its log, the investigation."""
    open_case, found = on_record(request, code, ref)
    context = {
        "open_case": open_case,
        "found": found,
        "now": timezone.now(),
        "before": queries.happening_called(open_case, found.row.about, seen_by=request.actor),
        "linked": queries.linked_to(open_case, seen_by=request.actor),
        "opens_a_case": found.row.what in queries.OPENS_A_CASE,
        "told": [(one, [why(code) for code in one.verdict.reasons]) for one in found.told],
        "impeded": bool(open_case.folder.filing.impediment),
        "asks_nobody": open_case.folder.filing.asks_nobody,
        "elsewhere": found.to_search_elsewhere,
        "goes_on": queries.goes_on_elsewhere(found, seen_by=request.actor),
    }
    return render(request, "disappearances/happening.html", context)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("The kind of the event is corrected."))
def kind(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    words = {
        "title": _("Change what it is recorded as"),
        "why": _("The earlier word stays in its history, with its day and its reason."),
        "verb": _("Put it on record"),
    }
    found = on_record(request, code, ref)
    form = forms.KindForm(sent(request), initial={"kind": found[1].row.kind})
    return act(request, found, form, services.change_kind, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(FACTS, later("The entry is marked as an error and no longer counts."))
def wrong(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    words = {
        "title": _("It was recorded wrongly"),
        "why": _(
            "It counts no more from now on. What began with it ends, and what it had ended goes on."
        ),
        "verb": _("Set it aside"),
    }
    found, form = on_record(request, code, ref), forms.WrongForm(sent(request))
    return act(request, found, form, services.set_aside, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(FACTS, later("It is noted that no one asks for a case."))
def nobody(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    words = {"title": _("Nobody asks for a case now"), "verb": _("Put it on record")}
    found, form = on_record(request, code, ref), forms.NobodyForm(sent(request))
    return act(request, found, form, services.nobody_asks, words)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("How the investigation stands is noted."))
def investigation(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note where the investigation of this incident stands; the earlier stages stay on record."""
    open_case, found = on_record(request, code, ref)
    zone = load_protocol(open_case.folder.filing.protocol).zone
    form = forms.InvestigationForm(sent(request), today=today(open_case), zone=zone)

    def note(open_case: OpenCase, ref: str, **given: Any) -> None:
        given["again_on"] = form.again_on
        del given["again"]
        services.note_investigation(open_case, ref, **given)

    words = {
        "title": _("How the investigation stands"),
        "why": _("The earlier stages stay. A final judgment is not one that is carried out."),
        "verb": _("Put it on record"),
    }
    return act(request, (open_case, found), form, note, words)


def on_record(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.Shown]:
    open_case = opened_case(request, code)
    found = queries.happening_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return open_case, found


def act(
    request: StaffRequest,
    on: tuple[OpenCase, queries.Shown],
    form: Any,
    service: Callable[..., Any],
    words: dict[str, Any],
) -> HttpResponse:
    """Run one act on one incident, and redirect to the page of the incident."""
    open_case, found = on

    def do() -> None:
        given = form.cleaned_data
        service(open_case, found.row.ref, **given, by=request.actor, at=timezone.now())

    status = attempt(form, do)
    if status == DONE:
        return redirect("disappearances:happening", open_case.code, found.row.ref)
    words = {"found": found, **words}
    return act_page(request, open_case, form, words, status, "disappearances/act.html")
