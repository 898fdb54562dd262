"""Disappearance and death of a person (55-fate.toml): who is told, how often the search is logged,
and how a linked case of those who are left begins."""

from enum import StrEnum

from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited


class Befell(StrEnum):
    """What happened to a person, as far as it opens something for those who are left."""

    DISAPPEARED = "disappeared"
    DIED = "died"


@table
class Searcher(Cited):
    """Who searches, and may be told of it; `institution` where it is one that the norm names."""

    id: str
    institution: str | None = None


@table
class Search(Cited):
    """An urgent search: an entry in its log is owed that often until the person is found.
    `impediment`: why the person cannot be asked meanwhile."""

    every_minutes: int
    impediment: str
    tell: tuple[Searcher, ...] = ()


@table
class Linked(Cited):
    """What a case of those who are left begins with: the findings that choose its track."""

    after: Befell
    finds: tuple[str, ...] = ()


@table
class Ending(Cited):
    """On what ground the measures of a person who has died may end. It applies to no one else."""


class Receives(StrEnum):
    """Who may receive a decision in the place of a person who has died."""

    THIRD_PARTY = "third_party"
    """A third party who asked in the person's place."""
    PROTECTED = "protected"
    """Others whom a measure protects too."""
    THOSE_LEFT = "those_left"
    """Family, lawyer or collective, with a case of their own."""


@table
class Receiving(Cited):
    """Who receives a decision after a death."""

    whom: Receives


@table
class FateFile:
    """55-fate.toml. What is absent, this law does not know."""

    search: Search | None = None
    linked: tuple[Linked, ...] = ()
    ending: Ending | None = None
    receives: tuple[Receiving, ...] = ()

    def found_after(self, befell: str) -> tuple[str, ...]:
        """Return the findings of a case that opens because of it."""
        return next((one.finds for one in self.linked if one.after == befell), ())
