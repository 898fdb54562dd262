"""When a request counts as received, by channel."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol, say_warning
from amparo.law.admission import OfficeHours, OnClosedDay, Reception
from amparo.law.sourced_values import in_force
from amparo.law.state.case import Warned


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    what: str
    counts: str
    caution: str
    source: str
    checked: bool
    since: date


def channels_of(law: Protocol, *, today: date) -> tuple[Channel, ...]:
    """Return the rule in force on that day for each channel; empty where the law has no
    channels."""
    fact = law.procedure.channel
    if fact is None:
        return ()
    found = (_rule(law, channel, today) for channel in law.facts[fact].values)
    return tuple(_told(law, rule) for rule in found if rule is not None)


def _rule(law: Protocol, channel: str, today: date) -> Reception | None:
    return in_force([one for one in law.admission.reception if one.channel == channel], today)


def _told(law: Protocol, rule: Reception) -> Channel:
    if rule.on_closed_day is OnClosedDay.SAME_DAY:
        counts = _("on the same day, whichever day it is")
    else:
        counts = _("on the same day; on a day that does not count, on the next one that does")
    if rule.open_until:
        late = _("what comes after %(hour)s counts on the next day that does")
        counts = f"{counts}; {late % {'hour': rule.open_until}}"
    return Channel(
        id=rule.channel,
        what=say(law, f"channels.{rule.channel}"),
        counts=counts,
        caution=_caution(law, rule),
        source=rule.source,
        checked=rule.checked,
        since=rule.since,
    )


def _caution(law: Protocol, rule: Reception) -> str:
    code = rule.warning
    if rule.office_hours is OfficeHours.UNKNOWN:
        code = "office_hours_unknown"
    if code is None:
        return ""
    about = say(law, f"channels.{rule.channel}")
    return say_warning(law, Warned(code, rule.source, about=about), language_of(law))
