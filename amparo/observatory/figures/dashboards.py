"""What the dashboards show: of the public one published editions, of the team's free counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.foundations.web.bar_chart import Bar, bars_of
from amparo.observatory.attacks.templatetags.attacks import months
from amparo.observatory.catalogues.terms import TermList, label
from amparo.observatory.figures.pictures import chain_picture, map_of, series_of
from amparo.observatory.figures.public_tables import label_of
from amparo.observatory.figures.queries import ChainLink, FreeCounts, Shown

MOST_BARS = 12
TIMED = "quarter-kind"
"""The table that the public line is drawn from."""
KINDS = {"kind", "kind_group"}
"""Axes that the public bars are drawn from."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The three pictures of a dashboard; empty where there is nothing to draw."""

    map: SafeString | str
    series: SafeString | str
    bars: list[Bar]
    bars_key: str = "kinds"


def public_pictures(shown: Sequence[Shown]) -> Pictures:
    """Return the pictures of the newest published year; the line goes through all years."""
    newest = [one for one in shown if one.year == shown[0].year]
    mapped = next((one for one in newest if one.axes[0] == "department"), None)
    ranked = next((one for one in newest if KINDS & set(one.axes)), None)
    timed = sorted((one for one in shown if one.table.id == TIMED), key=lambda one: one.year)
    points = [
        (f"{line.label.split(' ')[-1]}/{one.year}", line.total)
        for one in timed
        for line in one.lines
        if line.code.startswith(("Q", "H"))
    ]
    return Pictures(
        map_of(
            {line.code: line.total for line in mapped.lines},
            title=_("Victims by department, %(year)s") % {"year": mapped.year},
            key="map",
        )
        if mapped
        else "",
        series_of(points, title=_("Victims through time"), key="series") if points else "",
        _bars(_by_kind(ranked)) if ranked else [],
    )


def _by_kind(shown: Shown) -> list[tuple[str, int | None]]:
    """Return the totals by kind: they stand at the rows or under the columns."""
    if shown.axes[0] in KINDS:
        return [(line.label, line.total) for line in shown.lines]
    return shown.column_totals


def edition_picture(shown: Shown) -> SafeString | list[Bar]:
    """Return the map of a table by department, and bars of another."""
    if shown.axes[0] == "department":
        return map_of(
            {line.code: line.total for line in shown.lines}, title=shown.table.name, key="map"
        )
    return _bars([(line.label, line.total) for line in shown.lines])


def team_pictures(counts: FreeCounts) -> Pictures:
    """Return the pictures of free counts."""
    points = [(date_format(month, "m/Y"), number) for month, number in counts.by_month]
    return Pictures(
        map_of(counts.by_department, title=_("Victims by department"), key="map"),
        series_of(points, title=_("Victims by month"), key="series") if points else "",
        _bars([(label_of("kind", one), number) for one, number in counts.by_kind]),
    )


def chain_drawn(chain: Sequence[ChainLink]) -> SafeString:
    """Return the picture of a chain of events."""
    place = {one.attack.code: number for number, one in enumerate(chain)}
    nodes = [
        (
            one.attack.code,
            months(one.attack),
            ", ".join(label(TermList.KIND, kind) for kind in one.kinds),
            [place[code] for code, _kind in one.follows],
        )
        for one in chain
    ]
    return chain_picture(nodes, title=_("The chain of events"), key="chain")


def _bars(counted: Sequence[tuple[str, int | None]]) -> list[Bar]:
    seen = [(name, number, str(number)) for name, number in counted if number]
    return bars_of(sorted(seen, key=lambda one: -one[1])[:MOST_BARS])
