"""Emergency access to cases, as the record states it: who asked for it, who agreed by signature,
and who reviewed it afterwards. Reads only the entries it is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.role_history import OF_TEAM, ranks_of
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry

BROKEN, ANSWERED, SEEN = KINDS = ("GlassBroken", "GlassAnswered", "GlassSeen")
ALONE, UNCONFIRMED = "alone", "unconfirmed"
AGREED, NOT_AGREED = ANSWERS = ("glass_agreed", "glass_not_agreed")


@dataclass(frozen=True, slots=True)
class Hour:
    """One emergency access. `number`: its entry in the record; `answer`: the signed answer of the
    member said to have agreed, if any."""

    number: int
    at: datetime
    by: str
    facts: Mapping[str, Any]
    answer: str = ""

    @property
    def second(self) -> str:
        """The member said to have agreed; empty if that is no other member."""
        second = str(self.facts.get("second", ""))
        return "" if second == self.facts.get("member") else second

    @property
    def agreed(self) -> str:
        """ALONE, UNCONFIRMED, AGREED or NOT_AGREED. One member cannot agree in the name of
        another."""
        if not self.second:
            return ALONE
        return AGREED if self.by == MEMBER + self.second else self.answer or UNCONFIRMED

    @property
    def took_part(self) -> frozenset[str]:
        """Members who asked for it or agreed: none of them may review it afterwards."""
        agreed = {self.second} if self.agreed == AGREED else set()
        return frozenset({str(self.facts.get("member")), self.by.removeprefix(MEMBER), *agreed})

    def asks(self, member: str) -> bool:
        """Return whether the answer of this member is awaited."""
        return member == self.second and self.agreed == UNCONFIRMED


def hours_in(entries: Iterable[Entry], answers: Iterable[Entry]) -> list[Hour]:
    """Return each access with the answer of the member said to have agreed, if that answer is
    signed and the account was not suspended then."""
    said: dict[tuple[int, str], str] = {}
    answers = list(answers)
    ranks = ranks_of(one.by for one in answers)
    for one in answers:
        facts = facts_of(one)
        reason, hour = str(facts.get("reason")), facts.get("hour")
        if reason in ANSWERS and type(hour) is int and ranks.counts(one, by_whom=OF_TEAM):
            said.setdefault((hour, one.by), reason)
    hours = []
    for entry in entries:
        facts = facts_of(entry)
        answer = said.get((entry.sequence, f"{MEMBER}{facts.get('second')}"), "")
        hours.append(Hour(entry.sequence, entry.at, entry.by, facts, answer))
    return hours


def looked_at(told: Iterable[Entry]) -> dict[int, Entry]:
    """Return the review by the number of the access: the first one that is signed, or that is older
    than this rule. Never by who asked for the access or agreed to it."""
    told = [one for one in told if one.event in KINDS]
    said = [one for one in told if one.event == SEEN]
    if not said:
        return {}
    broken = (one for one in told if one.event == BROKEN)
    hours = hours_in(broken, (one for one in told if one.event == ANSWERED))
    took_part = {one.number: one.took_part for one in hours}
    ranks = ranks_of(one.by for one in said)
    found: dict[int, Entry] = {}
    for one in said:
        hour, by = facts_of(one).get("hour"), one.by.removeprefix(MEMBER)
        if type(hour) is not int or hour in found or by in took_part.get(hour, {by}):
            continue
        if ranks.counts(one, by_whom=OF_TEAM):
            found[hour] = one
    return found
