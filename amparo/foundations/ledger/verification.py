"""What each holder of a copy of the record may check: its head, its hashes and its breaks."""

from collections.abc import Iterator, Sequence

from amparo.crypto import public_record as lines
from amparo.crypto.public_record import Break, Walk
from amparo.crypto.signed_heads import Head
from amparo.foundations.ledger.chain import NOTHING, bytes_of, line_of
from amparo.foundations.ledger.entry_iteration import entries_after
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import published_heads


def breaks(
    *, expected_last: tuple[int, bytes] | None = None, kept: Sequence[Head] = ()
) -> Iterator[Break]:
    """Check the whole chain and yield its breaks. `expected_last`: a link kept outside (sequence,
    hash); `kept`: published heads; those of our own table are checked too."""
    heads = [*published_heads(seen_by=None), *kept]
    walk = Walk(frozenset(head.size for head in heads))
    kept_hash = NOTHING if expected_last and not expected_last[0] else b""
    for entry in entries_after():
        walk.add(line_of(entry))
        if expected_last and entry.sequence == expected_last[0]:
            kept_hash = bytes_of(entry.hash)
    found = walk.breaks(_place_of)
    yield from found
    yield from walk.against(heads, found)
    yield from _against_the_kept_head(walk.number, kept_hash, expected_last)


def _place_of(link: bytes) -> int | None:
    """Return the present number of the entry with this link; called only for a broken record."""
    for entry in entries_after():
        if lines.link_of(bytes_of(entry.hash)) == link:
            return entry.sequence
    return None


def _against_the_kept_head(
    last: int, kept_hash: bytes, expected: tuple[int, bytes] | None
) -> Iterator[Break]:
    if expected is None:
        return
    if last < expected[0]:
        yield Break(last + 1, "cut")
    elif kept_hash != expected[1]:
        yield Break(expected[0], "changed")


def head() -> tuple[int, bytes]:
    """Return number and hash of the last entry: an outsider keeps them to prove a later change."""
    last = Entry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return (last[0], bytes_of(last[1])) if last else (0, NOTHING)
