from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitAdded(Event):
    parent: str
