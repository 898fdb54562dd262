"""A change or end of one measure: decided with reasons, notified, carried out from its day.
Services, by noun: changes once they are decided."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures.decisions.resolution import Changed, Outcome, Resolution
from amparo.casework.measures.decisions.services import issue, must_be_complete, settle
from amparo.casework.measures.models import STOPPED, WAY, Decision, Measure, State
from amparo.casework.measures.states import Hindered, move, must
from amparo.casework.review import events
from amparo.casework.review.beneficiary_hearings.queries import HEARS_ALL
from amparo.casework.review.changes.hooks import hand_over_change
from amparo.casework.review.changes.obstacles import why_not_yet
from amparo.casework.review.changes.person_wishes import AGAINST, AGREED, last_word
from amparo.casework.review.changes.queries import DEEDS, Changing, change_called, goes_on
from amparo.casework.review.changes.services import change_held, let_go, must_be_ready
from amparo.casework.review.dated_tasks import close_tasks, open_task
from amparo.casework.review.models import LIVE, MeasureChange, ReviewTask
from amparo.casework.review.recourses.queries import may_do
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import give_share_up
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import record
from amparo.law import load_protocol

Kind = MeasureChange.Kind
# The kind of the resolution, and the state of the measure once it is carried out.
RESULTS: dict[str, tuple[Decision.Kind, State | None]] = {
    Kind.STRENGTHEN: (Decision.Kind.STRENGTHENED, None),
    Kind.REDUCE: (Decision.Kind.REDUCED, State.MODIFIED),
    Kind.SUSPEND: (Decision.Kind.SUSPENDED, State.SUSPENDED),
    Kind.CEASE: (Decision.Kind.CEASED, State.CEASED),
    Kind.MISUSE: (Decision.Kind.MISUSE, State.WITHDRAWN_MISUSE),
    Kind.RENOUNCE: (Decision.Kind.RENOUNCED, State.RENOUNCED),
}
GOES_ON = (Kind.STRENGTHEN, Kind.REDUCE)
"""The measure goes on changed: duration, places and next dates are set anew."""


@transaction.atomic
def decide_change(
    open_case: OpenCase,
    ref: str,
    resolution: Resolution,
    *,
    from_day: date | None,
    by: Actor,
    at: datetime,
) -> Decision:
    """Decide the change by a reasoned resolution: as proposed, or that the measure stays as it is.
    Strengthening holds at once; a lessening holds from its day, once the person has received the
    resolution. Raises Hindered, ChangedMeanwhile."""
    found = _to_decide(open_case, ref, by=by)
    accepted = resolution.later == RESULTS[found.row.kind][0]
    if not accepted and resolution.later != Decision.Kind.UNCHANGED:
        raise Hindered("result")
    day = resolution.day(load_protocol(open_case.folder.filing.protocol), at)
    if accepted:
        _must_hold_up(found, resolution, from_day, day)
    outcomes = [(found.shown, one) for one in resolution.outcomes if accepted]
    must_be_complete(open_case, resolution, outcomes, at=at)
    over = _gives_way(found) if accepted else []
    said = _said(found, from_day, over) if accepted else _stays(found)
    resolution = replace(resolution, changed=said)
    decision = issue(open_case, resolution, outcomes, by=by, at=at)
    row = found.row
    row.decision, row.changed_at = decision, at
    row.state = MeasureChange.State.DECIDED if accepted else MeasureChange.State.DROPPED
    row.from_day = (day if row.kind == Kind.STRENGTHEN else from_day) if accepted else None
    row.save(update_fields=["decision", "changed_at", "state", "from_day"])
    event = events.ChangeDecided(
        about=open_case.code,
        change=ref,
        measure=row.measure.ref,
        decision=decision.ref,
        result=decision.kind,
        from_day=row.from_day.isoformat() if row.from_day else "",
    )
    record(event, by=by, at=at)
    _then(open_case, found, over, accepted=accepted, by=by, at=at)
    refresh(open_case.case, at=at)
    return decision


@transaction.atomic
def carry_out(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Carry out a decided change: the person has received it, its day has come, and nothing makes
    it wait. The units learn only from which day it holds. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    found = change_called(open_case, ref, seen_by=by)
    if found is None or found.row.state != MeasureChange.State.DECIDED or found.issued is None:
        raise Hindered("no_change")
    if hindered := why_not_yet(found, at=at):
        raise Hindered(hindered)
    _carry_out(open_case, found, found.issued.decision, by=by, at=at)
    refresh(open_case.case, at=at)


def may_decide(kind: str, open_case: OpenCase, *, seen_by: Actor) -> bool:
    """Return whether the protocol gives the act to the member; where it has no such act, whether
    the member decides."""
    law, does = load_protocol(open_case.folder.filing.protocol), DEEDS[kind]
    known = law.act_that(does) is not None
    return may_do(seen_by, law, does) if known else seen_by.may(Permission.CASE_DECIDE)


def why_not_decided(found: Changing) -> str:
    """Return a code why the change cannot be decided any more: the measure has ended, or the person
    is against strengthening it. Empty otherwise."""
    row = found.row
    if not goes_on(row.measure, row.kind):
        return "ended"
    word = last_word(row.case.filing, row.measure) if row.kind == Kind.STRENGTHEN else ""
    return word if word in AGAINST else ""


# --- inside ---


def _to_decide(open_case: OpenCase, ref: str, *, by: Actor) -> Changing:
    found = change_held(open_case, ref, by=by)
    if found.issued:
        decided, filing = found.issued.decision.paper_ref, open_case.folder.filing
        raise ChangedMeanwhile(Document.objects.get(filing=filing, ref=decided, current=True))
    if not may_decide(found.row.kind, open_case, seen_by=by):
        raise Hindered("not_permitted")
    if found.row.state not in _READY[found.row.kind == Kind.STRENGTHEN]:
        raise Hindered("not_put" if found.open else "no_change")
    return found


def _carry_out_by(open_case: OpenCase, row: MeasureChange, *, by: Actor, at: datetime) -> None:
    due = end_of_day(open_case.folder.filing, row.from_day or at.date())
    open_task(open_case.case, ReviewTask.Kind.CARRY_OUT, about=row.ref, due_on=due, by=by, at=at)


def _gives_way(found: Changing) -> list[MeasureChange]:
    """Return the changes that a strengthening replaces: those that would lessen the measure, and
    the person's renunciation, where the person agreed to the strengthening since."""
    row = found.row
    if row.kind != Kind.STRENGTHEN:
        return []
    agreed = last_word(row.case.filing, row.measure) == AGREED
    kinds = {*HEARS_ALL, *([Kind.RENOUNCE] if agreed else [])}
    rows = MeasureChange.objects.select_related("case__filing", "measure")
    return list(rows.filter(measure=row.measure_id, state__in=LIVE, kind__in=kinds))


