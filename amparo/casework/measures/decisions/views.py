"""Pages of the decision: issuing it, ordering provisional measures and asking about other units."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures import concurrent_edits as compared
from amparo.casework.measures import forms, queries
from amparo.casework.measures import possible_acts as offering
from amparo.casework.measures.catalogue import recipients
from amparo.casework.measures.decisions import draft as drafts
from amparo.casework.measures.decisions import forms as outcomes
from amparo.casework.measures.decisions import services as decisions
from amparo.casework.measures.decisions.beneficiaries import whom_it_protects
from amparo.casework.measures.decisions.days_off import any_warned
from amparo.casework.measures.decisions.draft_state import KIND, Draft, draft_of, version_of
from amparo.casework.measures.decisions.replacement_institution import ask_recipient
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.other_remedies import never_grounds
from amparo.casework.measures.states import Hindered
from amparo.casework.measures.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, PERSON_ASKED, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.reminders import before_deciding
from amparo.foundations.intake.documents.services import ChangedMeanwhile, Document
from amparo.foundations.intake.procedure.legal_effects_of_acts import lacking
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import NotInOrder
from amparo.foundations.web.law.wording import due_from, source_said, term_met_by
from amparo.law import Deed, Opening, load_protocol


@dataclass(frozen=True, slots=True)
class Page:
    """What one decision page consists of. `before` returns the measures to answer as they stand
    now."""

    form: outcomes.SignedForm
    outcome: type[outcomes.OutcomeForm]
    before: Callable[[], Iterable[queries.Shown]]
    template: str
    title: str
    act: Deed
    draft: Draft | None = None

    def answers(self, data: Any) -> list[outcomes.OutcomeForm]:
        typed = self.draft.typed if self.draft else {}
        return [self.outcome(data, shown=shown, drafted=typed) for shown in self.before()]

    def renewed(self, data: Any, plan: Iterable[queries.Shown]) -> list[outcomes.OutcomeForm]:
        """Return the typed forms renewed with the measures as they stand now, also for those that
        no longer need an answer."""
        now = {shown.ref for shown in self.before()}
        again, found = data.copy(), []
        for shown in plan:
            if shown.ref in now or f"{shown.ref}-seen" in data:
                again[f"{shown.ref}-seen"] = shown.seen
                found.append(self.outcome(again, shown=shown))
        return found


@needs(Permission.CASE_DECIDE)
@afresh()
@CaseAct(
    MEASURES,
    later("The resolution is issued."),
    later("It is to be notified to the person and forwarded to the institutions."),
)
def decide(request: StaffRequest, code: str) -> HttpResponse:
    """Grant or deny each measure with its reasons, and issue the resolution around them."""
    open_case = opened_case(request, code)

    def before() -> tuple[queries.Shown, ...]:
        return queries.to_decide(open_case, seen_by=request.actor)

    draft = draft_of(open_case, seen_by=request.actor)
    initial = first_words(request, open_case, draft, before())
    approves = "approve" in request.POST
    page = Page(
        form=outcomes.ResolutionForm(
            _without_signature(request) if approves else sent(request),
            files_of(request),
            initial=initial,
        ),
        outcome=outcomes.OutcomeForm,
        before=before,
        template="measures/decide.html",
        title=_("Decide"),
        act=Deed.DECIDE,
        draft=draft,
    )
    _nothing_rests_on_what_is_no_ground(page.form, open_case, request)
    seen: dict[str, Any] = {"seen": drafts.version_seen(request.POST)}
    if approves:
        seen["typed"] = typed_in(page.form, page.answers(request.POST))
        return _deciding(request, open_case, page, partial(drafts.approve, **seen))
    return _deciding(request, open_case, page, partial(drafts.issue, **seen))


def _without_signature(request: StaffRequest) -> Any:
    """What was sent, for a resolution that is numbered and signed later."""
    data = request.POST.copy()
    data.pop("elsewhere", None)
    return data


def first_words(
    request: StaffRequest,
    open_case: OpenCase,
    draft: Draft | None,
    before: Sequence[queries.Shown],
) -> dict[str, str]:
    """What the resolution says before it is typed: the draft, and whom the case names."""
    whom = whom_it_protects(open_case, before, seen_by=request.actor)
    return {"beneficiaries": whom, **(draft.typed if draft else {})}


def typed_in(form: outcomes.SignedForm, measures: Iterable[outcomes.OutcomeForm]) -> dict[str, str]:
    """What was typed in the resolution and for each measure, by field name."""
    without = {"elsewhere", "rests_elsewhere", *outcomes.SignedForm.SIGNED}
    return {
        one.add_prefix(name): str(one[name].value() or "")
        for one in (form, *measures)
        for name in one.fields
        if name not in without
    }


@needs(Permission.CASE_DECIDE)
@afresh()
@CaseAct(
    MEASURES,
    later("The resolution not to admit it is issued."),
    later("It is to be notified to the person."),
)
def turn_away(request: StaffRequest, code: str) -> HttpResponse:
    """Do not admit the request. Only this reasoned resolution can turn a request away."""
    open_case = opened_case(request, code)
    form = outcomes.TurnAwayForm(sent(request), files_of(request))
    law = load_protocol(open_case.folder.filing.protocol)
    if not law.gates_opened_by(Opening.RESTS_ON_MISSING):
        del form.fields["rests_on_missing"]
    page = Page(
        form=form,
        outcome=outcomes.OutcomeForm,
        before=tuple,
        template="measures/turn_away.html",
        title=_("Do not admit the request"),
        act=Deed.TURN_AWAY,
    )
    _nothing_rests_on_what_is_no_ground(page.form, open_case, request)
    return _deciding(request, open_case, page, decisions.decide, admitted=False)


@needs(Permission.CASE_DECIDE)
@CaseAct(
    MEASURES,
    later("The provisional measure is ordered."),
    later("It can be forwarded now, and is notified to the person."),
)
def provisional(request: StaffRequest, code: str) -> HttpResponse:
    """Order what cannot wait for the decision, on the ground that the general law gives."""
    open_case = opened_case(request, code)

    def agreed() -> list[queries.Shown]:
        plan = queries.plan(open_case, seen_by=request.actor)
        return [shown for shown in plan if shown.agreed and shown.undecided]

    whom = whom_it_protects(open_case, agreed(), seen_by=request.actor)
    page = Page(
        form=outcomes.ProvisionalForm(
            sent(request), files_of(request), initial={"beneficiaries": whom}
        ),
        outcome=outcomes.ProvisionalOutcomeForm,
        before=agreed,
        template="measures/provisional.html",
        title=_("Order a provisional measure"),
        act=Deed.ORDER_PROVISIONAL,
    )
    return _deciding(request, open_case, page, decisions.order_provisional, provisional=True)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The person is asked about the other institution."), PERSON_ASKED)
def recipient(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Ask the person about another institution, in the same words, where the first one cannot."""
    open_case = opened_case(request, code)
    shown = queries.measure_called(open_case, ref, seen_by=request.actor)
    if shown is None:
        raise Http404
    units = recipients(open_case, shown.entry, seen_by=request.actor)
    form = forms.RecipientForm(sent(request), units=units)
    if form.is_valid():
        try:
            ask_recipient(open_case, ref, form.chosen, by=request.actor, at=timezone.now())
        except Hindered as refusal:
            form.add_error(None, why(refusal.reasons[0]))
        else:
            return redirect("desk:case", open_case.code)
    context = {
        "open_case": open_case,
        "form": form,
        "shown": shown,
        "title": _("Ask about another institution"),
        "verb": _("Ask the person"),
    }
    return render(request, "measures/act.html", context, status=status_of(form))


