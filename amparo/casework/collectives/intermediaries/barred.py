"""Who never stands between: whoever must not know or is said to be behind the danger, by name, by
what the case of that filing says of who filed it, and by who reads that case."""

import re

from amparo.casework.measures.catalogue import known_values
from amparo.foundations.accounts.public_fields import her_own
from amparo.foundations.cases.models import Case, Seat
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import is_excluded
from amparo.foundations.intake.exclusions import kept_away_by_others, names_person
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.queries import is_barred

_PARTS = re.compile(r"[,;.:()/\n]")


def is_barred_between(folder: Folder, name: str, *, seen_by: Signs) -> bool:
    """Whether a body called so, or a person named along with it, must not know."""
    if is_excluded(folder, None, name, seen_by=seen_by) or names_person(folder, name):
        return True
    parts = [part for one in _PARTS.split(name) if (part := one.strip())]
    return any(is_barred(folder, one, seen_by=seen_by) for one in {name, *parts})


def who_filed_is_barred(folder: Folder, other: OpenCase, *, seen_by: Signs) -> bool:
    """The same for whoever filed another case, where its request says a name."""
    name = known_values(other, seen_by=seen_by, whole=True).get("chosen_name", "").strip()
    return bool(name) and is_barred_between(folder, name, seen_by=seen_by)


def read_by_whoever_must_not_know(folder: Folder, case: Case, *, by: Signs) -> bool:
    """Whether somebody who must not know of this file has a seat on that case. Who said it of
    themselves ends no channel of the person."""
    seats = Seat.objects.select_related("member__unit").filter(case=case, member__active=True)
    told = seats.defer("sealed", "mark", *her_own("member__"))
    return any(kept_away_by_others(folder, seat.member, by=by) for seat in told)
