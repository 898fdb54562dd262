"""What somebody of the case writes to the team with words of their own, and asks of the authority:
that a decision be decided again, that a delay end. Services, by noun. None of it takes protection
away, none needs the file's key, and it stands beside whatever the person asks herself."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.crypto import boxes, marks
from amparo.foundations.consent.models import Adult, Question
from amparo.foundations.intake.events import IncidentTold
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.inbox_keys import slot_of
from amparo.foundations.intake.keys.rekeying import hand_over_complaint
from amparo.foundations.intake.procedure import complaints, recourses
from amparo.foundations.intake.procedure.complaints import Complaint, complaint_of, complaints_in
from amparo.foundations.intake.procedure.defects import Named, defect_filed
from amparo.foundations.intake.procedure.recourses import (
    DECISION,
    Contestable,
    NothingToContest,
    Plea,
)
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people import events
from amparo.foundations.related_people.models import Other, Said, said_context
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
from amparo.foundations.related_people.standing import must_stand
from amparo.law import Term

HOW = "own_words"
AGAIN, LATE, HAPPENED = "again", "late", "happened"
"""What words are about, beside a message."""


def may_ask(by: Beside) -> bool:
    """Whether whoever came may ask the authority for something: who speaks for the person, her
    lawyer, and whoever is asked about a measure, which is meant to protect them too. After her
    death nobody speaks for her any more."""
    if is_protected(by.way.other):
        return True
    lawyer = by.reads and by.way.other.relation == Other.Relation.LAWYER
    return (by.speaks or lawyer) and not by.filing.asks_nobody


def is_protected(other: Other) -> bool:
    """Whether a measure was put to this person, as an adult or as whoever cares for a child."""
    asked = Adult.objects.filter(filing=other.filing_id, other=other.ref)
    return asked.filter(
        question__kind=Question.Kind.MEASURE, question__withdrawn_at__isnull=True
    ).exists()


def contestable_by(by: Beside, *, at: datetime, seen_by: Signs) -> list[Contestable]:
    """The decisions that they may ask to have decided again, oldest first."""
    if not may_ask(by):
        return []
    bodies = opened_copies(by, DECISION, seen_by=seen_by)
    entries = entries_about(by.filing.code, seen_by=seen_by) if bodies else []
    return recourses.contestable_among(by.filing, bodies, entries, at=at)


def may_complain_as(by: Beside) -> bool:
    """Whether whoever came may complain: they may ask, and read where it stands."""
    return by.reads and may_ask(by)


def late_for(by: Beside, *, at: datetime, seen_by: Signs) -> list[Term]:
    """The terms that an authority let pass, for whoever may ask and reads where it stands, and of
    which nobody has complained yet."""
    if not may_complain_as(by):
        return []
    late = complaints.complainable(by.filing, at=at)
    before = complaints.unsettled(by.filing, at=at, seen_by=seen_by) if late else frozenset()
    return [term for term in late if term.term not in before]


@transaction.atomic
def contest_as(ref: str, plea: Plea, *, happened: bool = False, by: Beside, at: datetime) -> Said:
    """Store that they ask for it to be decided again, and why. It is no receipt of the person's.
    Where the words tell of something that `happened`, the danger is looked at anew.

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
) -> Said:
    """File a complaint about delay; what it tells of something that `happened` waits for no ruling.
    Raises NotLate, ComplainedAlready, WordsEnded."""
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
) -> Said:
    """File a complaint about another defect, as `complain_as` does one about delay.
    Raises NotLate, ComplainedAlready, WordsEnded."""
    must_stand(by)
    by.filing.refresh_from_db()
    if not may_complain_as(by):
        raise complaints.NotLate
    complaints.must_be_open(by.filing, named, by=by, at=at)
    body = defect_filed(by.filing, named, words=words, who=by.way.other.ref)
    return _complained(body, happened=happened, by=by, at=at)


def _complained(body: Mapping[str, Any], *, happened: bool, by: Beside, at: datetime) -> Said:
    said = _keep({**body, "about": LATE}, by=by, at=at)
    event = complaints.filed(by.filing.code, said.ref, body, how=HOW)
    record(event, by=by, at=at)
    hand_over_complaint(by.filing, event, folder=None, by=by, at=at)
    _told(said, happened=happened, by=by, at=at)
    return said


def complaints_of(folder: Folder, *, seen_by: Signs) -> list[Complaint]:
    """Every complaint of a file, oldest first: hers, and those of others with words of their
    own."""
    filed = complaints_in(folder, seen_by=seen_by)
    for one, row, body in said_by(folder, others_of(folder, seen_by=seen_by), seen_by=seen_by):
        if body.get("about") == LATE:
            author = f"other:{one.ref}"
            filed.append(complaint_of(row.ref, body, author=author, at=row.said_at))
    return sorted(filed, key=lambda one: one.filed_at)


def pleas_of(folder: Folder, *, seen_by: Signs) -> list[tuple[str, datetime, Mapping[str, Any]]]:
    """What others with words of their own said against a decision: reference, moment, words."""
    listed = others_of(folder, seen_by=seen_by)
    return [
        (row.ref, row.said_at, body)
        for _one, row, body in said_by(folder, listed, seen_by=seen_by)
        if body.get("about") == AGAIN
    ]


def who_may_say(folder: Folder, *, seen_by: Signs) -> list[Listed]:
    """Those of the case who may ask for it in conversation: adults, none of whom must not know or
    is said to be behind the danger."""
    return [
        one
        for one in others_of(folder, seen_by=seen_by)
        if not one.other.child
        and one.other.relation != Other.Relation.AGGRESSOR
        and not is_barred(folder, one.name, seen_by=seen_by)
    ]


def must_be_heard(folder: Folder, who: str, *, by: Signs) -> None:
    """Whoever is put down as having said it may say it. Raises NotGiven: died | gone."""
    if not who:
        folder.filing.refresh_from_db()
        if folder.filing.asks_nobody:
            raise NotGiven("died")
    elif who not in {one.ref for one in who_may_say(folder, seen_by=by)}:
        known = other_called(folder, who, seen_by=by)
        raise NotGiven("must_not_know" if known and not known.other.child else "gone")


@transaction.atomic
def write_to_team(text: str, *, happened: bool = False, by: Beside, at: datetime) -> Said:
    """Words for the team, and for her; whoever wrote them cannot read them again. What `happened`
    asks for a new look at the danger, as her own words do. Raises WordsEnded."""
    must_stand(by)
    body = {"text": text, **({"about": HAPPENED} if happened else {})}
    said = _keep(body, by=by, at=at)
    code = by.filing.code
    record(events.OtherWrote(about=code, other=by.way.other.ref, ref=said.ref), by=by, at=at)
    _told(said, happened=happened, by=by, at=at)
    return said


def _told(said: Said, *, happened: bool, by: Beside, at: datetime) -> None:
    """Words of an attack ask for a new look at the danger, whatever else they are for."""
    if happened:
        record(IncidentTold(about=by.filing.code, paper=said.ref), by=by, at=at)


def _keep(body: Mapping[str, Any], *, by: Beside, at: datetime) -> Said:
    """Sealed so that whoever opens the file reads it; whoever wrote it cannot read it again."""
    said = Said(ref=marks.new_code(groups=3), other=by.way.other, said_at=at)
    text = json.dumps(dict(body), ensure_ascii=False).encode()
    context = said_context(by.filing.code, said.ref)
    said.sealed = boxes.seal_to(slot_of(by.filing, seen_by=by), text, context=context)
    said.save(force_insert=True)
    return said
