"""Numbers in the place of names for those who looked into a file. A number stays the same for good,
and counts from one in each file, in the order of the first entries: numbers cannot be compared
between two files."""

from collections.abc import Iterable

from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import is_told


def numbers_of(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the number by signature, from all entries about one file, the oldest first. Entries
    added later change no number."""
    seen = (one.by for one in entries if one.by.startswith(MEMBER) and is_told(one))
    return {by: number for number, by in enumerate(dict.fromkeys(seen), start=1)}
