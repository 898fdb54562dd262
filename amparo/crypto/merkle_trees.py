"""Merkle trees of RFC 6962 (section 2): the published form of a record, and its proofs.

A size and one hash represent all entries so far; a few more hashes prove that an entry is among
them, and that an older tree is the beginning of a newer one.
"""

import hashlib
from collections.abc import Iterable, Sequence

SIZE = 32
NOTHING = hashlib.sha256().digest()
"""The root of a tree without leaves."""

type Path = Sequence[bytes]


def leaf(content: bytes) -> bytes:
    return hashlib.sha256(b"\0" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Growing:
    """A tree that grows leaf by leaf. Keeps a few hashes, not the leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []  # whole subtrees, each smaller than the last

    def add(self, one: bytes) -> None:
        self.size += 1
        height, top = 0, one
        while self._whole and self._whole[-1][0] == height:
            height, top = height + 1, node(self._whole.pop()[1], top)
        self._whole.append((height, top))

    def root(self) -> bytes:
        if not self._whole:
            return NOTHING
        tops = [top for _, top in self._whole]
        found = tops.pop()
        while tops:
            found = node(tops.pop(), found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    tree = Growing()
    for one in leaves:
        tree.add(one)
    return tree.root()


def inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the path from a leaf (the first is 0) to the root."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    middle = _left_of(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if index < middle:
        return [*inclusion(index, left), root(right)]
    return [*inclusion(index - middle, right), root(left)]


def consistency(first: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the proof that the first leaves are unchanged in the whole tree."""
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _consistency(first, leaves, known=True)


def _consistency(first: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if known else [root(leaves)]
    middle = _left_of(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if first <= middle:
        return [*_consistency(first, left, known=known), root(right)]
    return [*_consistency(first - middle, right, known=False), root(left)]


def _left_of(size: int) -> int:
    """Return the largest power of two that is smaller."""
    return 1 << (size - 1).bit_length() - 1


def includes(tree: bytes, size: int, index: int, one: bytes, path: Path) -> bool:
    """Return whether a leaf is in the tree of this root and size (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(step) != SIZE for step in path):
        return False
    at, last, found = index, size - 1, one
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(step, found)
            at, last = _up_to_odd(at, last)
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == tree


def extends(older: tuple[int, bytes], newer: tuple[int, bytes], path: Path) -> bool:
    """Return whether a tree (size, root) extends an older one (RFC 9162, 2.1.4.2)."""
    (first, old), (second, new) = older, newer
    if first == second:
        return not path and old == new
    if not 0 < first < second or not path or any(len(step) != SIZE for step in path):
        return False
    steps = [old, *path] if first & (first - 1) == 0 else list(path)
    return _both(first - 1, second - 1, steps) == (old, new)


def _both(at: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the roots of the older and of the newer tree that follow from the steps."""
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            found_old, found_new = node(step, found_old), node(step, found_new)
            at, last = _up_to_odd(at, last)
        else:
            found_new = node(found_new, step)
        at, last = at >> 1, last >> 1
    return (found_old, found_new) if last == 0 else None


def _up_to_odd(at: int, last: int) -> tuple[int, int]:
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last
