"""What the law says has a first day, a source, and may not have been checked yet."""

from collections.abc import Sequence
from datetime import date

from amparo.rules.tables import table


@table
class Cited:
    """Something that rests on a norm: which article, in the law's own language, and whether
    somebody read it there (`checked`). The note is for whoever reads the file."""

    source: str
    checked: bool = True
    note: str | None = None


@table
class Sourced(Cited):
    """A value of the law with the day from which it holds."""

    since: date


def in_force[S: Sourced](versions: Sequence[S], on: date) -> S | None:
    """The latest version that had started on that day; None before the first."""
    started = [version for version in versions if version.since <= on]
    return max(started, key=lambda version: version.since, default=None)
