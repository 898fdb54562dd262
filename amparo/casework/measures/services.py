"""The plan with the person. Putting it to decision: `referral.py`; deciding: `decisions.py`; the
states of a measure: `life.py`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo import rules
from amparo.casework.measures import events, queries
from amparo.casework.measures.catalogue import Entry, Proposal, catalogue
from amparo.casework.measures.decisions import decide, notified, notify, order_provisional
from amparo.casework.measures.life import (
    CannotMove,
    Hindered,
    answered,
    confirmed,
    consent_ended,
    move,
    must,
    sharing_ended,
)
from amparo.casework.measures.models import Measure, State
from amparo.casework.measures.referral import put_to_decision
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import refresh
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.ledger.services import record
from amparo.foundations.letterbox.folders import hold
from amparo.foundations.letterbox.models import Filing, Paper
from amparo.foundations.letterbox.papers import ChangedMeanwhile, change_paper, write_paper
from amparo.foundations.letterbox.services import find
from amparo.sealing import marks

# The stage's services, wherever they stand: pages and hand-overs call them from here.
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
    "move",
    "note_answer",
    "notified",
    "notify",
    "order_provisional",
    "propose",
    "put_to_decision",
    "replace_consent",
    "sharing_ended",
]


# --- the plan ---


@transaction.atomic
def propose(open_case: OpenCase, proposal: Proposal, *, by: Actor, at: datetime) -> Measure:
    """Put one measure with one recipient to the person. Raises Hindered."""
    entry = _may_be_proposed(open_case, proposal, by=by)
    paper = write_paper(
        open_case.folder,
        kind="measure",
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
        changed_at=at,
    )
    measure.save(force_insert=True)
    event = events.MeasureProposed(
        about=open_case.code,
        measure=measure.ref,
        catalogue=entry.id,
        unit=proposal.unit.code,
        urgent=measure.urgent,
        requested=measure.requested,
    )
    record(event, by=by, at=at)
    _ask(open_case, measure, sorted(proposal.values), by=by, at=at)
    if "measures_proposed" in rules.load(open_case.folder.filing.protocol).facts:
        find(open_case.folder.filing, {"measures_proposed": True}, by=by, at=at)
    refresh(open_case.case, at=at)
    return measure


@transaction.atomic
def change(
    open_case: OpenCase, ref: str, proposal: Proposal, *, seen: str, by: Actor, at: datetime
) -> Measure:
    """Word a proposal anew; she is asked anew, whatever she had answered to the older words.

    Raises Hindered, and ChangedMeanwhile where somebody was quicker or she has answered since.
    """
    shown = _as_seen(open_case, ref, seen=seen, by=by)
    entry = _may_be_proposed(open_case, proposal, by=by)
    if not shown.undecided or entry.id != shown.measure.catalogue:
        raise Hindered("decided")
    change_paper(
        open_case.folder,
        _paper(open_case, shown.measure),
        body=_told(entry, proposal),
        seen=shown.version,
        by=by,
        at=at,
    )
    _end_questions(shown.measure, at=at)
    measure = shown.measure
    measure.unit, measure.requested, measure.changed_at = proposal.unit, proposal.requested, at
    measure.save(update_fields=["unit", "requested", "changed_at"])
    if measure.state != State.PROPOSED:
        move(measure, State.PROPOSED, by=by, at=at)
    _ask(open_case, measure, sorted(proposal.values), by=by, at=at)
    refresh(open_case.case, at=at)
    return measure


@transaction.atomic
def ask_again(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Put the same words to her once more: after she took a consent back, or all sharing."""
    must(by, Permission.CASE_PLAN)
    shown = _found(open_case, ref, by=by)
    if shown.answer != "withdrawn":
        raise Hindered("still_asked")
    _must_not_be_excluded(open_case, shown.measure.unit, by=by)
    fields = shown.body.get("fields")
    _ask(open_case, shown.measure, fields if isinstance(fields, list) else [], by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_answer(
    open_case: OpenCase,
    ref: str,
    *,
    answer: str,
    way: str,
    words: str,
    seen: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what she said, how, and in which words; she reads it on her page.

    Raises Hindered, ChangedMeanwhile, consent's CannotConsent.
    """
    must(by, Permission.CASE_PLAN)
    shown = _as_seen(open_case, ref, seen=seen, by=by)
    question = shown.question
    if question is None:
        raise Hindered("not_asked")
    body = {"about": ref, "label": shown.entry.label, "way": way, "text": words}
    write_paper(open_case.folder, kind="oral_answer", body=body, by=by, at=at, for_person=True)
    consent.answer(open_case.folder, question.ref, answer=answer, by=by, at=at, how="oral")
    refresh(open_case.case, at=at)


@transaction.atomic
def replace_consent(
    open_case: OpenCase, ref: str, *, reasons: Mapping[str, str], by: Actor, at: datetime
) -> None:
    """A supervisor's reasoned decision while she cannot be asked, for this measure and recipient.

    Raises Hindered, consent's CannotConsent.
    """
    must(by, Permission.CASE_SUPERVISE)
    shown = _found(open_case, ref, by=by)
    if shown.question is None:
        raise Hindered("not_asked")
    if not all(words.strip() for words in reasons.values()):
        raise Hindered("reasons")
    body = {"measure": ref, "label": shown.entry.label, **reasons}
    paper = write_paper(open_case.folder, kind="reason", body=body, by=by, at=at, for_person=True)
    consent.replace_by_reason(
        open_case.folder,
        shown.question.ref,
        reason_paper_digest=bytes(paper.digest),
        by=by,
        at=at,
    )
    refresh(open_case.case, at=at)


# --- inside ---


def _must_not_be_excluded(open_case: OpenCase, unit: Unit | None, *, by: Actor) -> None:
    """Whom she excluded is refused before she is even asked, and so is who commands it."""
    if unit is None or open_case.folder.excludes_any(command_of(unit, seen_by=by)):
        raise Hindered("recipient_excluded")


def _may_be_proposed(open_case: OpenCase, proposal: Proposal, *, by: Actor) -> Entry:
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    if Filing.objects.get(pk=open_case.folder.filing.pk).withdrawn_at:
        raise Hindered("procedure_withdrawn")
    if queries.final_decision(open_case, seen_by=by):
        raise Hindered("decided")
    entry = catalogue(open_case).get(proposal.catalogue)
    if entry is None:
        raise Hindered("not_in_force")
    _must_not_be_excluded(open_case, proposal.unit, by=by)
    if not set(proposal.values) <= set(entry.rule.needs) or not all(proposal.values.values()):
        raise Hindered("field_not_needed")
    return entry


def _told(entry: Entry, proposal: Proposal) -> dict[str, Any]:
    """What she reads before she answers: nothing else is sent, and nothing in other words."""
    return {
        "measure": entry.id,
        "label": entry.label,
        "what": proposal.what,
        "where": proposal.where,
        "who": proposal.unit.name,
        "fields": sorted(proposal.values),
        "values": dict(proposal.values),
        "suitability": dict(proposal.suitability),
        "consent": entry.rule.consent.value,
    }


def _ask(
    open_case: OpenCase, measure: Measure, fields: Sequence[str], *, by: Actor, at: datetime
) -> None:
    consent.ask(
        open_case.folder,
        kind=Question.Kind.MEASURE,
        subject=measure.ref,
        unit=measure.unit,
        fields=fields,
        paper_ref=measure.paper_ref,
        by=by,
        at=at,
    )


def _end_questions(measure: Measure, *, at: datetime) -> None:
    """What was asked in older words, or about another recipient, can be answered no more."""
    Question.objects.filter(
        filing=measure.case.filing,
        kind=Question.Kind.MEASURE,
        subject=measure.ref,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=at)


def _found(open_case: OpenCase, ref: str, *, by: Actor) -> queries.Shown:
    hold(open_case.folder)
    shown = queries.measure_called(open_case, ref, seen_by=by)
    if shown is None:
        raise Hindered("unknown_measure")
    return shown


def _as_seen(open_case: OpenCase, ref: str, *, seen: str, by: Actor) -> queries.Shown:
    shown = _found(open_case, ref, by=by)
    if shown.seen != seen:
        raise ChangedMeanwhile(_paper(open_case, shown.measure))
    return shown


def _paper(open_case: OpenCase, measure: Measure) -> Paper:
    return Paper.objects.get(filing=open_case.folder.filing, ref=measure.paper_ref, current=True)
