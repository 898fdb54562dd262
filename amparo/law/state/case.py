"""The events of a case, and the state that the law gives it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from amparo.law.counting.calendar import Skipped
from amparo.law.counting.units import Unit
from amparo.law.errors import NoMoment, NoSuchTerm, UnknownEvent, WrongValue
from amparo.law.procedure import FactKind, FactRule, Phase
from amparo.law.protocol import Protocol

DATES_UNKNOWN = "dates_unknown"
COUNTED = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A term that had passed its day when the case left an older norm: it stays late. Or one that
    ran with an unknown end (`due` is None), which stays unknown. `met_by`: the event of the norm
    that it came to, nothing where that asks for nothing of the kind."""

    term: str
    owed_by: str
    starts_from: str
    from_at: date | datetime | None
    amount: int
    unit: Unit
    due: date | datetime | None
    source: str
    checked: bool
    met_by: str
    met_at: datetime | None
    late_by: int


@dataclass(frozen=True, slots=True)
class Happened:
    """What is on record: when each event was (aware moments; a bare local midnight means the whole
    day), what was found, and what was late under a norm that the case has left."""

    events: Mapping[str, datetime]
    facts: Mapping[str, bool | str] = field(default_factory=dict)
    carried: tuple[Carried, ...] = ()

    def to_plain(self) -> dict[str, str | bool]:
        """Return one flat table that JSON can hold."""
        return {name: moment.isoformat() for name, moment in self.events.items()} | dict(self.facts)

    @classmethod
    def from_plain(
        cls, plain: Mapping[str, object], protocol: Protocol, carried: tuple[Carried, ...] = ()
    ) -> "Happened":
        """Reverse `to_plain`. Raises UnknownEvent or WrongValue; nothing is guessed."""
        events: dict[str, datetime] = {}
        facts: dict[str, bool | str] = {}
        for name, value in plain.items():
            if name in protocol.events:
                events[name] = _moment(name, value)
            elif name in protocol.facts:
                facts[name] = _fact(name, value, protocol)
            else:
                raise unknown_event(name, protocol)
        return cls(events, facts, carried)


