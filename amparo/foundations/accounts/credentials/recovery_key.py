"""Which recovery key counts: the one that two members signed for."""

import json

from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.role_history import ranks_of
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry

MAY_ASSENT = (Permission.TEAM_MANAGE, Permission.CASE_DECIDE)


ASSENTS = 2
"""Signatures of so many members are needed for any recovery key after the first."""


def counts_as_recovery(public: bytes) -> bool:
    """Return whether it is a recovery key of this site. The first one on record counts by itself.
    Each later one needs the signatures of two members: write access to the record is not enough to
    add a key."""
    made = Entry.objects.filter(about="recovery", event="GroupKeyMade").order_by("sequence")
    known_as = recorded_as(public)
    rows = made.values_list("facts", flat=True)
    found = [json.loads(facts).get("public") == known_as for facts in rows]
    return any(found[:1]) or (any(found) and len(who_assented(public)) >= ASSENTS)


def who_assented(public: bytes) -> set[str]:
    """Return the signatures of the members who signed, while they had that permission, that the
    keyholders have this key."""
    entries = Entry.objects.filter(about="recovery", event="KeyAssented")
    known_as = recorded_as(public)
    of_it = [one for one in entries if facts_of(one).get("public") == known_as]
    ranks = ranks_of(one.by for one in of_it)
    return {one.by for one in of_it if ranks.counts(one, by_whom=MAY_ASSENT)}
