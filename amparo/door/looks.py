"""Who looked at her file, as her page says it."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.access.hours import SEEN, looked_at
from amparo.foundations.access.words import look_in_words, reason_in_words, roles_in_words
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import PERSON, is_told

BY_SHARES = {
    "RecoveryAsked": lambda: _("Were asked to open the case to somebody of the team"),
    "RecoveryAnswered": lambda: _("Sealed the key of the case to somebody of the team"),
    "RecoveryRefused": lambda: _("Meant somebody who must not know: it was refused"),
}
"""What is done with the shares of the recovery key."""


def looks_of(entries: list[Entry]) -> list[tuple[datetime, str, str]]:
    """Who opened the file, took an original or a copy from it, made words that open it, or asked
    the keyholders to: when, in which role, why. Newest first. That somebody came with her own words
    and took what was sent to her is among them: it may not have been she. That somebody looked at
    an hour of danger afterwards is read only where whoever says so signed it."""
    looked = {one.sequence for one in looked_at(entries).values()}
    looks = [
        entry
        for entry in reversed(entries)
        if (is_told(entry) and (entry.event != SEEN or entry.sequence in looked))
        or entry.event in BY_SHARES
        or _gave(entry)
    ]
    return [_look(entry, json.loads(entry.facts)) for entry in looks]


def _gave(entry: Entry) -> bool:
    """Whoever of the team made words could come back with them as if she were the person."""
    return entry.event == "WayIssued" and entry.by.startswith("member:")


def _look(entry: Entry, facts: dict[str, Any]) -> tuple[datetime, str, str]:
    if _gave(entry):
        return entry.at, _("The team"), _("Made words that open this page")
    if entry.event in BY_SHARES:
        why = {"what": BY_SHARES[entry.event](), "reason": reason_in_words(facts["reason"])}
        return entry.at, _("The keyholders"), _("%(what)s. %(reason)s") % why
    if entry.by == PERSON:
        who = _("You, or whoever has your words")
        return entry.at, who, look_in_words(entry.event, facts)
    if facts.get("reason") == "owes":
        return entry.at, roles_in_words(facts["role"]), _("Owes you a measure")
    return entry.at, roles_in_words(facts["role"]), look_in_words(entry.event, facts)
