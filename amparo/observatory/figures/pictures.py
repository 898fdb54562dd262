"""Pictures of attacks as SVG, drawn on the server: a map, a line through time, a chain of events.

Nothing in them needs a style attribute. They take the colour of the text, so that they work in the
dark and on paper, and every number stands in the picture too. The page gives the same as a table.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.observatory.catalogues.terms import TermList, label

_FILE = Path(__file__).parent / "peru.json"
SQUARE: Final = 16
SHADES: Final = (0.08, 0.2, 0.35, 0.5, 0.65)
DARK_TEXT: Final = 3  # from this shade on the number needs a halo
WIDE, HIGH = 340, 170
LEFT: Final = 8
NODE, NODE_WIDE = 92, 330
LETTERS: Final = 44


def map_of(counts: Mapping[str, int | None], *, title: str, key: str) -> SafeString:
    """Draw the departments of Peru, darker for more victims; a hidden count is a dashed outline."""
    drawn = _peru()
    most = max((one for one in counts.values() if one), default=0)
    shapes = [
        _department(code, _outline(drawn, code), counts.get(code, 0), most)
        for code in (*drawn["shapes"], *drawn["squares"])
    ]
    numbers = [_number(drawn["at"][code], counts.get(code, 0)) for code in drawn["at"]]
    lowest = max(drawn["squares"], key=lambda code: drawn["at"][code][1])
    names = [
        format_html(
            '<text x="2" y="{}" font-size="10">{}</text>',
            drawn["at"][code][1] + (SQUARE + 5 if code == lowest else -SQUARE + 4),
            label(TermList.DEPARTMENT, code),
        )
        for code in drawn["squares"]
    ]
    told = _("Darker is more. A dashed outline and a dash: hidden. The table says the same.")
    return _svg(drawn["width"], drawn["height"], [*shapes, *names, *numbers], (title, told), key)


def series_of(points: Sequence[tuple[str, int | None]], *, title: str, key: str) -> SafeString:
    """Draw counts through time; the line has a gap where a count is hidden."""
    most = max((count for _name, count in points if count), default=0) or 1
    step = (WIDE - 2 * LEFT) / max(1, len(points))
    foot = HIGH - 24
    every = max(1, -(-len(points) // 5))  # as many names as fit beside each other
    parts = [format_html('<path d="M{} {}H{}" stroke="currentColor"/>', LEFT, foot, WIDE - LEFT)]
    path, pen = [], "M"
    for number, (name, count) in enumerate(points):
        x = round(LEFT + step * (number + 0.5), 1)
        if number % every == 0:
            parts.append(_text(x, HIGH - 6, name))
        if count is None:
            pen = "M"
            parts.append(_text(x, foot - 4, "–"))
            continue
        y = round(foot - (foot - 26) * count / most, 1)
        path.append(f"{pen}{x} {y}")
        pen = "L"
        parts.append(format_html('<circle cx="{}" cy="{}" r="3.5" fill="currentColor"/>', x, y))
        if len(points) <= 16 or count == most:  # noqa: PLR2004 - more numbers would overlap
            parts.append(_text(x, y - 8, str(count)))
    line = format_html(
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="2"/>', "".join(path)
    )
    told = _("From left to right in time; the highest point is %(most)s.") % {"most": most}
    return _svg(WIDE, HIGH, [line, *parts], (title, told), key)


def chain_picture(
    nodes: Sequence[tuple[str, str, str, Sequence[int]]], *, title: str, key: str
) -> SafeString:
    """Draw a chain of events from top to bottom. A node: code, when, what, and the places of the
    events that it follows."""
    parts: list[SafeString] = []
    for place, (code, when, what, follows) in enumerate(nodes):
        top = 8 + NODE * place
        parts.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="66" rx="6" fill="none"'
                ' stroke="currentColor"/>{}',
                *(32, top, NODE_WIDE - 34),
                _left(top + 20, f"{when} · {code}"),
            )
        )
        for number, line in enumerate(wrap(what, LETTERS)[:2]):
            parts.append(_left(top + 38 + 17 * number, line))
        for before in follows:
            start, depth = 8 + NODE * before + 40, 6 + 20 / max(1, abs(place - before))
            parts.append(
                format_html(
                    '<path d="M32 {}H{}V{}H32m-6-4 6 4-6 4" fill="none" stroke="currentColor"'
                    ' stroke-width="2"/>',
                    *(start, round(depth, 1), top + 26),
                )
            )
    told = _("Each box is an event, the earliest above. A line leads to what followed.")
    return _svg(NODE_WIDE, 8 + NODE * len(nodes), parts, (title, told), key)


@cache
def _peru() -> dict[str, Any]:
    drawn: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return drawn


def _outline(drawn: Mapping[str, Any], code: str) -> str:
    if code in drawn["shapes"]:
        return str(drawn["shapes"][code])
    x, y = drawn["at"][code]
    half = SQUARE // 2
    return f"M{x - half} {y - half}h{SQUARE}v{SQUARE}h-{SQUARE}Z"


def _department(code: str, outline: str, count: int | None, most: int) -> SafeString:
    words = f"{label(TermList.DEPARTMENT, code)}: {_('hidden') if count is None else count}"
    return format_html(
        '<path d="{}" fill="currentColor" fill-opacity="{}" stroke="currentColor"'
        ' stroke-width="{}"{}><title>{}</title></path>',
        outline,
        0 if not count else SHADES[_shade(count, most)],
        1.6 if count is None else 0.6,
        format_html(' stroke-dasharray="3 3"') if count is None else "",
        words,
    )


def _shade(count: int, most: int) -> int:
    return min(len(SHADES) - 1, len(SHADES) * count // (most + 1))


def _number(at: tuple[int, int], count: int | None) -> SafeString:
    if count == 0:
        return SafeString("")
    return format_html(
        '<text class="on-map" x="{}" y="{}" font-size="12" text-anchor="middle">{}</text>',
        *(at[0], at[1] + 4, "–" if count is None else count),
    )


def _text(x: float, y: float, words: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="12" text-anchor="middle">{}</text>', x, y, words
    )


def _left(y: int, words: str) -> SafeString:
    return format_html('<text x="42" y="{}" font-size="13">{}</text>', y, words)


def _svg(
    wide: int, high: int, parts: Iterable[SafeString], words: tuple[str, str], key: str
) -> SafeString:
    title, told = words
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" fill="currentColor"'
        ' aria-labelledby="{}-title {}-story"><title id="{}-title">{}</title>'
        '<desc id="{}-story">{}</desc>{}</svg>',
        *(wide, high, key, key, key, title, key, told),
        format_html_join("", "{}", ((one,) for one in parts)),
    )
