"""Days and moments in words, because 04/07 is ambiguous: compact on pages, in full on documents."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _


def day_in_words(day: date) -> str:
    return _day_in_words(day.toordinal(), get_language())


@lru_cache(maxsize=4096)
def _day_in_words(ordinal: int, _language: str | None) -> str:
    # Translators: a format of Django's date filter; escape each letter that is not a code.
    return str(format_date(date.fromordinal(ordinal), pgettext("day in words", "l j F Y")))


def compact_day(day: date) -> str:
    """Return the day for a page; the year only where it is not the current one."""
    other_year = day.year != timezone.localdate().year
    return _compact_day(day.toordinal(), other_year, get_language())


@lru_cache(maxsize=4096)
def _compact_day(ordinal: int, with_year: bool, _language: str | None) -> str:  # noqa: FBT001
    if with_year:
        # Translators: a format of Django's date filter; escape each letter that is not a code.
        code = pgettext("compact day of another year", "D j M Y")
    else:
        # Translators: a format of Django's date filter; escape each letter that is not a code.
        code = pgettext("compact day", "D j M")
    return str(format_date(date.fromordinal(ordinal), code))


def compact_moment(moment: datetime) -> str:
    """Return the day and the hour for a page, whose footer names the time zone."""
    here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{compact_day(here.date())}, {here:%H:%M}"


def compact(when: date | datetime) -> str:
    return compact_moment(when) if isinstance(when, datetime) else compact_day(when)


def short_day(day: date) -> str:
    return _short_day(day.toordinal(), get_language())


@lru_cache(maxsize=4096)
def _short_day(ordinal: int, _language: str | None) -> str:
    # Translators: a format of Django's date filter, for the marks of the timeline.
    return str(format_date(date.fromordinal(ordinal), pgettext("short day", "j M Y")))


def moment_in_words(moment: datetime) -> str:
    """Return the day, the hour and its time zone; the place is that of the current zone."""
    here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return _minute_in_words(
        here.date().toordinal(), here.hour, here.minute, place_of_clock(), get_language()
    )


@lru_cache(maxsize=4096)
def _minute_in_words(ordinal: int, hour: int, minute: int, place: str, language: str | None) -> str:
    return _("%(day)s, %(hour)s, %(place)s time") % {
        "day": _day_in_words(ordinal, language),
        "hour": f"{hour:02}:{minute:02}",
        "place": place,
    }


def place_of_clock() -> str:
    """Return the place whose time the pages show, e.g. Lima."""
    return timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")


def in_words(when: date | datetime) -> str:
    return moment_in_words(when) if isinstance(when, datetime) else day_in_words(when)


def in_place_of(written_at: datetime) -> tuple[str, str]:
    """Return when unreadable text was written, and what a page says in its place."""
    day = day_in_words(timezone.localtime(written_at).date())
    told = _("This text cannot be opened. The page of the case says what to do.")
    return _("Written on %(day)s") % {"day": day}, told
