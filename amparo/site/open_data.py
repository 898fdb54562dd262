"""The figures as CSV, XLSX and JSON, number by number, each with its definition and its days."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.timezone import localtime

from amparo.casework.statistics.queries import Published
from amparo.foundations.look import spreadsheets
from amparo.site.figures import Number, splits_told, totals_told

COLUMNS = ("until", "made_on", "law", "figure", "name", "unit", "value", "state", "definition")


def as_csv(*editions: Published) -> str:
    """One number a line. Without a value, `state` says whether it is hidden or not known."""
    return spreadsheets.as_csv(COLUMNS, _all_lines(editions))


def as_xlsx(*editions: Published) -> bytes:
    """The same for a spreadsheet."""
    return spreadsheets.as_xlsx(COLUMNS, _all_lines(editions))


def as_json(language: str, *editions: Published) -> str:
    said = {
        "language": language,
        "editions": [
            {
                "period": edition.period,
                "until": edition.until.isoformat(),
                "made_on": _made_on(edition),
                "series": edition.content["series"],
                "threshold": edition.content["threshold"],
                "figures": [_without_days(line) for line in _lines(edition)],
            }
            for edition in editions
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _all_lines(editions: Iterable[Published]) -> Iterator[dict[str, Any]]:
    return (line for edition in editions for line in _lines(edition))


def _lines(edition: Published) -> Iterator[dict[str, Any]]:
    days = {"until": edition.until.isoformat(), "made_on": _made_on(edition)}
    for law, number in _numbers(edition):
        yield {
            **days,
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


def _without_days(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in {"until", "made_on"}}
