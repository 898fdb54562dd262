"""What the law says has a first day, a source, and may not have been checked yet."""

from collections.abc import Sequence
from datetime import date

from amparo.law.loading.tables import table


@table
class Cited:
    """Something that rests on a norm: which article, in the law's own language, and whether
    somebody read it there (`checked`). The note is for whoever reads the file."""

    source: str
    checked: bool = True
    note: str | None = None


@table
class Spanned(Cited):
    """Something that a later text of the norm may have brought in or dropped: it is there from
    `since` through `until`, and where none is named for as long as the norm."""

    since: date | None = None
    until: date | None = None

    def is_there_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@table
class Sourced(Cited):
    """A value of the law with the day from which it holds."""

    since: date


def in_force[S: Sourced](versions: Sequence[S], on: date) -> S | None:
    """The latest version that had started on that day; None before the first."""
    started = [version for version in versions if version.since <= on]
    return max(started, key=lambda version: version.since, default=None)
