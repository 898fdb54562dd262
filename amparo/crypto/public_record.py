"""The record as outsiders may have it: a line without content for each entry, and checks that
detect entries rewritten, removed, moved or cut off.

The links of the chain itself are not published: with the link before an entry, guesses at the
entry's content could be verified. Layout: docs/reference/ledger.md.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import merkle_trees as trees
from amparo.crypto.signed_heads import Head, Inclusion, NotPublished, from_hex

FIRST = "amparo-record/1"
FOLLOWS, CHANGED = "-", "changed"


@dataclass(frozen=True, slots=True)
class Break:
    """Where the record is broken: a number, and a reason. `until`: somewhere up to there.

    missing: an entry was taken out. changed: it is not what it was. moved: it stood elsewhere. cut:
    the end is gone. another: this is not the record that was published.
    """

    sequence: int
    reason: str
    until: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `before`: the link that it follows; `content`: its leaf content in the tree;
    `sound`: whether its own link matches its content."""

    number: int
    before: bytes
    link: bytes
    content: bytes
    sound: bool = True

    @property
    def leaf(self) -> bytes:
        return trees.leaf(self.content)


def link_of(chained: bytes) -> bytes:
    """Return the published form of a link: enough to check the order of entries."""
    return marks.masked("link", chained)


def inner_of(chained: bytes) -> bytes:
    """Return the form of an entry's link that a proof of inclusion contains."""
    return marks.masked("inner", chained)


def content_of(inner: bytes, digest: bytes) -> bytes:
    """Return the leaf content of an entry: from its link and the digest of its sealed text."""
    return marks.masked("line", inner, digest)


def leaf_of(chained: bytes, digest: bytes) -> bytes:
    """Return the leaf hash of an entry in the tree."""
    return trees.leaf(content_of(inner_of(chained), digest))


def is_in(proof: Inclusion) -> bool:
    """Return whether an entry is in the record of the head given with the proof."""
    head, leaf = proof.head, trees.leaf(content_of(proof.inner, proof.digest))
    return trees.includes(head.root, head.size, proof.number - 1, leaf, proof.path)


BEGINNING = link_of(marks.GENESIS)


@dataclass(slots=True)
class Walk:
    """A check in one pass from the first line to the last. `sizes`: where to note the root."""

    sizes: frozenset[int] = frozenset()
    number: int = 0
    begins: bytes = b""
    roots: dict[int, bytes] = field(default_factory=dict)
    found: list[Break] = field(default_factory=list)
    _tree: trees.Growing = field(default_factory=trees.Growing)
    _last: bytes = BEGINNING
    _loose: list[Line] = field(default_factory=list)
    _unsound: list[int] = field(default_factory=list)

    def add(self, line: Line) -> None:
        if line.number != self.number + 1:
            self.found.append(Break(self.number + 1, "missing"))
        elif line.before != self._last:
            self._loose.append(line)
        if not line.sound:
            self._unsound.append(line.number)
        self.number, self._last = line.number, line.link
        self.begins = self.begins or line.content
        self._tree.add(line.leaf)
        if self._tree.size in self.sizes:
            self.roots[self._tree.size] = self._tree.root()

    @property
    def size(self) -> int:
        return self._tree.size

    def breaks(self, place_of: Callable[[bytes], int | None]) -> list[Break]:
        """Return lines that do not follow the one before. `place_of`: the present number of a
        link."""
        order = _Order(
            {
                line.number: 0 if line.before == BEGINNING else place_of(line.before)
                for line in self._loose
            }
        )
        moved = {line.number for line in self._loose if order.stood(line.number) != line.number}
        said = [self._of(line, order) for line in self._loose]
        known = {one.sequence for one in said if one} | moved
        changed = [Break(number, "changed") for number in self._unsound if number not in known]
        found = [*self.found, *(one for one in said if one), *changed]
        return sorted(found, key=lambda one: one.sequence)

    def _of(self, line: Line, order: "_Order") -> Break | None:
        stood = order.stood(line.number)
        if stood == line.number:
            return None  # the lines before it moved, not this one
        if stood is not None:
            return Break(line.number, "moved")
        return Break(line.number, "changed" if line.sound else "missing")

    def against(self, heads: Iterable[Head], explained: Sequence[Break] = ()) -> Iterator[Break]:
        """Yield what was published and is no longer there. `explained`: breaks found already."""
        first = min((one.sequence for one in explained), default=0)
        held = 0
        for head in sorted(heads, key=lambda one: one.size):
            if self.size and self.begins != head.begins and first != 1:
                yield Break(1, "another")
                return
            if head.size > self.number:
                yield Break(self.number + 1, "cut")
                return
            if self.roots.get(head.size) == head.root:
                held = head.size
            elif not first or first > head.size:
                yield Break(held + 1, "changed", head.size)
                return