class TermState(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    LATE = "late"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"
    """Something in the case stopped it, and what lets it run on has not come yet."""
    UNKNOWN = "unknown"
    """The end of the term is not known here: see `clock.state`, `open_ended`."""


class Dispute(NamedTuple):
    """The same term by another norm."""

    source: str
    amount: int
    unit: Unit
    due: date | datetime
    checked: bool


class Mover(StrEnum):
    """The reason why the end of a term differs from the one by its amount alone."""

    EXTENSION = "extension"
    NOT_EXTENDED = "not_extended"
    """An extension granted after the end, without effect."""
    DISTANCE = "distance"
    RESTART = "restart"
    TOTAL = "total"


class Moved(NamedTuple):
    """`amount` is None where the law adds an amount that is not known here; `due_without`: the end
    as it would be without, None where there would be none."""

    by: Mover
    amount: int | None
    unit: Unit
    source: str
    checked: bool
    due_without: date | datetime | None = None
    about: str = ""

    @property
    def known(self) -> bool:
        return self.amount is not None or self.by is Mover.RESTART


class Term(NamedTuple):
    """One period of time: `due` is its last good day (or moment, for hours)."""

    term: str
    owed_by: str
    starts_from: str
    from_at: date | datetime | None
    amount: int
    unit: Unit
    due: date | datetime | None
    lenient_due: date | None
    skipped: tuple[Skipped, ...]
    state: TermState
    met_at: datetime | None
    late_by: int
    source: str
    checked: bool
    disputed_with: Dispute | None
    moved: tuple[Moved, ...] = ()
    text_of: date | None = None
    """The day whose text of the norm it is; None where it came over from another norm."""

    def moved_by(self, mover: Mover) -> Moved | None:
        return next((one for one in self.moved if one.by is mover), None)

    @property
    def due_before(self) -> date | datetime | None:
        """The end before an extension; the same as `due` without one."""
        extension = self.moved_by(Mover.EXTENSION)
        return extension.due_without if extension else self.due


class Received(NamedTuple):
    """A document of the person, and the day on which the law holds it to be received."""

    filed_at: datetime
    counts_as: date
    source: str
    after_hours: date | None = None
    """The day it would count as, had it come after the office's hours, which have no source."""
    checked: bool = True

    @property
    def moved(self) -> bool:
        return self.counts_as != self.filed_at.date()


class Warned(NamedTuple):
    """Something a person must know before relying on the answer; words under `warnings.CODE`."""

    code: str
    source: str
    since: date | None = None
    until: date | None = None
    about: str | None = None


class Act(NamedTuple):
    """Something that may be done now, by one of these roles, once nothing is `missing`."""

    id: str
    by: tuple[str, ...]
    missing: tuple[str, ...]
    records: str | None
    statutory: bool
    source: str


@dataclass(frozen=True, slots=True)
class HumanClock:
    """How long the person has been waiting, regardless of stops and resets of the legal clock."""

    since: datetime
    elapsed: timedelta


@dataclass(frozen=True, slots=True)
class CaseState:
    protocol: str
    at: datetime
    calendar: str
    track: str
    stage: str
    phase: Phase
    received: Received | None
    """The filing."""
    warnings: tuple[Warned, ...]
    terms: tuple[Term, ...]
    acts: tuple[Act, ...]
    next_due: Term | None
    """The earliest term that an authority still owes; those without a known date come last."""
    late: tuple[Term, ...]
    """Terms that an authority owes and has let pass."""
    human_clock: HumanClock | None
    carried: tuple[Term, ...] = ()
    """Terms that were late under a norm that the case has left, or had no known end there; `late`
    holds those of them that are late and still owed."""

    shut_until_over: frozenset[str] = frozenset()
    """Acts that a term opens once it is over without being met."""

    received_later: Mapping[str, Received] = field(default_factory=dict)
    """Documents that the person filed later through a channel that the law knows, by their
    events."""

    @property
    def asked_no_more(self) -> tuple[Term, ...]:
        """The late terms of `carried` that the case's norm no longer asks for: never done, and late
        for good."""
        late = (one for one in self.carried if one.state is TermState.LATE)
        return tuple(one for one in late if one not in self.late)

    @property
    def dates_unknown(self) -> bool:
        """Whether the law or its calendar ends before something of this case."""
        return any(one.code == DATES_UNKNOWN for one in self.warnings)

    def term(self, term_id: str) -> Term:
        """Return the term of that id. Raises NoSuchTerm: on this track the law may set none by that
        name."""
        found = self.find_term(term_id)
        if found is None:
            names = [term.term for term in self.terms]
            raise NoSuchTerm(given=term_id, track=self.track, allowed=names)
        return found

    def find_term(self, term_id: str) -> Term | None:
        return next((one for one in (*self.terms, *self.carried) if one.term == term_id), None)


def unknown_event(name: str, protocol: Protocol) -> UnknownEvent:
    return UnknownEvent(given=name, events=list(protocol.events), facts=list(protocol.facts))


def check_fact(name: str, value: object, protocol: Protocol) -> None:
    """Raises UnknownEvent or WrongValue unless the protocol allows this value for this fact."""
    rule = protocol.facts.get(name)
    if rule is None:
        raise unknown_event(name, protocol)
    fits, allowed = _fitting(rule, value)
    if not fits:
        raise WrongValue(name=name, given=value, allowed=allowed)


def _fitting(rule: FactRule, value: object) -> tuple[bool, Sequence[str]]:
    if rule.kind is FactKind.CHOICE:
        return value in rule.values, rule.values
    if rule.kind is FactKind.COUNT:
        return isinstance(value, str) and bool(COUNTED.fullmatch(value)), ("0", "1", "2", "…")
    return isinstance(value, bool), ("true", "false")


def _fact(name: str, value: object, protocol: Protocol) -> bool | str:
    check_fact(name, value, protocol)
    return value if isinstance(value, bool) else str(value)


def _moment(name: str, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NoMoment(name=name, given=value)
    return moment


def when(moment: date | datetime | None) -> str | None:
    """Return a date where a whole day is meant, otherwise the moment with its offset."""
    if isinstance(moment, datetime) and is_whole_day(moment):
        return moment.date().isoformat()
    return moment.isoformat() if moment is not None else None


def is_whole_day(moment: datetime) -> bool:
    return not (moment.hour or moment.minute or moment.second or moment.microsecond)
