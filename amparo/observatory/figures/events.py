"""Events of the figures of attacks. What was published is named by its digest."""

from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class AttackFiguresMade(SiteEvent):
    """An edition of a table was counted and protected; its digest is that of its content."""

    table: str
    edition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AttackFiguresPublished(SiteEvent):
    """A monitor put an edition before the public."""

    table: str
    edition: str
