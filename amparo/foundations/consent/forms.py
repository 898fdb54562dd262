from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.consent.last_days import wrong_day
from amparo.foundations.web.day_field import DayField

NO_DAY = _("This is no day. Write day, month and year, or leave it empty.")
WRONG: Mapping[str, Promise] = {
    "past_day": _("That day has passed. Write today or a later day, or leave it empty."),
    "far_day": _("That day is too far away. Write one within ten years, or leave it empty."),
}


class LastDayField(DayField):
    """The last day of a consent, or none."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Until which day"),
            help_text=_(
                "Only with a yes. It holds through the end of that day, and then ends by itself as"
                " if it were taken back."
            ),
            required=False,
            error_messages={"invalid": NO_DAY},
        )

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and (wrong := wrong_day(day)):
            raise forms.ValidationError(str(WRONG[wrong]))
        return day
