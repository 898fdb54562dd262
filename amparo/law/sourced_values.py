"""Base classes of values of the law: a source, whether it was checked, and a first day."""

from collections.abc import Sequence
from datetime import date

from amparo.law.loading.frozen_dataclass import table


@table
class Cited:
    """A value that rests on a norm: which article, in the law's own language, and whether it was
    read there (`checked`). The note is for readers of the file."""

    source: str
    checked: bool = True
    note: str | None = None


@table
class Spanned(Cited):
    """An entry that a later text of the norm may have added or dropped: it is there from `since`
    through `until`, and without these for as long as the norm."""

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
    """Return the latest version that had started on that day; None before the first."""
    started = [version for version in versions if version.since <= on]
    return max(started, key=lambda version: version.since, default=None)