class _Order:
    """The original places of lines that were moved."""

    def __init__(self, places: dict[int, int | None]) -> None:
        self._places = places
        self._starts = sorted(places)
        self._known: dict[int, int | None] = {}  # original place of the first line of a stretch

    def stood(self, number: int) -> int | None:
        """Return the original number of a line; None if it cannot be determined. Iterative: if all
        lines were moved, the path is as long as the record."""
        way: dict[int, int] = {}
        before: int | None = number
        while before is not None and (start := self._start(before)):
            if start in self._known or start in way:
                own = self._known.get(start)
                before = None if own is None else own + before - start
                break
            way[start] = before
            before = self._places[start]
        for start, asked in reversed(way.items()):
            own = self._known[start] = None if before is None else before + 1
            before = None if own is None else own + asked - start
        return before

    def _start(self, number: int) -> int:
        """Return the first number of the stretch that contains that line; 0 for the first
        stretch."""
        at = bisect_right(self._starts, number)
        return self._starts[at - 1] if at else 0


def compared(older: Sequence[Line], newer: Sequence[Line]) -> Iterator[Break]:
    """Yield the differences from an older export."""
    places = {line.link: line.number for line in newer}
    if older and not any(line.link in places for line in older):
        yield Break(1, "another")
        return
    for at, old in enumerate(older):
        if at >= len(newer):
            yield Break(at + 1, "cut")
            return
        after = older[at + 1].link if at + 1 < len(older) else b""
        if one := _differs(old, newer[at], after, places):
            yield one if one.until == 0 else replace(one, until=len(older))
        if old.link not in places:
            return  # from here on the old lines cannot be compared


def _differs(old: Line, new: Line, after: bytes, places: Mapping[bytes, int]) -> Break | None:
    if (old.link, old.content) == (new.link, new.content):
        return None
    if old.link == new.link:
        return Break(old.number, "changed")
    if old.link in places:
        return Break(old.number, "moved")
    if new.link == after:
        return Break(old.number, "missing")
    return Break(old.number, "changed", old.number)


def written(heads: Iterable[Head], lines: Iterable[Line]) -> Iterator[str]:
    """Yield the lines of an export."""
    yield FIRST
    for head in heads:
        yield f"head {head.text()}"
    last = BEGINNING
    for line in lines:
        before = FOLLOWS if line.before == last else line.before.hex()
        state = "" if line.sound else f" {CHANGED}"
        yield f"{line.number} {line.link.hex()} {line.content.hex()} {before}{state}"
        last = line.link


def read(text: Iterable[str]) -> tuple[list[Head], list[Line]]:
    """Return heads and lines of an export made by `written`. Raises NotPublished."""
    rows = iter(text)
    if next(rows, "").strip() != FIRST:
        raise NotPublished("This is no export of a record.")
    heads: list[Head] = []
    lines: list[Line] = []
    last = BEGINNING
    for row in rows:
        kind, _, rest = row.strip().partition(" ")
        if kind == "head":
            heads.append(Head.parsed(rest))
        elif kind:
            lines.append(_line(kind, rest.split(" "), last))
            last = lines[-1].link
    return heads, lines


def _line(number: str, parts: list[str], last: bytes) -> Line:
    try:
        link, content, before, *state = parts
        follows = last if before == FOLLOWS else from_hex(before)
        return Line(int(number), follows, from_hex(link), from_hex(content), state != [CHANGED])
    except ValueError as problem:
        raise NotPublished(f"Line {number[:20]!r} of this export is damaged.") from problem
