"""Which of those who looked into a file it was: a number for each, the same for good, and no name.
It counts from one in each file, in the order in which they first stand in its record: of two
files it says nothing."""

from collections.abc import Iterable

from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import is_told


def numbers_of(entries: Iterable[Entry]) -> dict[str, int]:
    """By signature, from everything that stands of one file, the oldest first. What is added later
    changes no number."""
    seen = (one.by for one in entries if one.by.startswith(MEMBER) and is_told(one))
    return {by: number for number, by in enumerate(dict.fromkeys(seen), start=1)}
