"""Services for the decision on a case: issuing it and ordering provisional measures. Notification:
`decisions/notices.py`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from amparo.casework.measures import events, queries
from amparo.casework.measures.decisions.resolution import Outcome, Resolution, words_of
from amparo.casework.measures.models import STOPPED, Decision, Measure, State
from amparo.casework.measures.queries import Shown
from amparo.casework.measures.states import Hindered, move, must
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import ChangedMeanwhile, write_paper
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.legal_effects_of_acts import (
    NotInOrder,
    is_noted,
    lacking,
    note,
    open_gates,
    standing_in,
)
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.services import record
from amparo.law import Deed, Opening, load_protocol


@transaction.atomic
def decide(open_case: OpenCase, resolution: Resolution, *, by: Actor, at: datetime) -> Decision:
    """Answer every measure that is before the decision maker, or turn the request away; possible
    once.

    Raises Hindered (what is missing), ChangedMeanwhile (a measure changed, or another member
    decided), NotInOrder (the protocol's own sentence).
    """
    held(open_case, by=by)
    return settle_request(open_case, resolution, decided_by=by.member, by=by, at=at)


@transaction.atomic
def settle_request(
    open_case: OpenCase, resolution: Resolution, *, decided_by: Member, by: Actor, at: datetime
) -> Decision:
    """Issue the resolution on the request, decided by `decided_by` and entered by `by`. The caller
    holds the file and has checked that `by` may."""
    filing = open_case.folder.filing
    does = Deed.DECIDE if resolution.admitted else Deed.TURN_AWAY
    found, decided = _checked(open_case, resolution, does, by=by, at=at)
    decision = issue(open_case, resolution, decided, decided_by=decided_by, by=by, at=at)
    for shown, outcome in decided:
        settle(shown.measure, outcome, decision, by=by, at=at)
    note(filing, does, when=decision.issued_at, by=by, at=at, found=found)
    if not any(outcome.granted for _shown, outcome in decided):
        open_gates(filing, Opening.NOTHING_GRANTED, by=by, at=at)
    refresh(open_case.case, at=at)
    return decision


def may_be_issued(open_case: OpenCase, resolution: Resolution, *, by: Actor, at: datetime) -> None:
    """Raise what `decide` would raise for this resolution on the request; write nothing."""
    held(open_case, by=by)
    _checked(open_case, resolution, Deed.DECIDE, by=by, at=at)


@transaction.atomic
def order_provisional(
    open_case: OpenCase, resolution: Resolution, *, by: Actor, at: datetime
) -> Decision:
    """Order what cannot wait for the decision, with its ground.

    The order lapses with the decision unless the decision grants it. Only for measures that the
    person agreed to, or that a supervisor's reason stands for. Raises Hindered, ChangedMeanwhile.
    """
    filing = held(open_case, by=by)
    found = dict(resolution.counted)
    _must_be_lawful(filing, Deed.ORDER_PROVISIONAL, at=at, found=found)
    chosen = {outcome.ref for outcome in resolution.outcomes}
    plan = queries.plan(open_case, seen_by=by)
    before = tuple(shown for shown in plan if shown.ref in chosen)
    decided = _decided(open_case, resolution, before)
    if not decided:
        raise Hindered("no_measure")
    if not all(shown.agreed and shown.undecided for shown, _outcome in decided):
        raise Hindered("consent")
    must_be_complete(open_case, resolution, decided, at=at)
    decision = issue(open_case, resolution, decided, by=by, at=at)
    for shown, outcome in decided:
        settle(shown.measure, outcome, decision, by=by, at=at)
    if not is_noted(filing, Deed.ORDER_PROVISIONAL):
        when = decision.issued_at
        note(filing, Deed.ORDER_PROVISIONAL, when=when, by=by, at=at, found=found)
    refresh(open_case.case, at=at)
    return decision


# --- inside ---


def _checked(
    open_case: OpenCase, resolution: Resolution, does: Deed, *, by: Actor, at: datetime
) -> tuple[dict[str, bool | str], list[tuple[Shown, Outcome]]]:
    """Return the facts that the act notes, and each measure with its answer.

    Raises ChangedMeanwhile, NotInOrder, Hindered.
    """
    filing = hold_undecided(open_case, seen_by=by)
    before = queries.to_decide(open_case, seen_by=by)
    opened = load_protocol(filing.protocol).gates_opened_by(Opening.RESTS_ON_MISSING)
    found: dict[str, bool | str] = dict.fromkeys(opened, resolution.rests_on_missing)
    found |= resolution.counted
    _must_be_lawful(filing, does, at=at, found=found)
    decided = _decided(open_case, resolution, before)
    must_be_complete(open_case, resolution, decided, at=at)
    return found, decided


def hold_undecided(open_case: OpenCase, *, seen_by: Actor) -> Filing:
    """Lock the file and return it. Raises ChangedMeanwhile where the request was decided, Hindered
    where the person has left."""
    filing = _hold(open_case)
    final = queries.final_decision(open_case, seen_by=seen_by)
    if final:
        raise ChangedMeanwhile(_paper(open_case, final.decision.paper_ref))
    return filing


def held(open_case: OpenCase, *, by: Actor) -> Filing:
    """Lock the file until the act is done and return it. Raises Hindered unless `by` may decide."""
    must(by, Permission.CASE_DECIDE)
    return _hold(open_case)


def _hold(open_case: OpenCase) -> Filing:
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    if open_case.folder.filing.withdrawn_at:
        raise Hindered("procedure_withdrawn")
    return open_case.folder.filing


def _must_be_lawful(
    filing: Filing, does: Deed, *, at: datetime, found: Mapping[str, bool | str]
) -> None:
    law, facts = load_protocol(filing.protocol), {**filing.facts, **found}
    if law.act_that(does) is None:
        raise NotInOrder(does)
    held = {name for name, holds in found.items() if holds} | law.enough(facts)
    state = standing_in(filing, filing.happened, facts, at=at)
    needs = lacking(filing, does, state, found=held, counted=True)
    if needs:
        raise NotInOrder("+".join(needs))


def _decided(
    open_case: OpenCase, resolution: Resolution, before: Sequence[Shown]
) -> list[tuple[Shown, Outcome]]:
    """Pair each measure with its answer. Raises ChangedMeanwhile if one changed since the page."""
    if not resolution.admitted:
        return [
            (one, Outcome(ref=one.ref, seen=one.seen, granted=False, reasons=resolution.grounds))
            for one in before
        ]
    answers = {outcome.ref: outcome for outcome in resolution.outcomes}
    stale = [one for one in before if one.ref not in answers or answers[one.ref].seen != one.seen]
    gone = set(answers) - {one.ref for one in before}
    if stale:
        raise ChangedMeanwhile(_paper(open_case, stale[0].measure.paper_ref))
    if gone:
        measure = Measure.objects.filter(case=open_case.case, ref__in=gone).first()
        raise (
            ChangedMeanwhile(_paper(open_case, measure.paper_ref)) if measure else Hindered("gone")
        )
    return [(one, answers[one.ref]) for one in before]


def must_be_complete(
    open_case: OpenCase,
    resolution: Resolution,
    decided: Sequence[tuple[Shown, Outcome]],
    *,
    at: datetime,
) -> None:
    law = load_protocol(open_case.folder.filing.protocol)
    missing = list(resolution.missing())
    day = resolution.day(law, at)
    for shown, outcome in decided:
        unit = shown.measure.unit
        police = unit is not None and unit.police
        missing += [f"{shown.ref}.{name}" for name in outcome.missing(starts_on=day, police=police)]
    if missing:
        raise Hindered(*missing)


def issue(
    open_case: OpenCase,
    resolution: Resolution,
    decided: Sequence[tuple[Shown, Outcome]],
    *,
    decided_by: Member | None = None,
    by: Actor,
    at: datetime,
) -> Decision:
    """Write the resolution. `decided_by`: who decided it, where another member enters it."""
    law, ref = load_protocol(open_case.folder.filing.protocol), marks.new_code(groups=3)
    state = standing(open_case.folder.filing, at=at)
    body = words_of(law, state, resolution, decided, resolution.day(law, at), ref=ref)
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    decision = Decision(
        ref=ref,
        case=open_case.case,
        kind=resolution.kind,
        paper_ref=paper.ref,
        signed_elsewhere=resolution.elsewhere,
        document_digest=resolution.digest if resolution.elsewhere else b"",
        decided_by=decided_by or by.member,
        issued_at=resolution.moment(law, at),
    )
    decision.save(force_insert=True)
    if resolution.document:
        keep_uploads(
            open_case.folder,
            [resolution.document],
            by=by,
            at=at,
            paper_ref=paper.ref,
            for_person=True,
        )
    event = events.DecisionIssued(
        about=open_case.code,
        decision=decision.ref,
        kind=decision.kind,
        elsewhere=decision.signed_elsewhere,
    )
    record(event, by=by, at=at)
    return decision


def settle(
    measure: Measure, outcome: Outcome, decision: Decision, *, by: Actor, at: datetime
) -> None:
    """Set the measure's state and dates by the outcome.

    A provisional measure goes on if granted and lapses if not. A denied or stopped measure becomes
    granted where it is decided again.
    """
    running = measure.granted_at is not None
    if not outcome.granted:
        move(measure, State.LAPSED if running else State.DENIED, by=by, at=at)
        return
    measure.provisional = decision.kind == Decision.Kind.PROVISIONAL
    measure.duration_days = outcome.duration_days
    measure.first_report_on = outcome.first_report_on
    measure.next_review_on = outcome.next_review_on
    measure.granted_at = decision.issued_at
    measure.save(
        update_fields=[
            "provisional", "duration_days", "first_report_on", "next_review_on", "granted_at",
        ]
    )  # fmt: skip
    if not running or measure.state in STOPPED:
        move(measure, State.GRANTED, by=by, at=at)


def _paper(open_case: OpenCase, ref: str) -> Document:
    return Document.objects.get(filing=open_case.folder.filing, ref=ref, current=True)
