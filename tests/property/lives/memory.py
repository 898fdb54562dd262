"""What somebody who only watched would remember of a life, and what she would conclude from it.

Nothing here asks the product: consent, exclusions, seats and gates are worked out a second time,
from what people said and did.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from tests.property.lives.cast import PARENT, PEOPLE, ROLE, SURNAME, UNIT_OF

POOL = ("reception", "analyst")
# What the decree asks for before each change (annex, arts. 25 to 27), in this memory's own words.
ASKED_FIRST = {
    "strengthen": set(),
    "reduce": {"heard", "context_reported", "eased"},
    "suspend": {"heard", "context_reported", "eased"},
    "cease": {"heard", "context_reported", "eased"},
    "misuse": {"heard", "use_reported", "final_conviction", "unrelated_to_defence"},
    "renounce": {"explained", "agreed"},
}
TAKES_AWAY = {"reduce", "suspend", "cease", "misuse"}


def above(upper: str, lower: str | None) -> bool:
    """Whether one is the other or stands above it."""
    while lower is not None:
        if upper == lower:
            return True
        lower = PARENT[lower]
    return False


def akin(one: str, other: str) -> bool:
    return above(one, other) or above(other, one)


NOBODY = "nobody"
"""Who answers for a child whose guardian is kept away, until another one is named."""


@dataclass
class Beside:
    """Somebody besides her who is asked about the same. Of a child, `answers` is its guardian; for
    each, nothing there means that she has no words of her own: of a child, the person herself."""

    ref: str
    name: str
    answers: str = ""
    child: str = ""
    answer: str = ""
    how: str = ""
    heard: bool = False  # the child
    doubt: str = ""  # bears a feared surname: a yes waits, or what was granted goes_on

    @property
    def agrees(self) -> bool:
        counts = (self.heard or not self.child) and self.doubt != "waits"
        return self.answer == "agreed" and counts

    def open_again(self, answers: str) -> None:
        self.answer, self.how, self.answers = "", "", answers


@dataclass
class Asked:
    """One thing put to her, for one recipient, with these facts in these words."""

    ref: str
    kind: str
    subject: str
    unit: str
    told: dict[str, str]
    answer: str = ""
    on_page: bool = False
    instead: bool = False  # a supervisor's reason stands for her answer
    anew: bool = False  # the impediment ended: it is put to her
    in_her_name: bool = False  # somebody who speaks for her answered
    with_others: bool = False  # on her page, since she cannot be asked
    of_all: bool = False  # put to a collective: a yes counts with its acta
    acta: bool = False
    each: bool = False  # everybody whom it would protect is asked too
    named: bool = False  # and somebody has said who they are
    beside: list[Beside] = field(default_factory=list)
    order: int = 0

    @property
    def covers(self) -> bool:
        """Whether what left on it may stay where it is."""
        if self.each and not (self.named and all(one.agrees for one in self.beside)):
            return False
        if self.answer:
            return self.answer == "agreed" and (self.acta or not self.of_all)
        return self.instead

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.subject, self.unit


@dataclass
class Sent:
    """A duty that a unit has."""

    kind: str
    measure: str
    unit: str
    told: dict[str, str]
    state: str = "open"
    sent_at: datetime | None = None
    answered: bool = False  # what it was only asked
    time_asked: datetime | None = None
    time_answered: bool = False
    time_given: datetime | None = None


@dataclass
class Change:
    """A change of a measure that somebody thought of."""

    ref: str
    measure: str
    kind: str
    homicide: bool = False
    gates: set[str] = field(default_factory=set)
    state: str = "open"
    decision: str = ""
    paper: str = ""
    from_day: date | None = None
    received: bool = False
    waits: bool = False

    def lacks(self) -> set[str]:
        more = {"investigation_reported"} if self.homicide and self.takes_for_risk else set()
        return (ASKED_FIRST[self.kind] | more) - self.gates

    @property
    def takes_for_risk(self) -> bool:
        return self.kind in {"reduce", "suspend", "cease"}


@dataclass
class Memory:
    """One life, as it was watched."""

    code: str = ""
    opened: bool = False
    closed: bool = False
    left: bool = False
    impeded: bool = False
    urgent: bool = False
    seats: set[str] = field(default_factory=set)
    shut_units: set[str] = field(default_factory=set)
    shut_names: set[str] = field(default_factory=set)
    asked: dict[tuple[str, str, str], Asked] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)  # ref -> unit
    granted: dict[str, datetime] = field(default_factory=dict)
    provisional: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    help: dict[str, str] = field(default_factory=dict)  # immediate action -> open or over
    sent: dict[str, Sent] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)  # measure -> state by a resolution
    may_lapse: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)  # measure -> her last word
    assessments: list[tuple[datetime, str]] = field(default_factory=list)
    decided: str = ""
    papers: dict[str, str] = field(default_factory=dict)  # decision -> its paper
    corrections: int = 0
    put: int = 0  # how many questions

    # --- who may see ---

    def must_not_know(self, name: str) -> bool:
        by_unit = any(akin(UNIT_OF[name], one) for one in self.shut_units)
        return by_unit or name in self.shut_names

    def may_see(self, name: str) -> bool:
        """Whether the file opens for this member of the team."""
        return name in self.seats and not self.must_not_know(name)

    def may_open(self, name: str) -> bool:
        """Whether the request, which nobody has opened, opens for her."""
        return not self.opened and ROLE[name] == "reception" and not self.must_not_know(name)

    def on_opening(self, opener: str) -> None:
        pool = {name for name, one in PEOPLE.items() if one[1][0] in POOL and one[3]} | {opener}
        self.opened, self.seats = True, {one for one in pool if not self.must_not_know(one)}

    def out_of_sight(self) -> None:
        """Whoever must not know loses her seat at once."""
        self.seats = {one for one in self.seats if not self.must_not_know(one)}

    # --- what she said ---

    def ask(self, one: Asked) -> None:
        self.put += 1
        one.order, self.asked[one.key] = self.put, one

    def answer(self, one: Asked, word: str, *, on_page: bool, in_her_name: bool = False) -> None:
        one.answer, one.on_page, one.instead, one.anew = word, on_page, False, False
        one.in_her_name, one.acta = in_her_name, one.acta and word == "agreed"
        one.with_others = self.impeded and on_page
        if self.impeded and not on_page and not in_her_name:
            self.reached()
        change = self.changes.get(one.subject) if one.kind == "change" else None
        if change and change.kind == "renounce" and word == "refused":
            self.gives_up_no_more(one)
        elif change and change.state in {"open", "put"} and word != "discuss":
            change.gates |= {"heard", *(["agreed"] if word == "agreed" else [])}

    def leave(self) -> None:
        """All is taken back, no change is on its way any more, and nobody asks her about one."""
        self.left = True
        for duty in self.sent.values():
            duty.state = "revoked" if duty.state == "open" else duty.state
        for one in self.changes.values():
            if one.state in {"open", "put", "decided"}:
                one.state = "dropped"
                self.asks_no_more(one)
                self.unasked(one)

    def gives_up_no_more(self, one: Asked) -> None:
        """What she took back before it was carried out stays as it was."""
        change = self.changes.get(one.subject) if one.kind == "change" else None
        if change and change.kind == "renounce" and change.state in {"open", "put", "decided"}:
            change.state = "dropped"

    def reached(self) -> None:
        """She can be asked again: what others decided is put to her."""
        self.impeded = False
        for one in self.asked.values():
            one.anew = one.anew or (one.instead and not one.answer)
            one.with_others = False

    def take_back(self, one: Asked) -> None:
        self.asked.pop(one.key)
        if one.answer:
            self.gives_up_no_more(one)

    def take_all_back(self) -> None:
        for one in self.asked.values():
            if one.answer:
                self.gives_up_no_more(one)
        self.asked = {key: one for key, one in self.asked.items() if not one.answer}
        for one in self.asked.values():
            one.instead = False

    # --- what institutions are asked of the danger, before less protection ---

    def said_of_danger(self, alias: str, kind: str) -> None:
        for one in self.changes.values():
            live = one.state in {"open", "put", "decided"}
            if kind == "context" and live and one.measure == self.sent[alias].measure:
                one.gates.add("context_reported")

    def asks_no_more(self, change: Change) -> None:
        """With the change ends what was asked for it: only for less of a measure anybody is."""
        if change.kind not in TAKES_AWAY:
            return
        of_it = {key for key in self.asked if key[:2] == ("context", change.measure)}
        self.asked = {key: one for key, one in self.asked.items() if key not in of_it}
        for duty in self.sent.values():
            if (duty.kind, duty.measure, duty.state) == ("context", change.measure, "open"):
                duty.state = "over"

    def gives_way(self, more: Change) -> None:
        """More of a measure was decided: nothing that would lessen it is on its way any more."""
        for one in self.changes.values():
            live = one.state in {"open", "put", "decided"} and one.kind in TAKES_AWAY
            if live and one.measure == more.measure:
                one.state = "dropped"
                self.asks_no_more(one)
                self.unasked(one)

    def measure_ended(self, measure: str) -> None:
        """No other change of it is on its way any more."""
        for one in self.changes.values():
            if one.measure == measure and one.state in {"open", "put", "decided"}:
                one.state = "dropped"
                self.asks_no_more(one)
                self.unasked(one)

    def said_of_more(self, more: Change) -> str:
        """What she herself last said of this one, while it was hers to say."""
        asked = self.asked.get(("change", more.ref, ""))
        hers = asked and not asked.in_her_name and not asked.with_others
        return asked.answer if asked and hers else ""

    def unasked(self, change: Change) -> None:
        """Of a change that was given up nobody asks her any more."""
        asked = self.asked.get(("change", change.ref, ""))
        if asked and asked.answer in {"", "discuss"}:
            self.asked.pop(asked.key)

    # --- what may be with an institution ---

    def shut(self, unit: str) -> bool:
        """Whether this unit may be told nothing: excluded, above or below, or with one of its own
        people named."""
        own = any(UNIT_OF[name] == unit for name in self.shut_names)
        return own or any(akin(unit, one) for one in self.shut_units)

    def may_be_with(self, kind: str, measure: str, unit: str, told: dict[str, str]) -> bool:
        """Whether a unit may have these facts, in these words, for this measure."""
        one = self.asked.get((kind, measure, unit))
        if one is None or self.left or self.shut(unit) or not one.covers:
            return False
        return all(one.told.get(name) == words for name, words in told.items())

    # --- what ends a measure ---

    def eased(self, measure: str) -> bool:
        """Whether the danger was found less, on a changed fact, since this was granted."""
        granted = self.granted.get(measure)
        if granted is None:
            return False
        before = [found for at, found in self.assessments if at <= granted]
        return bool(before) and before[-1] == "grave" and self.assessments[-1][1] == "calm"

    def may_be_carried_out(self, change: Change, today: date) -> bool:
        due = change.from_day is not None and change.from_day <= today
        return change.state == "decided" and change.received and due and not change.waits

    def drop_said(self, unit: str) -> None:
        self.shut_units.add(unit)
        self.out_of_sight()

    def named(self, name: str) -> str:
        self.shut_names.add(name)
        return SURNAME[name]