def status_of(form: Any) -> int:
    """Return 200 without errors, 409 if the case does not allow the act, 422 if the form is
    incomplete."""
    if not form.errors:
        return 200
    return CONFLICT if form.non_field_errors() else 422


def _deciding(
    request: StaffRequest,
    open_case: OpenCase,
    page: Page,
    act: Callable[..., Any],
    **how: Any,
) -> HttpResponse:
    _must_be_known(open_case, page.act)
    page.form.must_count(load_protocol(open_case.folder.filing.protocol), page.act)
    final = queries.final_decision(open_case, seen_by=request.actor)
    if final and request.method != "POST":
        return redirect("measures:resolution", open_case.code, final.decision.ref)
    measures = page.answers(sent(request))
    if request.method != "POST":
        return _page(request, open_case, page, measures, 200)
    return _decided(request, open_case, page, measures, act, **how)


def _decided(
    request: StaffRequest,
    open_case: OpenCase,
    page: Page,
    measures: Sequence[outcomes.OutcomeForm],
    act: Callable[..., Any],
    **how: Any,
) -> HttpResponse:
    """Do what was sent, or show the page again with what hinders it."""
    handed_in = _handed_in(page, measures, open_case, **how)
    if handed_in is None:
        return _page(request, open_case, page, measures, 422)
    try:
        issued = act(open_case, handed_in, by=request.actor, at=timezone.now())
    except ChangedMeanwhile as told:
        return _changed_meanwhile(request, open_case, page, told.newer)
    except (Hindered, NotInOrder) as refusal:
        page.form.add_error(None, refusal_in_words(open_case, refusal))
        return _page(request, open_case, page, measures, CONFLICT)
    return after_deciding(open_case, issued)


