"""Counts the terms: from which day, to which day, over which days, and how late."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from amparo.rules.calendar import Calendar, Skipped, Unknown
from amparo.rules.case import Dispute, Term, TermState
from amparo.rules.procedure import Conflict, TermRule, TermValue, Unit, VersionedBy
from amparo.rules.protocol import Protocol
from amparo.rules.refusals import OutsideCalendar

HOUR = timedelta(hours=1)
REMEMBERED = 256


class Start(NamedTuple):
    """Where a count starts: the day that does not count itself, and the moment for hours."""

    day: date
    moment: datetime


class Counted(NamedTuple):
    """One norm's reading of a term, counted."""

    source: str
    amount: int
    unit: Unit
    starts_from: str
    checked: bool
    from_at: date | datetime
    due: date | datetime
    lenient_due: date | None = None
    skipped: tuple[Skipped, ...] = ()
    unknown: tuple[Unknown, ...] = ()


class Laid(NamedTuple):
    """A term laid out in time, before anybody asks what was done by when."""

    counted: Counted
    dispute: Dispute | None


class Versions(NamedTuple):
    """The values of one term on one track that has it, the newest first."""

    rule: TermRule
    newest_first: tuple[TermValue, ...]

    def on(self, day: date) -> TermValue:
        for value in self.newest_first:
            if value.since <= day:
                return value
        return self.newest_first[-1]