def _then(
    open_case: OpenCase, found: Changing, over: list[MeasureChange], *, accepted: bool, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Apply what follows: a strengthening holds at once and replaces other changes; a lessening
    gets its day."""
    for one in over:
        let_go(one, by=by, at=at)
    kind = ReviewTask.Kind.GIVING_UP
    close_tasks(open_case.case, kind, about=found.ref, outcome="decided", by=by, at=at)
    if accepted and found.row.kind == Kind.STRENGTHEN:
        assert found.row.decision is not None  # noqa: S101 - just decided
        _carry_out(open_case, found, found.row.decision, by=by, at=at)
    elif found.row.from_day:
        _carry_out_by(open_case, found.row, by=by, at=at)


def _said(found: Changing, from_day: date | None, over: list[MeasureChange]) -> Changed:
    """Return the measure and the change as the resolution states them to the person; `over`: the
    changes that are replaced."""
    return Changed(
        catalogue=found.row.measure.catalogue,
        what=str(found.body.get("what", "")),
        from_day=None if found.row.kind == Kind.STRENGTHEN else from_day,
        share=found.of_a_share,
        instead=any(one.state == MeasureChange.State.DECIDED for one in over),
    )


def _stays(found: Changing) -> Changed:
    what = str(found.body.get("what", ""))
    return Changed(catalogue=found.row.measure.catalogue, what=what, from_day=None, stays=True)


# A strengthening need not be put to decision first.
_READY = {
    False: {MeasureChange.State.PUT},
    True: {MeasureChange.State.PUT, MeasureChange.State.OPEN},
}


def _must_hold_up(
    found: Changing, resolution: Resolution, from_day: date | None, day: date
) -> None:
    must_be_ready(found)
    _must_be_of_its_kind(found, resolution, day)
    if any(one.seen != found.shown.seen for one in resolution.outcomes):
        raise Hindered("changed_meanwhile")
    if found.row.kind == Kind.MISUSE and not resolution.evidence.strip():
        raise Hindered("weighed")
    if found.row.kind != Kind.STRENGTHEN and (from_day is None or from_day <= day):
        raise Hindered("from_day")


def _must_be_of_its_kind(found: Changing, resolution: Resolution, day: date) -> None:
    """Raise Hindered where the measure has ended, the person is against strengthening it, the
    outcomes do not fit the kind of change, or a strengthening would end sooner than the measure
    does."""
    hindered = why_not_decided(found)
    if hindered:
        raise Hindered(hindered)
    if (found.row.kind in GOES_ON) != (len(resolution.outcomes) == 1):
        raise Hindered("result")
    zone, sooner = load_protocol(found.row.case.filing.protocol).zone, found.shown.would_end_sooner
    more = resolution.outcomes if found.row.kind == Kind.STRENGTHEN else ()
    if any(sooner(one.duration_days, day, zone) for one in more):
        raise Hindered("ends_sooner")


def _carry_out(
    open_case: OpenCase, found: Changing, decision: Decision, *, by: Actor, at: datetime
) -> None:
    row, state = found.row, RESULTS[found.row.kind][1]
    measure = Measure.objects.select_related("case__filing").get(pk=row.measure_id)
    if not goes_on(measure, row.kind):
        raise Hindered("ended")
    row.state, row.changed_at = MeasureChange.State.DONE, at
    row.save(update_fields=["state", "changed_at"])
    if found.of_a_share:  # it goes on for the others, and no institution is told
        give_share_up(measure.ref, at=at)
        state = None
    elif row.kind in GOES_ON:
        settle(measure, _outcome(open_case, decision), decision, by=by, at=at)
        state = State.MODIFIED
    if state and state in WAY[State(measure.state)]:
        move(measure, state, by=by, at=at)
    elif state in STOPPED:
        raise Hindered("not_changeable")
    close_tasks(row.case, ReviewTask.Kind.CARRY_OUT, about=row.ref, outcome="done", by=by, at=at)
    event = events.ChangeCarriedOut(
        about=open_case.code,
        change=row.ref,
        measure=measure.ref,
        kind=row.kind,
        stops=state in STOPPED,
    )
    record(event, by=by, at=at)
    hand_over_change(open_case.folder, event, str(found.body.get("what", "")), by=by, at=at)


def _outcome(open_case: OpenCase, decision: Decision) -> Outcome:
    """Return how the measure goes on, read from the resolution."""
    paper = Document.objects.get(
        filing=open_case.folder.filing, ref=decision.paper_ref, current=True
    )
    body: dict[str, Any] = open_case.folder.words(paper)
    [said] = body["data"]["measures"]
    return Outcome(
        ref=said["ref"],
        seen="",
        granted=True,
        reasons=said["reasons"],
        places=said["places"],
        duration_days=int(said["duration_days"]),
        first_report_on=date.fromisoformat(said["first_report_on"]),
        next_review_on=date.fromisoformat(said["next_review_on"]),
        activity_plan=said["activity_plan"],
    )
