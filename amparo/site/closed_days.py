"""Which days count and which do not, each with its reason in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from amparo import rules
from amparo.foundations.look.law import calendar_of, day_of, say
from amparo.foundations.look.words import day_in_words
from amparo.rules.calendar import Why, holidays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day of a count: its number if it counts, otherwise why not and on which ground."""

    on: date
    number: int | None
    why: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    on: date
    why: str
    source: str


def counted_days(law: rules.Protocol, term: rules.Term) -> tuple[CountedDay, ...]:
    """Every day of a term from the day after it starts, counted one by one; none where hours
    count, or before the term starts."""
    if term.from_at is None or term.due is None or term.unit is rules.Unit.HOUR:
        return ()
    start, due = day_of(term.from_at), day_of(term.due)
    closed = {one.on: one.why for one in term.skipped}
    days, number = [], 0
    for ahead in range(1, (due - start).days + 1):
        day = start + ahead * ONE_DAY
        if day in closed:
            reason = reason_of(law, day, closed[day])
            days.append(CountedDay(day, None, reason.why, reason.source))
        else:
            number += 1
            days.append(CountedDay(day, number))
    return tuple(days)


def reason_of(law: rules.Protocol, day: date, why: Why) -> Reason:
    """Why a day does not count, in words."""
    file = law.calendars
    if why is Why.HOLIDAY:
        holiday = holidays(file)[day]
        named = _("holiday: %(name)s") % {"name": say(law, f"holidays.{holiday.id}")}
        return Reason(day, named, holiday.source)
    if why is Why.DECLARED:
        source = next((one.source for one in file.declared if day in one.days), "")
        return Reason(day, _("declared non-working"), source)
    return Reason(day, _("weekend"), "")


def closed_in(law: rules.Protocol, year: int) -> tuple[Reason, ...]:
    """The days of a year, weekends aside, that do not count in the calendar of this site."""
    calendar = law.calendar(calendar_of(law))
    return tuple(
        reason_of(law, one.on, one.why)
        for _ordinal, one in sorted(calendar.closed.items())
        if one.on.year == year and one.why is not Why.WEEKEND
    )


def not_known_in(law: rules.Protocol, year: int) -> tuple[str, ...]:
    """Stretches of a year for which nobody here knows what was declared."""
    calendar = law.calendar(calendar_of(law))
    return tuple(
        _("From %(first)s to %(last)s nobody here knows which days were declared: %(source)s.")
        % {
            "first": day_in_words(max(one.since, date(year, 1, 1))),
            "last": day_in_words(min(one.until, date(year, 12, 31))),
            "source": one.source,
        }
        for one in calendar.unknown_between(date(year, 1, 1), date(year, 12, 31))
    )
