"""Laws that this site has as data: one alone, or two side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.foundations.web.dates import day_in_words
from amparo.law import Protocol, known_protocols, load_protocol
from amparo.law.unchecked_values import changed_on
from amparo.site.laws.comparison import Section
from amparo.site.laws.comparison_rows import Line, Side, day_within, law_and_day


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side of a row says. `name`: the name of that side."""

    name: str
    lines: tuple[Line, ...]
    unknown: bool = False
    """Where it says nothing: whether that text has not been read here."""


@dataclass(frozen=True, slots=True)
class Told:
    label: str
    cells: tuple[Cell, ...]


def known_laws() -> list[Protocol]:
    """Return the laws of this site. A fictional country is included only where the site runs with
    it."""
    found = map(load_protocol, known_protocols())
    return [law for law in found if not law.procedure.fictional or law.id == settings.PROTOCOL]


def law_called(name: str) -> Protocol | None:
    return next((law for law in known_laws() if law.id == name), None)


def side_called(word: str) -> Side | None:
    """Return the side `name` (today), or `name@2022-04-14` (that day, or the nearest on which it
    was in force); None if unknown."""
    name, day = law_and_day(word)
    law = law_called(name)
    if law is None:
        return None
    try:
        on = today_in(law) if day is None else date.fromisoformat(day)
    except ValueError:
        return None
    on = day_within(law, on)
    return Side(law.as_of(on), on)


def today_in(law: Protocol) -> date:
    return timezone.localtime(timezone.now(), law.zone).date()


def texts_of(law: Protocol) -> list[date]:
    """Return the days from which each text of the law was in force, including the first."""
    last = day_within(law, today_in(law))
    return [law.procedure.in_force_from, *(day for day in changed_on(law) if day <= last)]


def pairs_of(law: Protocol) -> Iterator[tuple[str, str, date]]:
    """Yield (text before, text after, day) for each change of the law, oldest first."""
    for before, day in pairwise(texts_of(law)):
        yield f"{law.id}@{before}", f"{law.id}@{day}", day


def heading_of(side: Side, *, same: bool) -> str:
    """Return the heading of a side; for one law on two days, the day."""
    on = day_in_words(side.on)
    return _("As it stood on %(day)s") % {"day": on} if same else side.name


def rows_of(sides: tuple[Side, Side], section: Section) -> tuple[list[Told], list[Told]]:
    """Return the rows in which the two differ, and those in which they agree or one was not
    read."""
    same = sides[0].law.id == sides[1].law.id
    names = [heading_of(side, same=same) for side in sides]
    differing: list[Told] = []
    alike: list[Told] = []
    for row in section.rows:
        told = zip(names, row.lines, sides, strict=True)
        cells = tuple(Cell(name, lines, side.unknown) for name, lines, side in told)
        (differing if row.differs else alike).append(Told(row.label, cells))
    return differing, alike
