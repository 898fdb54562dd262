"""Warn once of a date that is no working day. The same date sent again is kept."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import calendar_of
from amparo.law import OutsideCalendar, Protocol

KEPT = "kept"


def any_warned(forms: Iterable[Any], law: Protocol) -> bool:
    """Warn in each form, and return whether one of them has a new warning."""
    return max([_warned(form, form.DAYS, law) for form in forms], default=False)


def _warned(form: Any, names: Iterable[str], law: Protocol) -> bool:
    """Whether a valid form holds days off of which the reader was not warned yet. Each of them gets
    its warning, and the page carries them as `form.kept`, so that sending it again keeps them."""
    days = {name: form.cleaned_data.get(name) for name in names}
    off = {name: day for name, day in days.items() if day and is_day_off(law, day)}
    form.kept = ",".join(sorted({day.isoformat() for day in off.values()}))
    if form.data.get(form.add_prefix(KEPT), "") == form.kept:
        return False
    said = _("%(day)s is not a working day. Change it, or send the page again to keep it.")
    for name, day in off.items():
        form.add_error(name, said % {"day": day_in_words(day)})
    return bool(off)


def is_day_off(law: Protocol, day: date) -> bool:
    """Whether the law's calendar says that this is no working day; False beyond its last day."""
    try:
        return not law.calendar(calendar_of(law)).is_business(day)
    except OutsideCalendar:
        return False
