"""The rest of what somebody would remember who only watched: who else came into a life."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from amparo.law import Happened
from amparo.law.state.case import Carried
from tests.property.lives.cast import PEOPLE, SURNAME, UNIT_OF
from tests.property.lives.memory import POOL, Asked, Memory, akin

# What somebody may answer in her name; what would lessen her protection is asked of her alone.
IN_HER_NAME = ("assessment", "measure", "opinion", "action")


def surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


@dataclass
class Referred:
    """A recipient elsewhere. `unit`: of the tree, or nothing."""

    ref: str
    unit: str
    told: dict[str, str]
    copies: int = 0
    state: str = "proposed"


@dataclass
class Carrier:
    """Somebody who may carry words."""

    ref: str
    name: str
    unit: str
    clear: bool = False
    signed: bool = False
    agreed: bool = False
    ended: str = ""
    whom: str = ""  # another adult of the case, who alone is asked
    question: str = ""
    how: str = ""


@dataclass
class OwnWords:
    """Words of their own that somebody of the case was given."""

    other: str
    name: str
    right: str
    came: Any
    ended: bool = False


@dataclass
class StandsBetween:
    """An intermediary of the board's, and what lies on its page."""

    ref: str
    until: date
    over: bool = False
    told: list[str] = field(default_factory=list)

    def ends(self) -> None:
        self.over, self.told = True, []


@dataclass
class Complained:
    """A complaint about delay, and before whom it was put."""

    ref: str
    term: str
    owed_by: str
    put_before: set[str]
    ruled: bool = False
    do_by: str = ""
    norm: str = ""


@dataclass
class HeldBack:
    """What was asked on her page while somebody else may have had it. `name`: in her words."""

    ref: str
    what: str
    code: str
    name: str
    settled: bool = False


@dataclass
class Befell:
    """What befell her, or somebody else of the case."""

    ref: str
    what: str
    hers: bool
    before: tuple[bool, bool]  # impeded, dead
    about: str = ""
    told: dict[str, str] = field(default_factory=dict)  # who may be told -> unit
    aside: bool = False


@dataclass
class Left:
    """What was on record when a case left a norm."""

    known: Happened
    facts: dict[str, Any]


