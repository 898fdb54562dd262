"""Pages of recourses: written down, read, ruled on."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures.concurrent_edits import theirs_beside
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.queries import KINDS, plan
from amparo.casework.measures.states import Hindered
from amparo.casework.review import services
from amparo.casework.review.recourses import forms
from amparo.casework.review.recourses import oral_requests as orally
from amparo.casework.review.recourses import queries as contested
from amparo.casework.review.recourses.ruling_by_another_member import is_of_the_same
from amparo.casework.review.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, UNPROCESSABLE, opened_case, sent
from amparo.foundations.cases.next_acts import CHOICE_NOTED, MEASURES, ON_OWN_PAGE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.procedure.contestable import Contestable, NothingToContest
from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import due_from, say, source_said
from amparo.law import Deed, Protocol, load_protocol


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("The appeal is filed."), ON_OWN_PAGE)
def contest_orally(request: StaffRequest, code: str) -> HttpResponse:
    """Write down a recourse of the person or a related person; it counts as a written one."""
    open_case, now = opened_case(request, code), timezone.now()
    law = load_protocol(open_case.folder.filing.protocol)
    if law.act_that(Deed.CONTEST) is None:
        raise Http404
    found = contested.to_write_down(open_case, seen_by=request.actor, at=now)
    here = timezone.localtime(now, law.zone).replace(second=0, microsecond=0, tzinfo=None)
    form = forms.OralForm(
        sent(request),
        _files(request),
        resolutions=[(one.ref, _named(one)) for one in found],
        earliest={one.ref: _first_moment(one, law) for one in found},
        people=contested.who_may_ask(open_case, seen_by=request.actor),
        now=now,
        initial={"asked_at": here},
    )
    if form.is_valid() and _written_down(request, open_case, form):
        return redirect("desk:case", open_case.code)
    context = {
        "open_case": open_case,
        "form": form,
        "found": [
            {"one": one, "name": _named(one), "due": due_from(one.term, law, at=now)}
            if one.term
            else {"one": one, "name": _named(one), "due": None}
            for one in found
        ],
        "waits": any(one.takes_away for one in found),
    }
    return render(request, "review/contest.html", context, status=_status(form))


@needs(Permission.CASE_READ)
def recourse(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show a recourse: the text, the resolution, whether it came in time, until when it must be
    ruled on."""
    open_case = opened_case(request, code)
    found = _called(request, open_case, ref)
    context = {"open_case": open_case, **_about(request, open_case, found)}
    return render(request, "review/recourse.html", context)


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(MEASURES, later("The appeal is decided."))
def rule(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Rule on a recourse, with reasons: for members to whom the protocol gives it."""
    open_case = opened_case(request, code)
    found = _to_rule(request, open_case, ref)
    if found.ruling and request.method != "POST":
        return redirect("measures:resolution", open_case.code, found.ruling.decision.ref)
    before = contested.measures_before(open_case, found.row, seen_by=request.actor)
    form = forms.RulingForm(sent(request), _files(request))
    outcomes = [forms.RulingOutcomeForm(sent(request), shown=one) for one in before]
    handed_in = _handed_in(open_case, form, outcomes) if request.method == "POST" else None
    if handed_in is None:
        return _ruling_page(request, open_case, found, form, outcomes)
    try:
        ruling = services.rule(open_case, ref, handed_in, by=request.actor, at=timezone.now())
    except ChangedMeanwhile as told:
        outcomes = _renewed(request, open_case, found)
        more = theirs_beside(
            open_case, told.newer, form, outcomes, request.POST, seen_by=request.actor
        )
        return _ruling_page(request, open_case, found, form, outcomes, **more)
    except Hindered as refusal:
        form.add_error(None, why(refusal.reasons[0]))
        return _ruling_page(request, open_case, found, form, outcomes)
    return redirect("measures:resolution", open_case.code, ruling.ref)


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(MEASURES, CHOICE_NOTED)
def waiting(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Decide whether the contested resolution waits for the ruling."""
    open_case = opened_case(request, code)
    found = _to_rule(request, open_case, ref)
    if not found.takes_away:
        raise Http404
    form = forms.WaitingForm(sent(request), _files(request), initial={"seen": found.row.waiting})
    more: dict[str, Any] = {}
    handed_in = _handed_in(open_case, form, ()) if request.method == "POST" else None
    if handed_in:
        try:
            services.rule_on_waiting(
                open_case,
                ref,
                handed_in,
                seen=form.cleaned_data["seen"],
                by=request.actor,
                at=timezone.now(),
            )
        except ChangedMeanwhile as told:
            form.add_error(None, why("ruled_already"))
            form.data = request.POST.copy()
            form.data["seen"] = found.row.waiting
            more = theirs_beside(
                open_case, told.newer, form, (), request.POST, seen_by=request.actor
            )
        except Hindered as refusal:
            form.add_error(None, why(refusal.reasons[0]))
        else:
            return redirect("review:recourse", open_case.code, ref)
    law = load_protocol(open_case.folder.filing.protocol)
    context = {
        "open_case": open_case,
        "form": form,
        "source": source_said(law.review.waiting),
        **_about(request, open_case, found),
        **more,
    }
    return render(request, "review/waiting.html", context, status=_status(form))


# --- inside ---


def _called(request: StaffRequest, open_case: OpenCase, ref: str) -> contested.Contested:
    found = contested.recourse_called(open_case, ref, seen_by=request.actor, at=timezone.now())
    if found is None:
        raise Http404
    return found


def _to_rule(request: StaffRequest, open_case: OpenCase, ref: str) -> contested.Contested:
    """Return the recourse; raise Http404 for members to whom the protocol does not give the
    ruling."""
    law = load_protocol(open_case.folder.filing.protocol)
    if not contested.may_do(request.actor, law, Deed.RULE_AGAIN):
        raise Http404
    return _called(request, open_case, ref)


def _about(
    request: StaffRequest, open_case: OpenCase, found: contested.Contested
) -> dict[str, Any]:
    now = timezone.now()
    law = load_protocol(open_case.folder.filing.protocol)
    return {
        "found": found,
        "another": is_of_the_same(open_case, found.row, Deed.RULE_AGAIN, reader=request.actor),
        "to_file": due_from(found.to_file, law, at=now) if found.to_file else None,
        "due": due_from(found.to_rule, law, at=now) if found.to_rule else None,
        "receipt": law.review.receipt,
        "receipt_words": say(law, "review.receipt"),
        "may_rule": contested.may_do(request.actor, law, Deed.RULE_AGAIN),
    }


def _written_down(request: StaffRequest, open_case: OpenCase, form: forms.OralForm) -> bool:
    ref = form.cleaned_data["against"]
    try:
        orally.contest(open_case, ref, form.plea, by=request.actor, at=timezone.now())
    except NothingToContest:
        form.add_error(None, why("nothing_to_contest"))
        return False
    except Hindered as refusal:
        form.add_error(None, why(refusal.reasons[0]))
        return False
    return True


def _named(one: Contestable) -> str:
    kind = KINDS.get(one.kind)
    return _("%(what)s, %(day)s") % {"what": kind, "day": day_in_words(one.issued_on)}


def _first_moment(one: Contestable, law: Protocol) -> Any:
    """Return the start of the day of issue: a day that was only typed counts as a whole."""
    return datetime.combine(one.issued_on, time.min, law.zone)


def _handed_in(
    open_case: OpenCase, form: Any, outcomes: Sequence[forms.RulingOutcomeForm]
) -> Resolution | None:
    """Return the ruling as typed, or None if a part of it is incomplete."""
    if not all([form.is_valid(), *(one.is_valid() for one in outcomes)]):
        return None
    found: Resolution = form.resolution([one.answer for one in outcomes])
    day = found.day(load_protocol(open_case.folder.filing.protocol), timezone.now())
    granted = [one for one in outcomes if one.answer.granted]
    complete = [form.complete(found), *(one.complete(day) for one in granted)]
    return found if all(complete) else None


def _renewed(
    request: StaffRequest, open_case: OpenCase, found: contested.Contested
) -> list[forms.RulingOutcomeForm]:
    """Return the typed outcomes on the measures as they stand now, including measures on which the
    ruling grants nothing any more."""
    before = contested.measures_before(open_case, found.row, seen_by=request.actor)
    now, again, renewed = {one.ref for one in before}, request.POST.copy(), []
    for shown in plan(open_case, seen_by=request.actor):
        if shown.ref in now or f"{shown.ref}-seen" in request.POST:
            again[f"{shown.ref}-seen"] = shown.seen
            renewed.append(forms.RulingOutcomeForm(again, shown=shown))
    return renewed


def _ruling_page(
    request: StaffRequest,
    open_case: OpenCase,
    found: contested.Contested,
    form: forms.RulingForm,
    outcomes: Sequence[forms.RulingOutcomeForm],
    **more: Any,
) -> HttpResponse:
    law = load_protocol(open_case.folder.filing.protocol)
    act = law.act_that(Deed.RULE_AGAIN)
    context = {
        "open_case": open_case,
        "form": form,
        "outcomes": outcomes,
        "incomplete": any(one.errors for one in outcomes),
        "title": say(law, f"acts.{act.id}") if act else "",
        "source": source_said(act),
        "assessed": latest_submitted(open_case, seen_by=request.actor),
        "final": None,
        **_about(request, open_case, found),
        **more,
    }
    status = CONFLICT if more or form.non_field_errors() else _status(form)
    if context["incomplete"] and status == 200:  # noqa: PLR2004 - the code of an answer
        status = UNPROCESSABLE
    return render(request, "review/rule.html", context, status=status)


def _status(form: Any) -> int:
    if not form.errors:
        return 200
    return CONFLICT if form.non_field_errors() else UNPROCESSABLE


def _files(request: StaffRequest) -> Any:
    return request.FILES if request.method == "POST" else None
