"""The day on which a filing counts as received: by its channel, and by the text in force that
day."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from amparo.law.admission import OfficeHours, OnClosedDay, Reception
from amparo.law.counting.calendar import Calendar
from amparo.law.counting.term_dates import Start
from amparo.law.errors import OutsideCalendar
from amparo.law.protocol import Protocol
from amparo.law.sourced_values import in_force
from amparo.law.state.case import Received, Warned, is_whole_day

DECLARED_DAYS_UNKNOWN = "declared_days_unknown"
OFFICE_HOURS_UNKNOWN = "office_hours_unknown"
NO_RECEPTION_RULE = "no_reception_rule"


def receive(
    protocol: Protocol,
    calendar: Calendar,
    channel: str | None,
    filed_at: datetime,
    *,
    open_ended: bool = False,
) -> tuple[Received, tuple[Warned, ...]]:
    """Return the receipt of a request, or of any document that the person files later, with
    warnings."""
    rules = tuple(one for one in protocol.admission.reception if one.channel == channel)
    rule = in_force(rules, filed_at.date())
    if rule is None:
        return (
            Received(filed_at, filed_at.date(), protocol.procedure.source),
            (Warned(NO_RECEPTION_RULE, protocol.procedure.source, about=channel),),
        )
    try:
        return _apply(rule, calendar, filed_at)
    except OutsideCalendar:
        if not open_ended:
            raise
        return Received(filed_at, filed_at.date(), rule.source, checked=rule.checked), ()


def channel_by(
    protocol: Protocol, fact: str | None, facts: Mapping[str, bool | str] = MappingProxyType({})
) -> str | None:
    """Return the channel given by that fact, or the protocol's default."""
    return str(facts.get(fact, protocol.facts[fact].default)) if fact else None


def starts_counting(
    protocol: Protocol, calendar: Calendar, moment: datetime, fact: str | None, came: str = ""
) -> Start:
    """Return the start of a term that is counted separately, outside the case's own clock. A
    document of the person counts by the channel through which it `came`, or the one that the law
    assumes; anything else (no `fact`) counts on its own day."""
    if fact is None:
        return Start(moment.date(), moment)
    channel = came if came in protocol.facts[fact].values else channel_by(protocol, fact)
    received, _ = receive(protocol, calendar, channel, moment, open_ended=True)
    return Start(received.counts_as, moment)


def _apply(
    rule: Reception, calendar: Calendar, filed_at: datetime
) -> tuple[Received, tuple[Warned, ...]]:
    day, source, after_hours = filed_at.date(), rule.source, None
    warnings = [Warned(rule.warning, rule.source, about=rule.channel)] if rule.warning else []
    late = _came_late(rule, calendar, filed_at)
    if rule.office_hours is OfficeHours.UNKNOWN and not is_whole_day(filed_at) and not late:
        warnings.append(Warned(OFFICE_HOURS_UNKNOWN, rule.source, about=rule.channel))
    if late or rule.on_closed_day is OnClosedDay.NEXT_BUSINESS_DAY:
        rolled = calendar.after(day, 1) if late else calendar.roll(day)
        warnings += [
            Warned(DECLARED_DAYS_UNKNOWN, one.source, one.since, one.until)
            for one in rolled.unknown
        ]
        if rolled.due != day:
            day, source = rolled.due, late or rule.source_when_moved or rule.source
    if day == filed_at.date() and any(one.code == OFFICE_HOURS_UNKNOWN for one in warnings):
        after_hours = calendar.after(day, 1).due
    received = Received(filed_at, day, source, after_hours, rule.checked)
    return received, tuple(dict.fromkeys(warnings))


def _came_late(rule: Reception, calendar: Calendar, filed_at: datetime) -> str | None:
    """Return the norm by which it came after the hours of that day; None if it did not. A whole day
    has no known hour, so it is never late."""
    if rule.office_hours is OfficeHours.IRRELEVANT or is_whole_day(filed_at):
        return None
    hour, short = f"{filed_at:%H:%M}", calendar.short.get(filed_at.date())
    if rule.open_until is not None and hour > rule.open_until:
        return rule.source_when_moved or rule.source
    return short.source if short and hour > short.open_until else None
