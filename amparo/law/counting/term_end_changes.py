"""Changes to the end of a term: pauses, a new beginning, distance, an extension, a total."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from amparo.law.counting.calendar import Calendar
from amparo.law.counting.pauses import Pause, stopped, suspended
from amparo.law.counting.term_dates import (
    Counted,
    Laid,
    Start,
    count_over,
    ended_with,
    over_by,
    prevailing,
    reach,
)
from amparo.law.errors import TooLateToExtend
from amparo.law.procedure import Extension, Restart, TermRule, TermValue
from amparo.law.protocol import Protocol
from amparo.law.sourced_values import in_force
from amparo.law.state.case import Dispute, Moved, Mover


class Begun(NamedTuple):
    """The last start of the count; `counted` is None while it is stopped."""

    event: str
    start: Start
    counted: Counted | None
    moved: tuple[Moved, ...]


def stands_still(
    protocol: Protocol, rule: TermRule, value: TermValue, moments: Mapping[str, datetime]
) -> bool:
    """Return whether the end of this term depends only on the norm that sets it and on distance:
    nothing else can move it, or nothing that could has happened."""
    if value.at_most or protocol.suspensions:
        return False
    for one in rule.stop:
        if one.starts_from in moments:
            return False
    for again in rule.restart:
        if again.starts_from in moments:
            return False
    return value.extension is None or value.extension.granted not in moments


@dataclass(frozen=True, slots=True)
class Moving:
    """One term of one case, with the events that may move its end."""

    protocol: Protocol
    calendar: Calendar
    rule: TermRule
    value: TermValue
    moments: Mapping[str, datetime]
    facts: Mapping[str, bool | str]
    open_ended: bool

    def lay(self, start: Start, other_start: Start | None) -> Laid | None:
        """Return the term as dates; None while it is stopped without a known end."""
        rule, conflict = self.rule, self.value.disputed_with
        norms = tuple(suspended(self.protocol.suspensions, rule, self.calendar.id, start.moment))
        pauses = (*norms, *stopped(rule, self.moments, start.day))
        far = self.distance(start, pauses)
        more = sum(one.amount or 0 for one in far)
        begun = self._begun(start, pauses, more)
        other = None
        if conflict is not None and other_start is not None:
            begins = conflict.starts_from or rule.starts_from
            other = count_over(self.calendar, conflict, begins, other_start, pauses, more=more)
        counted, extended = self._extended(begun, other, pauses, more)
        first = self._prevailing(counted, other)
        moved = (*far, *begun.moved, *extended)
        return self._within_total(first, start, norms, moved)

    def _prevailing(
        self, counted: Counted | None, other: Counted | None
    ) -> tuple[Counted, Dispute | None] | None:
        authority = self.protocol.roles[self.rule.owed_by].authority
        return prevailing(counted, other, authority=authority)

    def distance(self, start: Start, pauses: tuple[Pause, ...]) -> tuple[Moved, ...]:
        """Return what is added for distance, if anything; with an unknown amount where the law adds
        one and has no fact for the place."""
        distance, unit = self.protocol.terms.distance, self.value.unit
        if not self.rule.adds_distance or distance is None:
            return ()
        fact = self.protocol.facts.get(distance.fact or "")
        if fact is None:
            return (Moved(Mover.DISTANCE, None, unit, distance.source, distance.checked),)
        place = str(self.facts.get(fact.id, fact.default))
        row = in_force([one for one in distance.place if one.id == place], start.day)
        if row is None:
            return ()
        plain = count_over(self.calendar, self.value, self.rule.starts_from, start, pauses)
        due = plain.due if plain else None
        return (Moved(Mover.DISTANCE, row.amount, unit, row.source, row.checked, due, place),)

    def _begun(self, start: Start, pauses: tuple[Pause, ...], more: int) -> Begun:
        """Count from its event, or from a later one that came in time and begins it anew."""
        event, moved = self.rule.starts_from, []
        counted = count_over(self.calendar, self.value, event, start, pauses, more=more)
        for again in self._restarts(start):
            moment = self.moments[again.starts_from]
            if counted is not None and over_by(counted.due, moment):
                break
            due, cited = counted.due if counted else None, (again.source, again.checked)
            event, start = again.starts_from, Start(moment.date(), moment)
            moved.append(Moved(Mover.RESTART, None, self.value.unit, *cited, due, event))
            counted = count_over(self.calendar, self.value, event, start, pauses, more=more)
        return Begun(event, start, counted, tuple(moved))

    def _restarts(self, start: Start) -> list[Restart]:
        """Return the restarts that happened after it began and before it was met, the first one
        first."""
        last = self.moments.get(self.rule.met_by, datetime.max.replace(tzinfo=UTC))
        happened = [
            one
            for one in self.rule.restart
            if one.since <= start.day and one.starts_from in self.moments
        ]
        return sorted(
            (one for one in happened if start.moment <= self.moments[one.starts_from] <= last),
            key=lambda one: self.moments[one.starts_from],
        )

    def _extended(
        self, begun: Begun, other: Counted | None, pauses: tuple[Pause, ...], more: int
    ) -> tuple[Counted | None, tuple[Moved, ...]]:
        extension = self.value.extension
        if extension is None or not self.moments.keys() >= {extension.asked, extension.granted}:
            return begun.counted, ()
        first = self._prevailing(begun.counted, other)
        due = first[0].due if first else None
        what = (extension.amount, self.value.unit, extension.source, extension.checked, due)
        if due is not None and not self._in_time(extension, due):
            return begun.counted, (Moved(Mover.NOT_EXTENDED, *what),)
        more += extension.amount
        counted = count_over(self.calendar, self.value, begun.event, begun.start, pauses, more=more)
        return counted, (Moved(Mover.EXTENSION, *what),)

    def _in_time(self, extension: Extension, due: date | datetime) -> bool:
        """Return whether the extension came in time. If not, raises TooLateToExtend, or with
        `open_ended` returns False, because the case must go on."""
        for event in (extension.asked, extension.granted):
            if over_by(due, self.moments[event]):
                if self.open_ended:
                    return False
                given = self.moments[event].date()
                raise TooLateToExtend(event=event, given=given, term=self.rule.id, allowed=due)
        return True

    def _within_total(
        self,
        first: tuple[Counted, Dispute | None] | None,
        start: Start,
        norms: tuple[Pause, ...],
        moved: tuple[Moved, ...],
    ) -> Laid | None:
        laid = Laid(*first, moved) if first else None
        total = self.value.at_most
        if total is None:
            return laid
        last = count_over(self.calendar, total, self.rule.starts_from, start, norms)
        if last is None or (laid is not None and reach(laid.counted.due) <= reach(last.due)):
            return laid
        due = laid.counted.due if laid else None
        capped = Moved(Mover.TOTAL, total.amount, total.unit, total.source, total.checked, due)
        counted = ended_with(laid.counted if laid else last, last)
        return Laid(counted, laid.dispute if laid else None, (*moved, capped))
