"""The last edition of the figures, as pages, CSV and JSON show it. Nothing is counted here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from amparo.casework.figures.queries import Published
from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol, load_protocol
from amparo.law.counting.units import Unit
from amparo.law.explain.terms import say_amount
from amparo.site.figures import figure_definitions as meanings
from amparo.site.figures.figure_definitions import Meaning
from amparo.site.laws.published_term_text import gives

KNOWN, NOT_KNOWN, HIDDEN = "known", "not_known", "hidden"
TRAIT: Final = "trait_"
ROWS: Final = {
    "measures_by_kind": "measures",
    "measures_by_territory": "",
    "decisions_by_track": "tracks",
    "glass_by_road": "",
    "demands_by_kind": "",
    "owed_by_institution": "institutions",
}
"""The protocol's table of names for the lines of a split; a territory is its own name."""
NOT_MEASURED: Final = "not_measured"
"""Nothing of the kind has happened yet, so there is nothing to measure."""
STATES: Final = (KNOWN, HIDDEN, NOT_MEASURED, NOT_KNOWN)
WIDE: Final = 600
THIN: Final = 6
PARTS: Final = ("in_time", "late", "past", "running")


@dataclass(frozen=True, slots=True)
class Number:
    """One published number and its meaning. A number without a value is hidden or not known."""

    id: str
    name: str
    value: float | int | None
    unit: str
    definition: str
    state: str = KNOWN
    said: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    part: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class TermFigures:
    """One term: what the law allows, and how long it took."""

    id: str
    what: str
    gives: tuple[str, ...]
    numbers: tuple[Number, ...]
    measured: tuple[Number, ...]
    bars: tuple[Bar, ...]

    @property
    def on_the_page(self) -> Iterator[Number]:
        """Yield the parts of the bar, and other numbers that have a value."""
        shown = {f"{self.id}.{part}" for part in PARTS}
        yield from (one for one in self.numbers if one.value or one.id in shown)
        yield from (one for one in self.measured if one.state == KNOWN)


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    numbers: tuple[Number, ...]
    total: Number

    @property
    def says_something(self) -> bool:
        """Whether any number of the line is not zero or hidden."""
        return any(one.value for one in (*self.numbers, self.total))


@dataclass(frozen=True, slots=True)
class Table:
    """A split by kind; hidden numbers have no value."""

    name: str
    definition: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[Number, ...]

    @property
    def numbers(self) -> Iterator[Number]:
        for line in self.lines:
            yield from (*line.numbers, line.total)
        yield from self.totals

    @property
    def lines_shown(self) -> list[tuple[Line, list[tuple[str, Number]]]]:
        """Return each line with its numbers and the column of each."""
        return [(line, self._named(line.numbers)) for line in self.lines if line.says_something]

    @property
    def totals_named(self) -> list[tuple[str, Number]]:
        return self._named(self.totals)

    def _named(self, numbers: tuple[Number, ...]) -> list[tuple[str, Number]]:
        return list(zip(self.columns, numbers, strict=True))

    @property
    def all_hidden(self) -> list[str]:
        """Return the names of lines of which nothing is shown."""
        return [line.name for line in self.lines if not line.says_something]


@dataclass(frozen=True, slots=True)
class LawFigures:
    """All figures of one edition counted under one text of the law."""

    id: str
    name: str
    figures: tuple[Number, ...]
    waited: tuple[Number, ...]
    terms: tuple[TermFigures, ...]

    @property
    def numbers(self) -> Iterator[Number]:
        yield from (*self.figures, *self.waited)
        for term in self.terms:
            yield from (*term.numbers, *term.measured)

    @property
    def said(self) -> dict[str, str]:
        """Return each figure in words, by its id."""
        return {one.id: one.said for one in self.figures}


def totals_told(published: Published) -> tuple[LawFigures, ...]:
    return tuple(_law_figures(law) for law in published.content["laws"])


def splits_told(published: Published, only: str = "") -> tuple[Table, ...]:
    """Return the tables of an edition, for one text of the law or for all."""
    return tuple(
        _table(load_protocol(law["protocol"]), split)
        for law in published.content["laws"]
        if only in {"", law["protocol"]}
        for split in law["splits"]
    )


def _law_figures(content: dict[str, Any]) -> LawFigures:
    law = load_protocol(content["protocol"])
    counted = content["figures"]
    return LawFigures(
        id=law.id,
        name=say(law, "protocol.name"),
        figures=tuple(
            _shown(name, meaning, counted[name])
            if name in counted
            else _number(name, meaning, None)
            for name, meaning in meanings.FIGURES.items()
        ),
        waited=tuple(_waited(content["waited"], law)),
        terms=tuple(_term(law, one) for one in content["terms"]),
    )


