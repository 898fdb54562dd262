"""How the authority keeps its terms: computed by the clock, from codes and days alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from math import ceil
from statistics import median
from typing import Any

from django.conf import settings

from amparo.foundations.intake.models import Filing
from amparo.law import CaseState, Happened, Protocol, Refused, Term, TermState, Unit, case_state
from amparo.law.counting.calendar import Calendar
from amparo.law.counting.term_dates import over_by
from amparo.law.state.case import Mover

HOUR = timedelta(hours=1)
CHUNK = 2000
READ = ("filed_at", "protocol", "happened", "facts", "norms")


@dataclass(slots=True)
class Tally:
    """Counts of one term of the law over all requests.

    Requests of persons who left are counted on: what was not done runs to its day and is past from
    then on. If such a term ran for ever, or its lateness stood still, small numbers would show that
    a person left. `extended`: how many of all these were given more time; `late_without`: how many
    of those kept only the later day, so that an extension is not taken for the law's term.
    """

    in_time: int = 0
    late: int = 0
    past: int = 0
    running: int = 0
    not_known: int = 0
    extended: int = 0
    late_without: int = 0
    took: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    late_by: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    past_by: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def plain(self) -> dict[str, Any]:
        return {
            "in_time": self.in_time,
            "late": self.late,
            "past": self.past,
            "running": self.running,
            "not_known": self.not_known,
            "extended": self.extended,
            "late_without": self.late_without,
            "took": _measured(self.took),
            "late_by": _measured(self.late_by),
            "past_by": _measured(self.past_by),
        }


def terms_kept(law: Protocol, *, until: datetime) -> list[dict[str, Any]]:
    """Each term that an authority owes by this law, in the law's order, as it stood at
    that moment."""
    owed = {one.id: Tally() for one in law.terms.term if law.roles[one.owed_by].authority}
    filings = Filing.objects.filter(filed_at__lte=until).values(*READ)
    for filing in filings.filter(norms=[], protocol=law.id).iterator(chunk_size=CHUNK):
        _count(law, filing, owed, until)
    for filing in filings.exclude(norms=[]).iterator(chunk_size=CHUNK):
        then = _as_of(filing, until)
        if then["protocol"] == law.id:
            _count(law, then, owed, until)
        for left in _left(law, then):
            _count_what_was_late(law, left, owed)
    return [
        {"id": term, "statutory": statutory(law, term, until.date()), **tally.plain()}
        for term, tally in owed.items()
    ]


def statutory(law: Protocol, term_id: str, on: date) -> list[dict[str, Any]]:
    """What the law gives for a term on that day, for each track."""
    rule = next(one for one in law.terms.term if one.id == term_id)
    tracks = dict.fromkeys(value.track for value in rule.value)
    started = [value for value in rule.value if value.since <= on]
    newest = [
        max((one for one in started if one.track == track), key=lambda one: one.since, default=None)
        for track in tracks
    ]
    return [
        {
            "track": value.track,
            "amount": value.amount,
            "unit": value.unit.value,
            "source": value.source,
            "checked": value.checked,
            "other": value.disputed_with
            and {
                "amount": value.disputed_with.amount,
                "unit": value.disputed_with.unit.value,
                "source": value.disputed_with.source,
                "from": value.disputed_with.starts_from,
            },
            "more": value.extension
            and {
                "amount": value.extension.amount,
                "source": value.extension.source,
                "checked": value.extension.checked,
            },
        }
        for value in newest
        if value is not None
    ]


def _count(
    law: Protocol, filing: Mapping[str, Any], owed: dict[str, Tally], until: datetime
) -> None:
    try:
        state = _state(law, filing, until)
    except Refused:
        for tally in owed.values():
            tally.not_known += 1
        return
    for term in state.terms:
        if term.term in owed and term.from_at is not None:
            _add(owed[term.term], law, term, state.at)


def _as_of(filing: Mapping[str, Any], until: datetime) -> Mapping[str, Any]:
    """A request as it was at that moment, whatever norm it has passed to since."""
    for place, left in enumerate(filing["norms"]):
        if datetime.fromisoformat(left["at"]) > until:
            return {**filing, **_then(left), "norms": filing["norms"][:place]}
    return filing


def _then(left: Mapping[str, Any]) -> dict[str, Any]:
    return {"protocol": left["from"], "happened": left["happened"], "facts": left["facts"]}


def _left(law: Protocol, filing: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each time that a request left this law, unless an act undid that."""
    norms = filing["norms"]
    for left, after in zip_longest(norms, norms[1:]):
        if left["from"] == law.id and not (after and after["undoes"]):
            yield {**_then(left), "at": left["at"]}


