"""Compare how laws assess a risk."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from amparo.foundations.web.law.risk_assessment import weighings_of
from amparo.foundations.web.law.wording import say
from amparo.site.laws.comparison_rows import Line, Row, Side, line, row


def weighing(sides: Sequence[Side]) -> Iterator[Row]:
    yield row(sides, "levels", _("Levels, from the least grave"), _levels)
    yield row(sides, "factors", _("What is looked at"), _factors)
    yield row(sides, "follows", _("How the level follows"), _follows)


def _levels(side: Side) -> Iterator[Line]:
    for one in weighings_of(side.law, today=side.on):
        yield Line(f"{one.name}: {' < '.join(one.levels)}", one.source, one.checked)


def _factors(side: Side) -> Iterator[Line]:
    for one in side.law.assessment.factor:
        yield line(say(side.law, f"factors.{one.id}"), one)
    for instrument in weighings_of(side.law, today=side.on):
        for asked in instrument.asked:
            if asked.source:  # headings are left out; their factors are listed one by one
                yield Line(asked.what, asked.source, instrument.checked and asked.checked)


def _follows(side: Side) -> Iterator[Line]:
    for one in weighings_of(side.law, today=side.on):
        for said in one.follows:
            yield Line(f"{one.name}. {said}", one.source, one.checked)
