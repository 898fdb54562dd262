"""Recourses: received, and ruled on. Services, by noun: recourses."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from amparo.casework.measures.decisions.resolution import Outcome, Resolution
from amparo.casework.measures.decisions.services import issue, must_be_complete, settle
from amparo.casework.measures.models import FINAL, STOPPED, Decision, Measure, State
from amparo.casework.measures.queries import Shown
from amparo.casework.measures.states import Hindered, move
from amparo.casework.review import events
from amparo.casework.review.dated_tasks import close_tasks, open_task
from amparo.casework.review.models import MeasureChange, Recourse, ReviewTask
from amparo.casework.review.recourses.queries import (
    change_of,
    day_of,
    is_moot,
    may_do,
    measures_before,
)
from amparo.casework.review.recourses.ruling_by_another_member import must_be_of_other_hands
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import end_of
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import reopen_case
from amparo.foundations.consent.beneficiary_shares import give_share_back
from amparo.foundations.consent.excluded_adults_answers import open_again
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import still_agreed
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.events import ResolutionContested
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.contestable import (
    TAKES_AWAY,
    term_to_contest,
    term_to_rule,
)
from amparo.foundations.intake.procedure.legal_effects_of_acts import (
    is_noted,
    note,
    set_aside,
    shut_gates,
)
from amparo.foundations.intake.services import NotInOrder
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.law import Deed, Opening, Term, load_protocol

Kind = Decision.Kind
WAITING = (Kind.WAITS, Kind.WAITS_NOT)
PENDING = (MeasureChange.State.OPEN, MeasureChange.State.PUT, MeasureChange.State.DECIDED)
TOLD = "told"
"""How a recourse came: a related person told it to the team."""
RESULTS = (Kind.UPHELD, Kind.UPHELD_PARTLY, Kind.NOT_UPHELD)
# Acts of the way to a decision, which must be possible again after it was set aside.
UNDONE = (Deed.DECIDE, Deed.TURN_AWAY, Deed.NOTIFY, Deed.CONTEST, Deed.RULE_AGAIN)


@transaction.atomic
def take_in(event: ResolutionContested, *, by: Signs, at: datetime) -> Recourse | None:
    """Receive a recourse, in time or late, and put it before the decision maker with its lateness.
    More text against the same resolution is added to it; text of the person after a ruling on the
    text of others begins anew. Return None where case or resolution is not found."""
    case = case_of_filing(event.about)
    decision = Decision.objects.filter(case=case, paper_ref=event.against).first()
    if case is None or decision is None:
        return None
    found = Recourse.objects.filter(decision=decision).first()
    begins = found is None or found.ruling_id is not None
    recourse = _begun(found or Recourse(case=case, decision=decision), event, begins=begins, at=at)
    rule_by = end_of_term(term_to_rule(case.filing, recourse.filed_at, at=at), case)
    if begins and not _noted_in_law(recourse, by=by, at=at) and rule_by:
        # The law's clock counts one recourse in a case; each other one is counted here.
        open_task(case, ReviewTask.Kind.RULE, about=recourse.ref, due_on=rule_by, by=by, at=at)
    if event.waits and recourse.waiting == Recourse.Waiting.NOT_ASKED and not recourse.ruling_id:
        recourse.waiting = Recourse.Waiting.ASKED
        recourse.save(update_fields=["waiting"])
        open_task(case, ReviewTask.Kind.RULE_ON_WAITING, about=recourse.ref, by=by, at=at)
    received = events.RecourseReceived(
        about=case.code,
        recourse=recourse.ref,
        decision=decision.ref,
        grounds=event.grounds,
        how=event.how,
        waits=event.waits,
        late_by=recourse.late_by,
        last_day=day_of(recourse.last_day, case),
        rule_by=day_of(rule_by, case) if rule_by else "",
        added=not begins,
    )
    record(received, by=by, at=at)
    if case.closed_at:
        reopen_case(case, by=by, at=at)
    refresh(case, at=at)
    return recourse


@transaction.atomic
def rule(
    open_case: OpenCase, ref: str, resolution: Resolution, *, by: Actor, at: datetime
) -> Decision:
    """Decide again, once: `resolution.later` is the result, its outcomes are what is granted or
    given back. Nothing can be taken away. A request that was not admitted continues from where it
    stood. Raises Hindered, ChangedMeanwhile."""
    recourse = _held(open_case, ref, Deed.RULE_AGAIN, by=by)
    decided = _decided(open_case, recourse, resolution, by=by, at=at)
    _must_agree(recourse, resolution, decided)
    must_be_complete(open_case, resolution, decided, at=at)
    ruling = issue(open_case, resolution, decided, by=by, at=at)
    for shown, outcome in decided:
        settle(shown.measure, outcome, ruling, by=by, at=at)
    recourse.ruling = ruling
    recourse.save(update_fields=["ruling"])
    case = open_case.case
    if resolution.later != Kind.NOT_UPHELD:
        _set_aside(recourse, by=by, at=at)
        shut_gates(case.filing, Opening.NOTHING_GRANTED, by=by, at=at)
    if recourse.decision.kind in FINAL and not is_noted(case.filing, Deed.RULE_AGAIN):
        with suppress(NotInOrder):
            note(case.filing, Deed.RULE_AGAIN, when=ruling.issued_at, by=by, at=at)
    kinds = (ReviewTask.Kind.RULE, ReviewTask.Kind.RULE_ON_WAITING)
    close_tasks(case, *kinds, about=ref, outcome="ruled", by=by, at=at)
    event = events.RecourseRuled(
        about=case.code,
        recourse=ref,
        decision=recourse.decision.ref,
        ruling=ruling.ref,
        result=ruling.kind,
    )
    record(event, by=by, at=at)
    open_case.folder.filing.refresh_from_db()
    refresh(case, at=at)
    return ruling


@transaction.atomic
def rule_on_waiting(
    open_case: OpenCase, ref: str, resolution: Resolution, *, seen: str, by: Actor, at: datetime
) -> Decision:
    """Decide with reasons, on request or of one's own motion, whether a resolution that takes
    protection away waits for the ruling. `seen`: how that stood on the page. Raises Hindered,
    ChangedMeanwhile."""
    recourse = _held(open_case, ref, Deed.RULE_AGAIN, by=by)
    ruled = {Recourse.Waiting.WAITS, Recourse.Waiting.REFUSED}
    if recourse.waiting in ruled - {seen}:
        last = Decision.objects.filter(case=open_case.case, kind__in=WAITING).latest("issued_at")
        raise ChangedMeanwhile(_paper(open_case, last.paper_ref))
    if recourse.decision.kind not in TAKES_AWAY or resolution.later not in WAITING:
        raise Hindered("takes_nothing_away")
    must_be_complete(open_case, resolution, (), at=at)
    ruling = issue(open_case, resolution, (), by=by, at=at)
    waits = ruling.kind == Kind.WAITS
    recourse.waiting = Recourse.Waiting.WAITS if waits else Recourse.Waiting.REFUSED
    recourse.save(update_fields=["waiting"])
    asked = (ReviewTask.Kind.RULE_ON_WAITING,)
    close_tasks(open_case.case, *asked, about=ref, outcome=ruling.kind, by=by, at=at)
    event = events.WaitingRuled(
        about=open_case.code,
        recourse=ref,
        decision=recourse.decision.ref,
        ruling=ruling.ref,
        waits=waits,
    )
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)
    return ruling


# --- inside ---


def _begun(
    recourse: Recourse, event: ResolutionContested, *, begins: bool, at: datetime
) -> Recourse:
    """Save the row with the new text: its dates are those of the first text before one ruling."""
    if begins:
        filing = recourse.case.filing
        filed_at = datetime.fromisoformat(event.asked_at)
        notified_at = recourse.decision.notified_at
        term = term_to_contest(filing, notified_at, at=at, met_at=filed_at)
        recourse.ref = recourse.ref or marks.new_code(groups=3)
        recourse.grounds, recourse.how = event.grounds, ""
        recourse.paper_ref, recourse.filed_at = event.paper, filed_at
        recourse.last_day = end_of_term(term, recourse.case) or filed_at
        recourse.late_by = term.late_by if term else 0
        recourse.waiting, recourse.ruling = Recourse.Waiting.NOT_ASKED, None
    if not recourse.hers:
        recourse.how = TOLD if event.who and event.how == "oral" else event.how
    recourse.save()
    return recourse


def end_of_term(term: Term | None, case: Case) -> datetime | None:
    return end_of(term, load_protocol(case.filing.protocol).zone) if term else None


def _noted_in_law(recourse: Recourse, *, by: Signs, at: datetime) -> bool:
    """Return whether the law's clock counts this recourse: it counts one, against the final
    decision."""
    filing = recourse.case.filing
    if not recourse.decision.final or is_noted(filing, Deed.CONTEST):
        return False
    try:
        note(filing, Deed.CONTEST, when=recourse.filed_at, by=by, at=at)
    except NotInOrder:
        return False
    return True


def _held(open_case: OpenCase, ref: str, does: Deed, *, by: Actor) -> Recourse:
    """Return the recourse, locked until the act is done. Raises Hindered, and ChangedMeanwhile
    where it was ruled on."""
    filing = open_case.folder.filing
    if not may_do(by, load_protocol(filing.protocol), does):
        raise Hindered("not_permitted")
    hold(open_case.folder)
    filing.refresh_from_db()
    if filing.withdrawn_at:
        raise Hindered("procedure_withdrawn")
    found = Recourse.objects.select_for_update(of=("self",)).select_related("decision", "ruling")
    recourse = found.filter(case=open_case.case, ref=ref).first()
    if recourse is None:
        raise Hindered("no_recourse")
    if recourse.ruling:
        raise ChangedMeanwhile(_paper(open_case, recourse.ruling.paper_ref))
    must_be_of_other_hands(open_case, recourse, does, by=by)
    return recourse


def _decided(
    open_case: OpenCase, recourse: Recourse, resolution: Resolution, *, by: Actor, at: datetime
) -> list[tuple[Shown, Outcome]]:
    """Return what is granted. Raises ChangedMeanwhile where a measure is not as it was on the page,
    and Hindered."""
    before = {one.ref: one for one in measures_before(open_case, recourse, seen_by=by)}
    law, granted = load_protocol(open_case.folder.filing.protocol), []
    day = resolution.day(law, at)
    for outcome in resolution.outcomes:
        shown = before.get(outcome.ref)
        if shown is None:
            raise Hindered("no_measure")
        if shown.seen != outcome.seen:
            raise ChangedMeanwhile(_paper(open_case, shown.measure.paper_ref))
        if outcome.granted:
            if shown.would_end_sooner(outcome.duration_days, day, law.zone):
                raise Hindered("ends_sooner")
            granted.append((shown, outcome))
    return granted


def _must_agree(
    recourse: Recourse, resolution: Resolution, decided: Sequence[tuple[Shown, Outcome]]
) -> None:
    """Raise Hindered where the result and the outcomes contradict each other."""
    if resolution.later not in RESULTS:
        raise Hindered("result")
    if resolution.later == Kind.NOT_UPHELD:
        if decided:
            raise Hindered("not_upheld_grants_nothing")
        return
    change = change_of(recourse)
    undone = recourse.decision.kind == Kind.NOT_ADMITTED or (
        change is not None and (is_moot(recourse, change) or _ended_a_share(change))
    )
    if not decided and not undone:
        raise Hindered("upheld_changes_something")


def _set_aside(recourse: Recourse, *, by: Signs, at: datetime) -> None:
    """Undo what the contested resolution did: drop the pending change, give a share back, or reopen
    a request that was not admitted."""
    change = change_of(recourse)
    if change and change.state in PENDING:
        MeasureChange.objects.filter(pk=change.pk).update(
            state=MeasureChange.State.DROPPED, changed_at=at
        )
        kind = ReviewTask.Kind.CARRY_OUT
        close_tasks(recourse.case, kind, about=change.ref, outcome="set_aside", by=by, at=at)
    elif change and _ended_a_share(change):
        give_share_back(change.measure.ref)
    if recourse.decision.kind != Kind.NOT_ADMITTED:
        return
    Decision.objects.filter(pk=recourse.decision_id).update(set_aside_at=at)
    for measure in Measure.objects.filter(case=recourse.case, state=State.DENIED):
        open_again(recourse.case.filing, measure.ref, by=by, at=at)
        move(measure, State.PROPOSED, by=by, at=at)
        if _agreed(measure):
            move(measure, State.CONSENTED, by=by, at=at)
    set_aside(recourse.case.filing, UNDONE, by=by, at=at)
    event = events.DecisionSetAside(about=recourse.case.code, decision=recourse.decision.ref)
    record(event, by=by, at=at)


def _ended_a_share(change: MeasureChange) -> bool:
    """Return whether the person gave up a share and the measure goes on for others."""
    done = (change.kind, change.state) == (MeasureChange.Kind.RENOUNCE, MeasureChange.State.DONE)
    return done and change.measure.state not in STOPPED


def _agreed(measure: Measure) -> bool:
    rows = Question.objects.standing().filter(kind=Question.Kind.MEASURE)
    asked = rows.filter(subject=measure.ref, unit=measure.unit).first()
    return asked is not None and still_agreed(asked, measure.case.filing)


def _paper(open_case: OpenCase, ref: str) -> Document:
    return Document.objects.get(filing=open_case.folder.filing, ref=ref, current=True)
