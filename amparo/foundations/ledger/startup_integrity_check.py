"""Integrity check of the record at the start of a site: a short record whole; of a long one the
entries that no signed head covers yet, and the last head against the stored blocks."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Max

from amparo.crypto import merkle_trees as trees
from amparo.crypto import public_record as lines
from amparo.crypto.signed_heads import Head
from amparo.foundations.ledger.chain import NOTHING, bytes_of, head_of, line_of
from amparo.foundations.ledger.entry_iteration import block_roots, entries_after
from amparo.foundations.ledger.models import Entry, PublishedHead
from amparo.foundations.ledger.queries import BLOCK
from amparo.foundations.ledger.verification import breaks

WHOLE = 20_000
"""Longest record that is checked whole at a start. Of a longer one at most so many of the newest
entries."""


def torn_at() -> list[int]:
    """Return the numbers at which the record is broken; empty if it is intact."""
    last = Entry.objects.aggregate(last=Max("sequence"))["last"] or 0
    if last <= WHOLE:
        return sorted({one.sequence for one in breaks()})
    heads = [head_of(row) for row in PublishedHead.objects.order_by("-size")[:2]]
    covered = heads[0].size if heads else 0
    start = max(covered - BLOCK, last - WHOLE, 0)
    return sorted({*_against(heads, last), *_chained_from(start)})


def _against(heads: list[Head], last: int) -> Iterator[int]:
    """Check that the last head is signed, extends the one before, and matches the stored blocks;
    the newest of these is computed again."""
    for newest in heads[:1]:
        roots = block_roots(until=newest.size // BLOCK)
        goes_on = all(newest.goes_on_from(older) for older in heads[1:])
        if not newest.is_signed or not goes_on or trees.root(roots) != newest.root:
            yield newest.size
        elif newest.size > last:
            yield last + 1
        elif roots[-1:] != [_worked_out(newest.size)]:
            yield newest.size - BLOCK + 1


def _worked_out(until: int) -> bytes:
    return trees.root(line_of(entry).leaf for entry in islice(entries_after(until - BLOCK), BLOCK))


def _chained_from(start: int) -> Iterator[int]:
    before = Entry.objects.filter(sequence=start).values_list("hash", flat=True).first()
    number, link = start, lines.link_of(bytes_of(before) if start and before else NOTHING)
    for entry in entries_after(start):
        line = line_of(entry)
        if (line.number, line.before, line.sound) != (number + 1, link, True):
            yield number + 1
        number, link = line.number, line.link
