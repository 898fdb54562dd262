"""Copies of parts of the case, on the person's page: for whom, who requested and approved each, and
when it left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from amparo.door.my_case.answer_meanings import OWN_FIELDS
from amparo.door.my_case.dashboard_sections import moments_of
from amparo.door.my_case.pending_questions import Decision, Words
from amparo.door.site_protocol import language_of, law_of
from amparo.door.wording import EXPORTS
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry

KIND = "export"
ENDS = {"expired": "expired", "called_off": "called_off"}


@dataclass(frozen=True, slots=True)
class Exported:
    """One requested copy, as the person reads it. `ordered`: a court ordered it, without the
    person's consent; `number`: printed on every page of it."""

    number: str
    recipient: str
    purpose: str
    chip: str
    state: Words
    told: list[tuple[str, str]]
    ordered: bool
    asked_by: str
    asked_at: datetime
    allowed_by: str
    taken_by: str
    taken_at: datetime | None
    to_destroy: bool
    told_on: date | None
    address: str = ""
    """Page where the person withdraws it, while that is possible."""


def exports_of(
    visitor: Visitor, decisions: Iterable[Decision], entries: list[Entry]
) -> list[Exported]:
    """Return the copies, newest first, without those that a court keeps secret from the person."""
    asked = moments_of(entries, "ExportAsked")
    if not asked:
        return []
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=[KIND])
    bodies = {paper.ref: visitor.folder.words(paper) for paper in papers}
    hers = {one.subject: one for one in decisions if one.kind == KIND}
    said = {
        event: {facts["export"]: (facts, at) for facts, at in moments_of(entries, event)}
        for event in (
            "ExportApproved", "ExportTurnedDown", "ExportTaken", "ExportEnded",
            "ExportToBeDestroyed",
        )
    }  # fmt: skip
    return [
        _exported(facts, at, bodies[facts["paper"]], hers.get(facts["export"]), said)
        for facts, at in reversed(asked)
        if facts["paper"] in bodies
    ]


def _exported(
    asked: Mapping[str, Any],
    at: datetime,
    body: Mapping[str, Any],
    question: Decision | None,
    said: Mapping[str, Mapping[str, tuple[dict[str, Any], datetime]]],
) -> Exported:
    ref = asked["export"]
    allowed, taken, ended, destroyed = (
        said[event].get(ref)
        for event in ("ExportApproved", "ExportTaken", "ExportEnded", "ExportToBeDestroyed")
    )
    state = "turned_down" if ref in said["ExportTurnedDown"] else "asked"
    state = "approved" if allowed else state
    state = "taken" if taken else state
    state = ENDS.get(ended[0]["reason"], "taken_back") if ended else state
    chip, words = EXPORTS[state]
    return Exported(
        number=ref,
        recipient=str(body.get("who", "")),
        purpose=str(body.get("purpose", "")),
        chip=chip,
        state=words,
        told=_told(body),
        ordered=bool(asked["demand"]),
        asked_by=roles_in_words(asked["role"]),
        asked_at=at,
        allowed_by=roles_in_words(allowed[0]["role"]) if allowed else "",
        taken_by=roles_in_words(taken[0]["role"]) if taken else "",
        taken_at=taken[1] if taken else None,
        to_destroy=bool(ended and taken),
        told_on=date.fromisoformat(destroyed[0]["day"]) if destroyed else None,
        address=reverse("door:withdraw", args=[question.ref])
        if question and question.stands and not ended
        else "",
    )


def _told(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    law = law_of()
    names = {**law.texts[language_of(law)].fields, **OWN_FIELDS[KIND]}
    values = body.get("values")
    found = values if isinstance(values, dict) else {}
    return [(capfirst(str(names.get(code, code))), str(words)) for code, words in found.items()]
