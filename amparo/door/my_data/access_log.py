"""Who looked at her file, as her page says it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.accounts.emergency_hours import SEEN, looked_at
from amparo.foundations.accounts.reader_numbers import numbers_of
from amparo.foundations.accounts.wording import look_in_words, reason_in_words, roles_in_words
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import PERSON, is_told

BY_SHARES = {
    "RecoveryAsked": lambda: _("Were asked to open the case to somebody of the team"),
    "RecoveryAnswered": lambda: _("Sealed the key of the case to somebody of the team"),
    "RecoveryRefused": lambda: _("Meant somebody who must not know: it was refused"),
}
"""What is done with the shares of the recovery key."""


@dataclass(frozen=True, slots=True)
class Look:
    """One line of who looked. `number`: which of those who did, the same each time; none where no
    member of the team or of an institution did."""

    at: datetime
    who: str
    why: str
    number: int | None = None


def looks_of(entries: list[Entry]) -> list[Look]:
    """Who opened the file or a part of it, took an original or a copy from it, made words that open
    it, or asked the keyholders to: when, in which role, why. Newest first. That somebody came with
    her own words and took what was sent to her is among them: it may not have been she. That
    somebody looked at an hour of danger afterwards is read only where whoever says so signed it."""
    looked = {one.sequence for one in looked_at(entries).values()}
    numbers = numbers_of(entries)
    looks = [
        entry
        for entry in reversed(entries)
        if (is_told(entry) and (entry.event != SEEN or entry.sequence in looked))
        or entry.event in BY_SHARES
        or _gave(entry)
    ]
    return [_look(entry, json.loads(entry.facts), numbers.get(entry.by)) for entry in looks]


def _gave(entry: Entry) -> bool:
    """Whoever of the team made words could come back with them as if she were the person."""
    return entry.event == "WayIssued" and entry.by.startswith("member:")


def _look(entry: Entry, facts: dict[str, Any], number: int | None) -> Look:
    if _gave(entry):
        return Look(entry.at, _("The team"), _("Made words that open this page"), number)
    if entry.event in BY_SHARES:
        why = {"what": BY_SHARES[entry.event](), "reason": reason_in_words(facts["reason"])}
        return Look(entry.at, _("The keyholders"), _("%(what)s. %(reason)s") % why)
    if entry.by == PERSON:
        who = _("You, or whoever has your words")
        return Look(entry.at, who, look_in_words(entry.event, facts))
    role = roles_in_words(facts["role"])
    owes = facts.get("reason") == "owes"
    why_in_words = _("Owes you a measure") if owes else look_in_words(entry.event, facts)
    return Look(entry.at, role, why_in_words, number)
