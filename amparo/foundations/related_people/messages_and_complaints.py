"""Messages to the team, requests for review and complaints by related persons with an own access
phrase. Services, by noun.

None of these acts removes protection or needs the case key, and they are independent of what the
person requests.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.consent.models import AffectedAdult, Question, standing
from amparo.foundations.intake.events import IncidentTold
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.inbox_keys import slot_of
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_complaint
from amparo.foundations.intake.procedure import complaints
from amparo.foundations.intake.procedure import contestable as recourses
from amparo.foundations.intake.procedure.complaints import Complaint, complaint_of, complaints_in
from amparo.foundations.intake.procedure.contestable import (
    DECISION,
    Contestable,
    NothingToContest,
    Plea,
)
from amparo.foundations.intake.procedure.defects import Named, defect_filed
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people import events
from amparo.foundations.related_people.models import (
    RelatedPerson,
    RelatedPersonMessage,
    said_context,
)
from amparo.foundations.related_people.phrase_validity import must_stand
from amparo.foundations.related_people.queries import (
    Beside,
    Listed,
    is_barred,
    opened_copies,
    other_called,
    others_of,
    said_by,
)
from amparo.foundations.related_people.services import NotGiven
from amparo.law import Term

HOW = "own_words"
AGAIN, LATE, HAPPENED = "again", "late", "happened"
"""The subject of a text that is not a plain message."""


def may_ask(by: Beside) -> bool:
    """Whether the related person may make requests to the authority: a representative, a lawyer who
    may read, or one who was asked about a measure, which protects them too. After the person's
    death the right to represent ends."""
    if is_protected(by.way.other):
        return True
    lawyer = by.reads and by.way.other.relation == RelatedPerson.Relation.LAWYER
    return (by.speaks or lawyer) and not by.filing.asks_nobody


def is_protected(other: RelatedPerson) -> bool:
    """Whether a measure was put to them, as an adult or as the guardian of a child."""
    asked = AffectedAdult.objects.filter(filing=other.filing_id, other=other.ref)
    return asked.filter(standing("question__"), question__kind=Question.Kind.MEASURE).exists()


def contestable_by(by: Beside, *, at: datetime, seen_by: Signs) -> list[Contestable]:
    """Return the decisions that they may ask to have reviewed, oldest first."""
    if not may_ask(by):
        return []
    bodies = opened_copies(by, DECISION, seen_by=seen_by)
    entries = entries_about(by.filing.code, seen_by=seen_by) if bodies else []
    return recourses.contestable_among(by.filing, bodies, entries, at=at)


def may_complain_as(by: Beside) -> bool:
    """Whether they may complain: they may make requests and may read the state of the case."""
    return by.reads and may_ask(by)


def late_for(by: Beside, *, at: datetime, seen_by: Signs) -> list[Term]:
    """Return the terms that an authority missed and that have no complaint yet, for a related
    person who may complain."""
    if not may_complain_as(by):
        return []
    late = complaints.complainable(by.filing, at=at)
    before = complaints.unsettled(by.filing, at=at, seen_by=seen_by) if late else frozenset()
    return [term for term in late if term.term not in before]


@transaction.atomic
def contest_as(
    ref: str, plea: Plea, *, happened: bool = False, by: Beside, at: datetime
) -> RelatedPersonMessage:
    """Store a request to review a decision, with reasons. It does not count as the person's receipt
    of the decision. `happened`: the text tells of a new incident, so the risk is reviewed.

    Raises NothingToContest, WordsEnded.
    """
    must_stand(by)
    by.filing.refresh_from_db()
    asked = contestable_by(by, at=at, seen_by=by)
    found = next((one for one in asked if one.ref == ref), None)
    if found is None or found.ruled:
        raise NothingToContest
    own = replace(plea, who=by.way.other.ref, way="", asked_at=None, uploads=())
    body = recourses.what_is_said(found, own, at=at)
    said = _keep({**body, "about": AGAIN}, by=by, at=at)
    record(recourses.contested(by.filing.code, said.ref, body, how=HOW), by=by, at=at)
    _told(said, happened=happened, by=by, at=at)
    return said


@transaction.atomic
def complain_as(
    term_id: str, *, words: str, happened: bool = False, by: Beside, at: datetime
) -> RelatedPersonMessage:
    """File a complaint about delay. `happened`: it tells of a new incident, which does not wait for
    the ruling. Raises NotLate, ComplainedAlready, WordsEnded."""
    must_stand(by)
    by.filing.refresh_from_db()
    if not may_complain_as(by):
        raise complaints.NotLate
    term = complaints.to_complain_of(by.filing, term_id, by=by, at=at)
    who = by.way.other.ref
    body = complaints.what_is_filed(by.filing, term, words=words, way="", who=who)
    return _complained(body, happened=happened, by=by, at=at)


@transaction.atomic
def complain_of_defect_as(
    named: Named, *, words: str, happened: bool = False, by: Beside, at: datetime
) -> RelatedPersonMessage:
    """File a complaint about another defect, otherwise as `complain_as`. Raises NotLate,
    ComplainedAlready, WordsEnded."""
    must_stand(by)
    by.filing.refresh_from_db()
    if not may_complain_as(by):
        raise complaints.NotLate
    complaints.must_be_open(by.filing, named, by=by, at=at)
    body = defect_filed(by.filing, named, words=words, who=by.way.other.ref)
    return _complained(body, happened=happened, by=by, at=at)


def _complained(
    body: Mapping[str, Any], *, happened: bool, by: Beside, at: datetime
) -> RelatedPersonMessage:
    said = _keep({**body, "about": LATE}, by=by, at=at)
    event = complaints.filed(by.filing.code, said.ref, body, how=HOW)
    record(event, by=by, at=at)
    hand_over_complaint(by.filing, event, folder=None, by=by, at=at)
    _told(said, happened=happened, by=by, at=at)
    return said


def complaints_of(folder: Folder, *, seen_by: Signs) -> list[Complaint]:
    """Return all complaints of a case, oldest first: the person's, and those of related persons."""
    filed = complaints_in(folder, seen_by=seen_by)
    for one, row, body in said_by(folder, others_of(folder, seen_by=seen_by), seen_by=seen_by):
        if body.get("about") == LATE:
            author = f"other:{one.ref}"
            filed.append(complaint_of(row.ref, body, author=author, at=row.said_at))
    return sorted(filed, key=lambda one: one.filed_at)


