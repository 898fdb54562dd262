"""Iteration over all entries in order, including rows overwritten with values that cannot be
parsed."""

from collections.abc import Iterator
from typing import Any

from django.db import DataError, OperationalError

from amparo.foundations.ledger.models import Block, Entry

AT_ONCE = 2000
LEAST = -(2**63)
ODD = (ValueError, OperationalError, DataError)
"""Errors raised on reading a row whose stored values cannot be parsed."""


def entries_after(last: int = LEAST) -> Iterator[Entry]:
    """Yield all entries after that number. Of an unreadable row only its number and its links."""
    every = Entry.objects.order_by("sequence")
    while True:
        try:
            for entry in every.filter(sequence__gt=last).iterator(chunk_size=AT_ONCE):
                last = entry.sequence
                yield entry
        except ODD:
            near = every.filter(sequence__gt=last).values_list("sequence", flat=True)
            for last in list(near[:AT_ONCE]):
                yield _alone(last)
        else:
            return


def _alone(number: int) -> Entry:
    try:
        return Entry.objects.get(sequence=number)
    except ODD:
        return Entry(sequence=number, **_links_of(number))


def _links_of(number: int) -> dict[str, Any]:
    """Return the links of a row, by which the next entry is checked."""
    try:
        return {**Entry.objects.values("previous", "hash").get(sequence=number)}
    except ODD:
        return {}


def block_roots(*, until: int | None = None) -> list[bytes]:
    """Return the hashes of the whole blocks, or of the first `until`."""
    roots = Block.objects.order_by("number").values_list("root", flat=True)[:until]
    return [bytes(root) for root in roots]
