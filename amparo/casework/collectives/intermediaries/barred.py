"""Checks who may not be an intermediary: those who must not know or are said to be behind the
danger, by name, by what their own filing says, and by who reads that case."""

import re

from amparo.casework.measures.catalogue import known_values
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import is_excluded
from amparo.foundations.intake.exclusions import kept_away_by_others, names_person
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.queries import is_barred

_PARTS = re.compile(r"[,;.:()/\n]")


def is_barred_between(folder: Folder, name: str, *, seen_by: Signs) -> bool:
    """Whether a body of this name, or a person named in it, must not know."""
    if is_excluded(folder, None, name, seen_by=seen_by) or names_person(folder, name):
        return True
    parts = [part for one in _PARTS.split(name) if (part := one.strip())]
    return any(is_barred(folder, one, seen_by=seen_by) for one in {name, *parts})


def who_filed_is_barred(folder: Folder, other: OpenCase, *, seen_by: Signs) -> bool:
    """`is_barred_between` for the one who filed another case, where its request gives a name."""
    name = known_values(other, seen_by=seen_by, whole=True).get("chosen_name", "").strip()
    return bool(name) and is_barred_between(folder, name, seen_by=seen_by)


def read_by_whoever_must_not_know(folder: Folder, case: Case, *, by: Signs) -> bool:
    """Whether a member who must not know of this file has a seat on that case. A member's own
    statement of a conflict of interest does not count here."""
    seats = CaseAccess.objects.select_related("member__unit").filter(case=case, member__active=True)
    told = seats.defer("sealed", "mark", *her_own("member__"))
    return any(kept_away_by_others(folder, seat.member, by=by) for seat in told)
