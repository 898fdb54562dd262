"""Reconsideration of resolutions, and changing or ending measures (50-review.toml)."""

from enum import StrEnum

from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited


class Resolved(StrEnum):
    """The result of a resolution, as the grounds for contesting it name it."""

    NOT_ADMITTED = "not_admitted"
    ARCHIVED = "archived"
    DENIED = "denied"
    PARTLY = "partly"
    GRANTED = "granted"
    CHANGED = "changed"
    """A measure was changed, suspended or ended, or a change that was asked for was refused."""
    MISUSE = "misuse"


@table
class Ground(Cited):
    """Why a resolution may be contested, and which ones."""

    id: str
    against: tuple[Resolved, ...]


@table
class Misuse(Cited):
    """A use for which a measure may be taken away, and what must be established before."""

    id: str
    needs: tuple[str, ...] = ()


@table
class Defect(Cited):
    """A defect of the procedure of which a complaint may be filed at any time."""

    id: str


@table
class ReviewFile:
    """50-review.toml. What is absent, this law does not know."""

    receipt: Cited | None = None
    """What counts as having received a resolution, where the person's terms begin with it."""
    waiting: Cited | None = None
    """The norm under which the person may ask that a reduction wait for the ruling."""
    silence: Cited | None = None
    """The norm under which a reasoned statement replaces what no institution answered in time."""
    last_word: Cited | None = None
    """The norm by which the ruling exhausts the procedure before the authority."""
    ground: tuple[Ground, ...] = ()
    defect: tuple[Defect, ...] = ()
    misuse: tuple[Misuse, ...] = ()

    @property
    def sayings(self) -> tuple[str, ...]:
        """The parts that are told to people in words of the protocol's own."""
        return tuple(name for name in ("receipt", "waiting", "last_word") if getattr(self, name))

    def grounds_against(self, resolved: str) -> tuple[Ground, ...]:
        return tuple(ground for ground in self.ground if resolved in ground.against)
