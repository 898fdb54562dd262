"""Days and moments in words and in full, because 04/07 is ambiguous."""

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


def short_day(day: date) -> str:
    return _short_day(day.toordinal(), get_language())


@lru_cache(maxsize=4096)
def _short_day(ordinal: int, _language: str | None) -> str:
    # Translators: a format of Django's date filter, for the marks of the timeline.
    return str(format_date(date.fromordinal(ordinal), pgettext("short day", "j M Y")))


def glance_day(day: date) -> str:
    """Return weekday and day, short, for a list of days that are near."""
    return _glance_day(day.toordinal(), get_language())


@lru_cache(maxsize=4096)
def _glance_day(ordinal: int, _language: str | None) -> str:
    # Translators: a format of Django's date filter, in a list: Tue 1 Dec.
    return str(format_date(date.fromordinal(ordinal), pgettext("day in a list", "D j M")))


def moment_in_words(moment: datetime) -> str:
    """Return the day, the hour and its time zone; the place is that of the current zone."""
    zone = timezone.get_current_timezone_name()
    here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return _minute_in_words(here.date().toordinal(), here.hour, here.minute, zone, get_language())


@lru_cache(maxsize=4096)
def _minute_in_words(ordinal: int, hour: int, minute: int, zone: str, language: str | None) -> str:
    return _("%(day)s, %(hour)s, %(place)s time") % {
        "day": _day_in_words(ordinal, language),
        "hour": f"{hour:02}:{minute:02}",
        "place": zone.rpartition("/")[2].replace("_", " "),
    }


def in_words(when: date | datetime) -> str:
    return moment_in_words(when) if isinstance(when, datetime) else day_in_words(when)


def in_place_of(written_at: datetime) -> tuple[str, str]:
    """Return when unreadable text was written, and what a page says in its place."""
    day = day_in_words(timezone.localtime(written_at).date())
    told = _("These words do not open. The page of the case says what to do.")
    return _("Written on %(day)s") % {"day": day}, told
