"""Draw a simulated year: for each term the percentage met, and the open requests week by week.
Plain SVG in the colour of the text, also for paper."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.desk.simulation.waits_and_loads import percent
from amparo.foundations.web.law.wording import say
from amparo.simulation import TARGETS, Outcome, Spread, TermOutcome

WIDTH = 420
LEFT = 4
BAR = 340
THICK = 14
ROW = 46
HEAD = 30
CURVE = 110
LETTERS, BOLD_LETTERS = 52, 44
"""Number of letters that fit side by side in the picture."""


def picture_of(outcomes: Sequence[Outcome]) -> SafeString:
    """Draw the outcomes below each other, on the same scale."""
    parts: list[SafeString] = []
    y = 0
    most = max(week.highest for one in outcomes for week in one.open_by_week) or 1
    crowd = max(week.highest for one in outcomes for week in one.followed.by_week) or 1
    for outcome in outcomes:
        for line in wrap(say(outcome.scenario.protocol, "protocol.name"), BOLD_LETTERS):
            y += 20
            parts.append(_text(y, line, bold=True))
        y += HEAD - 20
        for term in (*outcome.terms, *outcome.institutions):
            parts += _bar(outcome, term, y)
            y += ROW
        for weeks, said, high in (
            (outcome.open_by_week, _("Requests on their way, week by week"), most),
            (outcome.followed.by_week, _("Persons under protection, week by week"), crowd),
        ):
            parts += _curve(weeks, said, y, high)
            y += CURVE + HEAD + 24
    title, told = (
        _("A year, simulated"),
        _(
            "For each term a bar as long as the share that was met, with a thin line from the"
            " lowest to the highest run and a mark at 95 %. Below, week by week, the requests on"
            " their way and the persons under protection. Tables and text say the same."
        ),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="bars" viewBox="0 0 {} {}" role="img"'
        ' font-family="sans-serif" fill="currentColor" aria-labelledby="played-title played-told">'
        '<title id="played-title">{}</title><desc id="played-told">{}</desc>{}</svg>',
        WIDTH,
        y,
        title,
        told,
        format_html_join("\n", "{}", ((part,) for part in parts)),
    )


def _bar(outcome: Outcome, term: TermOutcome, y: int) -> Iterator[SafeString]:
    yield _text(y + 14, say(outcome.scenario.protocol, f"terms.{term.term}"))
    top = y + 20
    if term.share is None:
        yield _text(top + 12, _("nothing to measure yet"))
        return
    share = term.share
    yield format_html(
        '<rect x="{0}" y="{1}" width="{2}" height="{3}" fill-opacity="0.12" stroke="none"/>'
        '<rect x="{0}" y="{1}" width="{4}" height="{3}" fill-opacity="0.4" stroke="none"/>'
        '<path d="M{5} {6}H{7}" stroke="currentColor"/>'
        '<path d="M{8} {9}v{10}" stroke="currentColor" stroke-dasharray="3 2"/>',
        LEFT,
        top,
        BAR,
        THICK,
        round(BAR * share.mean, 1),
        _along(share.lowest),
        top + THICK / 2,
        _along(share.highest),
        _along(TARGETS[0]),
        top - 3,
        THICK + 6,
    )
    yield format_html(
        '<text x="{}" y="{}" font-size="13">{}</text>', *_beside(top), percent(share.mean)
    )


def _beside(top: int) -> tuple[int, int]:
    return LEFT + BAR + 8, top + 12


def _along(share: float) -> float:
    return round(LEFT + BAR * share, 1)


def _curve(weeks: Sequence[Spread], said: str, y: int, most: float) -> Iterator[SafeString]:
    foot = y + HEAD + CURVE
    yield _text(y + 16, said)
    step = BAR / max(1, len(weeks) - 1)

    def place(number: int, value: float) -> str:
        return f"{LEFT + number * step:.1f} {foot - CURVE * value / most:.1f}"

    upper = [place(number, one.highest) for number, one in enumerate(weeks)]
    lower = [place(number, one.lowest) for number, one in enumerate(weeks)]
    middle = [place(number, one.mean) for number, one in enumerate(weeks)]
    yield format_html(
        '<path d="M{}L{}Z" fill-opacity="0.15" stroke="none"/>'
        '<path d="M{}" fill="none" stroke="currentColor" stroke-width="2"/>'
        '<path d="M{} {}H{}" stroke="currentColor"/>'
        '<text x="{}" y="{}" font-size="13">{}</text>'
        '<text x="{}" y="{}" font-size="13">0</text>',
        "L".join(upper),
        "L".join(reversed(lower)),
        "L".join(middle),
        LEFT,
        foot,
        LEFT + BAR,
        LEFT + BAR + 8,
        foot - CURVE + 5,
        round(most),
        LEFT + BAR + 8,
        foot + 4,
    )


def _text(y: int, words: str, *, bold: bool = False) -> SafeString:
    shown = words if len(words) <= LETTERS else f"{words[: LETTERS - 1]}…"
    weight = "bold" if bold else "normal"
    return format_html(
        '<text x="{}" y="{}" font-size="14" font-weight="{}">{}</text>', LEFT, y, weight, shown
    )
