"""Who looked at her file, as her page says it."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.access.words import reason_in_words, roles_in_words
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import LOOKED_AT


def looks_of(entries: list[Entry]) -> list[tuple[datetime, str, str]]:
    """Who opened the file, took an original from it, or made words that open it: when, in which
    role, why. Newest first."""
    looks = [entry for entry in reversed(entries) if entry.event in LOOKED_AT or _gave(entry)]
    return [_look(entry, json.loads(entry.facts)) for entry in looks]


def _gave(entry: Entry) -> bool:
    """Whoever of the team made words could come back with them as if she were the person."""
    return entry.event == "WayIssued" and entry.by.startswith("member:")


def _look(entry: Entry, facts: dict[str, Any]) -> tuple[datetime, str, str]:
    if _gave(entry):
        return entry.at, _("The team"), _("Made words that open this page")
    return entry.at, roles_in_words(facts["role"]), _reason(facts.get("reason", "took_file"))


def _reason(code: str) -> str:
    return _("Owes you a measure") if code == "owes" else reason_in_words(code)
