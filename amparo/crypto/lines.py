"""The record as outsiders may hold it: a line for each entry that says nothing, and what shows
that one was rewritten, taken out, moved or cut off.

The links of the chain itself are not published: whoever has the one before an entry could try what
the entry may say until it fits. Layout: docs/reference/ledger.md.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from amparo.crypto import marks, trees
from amparo.crypto.heads import Head, Inclusion, NotPublished, from_hex

FIRST = "amparo-record/1"
FOLLOWS, CHANGED = "-", "changed"


@dataclass(frozen=True, slots=True)
class Break:
    """Where the record no longer holds: a number, and a reason. `until`: somewhere up to there.

    missing: an entry was taken out. changed: it is not what it was. moved: it stood elsewhere.
    cut: the end is gone. another: this is not the record that was published.
    """

    sequence: int
    reason: str
    until: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `before`: the link that it follows; `content`: what the tree holds of it; `sound`:
    whether its own link is made of what it says."""

    number: int
    before: bytes
    link: bytes
    content: bytes
    sound: bool = True

    @property
    def leaf(self) -> bytes:
        return trees.leaf(self.content)


def link_of(chained: bytes) -> bytes:
    """What is shown of a link of the chain: enough to see what follows what."""
    return marks.masked("link", chained)


def inner_of(chained: bytes) -> bytes:
    """What whoever proves that her own entry is in the tree shows of its link."""
    return marks.masked("inner", chained)


def content_of(inner: bytes, digest: bytes) -> bytes:
    """The leaf of an entry: its link, and the digest of the words behind it."""
    return marks.masked("line", inner, digest)


def leaf_of(chained: bytes, digest: bytes) -> bytes:
    """The same as it hangs in the tree."""
    return trees.leaf(content_of(inner_of(chained), digest))


def is_in(proof: Inclusion) -> bool:
    """Whether an entry stands in the record of the head that is given with it."""
    head, leaf = proof.head, trees.leaf(content_of(proof.inner, proof.digest))
    return trees.includes(head.root, head.size, proof.number - 1, leaf, proof.path)


BEGINNING = link_of(marks.GENESIS)


@dataclass(slots=True)
class Walk:
    """From the first line to the last, once, whatever their number. `sizes`: where to note the
    root."""

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
        """What does not follow what. `place_of`: at which number a link stands now."""
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
            return None  # what stands before it moved, not this
        if stood is not None:
            return Break(line.number, "moved")
        return Break(line.number, "changed" if line.sound else "missing")

    def against(self, heads: Iterable[Head], explained: Sequence[Break] = ()) -> Iterator[Break]:
        """What was published and is there no more. `explained`: what was found already."""
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
    """Where lines stood before somebody moved them."""

    def __init__(self, places: dict[int, int | None]) -> None:
        self._places = places
        self._starts = sorted(places)
        self._known: dict[int, int | None] = {}  # where the first line of a stretch stood

    def stood(self, number: int) -> int | None:
        """None where that cannot be told. Step by step: whoever moved all of them makes a way as
        long as the record."""
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
        """Where the stretch begins in which that line stands; 0 for the first one."""
        at = bisect_right(self._starts, number)
        return self._starts[at - 1] if at else 0


def compared(older: Sequence[Line], newer: Sequence[Line]) -> Iterator[Break]:
    """What is not as it was in an older export."""
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
            return  # from here on nothing can be told from what it was


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
    """An export, line by line."""
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
    """An export as `written` wrote it. Raises NotPublished."""
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
