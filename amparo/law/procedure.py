"""Roles, events, their order, and terms (protocol.toml, terms.toml)."""

from dataclasses import field
from datetime import date
from enum import StrEnum

from amparo.law.counting.distance_term import Distance
from amparo.law.counting.units import Unit
from amparo.law.loading.frozen_dataclass import table
from amparo.law.program_acts import Deed, Opening
from amparo.law.sourced_values import Cited, Sourced, Spanned
from amparo.law.transitory import Transitory


class Phase(StrEnum):
    """The six folders of casework: every stage of every protocol belongs to one."""

    ADMISSION = "admission"
    ASSESSMENT = "assessment"
    MEASURES = "measures"
    OBLIGATIONS = "obligations"
    REVIEW = "review"
    STATISTICS = "statistics"


class FactKind(StrEnum):
    FINDING = "finding"
    """True or false, found by a member who answers for it; absent means false."""
    CHOICE = "choice"
    """One of a closed list."""
    GATE = "gate"
    """True when what the law or safety requires before a step is on record."""
    COUNT = "count"
    """A number, such as of committee members who were present. In digits."""


class Desk(StrEnum):
    """Who may act for a role of the protocol."""

    PERSON = "person"
    RECEPTION = "reception"
    ANALYST = "analyst"
    DECISION_MAKER = "decision_maker"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"


class Expiry(StrEnum):
    """What follows when a term ends without the act."""

    DUTY_STAYS = "duty_stays"
    """The duty remains, and the act counts when it is done late."""
    RIGHT_LAPSES = "right_lapses"
    TAKEN_AS_REFUSED = "taken_as_refused"
    """Silence that lets the person go on as if it had been refused; the duty stays."""
    TAKEN_AS_GRANTED = "taken_as_granted"
    OPENS = "opens"
    """No automatic effect: an act may then be done."""


class VersionedBy(StrEnum):
    FILING = "filing"
    """The case keeps the norm of the day it was filed."""
    START = "start"
    """The norm of the day on which the term starts."""


@table
class Norm(Sourced):
    id: str
    title: str
    reaches_pending_cases: bool = False


@table
class Role(Spanned):
    id: str
    authority: bool
    desks: tuple[Desk, ...] = ()
    institution: str | None = None
    superior: str | None = None
    """The role above it, which rules on a complaint about its delay."""


@table
class EventRule(Cited):
    id: str
    after: tuple[str, ...] = ()
    outside_procedure: bool = False
    """A moment that starts no term and may lie before the protocol was in force."""
    channel: str | None = None
    """For a document that the person files later: the fact that says through which channel it came.
    The rules of reception say from which day it counts."""


@table
class FactRule(Spanned):
    id: str
    kind: FactKind
    values: tuple[str, ...] = ()
    default: str | None = None
    opened_by: Opening | None = None
    """For a gate that no act records: what opens it."""
    at_least: dict[str, int] = field(default_factory=dict)
    """For a gate that opens by counts: each count with its minimum."""


@table
class Track(Spanned):
    """A way through the procedure. The first whose findings hold is taken; the last has none."""

    id: str
    any_of: tuple[str, ...] = ()
    disputed_unless: tuple[str, ...] = ()
    disputed_source: str | None = None


@table
class Condition:
    happened: tuple[str, ...] = ()
    not_yet: tuple[str, ...] = ()


@table
class Stage(Spanned):
    """The position of a case: the last stage in the file with a condition that holds."""

    id: str
    phase: Phase
    when: tuple[Condition, ...] = ()


