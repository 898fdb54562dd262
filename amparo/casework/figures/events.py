from dataclasses import dataclass
from datetime import date

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class FiguresPublished(SiteEvent):
    """An edition of the figures was made; its digest is that of exactly what was published."""

    period: str
    until: date
