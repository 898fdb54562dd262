"""Terms of institutions for what they are asked, such as an opinion (silence decides nothing), and
for what the norm ordered once."""

from datetime import date, datetime, timedelta

from amparo.law.counting.months import ends_on
from amparo.law.counting.terms import Reckoning, Versions
from amparo.law.counting.units import Unit
from amparo.law.day_of_receipt import starts_counting
from amparo.law.measures import AskedRule, StandingDuty
from amparo.law.procedure import Extension
from amparo.law.protocol import Protocol
from amparo.law.sourced_values import in_force
from amparo.law.state.case import Term


def asked_term(
    protocol: Protocol,
    term_id: str | None,
    asked_at: datetime,
    at: datetime,
    *,
    answered_at: datetime | None = None,
    extended: tuple[datetime, datetime] | None = None,
    calendar: str | None = None,
    channel: str = "",
) -> Term | None:
    """Return the term of something asked at that moment; None if the protocol names none. Beyond
    the calendar its date is unknown. `extended`: when more time was asked for, and when given;
    `channel`: the channel by which it came, where it is not the one that the law assumes."""
    rule = _rule(protocol, term_id)
    if rule is None:
        return None
    days = protocol.calendar(calendar)
    asked, now = asked_at.astimezone(protocol.zone), at.astimezone(protocol.zone)
    met = {rule.met_by: answered_at.astimezone(protocol.zone)} if answered_at else {}
    more = extension_of(protocol, term_id, asked_at)
    if more is not None and extended is not None:
        met |= {
            event: moment.astimezone(protocol.zone)
            for event, moment in zip((more.asked, more.granted), extended, strict=True)
        }
    newest_first = sorted(rule.value, key=lambda value: value.since, reverse=True)
    starts = {rule.starts_from: starts_counting(protocol, days, asked, rule.channel, channel)}
    term, _ = Reckoning(protocol, days, starts, None, met, now, open_ended=True).term(
        Versions(rule, tuple(newest_first))
    )
    return term


def extension_of(protocol: Protocol, term_id: str | None, asked_at: datetime) -> Extension | None:
    """Return how the term of what was asked at that moment may be extended; None if it may not
    be."""
    rule = _rule(protocol, term_id)
    day = asked_at.astimezone(protocol.zone).date()
    value = in_force(rule.value, day) if rule else None
    return value.extension if value else None


def _rule(protocol: Protocol, term_id: str | None) -> AskedRule | None:
    return next((one for one in protocol.obligations.asked if one.id == term_id), None)


def standing_dates(
    protocol: Protocol, duty: StandingDuty, *, until: date, calendar: str | None = None
) -> list[date]:
    """Return the days by which a standing duty was and is owed, earliest first, up to the first one
    after `until`; empty where the norm sets no term. Raises OutsideCalendar."""
    first = standing_due(protocol, duty, calendar=calendar)
    if first is None:
        return []
    found = [first]
    days = protocol.calendar(calendar)
    while duty.every_months and found[-1] <= until:
        day, moves = ends_on(days.months, first, duty.every_months * len(found))
        found.append(days.roll(day).due if moves else day)
    return found


def standing_due(
    protocol: Protocol, duty: StandingDuty, *, calendar: str | None = None
) -> date | None:
    """Return the last good day of what was to be done once, or first; None if the norm sets no term
    in days, months or years. Raises OutsideCalendar."""
    amount, unit, since = duty.amount, duty.unit, duty.counted_from
    if amount is None or unit is None or since is None or unit is Unit.HOUR:
        return None
    days = protocol.calendar(calendar)
    if unit is Unit.BUSINESS_DAY:
        return days.after(since, amount).due
    if unit is Unit.CALENDAR_DAY:
        return since + timedelta(days=amount)
    day, moves = ends_on(days.months, since, amount * unit.months)
    return days.roll(day).due if moves else day
