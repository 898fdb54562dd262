"""The law's clock: a protocol, past events, and a moment give the state of a case."""

from collections.abc import Iterable
from datetime import date, datetime

from amparo.law.counting.calendar import ONE_DAY, Calendar, Unknown
from amparo.law.counting.pauses import reaches
from amparo.law.counting.term_dates import Start, reach
from amparo.law.counting.terms import Reckoning, terms_on
from amparo.law.counting.terms_from_older_norm import anew_from, carried_terms, passed_at
from amparo.law.day_of_receipt import DECLARED_DAYS_UNKNOWN, channel_by, receive
from amparo.law.procedure import Track
from amparo.law.protocol import Protocol
from amparo.law.state.case import (
    DATES_UNKNOWN,
    CaseState,
    Happened,
    HumanClock,
    Received,
    Term,
    TermState,
    Warned,
)
from amparo.law.state.event_times import Record, record_of
from amparo.law.state.stage_and_next_acts import acts_open, shut_until_over, stage_of, track_of

TRACK_DISPUTED = "track_disputed"
UNCHECKED_VALUE = "unchecked_value"
SUSPENSION_UNCHECKED = "suspension_unchecked"
LAST = (date.max.toordinal(), 0)
OWED = (TermState.OPEN, TermState.LATE)  # a tuple: an enumeration's hash is slow


def case_state(
    protocol: Protocol,
    happened: Happened,
    at: datetime,
    calendar: str | None = None,
    *,
    open_ended: bool = False,
) -> CaseState:
    """Return everything the law says of a case at one moment. Pure: the same input always gives the
    same answer.

    Raises a `Refused` whenever the answer could only be a guess. `open_ended` is for cases that go
    on beyond what the law or its calendar knows: dates beyond it are then unknown, with a warning.
    """
    days = protocol.calendar(calendar)
    record = record_of(protocol, days, happened, at, open_ended=open_ended)
    receptions, warnings = _received(protocol, days, record, open_ended=open_ended)
    received = receptions.get(protocol.procedure.filing)
    starts = {name: Start(moment.date(), moment) for name, moment in record.moments.items()}
    starts |= {name: Start(one.counts_as, one.filed_at) for name, one in receptions.items()}
    fixed_on = _fixed_on(protocol, record, received)
    known = protocol.as_of(fixed_on or record.at.date())
    track = track_of(known, record)
    until = None if _stays(protocol, fixed_on) else protocol.procedure.in_force_until
    reckoning = Reckoning(
        protocol,
        days,
        starts,
        fixed_on,
        record.moments,
        record.at,
        open_ended=open_ended,
        until=until,
        held=record.held,
        anew=anew_from(protocol, record.moments),
        facts=record.facts,
    )
    counted = [reckoning.term(versions) for versions in terms_on(protocol, track.id)]
    terms = tuple(term for term, _ in counted)
    carried = carried_terms(happened, record, reckoning)
    owed = sorted(_owed(protocol, (*terms, *_still_owed(happened, carried))), key=_reach)
    stage = stage_of(known, record.held)
    shut = shut_until_over(protocol, terms, record.held)
    late = tuple(term for term in owed if term.state is TermState.LATE)
    return CaseState(
        protocol=protocol.id,
        at=record.at,
        calendar=days.id,
        track=track.id,
        stage=stage.id,
        phase=stage.phase,
        received=received,
        warnings=_distinct(
            _beyond(protocol, terms, record.at, fixed_on),
            warnings,
            _disputed_track(track, record),
            _warned(counted),
            _not_suspended(protocol, days.id, terms),
        ),
        terms=terms,
        acts=acts_open(
            known,
            record.held,
            stage.id,
            track.id,
            late=bool(late or _late_for_good(carried)),
            shut=shut,
        ),
        next_due=owed[0] if owed else None,
        late=late,
        human_clock=_human_clock(protocol, record),
        carried=carried,
        shut_until_over=shut,
        received_later={
            name: one for name, one in receptions.items() if name != protocol.procedure.filing
        },
    )


