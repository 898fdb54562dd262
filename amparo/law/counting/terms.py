"""Counting of terms: from which day, to which day, over which days, and how late."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from amparo.law.counting.calendar import Calendar, Unknown
from amparo.law.counting.pauses import HOUR
from amparo.law.counting.term_dates import Counted, Laid, Start, count, prevailing
from amparo.law.counting.term_end_changes import Moving, stands_still
from amparo.law.counting.units import Unit
from amparo.law.errors import OutsideCalendar
from amparo.law.procedure import TermRule, TermValue, VersionedBy
from amparo.law.protocol import Protocol
from amparo.law.state.case import Moved, Term, TermState

REMEMBERED = 256


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


class Reckoning(NamedTuple):
    """Everything needed to count every term of one case."""

    protocol: Protocol
    calendar: Calendar
    starts: Mapping[str, Start]
    filed_on: date | None
    moments: Mapping[str, datetime]
    at: datetime
    open_ended: bool = False
    """With it, what begins after `until` or reaches beyond the calendar is unknown rather than
    refused."""
    until: date | None = None
    held: frozenset[str] = frozenset()
    anew: str | None = None
    """The event from which running terms are counted again: the case came from another norm."""
    facts: Mapping[str, bool | str] = MappingProxyType({})

    def term(self, versions: Versions) -> tuple[Term, tuple[Unknown, ...]]:
        rule = versions.rule if self.anew is None else self._as_begun(versions.rule)
        start = self.starts.get(rule.starts_from)
        basis = self._basis(rule, start)
        value = versions.on(basis)
        term, unknown = self._counted(rule, value, start)
        return term._replace(text_of=basis), unknown  # noqa: SLF001 - a named tuple's own

    def _counted(
        self, rule: TermRule, value: TermValue, start: Start | None
    ) -> tuple[Term, tuple[Unknown, ...]]:
        if start is None or not self.held.isdisjoint(rule.unless):
            return _undated(rule, value, TermState.WAITING), ()
        if self.open_ended and self.until and start.day > self.until:
            return self._unknown(rule, value, start), ()
        try:
            laid = self._laid(rule, value, start)
        except OutsideCalendar:
            if not self.open_ended:
                raise
            return self._unknown(rule, value, start), ()
        if laid is None:
            return self._stopped(rule, value, start), ()
        return self._judged(rule, laid), laid.counted.unknown

    def _as_begun(self, rule: TermRule) -> TermRule:
        """Return the rule so that it begins with the passing, if it was running and not done
        then."""
        anew, start = self.starts.get(self.anew or ""), self.starts.get(rule.starts_from)
        met_at = self.moments.get(rule.met_by)
        runs = anew and start and start.moment < anew.moment
        if not runs or not anew or (met_at and met_at <= anew.moment):
            return rule
        return replace(rule, starts_from=str(self.anew))

    def _laid(self, rule: TermRule, value: TermValue, start: Start) -> Laid | None:
        calendar, conflict = self._calendar(rule), value.disputed_with
        other_start: Start | None = start
        if conflict is not None and conflict.starts_from is not None:
            other_start = self.starts.get(conflict.starts_from)
        still = stands_still(self.protocol, rule, value, self.moments)
        if still and not rule.adds_distance:
            return self._plainly(rule, value, start, other_start)
        moving = Moving(
            self.protocol, calendar, rule, value, self.moments, self.facts, self.open_ended
        )
        if still:
            return self._plainly(rule, value, start, other_start, moving.distance(start, ()))
        return moving.lay(start, other_start)

    def _plainly(
        self,
        rule: TermRule,
        value: TermValue,
        start: Start,
        other_start: Start | None,
        far: tuple[Moved, ...] = (),
    ) -> Laid:
        """Count a term whose end nothing moves but distance. `far`: what is added for that."""
        calendar, conflict = self._calendar(rule), value.disputed_with
        more = sum(one.amount or 0 for one in far) if far else 0
        counted = count(calendar, value, rule.starts_from, start, more)
        if conflict is None or other_start is None:
            return Laid(counted, None, far)
        begins = conflict.starts_from or rule.starts_from
        other = count(calendar, conflict, begins, other_start, more)
        authority = self.protocol.roles[rule.owed_by].authority
        return Laid(*(prevailing(counted, other, authority=authority) or (counted, None)), far)

    def _calendar(self, rule: TermRule) -> Calendar:
        return self.protocol.calendar(rule.calendar) if rule.calendar else self.calendar

    def _unknown(
        self,
        rule: TermRule,
        value: TermValue,
        start: Start,
        state: TermState = TermState.UNKNOWN,
    ) -> Term:
        from_at = start.moment if value.unit is Unit.HOUR else start.day
        return _undated(rule, value, state, from_at, self.moments.get(rule.met_by))

    def _stopped(self, rule: TermRule, value: TermValue, start: Start) -> Term:
        done = rule.met_by in self.moments
        return self._unknown(rule, value, start, TermState.MET if done else TermState.STOPPED)

    def _basis(self, rule: TermRule, start: Start | None) -> date:
        """Return the day whose text of the norm applies."""
        if rule.versioned_by is VersionedBy.FILING and self.filed_on is not None:
            return self.filed_on
        return start.day if start is not None else self.at.date()

    def _judged(self, rule: TermRule, laid: Laid) -> Term:
        counted = laid.counted
        met_at = self.moments.get(rule.met_by)
        late_by = lateness(self._calendar(rule), counted, met_at or self.at)
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
            laid.moved,
        )


_STATES = {
    (False, False): TermState.OPEN,
    (False, True): TermState.LATE,
    (True, False): TermState.MET,
    (True, True): TermState.MET_LATE,
}


def lateness(calendar: Calendar, counted: Counted, seen_at: datetime) -> int:
    """Return the delay in its unit, and at least 1 once the last good day or moment has passed.
    Beyond the calendar it is a minimum."""
    due = counted.due
    if isinstance(due, datetime):
        return max(0, ceil((seen_at.astimezone(UTC) - due.astimezone(UTC)) / HOUR))
    day = seen_at.date()
    if day <= due:
        return 0
    if counted.unit.late_in is Unit.CALENDAR_DAY:
        return (day - due).days
    return max(1, calendar.business_between(due, min(day, calendar.last)))


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
