"""Deciding again, and changing or ending what was granted (50-review.toml)."""

from enum import StrEnum

from amparo.law.loading.tables import table
from amparo.law.versions import Cited


class Resolved(StrEnum):
    """What a resolution did, as the grounds for asking to reconsider it name it."""

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
    """What counts as having received a resolution, where her terms begin with it."""
    waiting: Cited | None = None
    """On what authority somebody may ask that a reduction wait for the ruling."""
    silence: Cited | None = None
    """On what authority a reasoned statement stands for what no institution answered in time."""
    last_word: Cited | None = None
    """That the ruling ends the way before the authority."""
    ground: tuple[Ground, ...] = ()
    defect: tuple[Defect, ...] = ()
    misuse: tuple[Misuse, ...] = ()

    @property
    def sayings(self) -> tuple[str, ...]:
        """What of it is told to people in words of the protocol's own."""
        return tuple(name for name in ("receipt", "waiting", "last_word") if getattr(self, name))

    def grounds_against(self, resolved: str) -> tuple[Ground, ...]:
        return tuple(ground for ground in self.ground if resolved in ground.against)
