"""Counts the terms: from which day, to which day, over which days, and how late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import ceil

from amparo.rules.calendar import Calendar, Skipped, Unknown
from amparo.rules.case import Dispute, Term, TermState
from amparo.rules.procedure import TermRule, TermValue, Unit, VersionedBy
from amparo.rules.protocol import Protocol
from amparo.rules.versions import in_force

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a count starts: the day that does not count itself, and the moment for hours."""

    day: date
    moment: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    from_at: date | datetime
    due: date | datetime
    lenient_due: date | None = None
    skipped: tuple[Skipped, ...] = ()
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One norm's reading of a term."""

    source: str
    amount: int
    unit: Unit
    starts_from: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the count of every term of one case needs."""

    protocol: Protocol
    calendar: Calendar
    track: str
    filing: date | None
    starts: Mapping[str, Start]
    moments: Mapping[str, datetime]
    at: datetime

    def term(self, rule: TermRule) -> tuple[Term, tuple[Unknown, ...]]:
        start = self.starts.get(rule.starts_from)
        value = self._value(rule, start)
        reading = _reading(value, rule.starts_from)
        if start is None:
            return _waiting(rule, reading), ()
        counted = self._count(reading, start)
        other = self._other(value, rule, start)
        dispute = None
        if other is not None:
            # Where norms conflict the earliest date is due; the other is named beside it.
            if reach(other[1].due) < reach(counted.due):
                (reading, counted), other = other, (reading, counted)
            dispute = Dispute(other[0].source, other[0].amount, other[0].unit, other[1].due)
        return self._judged(rule, reading, counted, dispute), counted.unknown

    def _value(self, rule: TermRule, start: Start | None) -> TermValue:
        day = self.filing if rule.versioned_by is VersionedBy.FILING else None
        if day is None:
            day = start.day if start else self.at.date()
        return _value_on(self.protocol, rule.id, self.track, day)

    def _other(
        self, value: TermValue, rule: TermRule, start: Start
    ) -> tuple[Reading, Counted] | None:
        conflict = value.disputed_with
        if conflict is None:
            return None
        starts_from = conflict.starts_from or rule.starts_from
        other_start = start if starts_from == rule.starts_from else self.starts.get(starts_from)
        if other_start is None:
            return None
        reading = Reading(
            conflict.source, conflict.amount, conflict.unit, starts_from, conflict.checked
        )
        return reading, self._count(reading, other_start)

    def _count(self, reading: Reading, start: Start) -> Counted:
        if reading.unit is Unit.HOUR:
            due_at = start.moment + reading.amount * HOUR
            self.calendar.hold(due_at.date())
            return Counted(start.moment, due_at)
        if reading.unit is Unit.CALENDAR_DAY:
            return self._calendar_days(start.day, reading.amount)
        span = self.calendar.after(start.day, reading.amount)
        return Counted(start.day, span.due, None, span.skipped, span.unknown)

    def _calendar_days(self, day: date, amount: int) -> Counted:
        """The strict date is due; the rolled-over one, which some laws allow, is lenient."""
        due = day + timedelta(days=amount)
        rolled = self.calendar.roll(due)
        return Counted(day, due, rolled.due if rolled.due != due else None, (), rolled.unknown)

    def _judged(
        self, rule: TermRule, reading: Reading, counted: Counted, dispute: Dispute | None
    ) -> Term:
        met_at = self.moments.get(rule.met_by)
        late_by = self._late_by(reading.unit, counted.due, met_at or self.at)
        if met_at is not None:
            state = TermState.MET_LATE if late_by else TermState.MET
        else:
            state = TermState.LATE if late_by else TermState.OPEN
        return Term(
            term=rule.id,
            owed_by=rule.owed_by,
            starts_from=reading.starts_from,
            from_at=counted.from_at,
            amount=reading.amount,
            unit=reading.unit,
            due=counted.due,
            lenient_due=counted.lenient_due,
            skipped=counted.skipped,
            state=state,
            met_at=met_at,
            late_by=late_by,
            source=reading.source,
            checked=reading.checked,
            disputed_with=dispute,
        )

    def _late_by(self, unit: Unit, due: date | datetime, seen_at: datetime) -> int:
        """In the term's unit, and never zero once the last good day or moment has passed."""
        if isinstance(due, datetime):
            return max(0, ceil((seen_at - due) / HOUR))
        day = seen_at.date()
        if day <= due:
            return 0
        if unit is Unit.CALENDAR_DAY:
            return (day - due).days
        return max(1, self.calendar.business_between(due, day))


def reach(due: date | datetime) -> tuple[int, int]:
    """Sorts last days and last moments together: a day lasts until it ends."""
    if isinstance(due, datetime):
        return due.toordinal(), due.hour * 3600 + due.minute * 60 + due.second
    return due.toordinal(), 86_400


def _reading(value: TermValue, starts_from: str) -> Reading:
    return Reading(value.source, value.amount, value.unit, starts_from, value.checked)


def _waiting(rule: TermRule, reading: Reading) -> Term:
    return Term(
        term=rule.id,
        owed_by=rule.owed_by,
        starts_from=reading.starts_from,
        from_at=None,
        amount=reading.amount,
        unit=reading.unit,
        due=None,
        lenient_due=None,
        skipped=(),
        state=TermState.WAITING,
        met_at=None,
        late_by=0,
        source=reading.source,
        checked=reading.checked,
        disputed_with=None,
    )


@cache
def _values(protocol: Protocol, term_id: str, track: str) -> tuple[TermValue, ...]:
    rule = next(one for one in protocol.terms.term if one.id == term_id)
    return tuple(value for value in rule.value if value.track in (None, track))


@cache
def _value_on(protocol: Protocol, term_id: str, track: str, day: date) -> TermValue:
    values = _values(protocol, term_id, track)
    return in_force(values, day) or values[0]
