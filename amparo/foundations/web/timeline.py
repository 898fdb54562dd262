"""Layout of a case's timeline: the place of each act and each legal date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from textwrap import wrap
from typing import Final

WIDTH: Final = 780
MARGIN: Final = 62
# The line itself; text stands above and below it in turn.
LINE_AT: Final = 110
GAP: Final = 66
DRAWN_AT_MOST: Final = 9
LETTERS_A_LINE: Final = 17
LINES_AT_MOST: Final = 3


class PointState(StrEnum):
    DONE = "done"
    NEXT = "next"
    LATE = "late"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One act or one legal date of a case; `why` is its reason in words."""

    on: date
    word: str
    state: PointState
    why: str = ""
    distance: str = ""


@dataclass(frozen=True, slots=True)
class TextLine:
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its place in the drawing, in units of the drawing."""

    point: Point
    x: int
    date_y: int
    lines: tuple[TextLine, ...]

    @property
    def diamond(self) -> str:
        """Late points are drawn with corners and others round: never by colour alone."""
        x, y = self.x, LINE_AT
        return f"M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}Z"


@dataclass(frozen=True, slots=True)
class Drawing:
    """`now_x`: the place of today; `left_out`: number of the oldest points, which are only in the
    list."""

    marks: tuple[Mark, ...]
    now_x: int
    left_out: int

    @property
    def end_x(self) -> int:
        return max(WIDTH - 8, self.now_x)


def draw(points: Sequence[Point], *, today: date) -> Drawing:
    """Place the latest points in proportion to time, with a minimum distance for their text."""
    ordered = sorted(points, key=lambda point: point.on)
    drawn = ordered[-DRAWN_AT_MOST:]
    if not drawn:
        return Drawing(marks=(), now_x=WIDTH // 2, left_out=0)
    places = _places([point.on for point in drawn])
    marks = tuple(
        _mark(point, x, above=index % 2 == 0)
        for index, (point, x) in enumerate(zip(drawn, places, strict=True))
    )
    days = [point.on for point in drawn]
    return Drawing(
        marks=marks, now_x=_between(today, days, places), left_out=len(ordered) - len(drawn)
    )


def _places(days: Sequence[date]) -> list[int]:
    """Return proportional places with a minimum gap, stretched to the whole width."""
    if len(days) == 1:
        return [WIDTH // 2]
    room = WIDTH - 2 * MARGIN
    floor = min(GAP, room // (len(days) - 1))
    spare = room - floor * (len(days) - 1)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    total = sum(gaps)
    places, at = [MARGIN], float(MARGIN)
    for gap in gaps:
        share = gap / total if total else 1 / len(gaps)
        at += floor + spare * share
        places.append(round(at))
    return places


def _mark(point: Point, x: int, *, above: bool) -> Mark:
    words = wrap(point.word, LETTERS_A_LINE, max_lines=LINES_AT_MOST, placeholder="…")
    if above:
        date_y = LINE_AT - 22
        first = date_y - 17 * len(words)
    else:
        date_y = LINE_AT + 32
        first = date_y + 17
    lines = tuple(TextLine(first + 17 * index, text) for index, text in enumerate(words))
    return Mark(point=point, x=x, date_y=date_y, lines=lines)


def _between(today: date, days: Sequence[date], places: Sequence[int]) -> int:
    if today < days[0]:
        return MARGIN // 2
    for (earlier, x), (later, next_x) in pairwise(zip(days, places, strict=True)):
        if earlier <= today < later:
            return round(x + (next_x - x) * (today - earlier).days / (later - earlier).days)
    return min(places[-1] + MARGIN // 2, WIDTH - MARGIN // 2)
