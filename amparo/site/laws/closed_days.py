"""Days of a year that count and do not count in the calendar of this site, in words."""

from datetime import date

from django.utils.translation import gettext as _

from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import calendar_of, language_of, say
from amparo.law import Protocol
from amparo.law.counting.calendar import Suspension
from amparo.law.counting.day_by_day_count import Reason
from amparo.law.counting.day_by_day_count import closed_in as days_closed_in


def closed_in(law: Protocol, year: int) -> tuple[Reason, ...]:
    """Return the days of a year, weekends aside, that do not count in the calendar of this site."""
    return days_closed_in(law, calendar_of(law), year, language_of(law))


def not_known_in(law: Protocol, year: int) -> tuple[str, ...]:
    """Return the periods of a year for which it is not known which days were declared
    non-working."""
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


def suspended(law: Protocol) -> tuple[str, ...]:
    """Return all known suspensions of terms in any year, and whether each is applied."""
    return tuple(_suspension(law, one) for one in law.calendars.suspension)


def _suspension(law: Protocol, one: Suspension) -> str:
    said = _("%(name)s, from %(first)s to %(last)s: %(scope)s (%(source)s).") % {
        "name": say(law, f"suspensions.{one.id}"),
        "first": day_in_words(one.since),
        "last": day_in_words(one.until),
        "scope": one.scope,
        "source": one.source,
    }
    if one.checked:
        return said
    unread = _("Nobody here has read it in the gazette: no term is counted with it.")
    return f"{said} {unread}"
