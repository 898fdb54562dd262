"""Whether a norm binds an institution. One that is not known to be bound is asked, and is never
late."""

from collections.abc import Sequence
from datetime import date

from amparo.law.measures import Binding, Branch, Level
from amparo.law.protocol import Protocol


def is_bound(protocol: Protocol, line: Sequence[str], branch: str, level: str, *, on: date) -> bool:
    """Return whether the norm binds a body on that day. `line`: its institutions from the top, its
    own last. The nearest one that the norm names decides; without one, the branch and level."""
    held = [
        one
        for one in protocol.obligations.bound
        if one.since <= on and (one.until is None or on <= one.until)
    ]
    for name in reversed(line):
        named = [one.binding for one in held if name in one.institutions]
        if named:
            return Binding.BOUND in named
    return any(
        one.binding is Binding.BOUND and not one.institutions
        for one in held
        if (one.branch, one.level) == (branch, level)
    )


def line_of(protocol: Protocol, body: str) -> tuple[tuple[str, ...], Branch, Level]:
    """Return an institution of the protocol with those above it, from the top, and its branch and
    level."""
    known = {one.id: one for one in protocol.obligations.institution}
    own = known[body]
    line = [body]
    while (above := known[line[0]].part_of) is not None:
        line.insert(0, above)
    return tuple(line), own.branch, own.level
