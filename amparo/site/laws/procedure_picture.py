"""Draw the procedure as a line of steps, with a loop above it for each optional stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from django.utils.translation import gettext as _

from amparo.site.figures.edition import Table
from amparo.site.laws.procedure import Step, Way

WIDTH: Final = 780
LETTER: Final = 8.2
"""Width of a letter in the drawing, at most on average."""
ROW: Final = 17
LOOP: Final = 46
LINES_AT_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the line: its number, its name below, and the length of each of its terms."""

    step: Step
    x: int
    name: tuple[Line, ...]
    terms: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """An optional stage: it leaves the line at a step and returns to it."""

    step: Step
    path: str
    x: int
    name: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    stops: tuple[Stop, ...]
    loops: tuple[Loop, ...]
    line_y: int
    height: int

    @property
    def number_y(self) -> int:
        return self.line_y + 5

    @property
    def start_x(self) -> int:
        return self.stops[0].x

    @property
    def end_x(self) -> int:
        return self.stops[-1].x


def picture_of(way: Way) -> Picture:
    room = WIDTH / max(len(way.steps), 1)
    letters = max(int(room / LETTER) - 1, 8)
    places = {step.id: round(room * (place + 0.5)) for place, step in enumerate(way.steps)}
    line_y = 30 + _loops_high(way.sides) * LOOP + ROW * LINES_AT_MOST * bool(way.sides)
    stops = tuple(_stop(step, places[step.id], line_y, letters) for step in way.steps)
    loops = _loops(way.sides, places, line_y, letters)
    deepest = max((line.y for stop in stops for line in (*stop.name, *stop.terms)), default=line_y)
    return Picture(stops, loops, line_y, deepest + 14)


def _stop(step: Step, x: int, line_y: int, letters: int) -> Stop:
    name = _lines(step.what, letters, line_y + 38)
    amounts = [amount for term in step.terms if term.authority for amount in term.now]
    lengths = [
        said
        for amount in amounts
        for said in ([amount.said] if amount.checked else [amount.said, f"({_('not checked')})"])
    ]
    below = line_y + 38 + ROW * len(name) + 4
    terms = tuple(
        Line(below + ROW * place, said) for place, said in enumerate(dict.fromkeys(lengths))
    )
    return Stop(step, x, name, terms)


def _loops(
    sides: Sequence[Step], places: dict[str, int], line_y: int, letters: int
) -> tuple[Loop, ...]:
    taken: dict[str, int] = {}
    loops = []
    for step in sides:
        x = places.get(step.leaves_from, WIDTH // 2)
        taken[step.leaves_from] = taken.get(step.leaves_from, 0) + 1
        reach = LOOP * taken[step.leaves_from]
        top = line_y - 16 - reach
        words = wrap(step.what, letters, max_lines=LINES_AT_MOST, placeholder="…")
        first = top + 6 - ROW * len(words)
        name = tuple(Line(first + ROW * place, text) for place, text in enumerate(words))
        path = f"M{x - 7} {line_y - 16}C{x - 44} {top} {x + 44} {top} {x + 7} {line_y - 16}"
        loops.append(Loop(step, path, x, name))
    return tuple(loops)


def _loops_high(sides: Sequence[Step]) -> int:
    places = [step.leaves_from for step in sides]
    return max((places.count(place) for place in places), default=0)


def _lines(text: str, letters: int, first: int) -> tuple[Line, ...]:
    words = wrap(text, letters, max_lines=LINES_AT_MOST, placeholder="…")
    return tuple(Line(first + ROW * place, line) for place, line in enumerate(words))


def counted_in(table: Table) -> list[tuple[str, float, str]]:
    """Return what is known of a table of one column, to be drawn as bars."""
    first = ((line.name, line.numbers[0]) for line, _ in table.lines_shown)
    return [(name, number.value, number.said) for name, number in first if number.value]