def _count_what_was_late(law: Protocol, left: Mapping[str, Any], owed: dict[str, Tally]) -> None:
    """Count terms of a request that left this law. What was past its day is late, even where the
    other norm gives more time or has no such term, and what was done was done. What still ran goes
    on under the other norm."""
    try:
        state = _state(law, left, datetime.fromisoformat(left["at"]))
    except Refused:
        return
    for term in state.terms:
        unknown = term.state is TermState.UNKNOWN
        if term.term in owed and (term.met_at or term.late_by or unknown):
            _add(owed[term.term], law, term, state.at)


def _state(law: Protocol, filing: Mapping[str, Any], at: datetime) -> CaseState:
    """The state at that moment, from events until then. Where the law or its calendar ends before a
    term does, that term is not known, and the others of the request are counted."""
    known = Happened.from_plain({**filing["happened"], **filing["facts"]}, law)
    events = {name: moment for name, moment in known.events.items() if moment <= at}
    said = Happened(events, known.facts)
    return case_state(law, said, at, settings.CALENDAR, open_ended=True)


def _add(tally: Tally, law: Protocol, term: Term, at: datetime) -> None:
    if term.state is TermState.UNKNOWN:
        tally.not_known += 1
        return
    if term.met_at is not None:
        if term.state is TermState.MET_LATE:
            tally.late += 1
            _measure(tally.late_by, law, term, term.met_at, term.late_by)
        else:
            tally.in_time += 1
        _measure(tally.took, law, term, term.met_at, None)
    elif term.state is TermState.LATE:
        tally.past += 1
        _measure(tally.past_by, law, term, at, term.late_by)
    else:
        tally.running += 1
    if term.moved_by(Mover.EXTENSION):
        tally.extended += 1
        tally.late_without += _only_by_more_time(term, term.met_at or at)


def _only_by_more_time(term: Term, seen_at: datetime) -> bool:
    """Whether it is in time, and would be late by the day that the law set."""
    due = term.due_before
    return not term.late_by and due is not None and over_by(due, seen_at)


def _measure(
    found: dict[str, list[int]],
    law: Protocol,
    term: Term,
    until: datetime,
    amount: int | None,
) -> None:
    """Add the duration, if the calendar reaches that far; beyond it business days are not known."""
    calendar = _calendar(law, term)
    if term.unit is Unit.BUSINESS_DAY and until.date() > calendar.last:
        return
    found[term.unit.late_in].append(_took(law, term) if amount is None else amount)


def _took(law: Protocol, term: Term) -> int:
    """Duration from the start of the term to what met it, in the unit in which delays are given."""
    start, end = term.from_at, term.met_at
    if isinstance(start, datetime) and end is not None and term.unit is Unit.HOUR:
        return max(0, ceil((end - start) / HOUR))
    first, last = _day(start), _day(end)
    if term.unit is Unit.BUSINESS_DAY:
        return _calendar(law, term).business_between(first, max(first, last))
    return max(0, (last - first).days)


def _calendar(law: Protocol, term: Term) -> Calendar:
    """The calendar by which the clock counts this term."""
    return law.calendar(law.term_rules[term.term].calendar or settings.CALENDAR)


def _day(when: date | datetime | None) -> date:
    return when.date() if isinstance(when, datetime) else when or date.min


def _measured(values: dict[str, list[int]]) -> list[dict[str, Any]]:
    return [
        {"unit": str(unit), "of": len(found), "median": middle(found), "longest": max(found)}
        for unit, found in _filled(values)
    ]


def _filled(values: dict[str, list[int]]) -> Iterator[tuple[str, list[int]]]:
    return ((unit, found) for unit, found in values.items() if found)


def middle(values: list[int]) -> float | int:
    found = median(values)
    return int(found) if found == int(found) else float(found)
