"""Compare the standing duties of laws, and what each norm requires of measures and resolutions."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.utils.translation import gettext as _

from amparo.foundations.web.law.criteria import HEADINGS, demands_of
from amparo.law.measures import Judged
from amparo.site.laws.comparison_rows import Line, Row, Side, is_one_law, row
from amparo.site.laws.standing_duties import groups_of, standing_of


def always(sides: Sequence[Side]) -> Iterator[Row]:
    """Yield the rows of standing duties; for one law on two days a row per duty, so that changes
    stand out."""
    if not is_one_law(sides):
        yield row(sides, "must", _("What they must do"), partial(_owed, optional=False))
        yield row(sides, "may", _("What they may do"), partial(_owed, optional=True))
        return
    duties = [one for side in sides for one in standing_of(side.law, today=side.on)]
    for number, what in enumerate(dict.fromkeys(one.what for one in duties), start=1):
        yield row(sides, f"owed-{number}", what, partial(_by_whom, what))


def _owed(side: Side, *, optional: bool) -> Iterator[Line]:
    owed = [one for one in standing_of(side.law, today=side.on) if one.optional is optional]
    for group in groups_of(owed):
        yield Line(f"{group.who}:")
        for one in group.duties:
            yield Line(f"{one.what}. {one.within}".rstrip(), one.source, one.checked)


def _by_whom(what: str, side: Side) -> Iterator[Line]:
    for one in standing_of(side.law, today=side.on):
        if one.what == what:
            may = f" ({_('they may')})" if one.optional else ""
            said = f"{'; '.join(one.who)}{may}. {one.within}".rstrip()
            yield Line(said, one.source, one.checked)


def criteria(sides: Sequence[Side]) -> Iterator[Row]:
    for of, heading in HEADINGS.items():
        yield row(sides, of.value, heading, partial(_asks, of))


def _asks(of: Judged, side: Side) -> Iterator[Line]:
    for demands in demands_of(side.law, of):
        yield from (Line(one.what, one.source, one.checked) for one in demands.lines)