def pleas_of(folder: Folder, *, seen_by: Signs) -> list[tuple[str, datetime, Mapping[str, Any]]]:
    """Return what related persons submitted against decisions: reference, moment, text."""
    listed = others_of(folder, seen_by=seen_by)
    return [
        (row.ref, row.said_at, body)
        for _one, row, body in said_by(folder, listed, seen_by=seen_by)
        if body.get("about") == AGAIN
    ]


def who_may_say(folder: Folder, *, seen_by: Signs) -> list[Listed]:
    """Return the adults of the case who may make a request in conversation: not one who must not
    know or is said to be behind the danger."""
    return [
        one
        for one in others_of(folder, seen_by=seen_by)
        if not one.other.child
        and one.other.relation != RelatedPerson.Relation.AGGRESSOR
        and not is_barred(folder, one.name, seen_by=seen_by)
    ]


def must_be_heard(folder: Folder, who: str, *, by: Signs) -> None:
    """Check that the one noted as speaking may do so. Raises NotGiven: died | gone |
    must_not_know."""
    if not who:
        folder.filing.refresh_from_db()
        if folder.filing.asks_nobody:
            raise NotGiven("died")
    elif who not in {one.ref for one in who_may_say(folder, seen_by=by)}:
        known = other_called(folder, who, seen_by=by)
        raise NotGiven("must_not_know" if known and not known.other.child else "gone")


@transaction.atomic
def write_to_team(
    text: str, *, happened: bool = False, by: Beside, at: datetime
) -> RelatedPersonMessage:
    """Write to the team and to the person; the author cannot read it again. `happened`: a new
    incident, which asks for a review of the risk. Raises WordsEnded."""
    must_stand(by)
    body = {"text": text, **({"about": HAPPENED} if happened else {})}
    said = _keep(body, by=by, at=at)
    code = by.filing.code
    record(events.OtherWrote(about=code, other=by.way.other.ref, ref=said.ref), by=by, at=at)
    _told(said, happened=happened, by=by, at=at)
    return said


def _told(said: RelatedPersonMessage, *, happened: bool, by: Beside, at: datetime) -> None:
    """Record an incident that was told, so that the risk is reviewed, whatever the text was for."""
    if happened:
        record(IncidentTold(about=by.filing.code, paper=said.ref), by=by, at=at)


def _keep(body: Mapping[str, Any], *, by: Beside, at: datetime) -> RelatedPersonMessage:
    """Seal the text to the inbox key of the case. The author cannot read it again."""
    said = RelatedPersonMessage(ref=marks.new_code(groups=3), other=by.way.other, said_at=at)
    text = json.dumps(dict(body), ensure_ascii=False).encode()
    context = said_context(by.filing.code, said.ref)
    said.sealed = boxes.seal_to(slot_of(by.filing, seen_by=by), text, context=context)
    said.save(force_insert=True)
    return said
