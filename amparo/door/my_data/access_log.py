"""Accesses to the case, as the person's page lists them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.accounts.emergency_access_record import SEEN, looked_at
from amparo.foundations.accounts.reader_pseudonyms import numbers_of
from amparo.foundations.accounts.wording import look_in_words, reason_in_words, roles_in_words
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import PERSON, is_told

BY_SHARES = {
    "RecoveryAsked": lambda: _("Were asked to open the case to somebody of the team"),
    "RecoveryAnswered": lambda: _("Gave the key of the case to somebody of the team"),
    "RecoveryRefused": lambda: _("Meant somebody who must not know: it was refused"),
}
"""Acts with shares of the recovery key."""


@dataclass(frozen=True, slots=True)
class Look:
    """One access. `number`: identifies a member within this list; None where no member did it."""

    at: datetime
    who: str
    why: str
    number: int | None = None


def looks_of(entries: list[Entry]) -> list[Look]:
    """Return who opened the case or a part, took an original or a copy, created an access phrase,
    or asked keyholders for one: when, in which role, why; newest first.

    Sign-ins with the person's own phrase that downloaded files are included, since another person
    may have used it. A later review of an emergency access is included only where the reviewer
    signed it.
    """
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
    """Whether a member created an access phrase, with which they could sign in as the person."""
    return entry.event == "WayIssued" and entry.by.startswith("member:")


def _look(entry: Entry, facts: dict[str, Any], number: int | None) -> Look:
    if _gave(entry):
        return Look(
            entry.at, _("The team"), _("Made an access phrase that opens this page"), number
        )
    if entry.event in BY_SHARES:
        why = {"what": BY_SHARES[entry.event](), "reason": reason_in_words(facts["reason"])}
        return Look(entry.at, _("The keyholders"), _("%(what)s. %(reason)s") % why)
    if entry.by == PERSON:
        who = _("You, or whoever has your ten words")
        return Look(entry.at, who, look_in_words(entry.event, facts))
    role = roles_in_words(facts["role"])
    owes = facts.get("reason") == "owes"
    why_in_words = (
        _("Must carry out a measure for you") if owes else look_in_words(entry.event, facts)
    )
    return Look(entry.at, role, why_in_words, number)