def _fixed_on(protocol: Protocol, record: Record, received: Received | None) -> date | None:
    """Return the day whose text of the norm the case keeps: that of its filing, or of its coming
    over."""
    passed = passed_at(protocol, record.moments)
    if passed is not None:
        return passed.date()
    return received.filed_at.date() if received else None


def _late_for_good(carried: tuple[Term, ...]) -> bool:
    """Return whether anything from a former norm is late, still owed or not."""
    return any(term.state is TermState.LATE for term in carried)


def _still_owed(happened: Happened, carried: tuple[Term, ...]) -> list[Term]:
    """Return those for which the norm that the case came to has an act."""
    asked = {one.term for one in happened.carried if one.met_by}
    return [term for term in carried if term.met_at is None and term.term in asked]


def _received(
    protocol: Protocol, days: Calendar, record: Record, *, open_ended: bool
) -> tuple[dict[str, Received], tuple[Warned, ...]]:
    """Return what the person filed, by its event: the request, and each later document."""
    found: dict[str, Received] = {}
    warned: list[Warned] = []
    for event in dict.fromkeys((protocol.procedure.filing, *protocol.channels)):
        filed_at = record.moments.get(event)
        if filed_at is not None:
            channel = channel_by(protocol, protocol.channels.get(event), record.facts)
            found[event], more = receive(protocol, days, channel, filed_at, open_ended=open_ended)
            warned += more
    return found, tuple(warned)


def _owed(protocol: Protocol, terms: tuple[Term, ...]) -> Iterable[Term]:
    return (
        term
        for term in terms
        if (term.state in OWED or (term.state is TermState.UNKNOWN and term.met_at is None))
        and protocol.roles[term.owed_by].authority
    )


def _reach(term: Term) -> tuple[int, int]:
    return reach(term.due) if term.due is not None else LAST


def _stays(protocol: Protocol, filed_on: date | None) -> bool:
    """Return whether a case stays under this text without limit, because it was filed in time."""
    rules = protocol.procedure
    until = rules.in_force_until
    return bool(rules.keeps_pending and filed_on and until and filed_on <= until)


def _beyond(
    protocol: Protocol, terms: tuple[Term, ...], at: datetime, filed_on: date | None
) -> Iterable[Warned]:
    """Warn from which day on nothing is known, where this case reaches it."""
    stays = _stays(protocol, filed_on)
    known = protocol.calendars.last if stays else protocol.known_until
    if at.date() > known or any(term.state is TermState.UNKNOWN for term in terms):
        yield Warned(DATES_UNKNOWN, protocol.procedure.source, since=known + ONE_DAY)


def _disputed_track(track: Track, record: Record) -> Iterable[Warned]:
    if track.disputed_source and record.held.isdisjoint(track.disputed_unless):
        yield Warned(TRACK_DISPUTED, track.disputed_source, about=track.id)


def _warned(counted: list[tuple[Term, tuple[Unknown, ...]]]) -> Iterable[Warned]:
    for term, unknown in counted:
        for one in unknown:
            yield Warned(DECLARED_DAYS_UNKNOWN, one.source, one.since, one.until)
        if not term.checked and term.due is not None:
            yield Warned(UNCHECKED_VALUE, term.source, about=term.term)


def _not_suspended(protocol: Protocol, calendar: str, terms: tuple[Term, ...]) -> Iterable[Warned]:
    """Warn where an unchecked suspension would reach a term that is counted without it."""
    for one in protocol.suspensions_unchecked:
        for term in terms:
            start, due = term.from_at, term.due
            if start is None or due is None:
                continue
            begun = start.date() if isinstance(start, datetime) else start
            if begun >= one.until or reach(due) < reach(one.since):
                continue
            rule = protocol.term_rules[term.term]
            if reaches(one, rule, rule.calendar or calendar, begun):
                yield Warned(SUSPENSION_UNCHECKED, one.source, one.since, one.until, term.term)


def _distinct(*groups: Iterable[Warned]) -> tuple[Warned, ...]:
    return tuple(dict.fromkeys(warning for group in groups for warning in group))


def _human_clock(protocol: Protocol, record: Record) -> HumanClock | None:
    rules = protocol.procedure
    since = record.moments.get(rules.first_contact or "") or record.moments.get(rules.filing)
    return HumanClock(since, record.at - since) if since else None