def after_deciding(open_case: OpenCase, issued: Any) -> HttpResponse:
    """Lead to the resolution, or to the draft that was only approved."""
    if issued is None:
        return redirect("measures:draft", open_case.code)
    return redirect("measures:resolution", open_case.code, issued.ref)


def _changed_meanwhile(
    request: StaffRequest, open_case: OpenCase, page: Page, newer: Document
) -> HttpResponse:
    """Show what was typed again beside what was saved meanwhile, or under what became of the
    draft. Nothing was stored."""
    if newer.kind == KIND:
        now = replace(page, draft=Draft(newer, open_case.folder.words(newer)))
        measures = page.answers(request.POST)
        found = compared.drafts(page.form, measures, now.draft.typed) if now.draft else []
        more = {"draft_changed": True, "differences": found}
        return _page(request, open_case, now, measures, CONFLICT, **more)
    again = page.renewed(request.POST, queries.plan(open_case, seen_by=request.actor))
    more = compared.theirs_beside(
        open_case, newer, page.form, again, request.POST, seen_by=request.actor
    )
    return _page(request, open_case, page, again, CONFLICT, **more)


def _nothing_rests_on_what_is_no_ground(
    form: outcomes.SignedForm, open_case: OpenCase, request: StaffRequest
) -> None:
    nevers = never_grounds(open_case, seen_by=request.actor)
    also = any(one.no_ground for one in before_deciding(open_case, seen_by=request.actor))
    form.must_rest_on_other_grounds(nevers, also=also)


def _must_be_known(open_case: OpenCase, does: Deed) -> None:
    """Raise Http404 under a law that has no such act."""
    if load_protocol(open_case.folder.filing.protocol).act_that(does) is None:
        raise Http404


def _handed_in(
    page: Page, measures: Sequence[outcomes.OutcomeForm], open_case: OpenCase, **how: Any
) -> Resolution | None:
    """The resolution as it was typed; None unless every part of it is complete."""
    if not all([page.form.is_valid(), *(one.is_valid() for one in measures)]):
        return None
    chosen = list(measures)
    if how.get("provisional"):
        chosen = [one for one in chosen if one.answer.granted]
    found = page.form.resolution([one.answer for one in chosen], **how)
    day = found.day(load_protocol(open_case.folder.filing.protocol), timezone.now())
    complete = [page.form.complete(found), *(one.complete(day) for one in chosen)]
    if not all(complete):
        return None
    law = load_protocol(open_case.folder.filing.protocol)
    dated: list[Any] = [page.form, *(one for one in chosen if one.answer.granted)]
    return None if any_warned(dated, law) else found


def refusal_in_words(open_case: OpenCase, refusal: Exception) -> str:
    """The reason of the refusal in words; events that the protocol still needs are named."""
    if isinstance(refusal, Hindered):
        return why(refusal.reasons[0])
    known = {*load_protocol(open_case.folder.filing.protocol).facts}
    known |= {*load_protocol(open_case.folder.filing.protocol).events, "stage"}
    needs = [one for one in str(refusal).split("+") if one in known]
    said = ", ".join(str(one) for one in offering.in_words(open_case.folder.filing, needs))
    return (
        _("The protocol asks for this first: %(needs)s") % {"needs": said} if said else why("day")
    )


def _page(
    request: StaffRequest,
    open_case: OpenCase,
    page: Page,
    measures: Sequence[outcomes.OutcomeForm],
    status: int,
    **more: Any,
) -> HttpResponse:
    now = timezone.now()
    filing = open_case.folder.filing
    filing.refresh_from_db()
    law, state = load_protocol(filing.protocol), standing(filing, at=now)
    term, rule = term_met_by(page.act, state), law.act_that(page.act)
    plan = queries.plan(open_case, seen_by=request.actor)
    context = {
        "open_case": open_case,
        "form": page.form,
        "outcomes": measures,
        "incomplete": any(one.errors for one in measures),
        "title": page.title,
        "source": source_said(rule),
        "lacking": offering.in_words(filing, lacking(filing, page.act, state)),
        "assessed": latest_submitted(open_case, seen_by=request.actor),
        "unwanted": [one for one in plan if one.measure.state == "refused_by_beneficiary"],
        "due": due_from(term, law, at=now) if term else None,
        "remember": before_deciding(open_case, seen_by=request.actor),
        "final": queries.final_decision(open_case, seen_by=request.actor),
        "draft": page.draft,
        "draft_seen": version_of(page.draft),
        "send_back": outcomes.SendBackForm(),
        **more,
    }
    return render(request, page.template, context, status=status)


def files_of(request: StaffRequest) -> Any:
    return request.FILES if request.method == "POST" else None
