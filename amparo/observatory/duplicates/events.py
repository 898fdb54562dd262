"""Events about duplicates in the register of attacks. They carry codes; reasons are in no event."""

from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordsCompared(SiteEvent):
    """A monitor had records of the register compared; about the question."""

    records: int
    pairs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PairAnswered(SiteEvent):
    """A monitor said whether two records are the same event or victim, or took that back."""

    other: str
    question: str
    answer: str
