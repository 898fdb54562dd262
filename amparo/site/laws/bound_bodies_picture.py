"""Draw whom a law binds: a square for each branch at each level.

Shapes and not colours distinguish the extents, so that the picture works in the dark, on paper and
for readers who see no colours. It uses no template, since `amparo law` draws it without a site.
"""

from dataclasses import dataclass
from itertools import batched
from textwrap import wrap
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.law.measures import Level
from amparo.site.laws.bound_bodies import EXTENTS, Extent, Place, counted, places_of
from amparo.site.laws.comparison_names import BRANCHES, LEVELS
from amparo.site.laws.comparison_rows import Side

COLUMN: Final = 136
ROW: Final = 96
TOP: Final = 30
LINE: Final = 14
LETTERS: Final = 18
SHAPES: Final[dict[Extent, str]] = {
    Extent.BOUND: '<rect x="{x}" y="{y}" width="28" height="28" fill="currentColor"/>',
    Extent.SUPPORTS: '<rect x="{x}" y="{y}" width="28" height="28" fill="none" '
    'stroke="currentColor"/><rect x="{x}" y="{y}" width="14" height="28" fill="currentColor"/>',
    Extent.COORDINATION: '<circle cx="{centre}" cy="{middle}" r="14" fill="none" '
    'stroke="currentColor"/>',
    Extent.LEFT_OUT: '<rect x="{x}" y="{y}" width="28" height="28" fill="none" '
    'stroke="currentColor" stroke-dasharray="4 5"/>',
    Extent.NOT_KNOWN: '<text x="{centre}" y="{foot}" font-size="26" text-anchor="middle" '
    'fill="currentColor">?</text>',
}


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom one law binds, for a page."""

    name: str
    picture: SafeString
    counted: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]


def whom_of(side: Side, name: str = "", key: str = "whom") -> Whom:
    """Return the picture and its counts. `name`: the heading of that side on the page."""
    places = places_of(side)
    called = name or side.name
    told = tuple((str(EXTENTS[one]), count) for one, count in counted(places))
    return Whom(called, picture_of(places, key, called), told, places)


def picture_of(places: tuple[Place, ...], key: str, law: str) -> SafeString:
    """Return the picture as SVG. `key` distinguishes its ids from those of another picture on the
    page."""
    rows = list(batched(places, len(Level)))
    drawn = [_row(row, TOP + ROW * number) for number, row in enumerate(rows)]
    width, height = COLUMN * len(Level), TOP + ROW * len(rows)
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-story">'
        '<title id="{}-title">{}</title><desc id="{}-story">{}</desc>{}{}</svg>',
        *(width, height, key, key),
        *(key, _("Whom it binds: %(law)s") % {"law": law}),
        *(key, _story(places)),
        format_html_join("", "{}", ((_head(column),) for column in range(len(Level)))),
        format_html_join("", "{}", ((one,) for one in drawn)),
    )


def _story(places: tuple[Place, ...]) -> str:
    """Return the picture in words, for readers who do not see it."""
    return ". ".join(f"{place.name}: {_caution(place)}" for place in places)


def _caution(place: Place) -> str:
    known = place.checked or place.extent is Extent.NOT_KNOWN
    return place.said if known else f"{place.said} ({_('not checked')})"


def _head(column: int) -> SafeString:
    return _word(COLUMN * column + COLUMN // 2, 16, str(LEVELS[list(Level)[column]]))


def _row(row: tuple[Place, ...], top: int) -> SafeString:
    cells = [_cell(place, COLUMN * column, top) for column, place in enumerate(row)]
    return format_html(
        '<path d="M0 {}H{}" fill="none" stroke="currentColor" opacity="0.4"/>'
        '<text x="0" y="{}" font-size="13" font-weight="600" fill="currentColor">{}</text>{}',
        *(top, COLUMN * len(row), top + 17, BRANCHES[row[0].branch]),
        format_html_join("", "{}", ((cell,) for cell in cells)),
    )


def _cell(place: Place, left: int, top: int) -> SafeString:
    centre, y = left + COLUMN // 2, top + 26
    shape = format_html(
        SHAPES[place.extent], x=centre - 14, y=y, centre=centre, middle=y + 14, foot=y + 23
    )
    words = wrap(_caution(place), LETTERS)
    lines = (_word(centre, y + 42 + LINE * number, line) for number, line in enumerate(words))
    return format_html("{}{}", shape, format_html_join("", "{}", ((one,) for one in lines)))


def _word(x: int, y: int, text: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="12" text-anchor="middle" fill="currentColor">{}</text>',
        *(x, y, text),
    )
