"""Each time that a case was opened because a life was in danger: who had it opened, and who agreed
to it by her own word. Queries, by noun: hours of danger."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amparo.foundations.access.hands import MEMBER, is_in_own_hand, of_before
from amparo.foundations.cases import events
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent import recorded_since
from amparo.foundations.ledger.services import Signs

LONGEST_NUMBER = 15
ALONE, UNCONFIRMED = "alone", "unconfirmed"
AGREED, NOT_AGREED = ANSWERS = ("glass_agreed", "glass_not_agreed")


@dataclass(frozen=True, slots=True)
class Hour:
    """One time that a case was opened so. `number`: its entry in the record; `answer`: what whoever
    is said to have agreed says herself, if anything."""

    number: int
    at: datetime
    by: str
    facts: Mapping[str, Any]
    answer: str = ""

    @property
    def second(self) -> str:
        """Whoever is said to have agreed; nobody where nobody else is."""
        second = str(self.facts["second"])
        return "" if second == self.facts["member"] else second

    @property
    def agreed(self) -> str:
        """ALONE, UNCONFIRMED, AGREED or NOT_AGREED. Nobody agrees by the word of another."""
        if not self.second:
            return ALONE
        return AGREED if self.by == MEMBER + self.second else self.answer or UNCONFIRMED

    @property
    def took_part(self) -> frozenset[str]:
        """Who had it opened, and who agreed: neither says afterwards whether it was right."""
        agreed = {self.second} if self.agreed == AGREED else set()
        return frozenset({str(self.facts["member"]), self.by.removeprefix(MEMBER), *agreed})

    def asks(self, member: str) -> bool:
        """Whether her own word is waited for."""
        return member == self.second and self.agreed == UNCONFIRMED


def hour_of(code: str, number: str, *, seen_by: Signs) -> Hour | None:
    """Of this very case, by its number."""
    del seen_by  # whoever opened the case asks
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    entries = Entry.objects.filter(event=events.GlassBroken.__name__, about=code)
    found = entries.filter(sequence=int(number))
    answers = Entry.objects.filter(event=events.GlassAnswered.__name__, about=code)
    return next(iter(_hours(found, answers.order_by("sequence"))), None)


def last_hour_of(code: str, *, seen_by: Signs) -> int:
    """The number of the last one."""
    del seen_by
    entries = Entry.objects.filter(event=events.GlassBroken.__name__, about=code)
    return entries.order_by("-sequence").values_list("sequence", flat=True)[0]


def seen_since(since: datetime, *, seen_by: Signs) -> dict[int, str]:
    """What whoever looked at it afterwards found, as a code, by the number of the hour: in her own
    hand, or it was said before that was asked."""
    del seen_by  # of the case nothing
    entries = recorded_since(since).filter(event=events.GlassSeen.__name__).order_by("sequence")
    is_older = of_before()
    told = (json.loads(one.facts) for one in entries if is_in_own_hand(one) or is_older(one))
    return {int(one["hour"]): str(one["reason"]) for one in told}


def hours_since(since: datetime, *, seen_by: Signs) -> list[Hour]:
    """Each time, the newest first: whoever reads this learns of no case."""
    del seen_by
    entries = recorded_since(since).filter(event=events.GlassBroken.__name__)
    return _with_answers(entries.order_by("-sequence"))


def hours_numbered(numbers: Iterable[int], *, seen_by: Signs) -> list[tuple[str, Hour]]:
    """Of these entries each hour, the oldest first, with the code of its case. The caller has let
    `seen_by` into each of them."""
    del seen_by
    found = Entry.objects.filter(sequence__in=[*numbers], event=events.GlassBroken.__name__)
    entries = list(found.order_by("sequence"))
    return list(zip((one.about for one in entries), _with_answers(entries), strict=True))


def _with_answers(entries: Iterable[Entry]) -> list[Hour]:
    """What was answered is looked for in these very cases alone."""
    entries = list(entries)
    codes = {one.about for one in entries}
    answers = Entry.objects.filter(event=events.GlassAnswered.__name__, about__in=codes)
    return _hours(entries, answers.order_by("sequence"))


def _hours(entries: Iterable[Entry], answers: Iterable[Entry]) -> list[Hour]:
    """Each with the word of whoever is said to have agreed, where that word is in her own hand."""
    said: dict[tuple[int, str], str] = {}
    for one in answers:
        facts = json.loads(one.facts)
        if facts["reason"] in ANSWERS and is_in_own_hand(one):
            said.setdefault((int(facts["hour"]), one.by), str(facts["reason"]))
    hours = []
    for entry in entries:
        facts = json.loads(entry.facts)
        answer = said.get((entry.sequence, f"{MEMBER}{facts['second']}"), "")
        hours.append(Hour(entry.sequence, entry.at, entry.by, facts, answer))
    return hours
