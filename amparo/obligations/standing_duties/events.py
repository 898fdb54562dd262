from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingDutyReported(SiteEvent):
    """An institution stated what it did about a standing duty; about its code in the law."""

    norm: str
    duty: str
    kind: str