@dataclass
class Remembered(Memory):
    """One life with everybody in it."""

    dead: bool = False
    all_back: bool = False
    board: bool = False
    board_over: bool = False
    for_all: set[str] = field(default_factory=set)  # what a board was asked
    against: set[tuple[str, str, str]] = field(default_factory=set)
    referred: dict[str, Referred] = field(default_factory=dict)
    carriers: dict[str, Carrier] = field(default_factory=dict)
    words: list[OwnWords] = field(default_factory=list)
    kept_away: set[str] = field(default_factory=set)  # whole names, of the team or of nobody
    betweens: dict[str, StandsBetween] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)  # names of members
    complaints: list[Complained] = field(default_factory=list)
    befell: list[Befell] = field(default_factory=list)
    informed: set[str] = field(default_factory=set)  # searchers who were told
    began: bool = False  # something prevented her that did not when the request came
    held: dict[str, HeldBack] = field(default_factory=dict)
    norm: str = "pe-2021"
    carried: tuple[Carried, ...] = ()  # what was late under a norm that was left
    before_passing: Left | None = None
    died_with: dict[str, str] = field(default_factory=dict)  # measure -> ended before, or not
    linked: dict[str, set[str]] = field(default_factory=dict)  # code -> who has a seat

    @property
    def in_other_hands(self) -> bool:
        """Whether somebody else may have her words."""
        return self.impeded and self.began

    # --- who is kept away ---

    def barred(self, name: str) -> bool:
        """Whether somebody outside the team is meant by a surname that she wrote down, or shares
        it with whoever is behind the danger."""
        return surname(name) in {SURNAME[one] for one in self.shut_names} | self.feared

    @property
    def feared(self) -> set[str]:
        """Surnames of who is behind the danger, or must not know."""
        return {surname(one) for one in self.kept_away}

    def must_not_know(self, name: str) -> bool:
        """As before, and whoever bears the name of somebody who threatens."""
        return super().must_not_know(name) or SURNAME[name] in self.feared

    def shut(self, unit: str) -> bool:
        there = [name for name, of in UNIT_OF.items() if of == unit]
        return super().shut(unit) or any(SURNAME[name] in self.feared for name in there)

    def shut_under(self, unit: str) -> bool:
        return bool(unit) and any(akin(unit, one) for one in self.shut_units)

    def settle(self) -> None:
        """What follows at once from what she said, wherever somebody has something of hers."""
        for one in self.referred.values():
            self.settle_elsewhere(one)
        for carrier in self.carriers.values():
            self.settle_carrier(carrier)
        for given in self.words:
            given.ended = given.ended or self.left or self.barred(given.name)
        for between in self.betweens.values():
            self.settle_between(between)
        self.settle_who_knows()

    def settle_carrier(self, one: Carrier) -> None:
        kept_away = self.barred(one.name) or self.shut_under(one.unit)
        if kept_away and not one.ended:
            self.end_carrier(one, "must_not_know")
        if one.whom and not one.ended and not self.may_be_heard(one.whom):
            self.end_carrier(one, "not_asked")

    def settle_between(self, one: StandsBetween) -> None:
        asked = self.asked.get(("between", one.ref, ""))
        if asked is None or asked.answer == "refused" or self.left or self.read_between():
            one.ends()
        elif asked.answer == "discuss":
            one.told = []

    def settle_who_knows(self) -> None:
        nobody = {one for one in PEOPLE if self.must_not_know(one)}
        for complaint in self.complaints:
            complaint.put_before -= nobody
        for seats in self.linked.values():
            seats.difference_update(nobody)

    def settle_elsewhere(self, one: Referred) -> None:
        kept_away = bool(one.unit) and self.shut(one.unit)
        against_her = bool(one.copies) and not self.may_go_there(one)
        if one.state != "revoked" and (kept_away or against_her):
            one.state = "revoked"
            self.asked.pop(("referral", one.ref, one.unit), None)

    # --- what she said, or somebody in her name ---

    def ask(self, one: Asked) -> None:
        one.of_all = one.subject in self.for_all
        super().ask(one)

    def answer(self, one: Asked, word: str, *, on_page: bool, in_her_name: bool = False) -> None:
        super().answer(one, word, on_page=on_page, in_her_name=in_her_name)
        if word != "agreed" and not in_her_name:
            self.against.add(one.key)
        carrier = self.carriers.get(one.subject) if one.kind == "interpreter" else None
        if carrier:
            carrier.agreed = word == "agreed"
            carrier.ended = "refused" if word == "refused" else ""

    def take_back(self, one: Asked) -> None:
        super().take_back(one)
        self.against.add(one.key)
        carrier = self.carriers.get(one.subject) if one.kind == "interpreter" else None
        if carrier and carrier.agreed and not carrier.ended:
            carrier.ended = "taken_back"

    def take_all_back(self) -> None:
        self.all_back = True
        for carrier in self.carriers.values():
            if carrier.agreed and not carrier.ended and not carrier.whom:
                carrier.ended = "taken_back"
        for between in self.betweens.values():
            between.ends()
        super().take_all_back()

    def may_answer_for_her(self, one: Asked) -> bool:
        """Whether somebody who speaks for her may answer this: never over a word of hers, and not
        once something stands on it."""
        hers = bool(one.answer) and not one.in_her_name
        decided = one.subject in {*self.granted, *self.denied, *self.may_lapse}
        runs = any(
            (sent.kind, sent.measure, sent.unit, sent.state) == (*one.key, "open")
            for sent in self.sent.values()
        )
        spoke = one.key in self.against or self.all_back or self.left
        stands = one.instead or one.anew or runs or (bool(one.answer) and decided)
        return one.kind in IN_HER_NAME and not (hers or spoke or stands)

    # --- elsewhere ---

    def may_go_there(self, one: Referred) -> bool:
        asked = self.asked.get(("referral", one.ref, one.unit))
        kept_away = bool(one.unit) and self.shut(one.unit)
        return asked is not None and asked.covers and not self.left and not kept_away

    def end_carrier(self, carrier: Carrier, why: str) -> None:
        carrier.ended = why
        self.asked.pop(("interpreter", carrier.ref, ""), None)

    def may_be_heard(self, ref: str) -> bool:
        """Whether somebody of the case may be asked alone."""
        raise NotImplementedError

    def asked_alone(self, ref: str) -> list[str]:
        """What somebody of the case is asked now, and nobody else."""
        stands = {"", "refused"}
        here = [it for it in self.carriers.values() if it.whom == ref]
        return [it.question for it in here if it.ended in stands]

    def may_interpret(self, carrier: Carrier) -> bool:
        return carrier.clear and carrier.signed and carrier.agreed and not carrier.ended

    def read_between(self) -> bool:
        """Whether somebody who must not know reads the intermediary's own case."""
        pool = [name for name, one in PEOPLE.items() if one[1][0] in POOL and one[3]]
        return any(self.must_not_know(one) for one in pool)

    # --- delays ---

    def above(self, owed_by: str) -> set[str]:
        """Who may rule on a delay of this role: whoever decides, but not on what is late there
        with a seat of their own on this very case."""
        rulers = {one for one in ("delia", "hugo") if not self.must_not_know(one)}
        return rulers - self.seats if owed_by == "decider" else rulers

    def may_rule(self, name: str, complaint: Complained) -> bool:
        blamed = complaint.owed_by == "decider" and name in self.seats
        return name in complaint.put_before and not blamed

    # --- what befell somebody ---

    def last(self, *, hers: bool) -> Befell | None:
        found = [one for one in self.befell if one.hers == hers and not one.aside]
        return found[-1] if found else None

    def may_follow(self, what: str, *, hers: bool) -> bool:
        """One dies once; whoever is missing is found, and only who is missing is."""
        last = self.last(hers=hers)
        if last is None or last.what == "found_alive":
            return what in {"disappeared", "died"}
        return last.what == "disappeared" and what in {"found_alive", "found_dead"}

    def ends_search(self, one: Befell) -> None:
        """What nobody was told nobody is asked about any more; a no stays a no."""
        for ref, unit in one.told.items():
            asked = self.asked.get(("search", ref, unit))
            if asked and ref not in self.informed and asked.answer != "refused":
                self.asked.pop(asked.key)
