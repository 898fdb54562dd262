"""The figures as CSV, XLSX and JSON, number by number, each with its definition and its days."""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypedDict

from django.utils.timezone import localtime

from amparo.casework.figures.queries import SERIES, Published
from amparo.crypto.signed_heads import Count, Day
from amparo.foundations.web import spreadsheets
from amparo.law.counting.units import Unit
from amparo.site.figures.edition import STATES, Number, splits_told, totals_told


class FigureSaid(TypedDict):
    """One number. Without a value, `state` says why."""

    law: str
    figure: str
    name: str
    unit: Annotated[str, ("enum", ("", *(one.value for one in Unit)))]
    value: float | None
    state: Annotated[str, ("enum", STATES)]
    definition: str


class EditionSaid(TypedDict):
    period: str
    until: Day
    made_on: Day
    series: Annotated[str, ("enum", SERIES)]
    threshold: Count | None
    figures: list[FigureSaid]


class FiguresSaid(TypedDict):
    language: str
    editions: list[EditionSaid]


COLUMNS = ("until", "made_on", "law", "figure", "name", "unit", "value", "state", "definition")


def as_csv(*editions: Published) -> str:
    """Return the figures as CSV, one number per line. Without a value, `state` says whether it is
    hidden or not known."""
    return spreadsheets.as_csv(COLUMNS, _all_lines(editions))


def as_xlsx(*editions: Published) -> bytes:
    """Return the same as a spreadsheet."""
    return spreadsheets.as_xlsx(COLUMNS, _all_lines(editions))


def as_json(language: str, *editions: Published) -> str:
    said: FiguresSaid = {
        "language": language,
        "editions": [
            {
                "period": edition.period,
                "until": edition.until.isoformat(),
                "made_on": _made_on(edition),
                "series": edition.content["series"],
                "threshold": edition.content["threshold"],
                "figures": list(_lines(edition)),
            }
            for edition in editions
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _all_lines(editions: Iterable[Published]) -> Iterator[dict[str, Any]]:
    for edition in editions:
        days = {"until": edition.until.isoformat(), "made_on": _made_on(edition)}
        yield from ({**days, **line} for line in _lines(edition))


def _lines(edition: Published) -> Iterator[FigureSaid]:
    for law, number in _numbers(edition):
        yield {
            "law": law,
            "figure": number.id,
            "name": number.name,
            "unit": number.unit,
            "value": number.value,
            "state": number.state,
            "definition": number.definition,
        }


def _made_on(edition: Published) -> str:
    return localtime(edition.made_at).date().isoformat()


def _numbers(edition: Published) -> Iterator[tuple[str, Number]]:
    if edition.content["series"] == "totals":
        return ((law.id, number) for law in totals_told(edition) for number in law.numbers)
    return (
        (law["protocol"], number)
        for law in edition.content["laws"]
        for table in splits_told(edition, only=law["protocol"])
        for number in table.numbers
    )
