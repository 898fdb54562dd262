"""The content of an edition, as it is stored and as everybody reads it."""

from typing import TypedDict


class MeaningSaid(TypedDict):
    es: str
    en: str


class LimitsSaid(TypedDict):
    """Which attacks were counted."""

    verifications: list[str]
    defence_links: list[str]
    consent: str
    version: str


class AttackRowSaid(TypedDict):
    code: str
    counts: list[int | None]
    total: int | None


class AttackTableSaid(TypedDict):
    """Distinct victims by two axes; null where a number is hidden."""

    format: int
    table: str
    edition: str
    year: int
    made_on: str
    counts: str
    definition: MeaningSaid
    filter: LimitsSaid
    threshold: int
    axes: list[str]
    columns: list[str]
    rows: list[AttackRowSaid]
    column_totals: list[int | None]
    total: int | None
