"""Services for the plan with the person. The person's answers: `answers.py`; the decision:
`decisions/`; the states of a measure: `states.py`."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from amparo.casework.measures import events, queries
from amparo.casework.measures.catalogue import PLACE, Entry, Proposal, catalogue
from amparo.casework.measures.decisions.notices import (
    nobody_receives,
    notified,
    notify,
    undo_receipt_by_others,
)
from amparo.casework.measures.decisions.services import decide, order_provisional
from amparo.casework.measures.decisions.submission import put_to_decision
from amparo.casework.measures.models import Measure, State
from amparo.casework.measures.norm_transition import told_over
from amparo.casework.measures.person_answers import (
    as_seen,
    ask_again,
    end_impediment,
    must_not_be_excluded,
    note_answer,
    paper_of,
    put_to_her,
    replace_consent,
)
from amparo.casework.measures.states import (
    CannotMove,
    Hindered,
    answered,
    confirmed,
    consent_ended,
    done,
    move,
    must,
    open_gates,
    sharing_ended,
    shift,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import protect_her
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.redaction import holds_what_was_left_out
from amparo.foundations.intake.documents.schemas.measures import ProposedMeasureText
from amparo.foundations.intake.documents.services import change_paper, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_noted, note
from amparo.foundations.ledger.services import record
from amparo.law import Deed

# The public services of this package: pages and other packages import them from here.
__all__ = [
    "CannotMove",
    "Hindered",
    "Proposal",
    "answered",
    "ask_again",
    "change",
    "confirmed",
    "consent_ended",
    "decide",
    "done",
    "end_impediment",
    "move",
    "nobody_receives",
    "note_answer",
    "notified",
    "notify",
    "open_gates",
    "order_provisional",
    "propose",
    "put_to_decision",
    "replace_consent",
    "sharing_ended",
    "shift",
    "told_over",
    "undo_receipt_by_others",
]


# --- the plan ---


@transaction.atomic
def propose(open_case: OpenCase, proposal: Proposal, *, by: Actor, at: datetime) -> Measure:
    """Put one measure with one recipient to the person. Raises Hindered."""
    entry = _may_be_proposed(open_case, proposal, by=by)
    paper = write_paper(
        open_case.folder,
        body=_told(entry, proposal),
        by=by,
        at=at,
        for_person=True,
    )
    measure = Measure(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        catalogue=entry.id,
        unit=proposal.unit,
        urgent=entry.rule.urgent,
        requested=proposal.requested,
        paper_ref=paper.ref,
        first_report_on=proposal.by_day,
        next_review_on=proposal.by_day,
        changed_at=at,
    )
    measure.save(force_insert=True)
    protect_her(open_case.folder.filing, measure.ref, at=at)
    event = events.MeasureProposed(
        about=open_case.code,
        measure=measure.ref,
        catalogue=entry.id,
        unit=proposal.unit.code if proposal.unit else "",
        urgent=measure.urgent,
        requested=measure.requested,
    )
    record(event, by=by, at=at)
    put_to_her(open_case, measure, sorted(proposal.values), by=by, at=at)
    if not entry.own and not is_noted(open_case.folder.filing, Deed.PROPOSE_MEASURES):
        note(open_case.folder.filing, Deed.PROPOSE_MEASURES, when=at, by=by, at=at)
    refresh(open_case.case, at=at)
    return measure


@transaction.atomic
def change(
    open_case: OpenCase, ref: str, proposal: Proposal, *, seen: str, by: Actor, at: datetime
) -> Measure:
    """Reword a proposal and ask the person again; the answer to the older words no longer counts.

    Raises Hindered, and ChangedMeanwhile where another member saved first or the person has
    answered since.
    """
    shown = as_seen(open_case, ref, seen=seen, by=by)
    entry = _may_be_proposed(open_case, proposal, by=by)
    if not shown.undecided or entry.id != shown.measure.catalogue:
        raise Hindered("decided")
    change_paper(
        open_case.folder,
        paper_of(open_case, shown.measure),
        body=_told(entry, proposal),
        seen=shown.version,
        by=by,
        at=at,
    )
    _end_questions(shown.measure, at=at)
    measure = shown.measure
    measure.unit, measure.requested, measure.changed_at = proposal.unit, proposal.requested, at
    measure.first_report_on = measure.next_review_on = proposal.by_day
    measure.save()
    if measure.state != State.PROPOSED:
        move(measure, State.PROPOSED, by=by, at=at)
    put_to_her(open_case, measure, sorted(proposal.values), by=by, at=at)
    refresh(open_case.case, at=at)
    return measure


# --- inside ---


def _may_be_proposed(open_case: OpenCase, proposal: Proposal, *, by: Actor) -> Entry:
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    if open_case.folder.row().withdrawn_at:
        raise Hindered("procedure_withdrawn")
    if queries.final_decision(open_case, seen_by=by):
        raise Hindered("decided")
    entry = catalogue(open_case).get(proposal.catalogue)
    if entry is None:
        raise Hindered("not_in_force")
    if entry.own:
        _must_say_when(proposal)
    else:
        _must_say_to_whom(open_case, proposal, by=by)
    _must_keep_left_out(open_case, proposal, by=by)
    if not set(proposal.values) <= set(entry.tells) or not all(proposal.values.values()):
        raise Hindered("field_not_needed")
    return entry


def _must_say_when(proposal: Proposal) -> None:
    if proposal.by_day is None:
        raise Hindered("not_complete")


def _must_say_to_whom(open_case: OpenCase, proposal: Proposal, *, by: Actor) -> None:
    must_not_be_excluded(open_case, proposal.unit, by=by)
    if not proposal.values.get(PLACE, "").strip():
        raise Hindered("no_place")


def _must_keep_left_out(open_case: OpenCase, proposal: Proposal, *, by: Actor) -> None:
    said = "\n".join([proposal.what, *proposal.values.values()])
    if holds_what_was_left_out(open_case.folder, said, seen_by=by):
        raise Hindered("left_out")


def _told(entry: Entry, proposal: Proposal) -> ProposedMeasureText:
    """What the person reads before answering; exactly this is sent, in the same words."""
    return ProposedMeasureText(
        measure=entry.id,
        label=entry.label,
        what=proposal.what,
        who=proposal.unit.name if proposal.unit else settings.ORGANISATION,
        fields=sorted(proposal.values),
        values=dict(proposal.values),
        suitability=dict(proposal.suitability),
        consent=entry.rule.consent.value,
        by_day=proposal.by_day.isoformat() if proposal.by_day else None,
    )


def _end_questions(measure: Measure, *, at: datetime) -> None:
    """Close the questions asked in older words or about another recipient."""
    asked = Question.objects.standing().filter(filing=measure.case.filing, subject=measure.ref)
    asked.filter(kind=Question.Kind.MEASURE).update(withdrawn_at=at)