@table
class ActRule(Spanned):
    """A possible act: by whom, in which stages, and what it needs first."""

    id: str
    by: tuple[str, ...]
    does: Deed | None = None
    """The deed of Amparo that this is; None if it has no page for it."""
    stages: tuple[str, ...] = ()
    """Empty means every stage."""
    records: str | None = None
    needs: tuple[str, ...] = ()
    needs_on_track: dict[str, tuple[str, ...]] = field(default_factory=dict)
    needs_if: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Further needs where a finding holds."""
    not_after: tuple[str, ...] = ()
    only_when_late: bool = False
    statutory: bool = True
    puts_in_place: bool = False
    """With it what was ordered is there in fact; institutions outside take their time for it."""

    @property
    def may_need(self) -> frozenset[str]:
        """All events and gates that it needs, on some track or where some finding holds."""
        return frozenset(self.needs).union(*self.needs_on_track.values(), *self.needs_if.values())


@table
class Conflict(Sourced):
    """The same term by another norm."""

    amount: int
    unit: Unit
    starts_from: str | None = field(default=None, metadata={"key": "from"})


@table
class Extension(Cited):
    """More time, once: `asked` for before the term ends, and `granted` before it ends too."""

    amount: int
    """At most so much more, in the term's own unit."""
    asked: str
    granted: str
    granted_by: str
    grounds: tuple[str, ...]


@table
class Total(Cited):
    """Whatever moves the end of a term, it does not go beyond so much from its first beginning.
    Only what a norm suspends is not counted."""

    amount: int
    unit: Unit


@table
class TermValue(Sourced):
    amount: int
    unit: Unit
    track: str | None = None
    disputed_with: Conflict | None = None
    extension: Extension | None = None
    at_most: Total | None = None


@table
class Stop(Sourced):
    """While something is waited for no day counts: from the day after `from` to that of `until`."""

    starts_from: str = field(metadata={"key": "from"})
    until: str


@table
class Restart(Sourced):
    """The term is counted anew `from` an event that came before it ended."""

    starts_from: str = field(metadata={"key": "from"})


@table
class Expires(Sourced):
    does: Expiry
    act: str | None = None
    """For `opens`: the act. It is shut until the term is over without being met."""
    only_if: str | None = None
    """A finding or gate without which the act is open in any case."""


@table
class TermRule:
    """A period of time in which something is owed. Days start on the day after `from`, hours at
    once."""

    id: str
    owed_by: str
    starts_from: str = field(metadata={"key": "from"})
    met_by: str
    none_on: tuple[str, ...] = ()
    """Tracks on which the law sets no such term; each of its values then names its track."""
    unless: tuple[str, ...] = ()
    """Nothing is owed, and no day runs, while one of these findings or gates holds."""
    versioned_by: VersionedBy = VersionedBy.FILING
    calendar: str | None = None
    """Counted by this calendar, of a place or an institution, whatever the site's own is."""
    adds_distance: bool = False
    """The term of distance is added."""
    value: tuple[TermValue, ...]
    stop: tuple[Stop, ...] = ()
    restart: tuple[Restart, ...] = ()
    on_expiry: tuple[Expires, ...] = ()
    """None: the law does not say, or it is not known here."""


@table
class ProtocolFile:
    """protocol.toml."""

    id: str
    country: str
    territory: str
    zone: str
    source: str
    in_force_from: date
    in_force_until: date | None = None
    keeps_pending: bool = False
    """Cases filed while it was in force stay under it when that ends."""
    read_whole: bool = False
    """Its text was read whole, with what changed it: only then is it said to be silent."""
    filing: str
    """The event that opens a case and fixes its norm."""
    first_contact: str | None = None
    """The event from which the person's own waiting is counted."""
    channel: str | None = None
    """The fact that says through which channel a request came."""
    languages: tuple[str, ...]
    default_calendar: str
    currency: str = ""
    """The sign or code that is written before an amount of money."""
    fictional: bool = False
    norm: tuple[Norm, ...]
    role: tuple[Role, ...]
    event: tuple[EventRule, ...]
    fact: tuple[FactRule, ...]
    track: tuple[Track, ...]
    stage: tuple[Stage, ...]
    act: tuple[ActRule, ...]
    transitory: tuple[Transitory, ...] = ()
    """Rules of this norm for cases that were open under an older one."""


@table
class TermsFile:
    """terms.toml. `term = []`: this law sets none, or none is known here."""

    term: tuple[TermRule, ...]
    distance: Distance | None = None
