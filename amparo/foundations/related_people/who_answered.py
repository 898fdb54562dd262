"""Who answered in the person's name, and on what ground."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amparo.foundations.consent.events import ConsentAnswered, ImpedimentBegan, ImpedimentEnded
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol

BEGAN, ENDED = ImpedimentBegan.__name__, ImpedimentEnded.__name__
ANSWERED = ConsentAnswered.__name__
TURNS = frozenset({BEGAN, ENDED, ANSWERED})


@dataclass(frozen=True, slots=True)
class Voice:
    """An answer that the person did not give. `kind`: speaks (`name` is a representative), page
    (given there while the requester may have controlled it), reason (a supervisor's). `ground`: why
    the person could not be asked. `put_at`: since when it is put to the person."""

    ref: str
    kind: str
    name: str
    ground: str
    at: datetime
    put_at: datetime | None
    may_be_put: bool


def voice_on(folder: Folder, question: Question | None, *, seen_by: Signs) -> Voice | None:
    """Return the representation of an answer; None where there is no answer or the person gave
    it."""
    if question is None or question.withdrawn_at:
        return None
    if question.replaced:
        return _voice(folder, question, "reason", ground=question.replaced_for)
    if not question.answer or question.how not in {"page", "for_her"}:
        return None
    entries = folder.once("record", lambda: entries_about(folder.code, seen_by=seen_by))
    if question.for_her:
        who = _who_answered(question, entries)
        listed = others_of(folder, seen_by=seen_by)
        name = next((one.name for one in listed if one.ref == who), "")
        return _voice(folder, question, "speaks", name=name)
    ground = _prevented_by(folder.filing, question, entries)
    return _voice(folder, question, "page", ground=ground) if ground else None


def _voice(
    folder: Folder, question: Question, kind: str, *, name: str = "", ground: str = ""
) -> Voice | None:
    at = question.replaced_at if kind == "reason" else question.answered_at
    if at is None:
        return None
    filing = folder.filing
    law = load_protocol(filing.protocol)
    open_to_her = not filing.impediment and filing.withdrawn_at is None
    return Voice(
        ref=question.ref,
        kind=kind,
        name=name,
        ground=say(law, f"impediments.{ground}", otherwise=ground) if ground else "",
        at=at,
        put_at=question.put_at,
        may_be_put=open_to_her and kind != "reason" and question.put_at is None,
    )


def _who_answered(question: Question, entries: Iterable[Entry]) -> str:
    """Return the reference of the related person who last answered: with an own access phrase, or
    to the team."""
    said = [one for one in entries if one.event == ANSWERED]
    for entry in reversed(said):
        facts = json.loads(entry.facts)
        if facts["question"] == question.ref:
            return str(facts.get("who") or entry.by.removeprefix("other:"))
    return ""


def _prevented_by(filing: Filing, question: Question, entries: Iterable[Entry]) -> str:
    """Return the impediment that stood when it was answered, or "". An impediment that stood at the
    filing has no beginning on record, only an end where it ended."""
    told = [(one.event, json.loads(one.facts)) for one in entries if one.event in TURNS]
    turns = [(event, facts["impediment"]) for event, facts in told if event != ANSWERED]
    stood = filing.impediment if not turns else ""
    if turns and turns[0][0] == ENDED:
        stood = turns[0][1]
    then = stood
    for event, facts in told:
        if event != ANSWERED:
            stood = facts["impediment"] if event == BEGAN else ""
        elif facts["question"] == question.ref:
            then = stood
    return "" if then == DIED else str(then)
