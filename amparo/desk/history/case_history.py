"""The history of a case: what was done, by whom and when; by kind of author, and by a word."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amparo.casework.admission.queries import OnCase as Noted
from amparo.casework.admission.queries import Written
from amparo.desk.case.documents import Letters
from amparo.desk.case.news_since_last_look import entry_in_words
from amparo.desk.case.tabs import address_of_tab
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.next_acts import CONTACT, FACTS
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.queries import FOLLOWS, LOOKED_AT, PERSON, entries_about
from amparo.law import Protocol

LONGEST = 60
AROUND = 80
"""Characters shown on each side of a word that is found."""
BESIDE = frozenset({"FactsFound", "PaperWritten"})
"""Events beside an act that is on record by its own name; what the person writes has no other."""
BY_ITSELF = ("PaperWritten", PERSON)
BY_PERSON, BY_TEAM, BY_OTHERS = "person", "team", "others"


@dataclass(frozen=True, slots=True)
class Done:
    """One act of the record in words."""

    at: datetime
    said: str
    by: str


@dataclass(frozen=True, slots=True)
class Match:
    """A text of the case in which the word stands, and the tab that shows it."""

    at: datetime
    kind: str
    before: str
    found: str
    after: str
    address: str


def authors() -> dict[str, str]:
    """Return the kinds of author by which the history is filtered."""
    return {
        "": _("Everything"),
        BY_PERSON: _("The person"),
        BY_TEAM: _("The team"),
        BY_OTHERS: _("Institutions and others"),
    }


def entries_of(open_case: OpenCase, *, seen_by: Actor) -> list[Any]:
    """Return the acts on record, without looks and without what only follows from an act."""
    entries = open_case.once("record", lambda: entries_about(open_case.code, seen_by=seen_by))
    left_out = {*FOLLOWS, *LOOKED_AT, *BESIDE}
    return [one for one in entries if one.event not in left_out or (one.event, one.by) == BY_ITSELF]


def done_in(
    entries: Iterable[Any], law: Protocol, team: Mapping[str, str], author: str
) -> list[Done]:
    """Return the acts, newest first; `author`: of one kind. `team`: names of members of the
    team, by signature; officers of institutions and related persons are not named."""
    found = [
        Done(one.at, entry_in_words(one.event, json.loads(one.facts), one.by, law), _by(one, team))
        for one in entries
        if not author or _kind(one, team) == author
    ]
    return found[::-1]


def _kind(entry: Any, team: Mapping[str, str]) -> str:
    if entry.by == PERSON:
        return BY_PERSON
    return BY_TEAM if entry.by in team else BY_OTHERS


def _by(entry: Any, team: Mapping[str, str]) -> str:
    return _("The person") if entry.by == PERSON else team.get(entry.by, "")


def matches_in(word: str, code: str, letters: Letters, noted: Noted) -> list[Match]:
    """Return where the word stands in what this reader may read on the tabs. Confidential parts
    that are not opened are not searched."""
    wanted = word.casefold()
    return [
        Match(at, kind, *_around(text, wanted), address_of_tab(code, tab))
        for at, kind, text, tab in _texts(letters, noted)
        if wanted in text.casefold()
    ]


type Text = tuple[datetime, str, str, str]
"""When it was written, what it is, the text, and the tab that shows it."""


def _texts(letters: Letters, noted: Noted) -> list[Text]:
    told = [
        (told.at, one.question, one.answer, FACTS) for told in letters.told for one in told.answers
    ]
    messages = [(one.at, _("Message"), one.text, CONTACT) for one in letters.messages]
    notes = [_text(one, _("Note"), FACTS) for one in noted.notes]
    attempts = [_text(one, _("Attempt to reach the person"), CONTACT) for one in noted.attempts]
    report = [_text(noted.report, _("Preliminary report"), FACTS)] if noted.report else []
    return [*told, *messages, *notes, *attempts, *report]


def _text(one: Written, kind: str, tab: str) -> Text:
    return one.paper.written_at, kind, str(one.words.get("text", "")), tab


def _around(text: str, wanted: str) -> tuple[str, str, str]:
    start = max(text.casefold().find(wanted), 0)
    end = start + len(wanted)
    before = text[max(start - AROUND, 0) : start]
    return before, text[start:end], text[end : end + AROUND]