@lru_cache(maxsize=REMEMBERED)
def terms_on(protocol: Protocol, track: str) -> tuple[Versions, ...]:
    return tuple(
        Versions(
            rule,
            tuple(
                sorted(
                    (value for value in rule.value if value.track in (None, track)),
                    key=lambda value: value.since,
                    reverse=True,
                )
            ),
        )
        for rule in protocol.terms.term
        if track not in rule.none_on
    )


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the count of every term of one case needs."""

    calendar: Calendar
    starts: Mapping[str, Start]
    filed_on: date | None
    moments: Mapping[str, datetime]
    at: datetime
    open_ended: bool = False
    """What begins after `until` or reaches beyond the calendar is unknown rather than refused."""
    until: date | None = None
    held: frozenset[str] = frozenset()
    anew: str | None = None
    """The event from which what was under way is counted again: the case came from another norm."""

    def term(self, versions: Versions) -> tuple[Term, tuple[Unknown, ...]]:
        rule = self._as_begun(versions.rule)
        start = self.starts.get(rule.starts_from)
        value = versions.on(self._basis(rule, start))
        if start is None or not self.held.isdisjoint(rule.unless):
            return _undated(rule, value, TermState.WAITING), ()
        conflict = value.disputed_with
        other_start: Start | None = start
        if conflict is not None and conflict.starts_from is not None:
            other_start = self.starts.get(conflict.starts_from)
        if self.open_ended and self.until and start.day > self.until:
            return self._unknown(rule, value, start), ()
        try:
            laid = _lay(self.calendar, rule, value, start, other_start)
        except OutsideCalendar:
            if not self.open_ended:
                raise
            return self._unknown(rule, value, start), ()
        return self._judged(rule, laid), laid.counted.unknown

    def _as_begun(self, rule: TermRule) -> TermRule:
        """What ran when the case came over, and was not done by then, begins there."""
        anew, start = self.starts.get(self.anew or ""), self.starts.get(rule.starts_from)
        met_at = self.moments.get(rule.met_by)
        runs = anew and start and start.moment < anew.moment
        if not runs or not anew or (met_at and met_at <= anew.moment):
            return rule
        return replace(rule, starts_from=str(self.anew))

    def _unknown(self, rule: TermRule, value: TermValue, start: Start) -> Term:
        from_at = start.moment if value.unit is Unit.HOUR else start.day
        return _undated(rule, value, TermState.UNKNOWN, from_at, self.moments.get(rule.met_by))

    def _basis(self, rule: TermRule, start: Start | None) -> date:
        """The day whose text of the norm applies."""
        if rule.versioned_by is VersionedBy.FILING and self.filed_on is not None:
            return self.filed_on
        return start.day if start is not None else self.at.date()

    def _judged(self, rule: TermRule, laid: Laid) -> Term:
        counted = laid.counted
        met_at = self.moments.get(rule.met_by)
        late_by = lateness(self.calendar, counted, met_at or self.at)
        return Term(
            rule.id,
            rule.owed_by,
            counted.starts_from,
            counted.from_at,
            counted.amount,
            counted.unit,
            counted.due,
            counted.lenient_due,
            counted.skipped,
            _STATES[met_at is not None, late_by > 0],
            met_at,
            late_by,
            counted.source,
            counted.checked,
            laid.dispute,
        )


_STATES = {
    (False, False): TermState.OPEN,
    (False, True): TermState.LATE,
    (True, False): TermState.MET,
    (True, True): TermState.MET_LATE,
}


def reach(due: date | datetime) -> tuple[int, int]:
    """Sorts last days and last moments together: a day lasts until it ends."""
    if isinstance(due, datetime):
        return due.toordinal(), due.hour * 3600 + due.minute * 60 + due.second
    return due.toordinal(), 86_400


def lateness(calendar: Calendar, counted: Counted, seen_at: datetime) -> int:
    """In the term's unit, and never zero once the last good day or moment has passed. Beyond the
    calendar at least so much."""
    due = counted.due
    if isinstance(due, datetime):
        return max(0, ceil((seen_at.astimezone(UTC) - due.astimezone(UTC)) / HOUR))
    day = seen_at.date()
    if day <= due:
        return 0
    if counted.unit is Unit.CALENDAR_DAY:
        return (day - due).days
    return max(1, calendar.business_between(due, min(day, calendar.last)))


def _lay(
    calendar: Calendar, rule: TermRule, value: TermValue, start: Start, other_start: Start | None
) -> Laid:
    """Where norms conflict the earliest date is due, and the other is named beside it."""
    counted = _count(calendar, value, rule.starts_from, start)
    conflict = value.disputed_with
    if conflict is None or other_start is None:
        return Laid(counted, None)
    other = _count(calendar, conflict, conflict.starts_from or rule.starts_from, other_start)
    if reach(other.due) < reach(counted.due):
        counted, other = other, counted
    return Laid(counted, Dispute(other.source, other.amount, other.unit, other.due))


def _count(
    calendar: Calendar, value: TermValue | Conflict, starts_from: str, start: Start
) -> Counted:
    reading = (value.source, value.amount, value.unit, starts_from, value.checked)
    if value.unit is Unit.HOUR:
        # Real hours: where the clocks are set back between, a day has one more of them.
        due_at = (start.moment.astimezone(UTC) + value.amount * HOUR).astimezone(
            start.moment.tzinfo
        )
        calendar.hold(due_at.date())
        return Counted(*reading, start.moment, due_at)
    if value.unit is Unit.CALENDAR_DAY:
        # The strict date is due; the rolled-over one, which some laws allow, is lenient.
        due = start.day + timedelta(days=value.amount)
        rolled = calendar.roll(due)
        lenient = rolled.due if rolled.due != due else None
        return Counted(*reading, start.day, due, lenient, (), rolled.unknown)
    span = calendar.after(start.day, value.amount)
    return Counted(*reading, start.day, span.due, None, span.skipped, span.unknown)


def _undated(
    rule: TermRule,
    value: TermValue,
    state: TermState,
    from_at: date | datetime | None = None,
    met_at: datetime | None = None,
) -> Term:
    return Term(
        term=rule.id,
        owed_by=rule.owed_by,
        starts_from=rule.starts_from,
        from_at=from_at,
        amount=value.amount,
        unit=value.unit,
        due=None,
        lenient_due=None,
        skipped=(),
        state=state,
        met_at=met_at,
        late_by=0,
        source=value.source,
        checked=value.checked,
        disputed_with=None,
    )
