"""The form of the term calculator: a few days and one finding. Nothing is stored."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.field_display import unmarked
from amparo.foundations.web.law.wording import say
from amparo.law import (
    Happened,
    NotInForce,
    NotYet,
    OutOfOrder,
    OutsideCalendar,
    Protocol,
    Unit,
    case_state,
)

SINCE = "since_"
UNKNOWN, NOTHING = "", "none"
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
NO_DAY = _("This is not a day. Write it as 24/06/2024: day, month, year.")


class DayField(forms.DateField):
    """A day, from a date picker or typed with the day first; the month never comes first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format=DAYS[0]),
            input_formats=DAYS,
            error_messages={"invalid": NO_DAY, "required": _("Write the day on which you asked.")},
            **kwargs,
        )


class AskedForm(forms.Form):
    """The calculator's form. Its questions come from the protocol: channels, findings, and later
    events."""

    asked_on = DayField(label=_("On which day did you ask?"))
    hour = forms.TimeField(
        label=_("At what time, if you know it"),
        help_text=_("Without it, hours are counted from the first minute of the day."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M"),
        error_messages={"invalid": _("This is not a time. Write it as 14:30.")},
    )
    channel = unmarked(
        forms.ChoiceField(label=_("How did you ask?"), required=False, widget=forms.RadioSelect)
    )
    finding = unmarked(
        forms.ChoiceField(
            label=_("Is there danger to life?"),
            help_text=_(
                "The authority says so first, and its term depends on it. If you do not know what"
                " it found, both answers are shown."
            ),
            required=False,
            widget=forms.RadioSelect,
        )
    )

    def __init__(self, data: Any = None, *, law: Protocol, now: datetime) -> None:
        super().__init__(data, label_suffix="", initial={"finding": UNKNOWN})
        self.law, self.now = law, timezone.localtime(now, law.zone)
        if not counts_hours(law):
            del self.fields["hour"]
        self._channels()
        self._findings()
        for event in later_events(law):
            name = say(law, f"events.{event}")
            self.fields[SINCE + event] = DayField(label=name.capitalize(), required=False)

    def _channels(self) -> None:
        fact = self.law.procedure.channel
        if fact is None:
            del self.fields["channel"]
            return
        field = self.fields["channel"]
        rule = self.law.facts[fact]
        field.choices = [(one, say(self.law, f"channels.{one}")) for one in rule.values]  # type: ignore[attr-defined]
        self.initial["channel"] = rule.default

    def _findings(self) -> None:
        findings = [(one, say(self.law, f"facts.{one}")) for one in _findings_of(self.law)]
        if not findings:
            del self.fields["finding"]
            return
        choices = [(UNKNOWN, _("I do not know")), *findings, (NOTHING, _("None of these"))]
        self.fields["finding"].choices = choices  # type: ignore[attr-defined]

    @property
    def since(self) -> Iterator[forms.BoundField]:
        """Return the fields of later events, in the order of the law."""
        return (self[name] for name in self.fields if name.startswith(SINCE))

    @property
    def told_since(self) -> bool:
        return any(bound.data or bound.errors for bound in self.since)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, day in list(cleaned.items()):
            if isinstance(day, date) and day > self.now.date():
                self.add_error(name, _("This day is still to come. Write a day up to today."))
        if not self.errors:
            self._ask_the_law(cleaned)
        return cleaned

    def _ask_the_law(self, cleaned: dict[str, Any]) -> None:
        """Add an error to the field concerned for what the clock would refuse."""
        try:
            case_state(self.law, self.happened({}, cleaned), self.now)
        except OutOfOrder as refused:
            self.add_error(self._field_of(str(refused.parts["event"])), self._out_of_order(refused))
        except NotInForce as refused:
            self.add_error(self._field_of(str(refused.parts["event"])), self._not_in_force())
        except NotYet:
            self.add_error("hour", _("This hour is still to come."))
        except OutsideCalendar:
            self.add_error("asked_on", self._outside_calendar())

    def _out_of_order(self, refused: OutOfOrder) -> str:
        said = _("“%(later)s” cannot come before “%(earlier)s”. Look at both days.")
        return str(said) % {
            "later": say(self.law, f"events.{refused.parts['event']}"),
            "earlier": say(self.law, f"events.{refused.parts['earlier']}"),
        }

    def _not_in_force(self) -> str:
        rule = self.law.procedure
        since = day_in_words(rule.in_force_from)
        if rule.in_force_until is None:
            said = _(
                "This procedure is in force since %(since)s. No earlier request is counted by it."
            )
            return str(said) % {"since": since}
        said = _("This procedure is in force from %(since)s to %(until)s.")
        return str(said) % {"since": since, "until": day_in_words(rule.in_force_until)}

    def _outside_calendar(self) -> str:
        file = self.law.calendars
        said = _("The calendar here covers the days from %(first)s to %(last)s.")
        return str(said) % {
            "first": day_in_words(file.first),
            "last": day_in_words(file.last),
        }

    def _field_of(self, event: str) -> str:
        return SINCE + event if SINCE + event in self.fields else "asked_on"

    def happened(
        self, facts: dict[str, bool | str], cleaned: dict[str, Any] | None = None
    ) -> Happened:
        """Return the events and facts as the clock takes them; a day without an hour counts from
        midnight."""
        told_now = self.cleaned_data if cleaned is None else cleaned
        hour = told_now.get("hour") or time.min
        days = {self.law.procedure.filing: (told_now["asked_on"], hour)}
        days |= {
            name.removeprefix(SINCE): (day, time.min)
            for name, day in told_now.items()
            if name.startswith(SINCE) and day
        }
        events = {
            name: datetime.combine(day, at, tzinfo=self.law.zone)
            for name, (day, at) in days.items()
        }
        if self.law.procedure.channel and told_now.get("channel"):
            facts = facts | {self.law.procedure.channel: told_now["channel"]}
        return Happened(events, facts)


def later_events(law: Protocol) -> list[str]:
    """Return what may happen after the request, in legal order."""
    first = law.procedure.first_contact
    return [
        event.id
        for event in law.procedure.event
        if event.id not in {law.procedure.filing, first} and not event.outside_procedure
    ]


def counts_hours(law: Protocol) -> bool:
    """Return whether the hour of the request affects any term of this law."""
    return any(value.unit is Unit.HOUR for term in law.terms.term for value in term.value)


def _findings_of(law: Protocol) -> list[str]:
    return list(dict.fromkeys(fact for track in law.procedure.track for fact in track.any_of))