def _number(name: str, meaning: Meaning, value: float | None, unit: str = "") -> Number:
    state = KNOWN if value is not None else NOT_KNOWN
    said = _("not known") if value is None else _plain(value)
    return Number(name, str(meaning.name), value, unit, str(meaning.definition), state, said)


def _term(law: Protocol, content: dict[str, Any]) -> TermFigures:
    name = content["id"]
    return TermFigures(
        id=name,
        what=say(law, f"terms.{name}", otherwise=name),
        gives=tuple(gives(law, one) for one in content["statutory"]),
        numbers=tuple(
            _number(f"{name}.{part}", meaning, content.get(part))
            for part, meaning in meanings.TERM.items()
        ),
        measured=tuple(
            number
            for part, meaning in meanings.MEASURED.items()
            for number in _spans(f"{name}.{part}", meaning, content[part], law)
        ),
        bars=tuple(_bars(content)),
    )


def _spans(
    name: str, meaning: Meaning, found: list[dict[str, Any]], law: Protocol
) -> Iterator[Number]:
    """Yield median and longest, in words. Where nothing was measured this is said, and not shown as
    zero."""
    if not found:
        for part in ("median", "longest"):
            about = _part(meaning, part)
            yield Number(
                f"{name}.{part}",
                str(about.name),
                None,
                "",
                str(about.definition),
                NOT_MEASURED,
                _("nothing to measure yet"),
            )
    for one in found:
        for part in ("median", "longest"):
            number = _number(f"{name}.{part}", _part(meaning, part), one[part], one["unit"])
            said = _lasting(one[part], Unit(one["unit"]), law)
            yield replace(number, said=said)


def _part(meaning: Meaning, part: str) -> Meaning:
    which = meanings.MEDIAN if part == "median" else meanings.LONGEST
    return Meaning(f"{meaning.name}: {which}", meaning.definition)


def _lasting(value: float, unit: Unit, law: Protocol) -> str:
    language = language_of(law)
    if value == int(value):
        return say_amount(int(value), unit, language)
    return say_amount(2, unit, language).replace("2", _plain(value), 1)


def _waited(found: dict[str, Any] | None, law: Protocol) -> Iterator[Number]:
    """Yield the waiting times; where there are too few, not even whether there are any."""
    if found:
        in_days = {**found, "unit": Unit.CALENDAR_DAY.value}
        yield from _spans("waited", meanings.WAITED, [in_days], law)
    else:
        for part in ("median", "longest"):
            yield _shown(f"waited.{part}", _part(meanings.WAITED, part), None)


def _bars(content: dict[str, Any]) -> Iterator[Bar]:
    """Yield the parts of a term in proportion; a part that is not zero is at least THIN wide."""
    total = sum(content[part] for part in PARTS)
    x = 0
    for part in PARTS:
        if content[part]:
            width = max(THIN, round((WIDE - THIN * len(PARTS)) * content[part] / total))
            yield Bar(part, x, width)
            x += width + 2


def _table(law: Protocol, content: dict[str, Any]) -> Table:
    name, columns = content["id"], content["columns"]
    trait = name.removeprefix(TRAIT) if name.startswith(TRAIT) else ""
    meaning = meanings.SPLITS["traits" if trait else name]
    kind = "options" if trait else ROWS[name]
    other = _("not told, or in own words") if trait else _("not known")
    if kind == "institutions":
        other = _("others, which the norm does not name")
    return Table(
        name=say(law, f"traits.{trait}") if trait else str(meaning.name),
        definition=str(meaning.definition),
        columns=tuple(str(meanings.COLUMNS[column]) for column in columns),
        lines=tuple(
            Line(
                _row_in_words(law, kind, row) or other,
                tuple(
                    _shown(f"{name}.{row or 'not_known'}.{column}", meaning, count)
                    for column, count in zip(columns, cells, strict=True)
                ),
                _shown(f"{name}.{row or 'not_known'}", meaning, total),
            )
            for row, cells, total in zip(
                content["rows"], content["cells"], content["row_totals"], strict=True
            )
        ),
        totals=tuple(
            _shown(f"{name}.{column}", meaning, count)
            for column, count in zip(columns, content["column_totals"], strict=True)
        ),
    )


def _row_in_words(law: Protocol, kind: str, row: str) -> str:
    if kind and row:
        return say(law, f"{kind}.{row}", otherwise=row)
    return str({**meanings.ROADS, **meanings.DEMANDERS}.get(row, row))


def _shown(name: str, meaning: Meaning, count: int | None) -> Number:
    state = KNOWN if count is not None else HIDDEN
    said = _("hidden") if count is None else _plain(count)
    return Number(name, str(meaning.name), count, "", str(meaning.definition), state, said)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.1f}"
