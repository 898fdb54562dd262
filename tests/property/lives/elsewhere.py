"""What somebody would remember of the world outside who only watched: what a body elsewhere ordered
for her, who with power demanded her file, and each copy of it that was asked for."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.property.lives.household import Household
from tests.property.lives.memory import Asked

BY_ONE = timedelta(days=3)
"""So long something is kept from her on the word of one member that a court forbids to tell it."""


@dataclass
class Ordered:
    """A measure that somebody else ordered. `version`: of its paper."""

    ref: str
    paper: str
    until: date | None
    version: int = 1
    agreement: str = "open"
    ended: bool = False
    looked_at: bool = False  # a day is set on which somebody looks what follows


@dataclass
class Demanded:
    """Who demanded her file is hers to read, at once or once the court's days are over."""

    ref: str
    paper: str
    by: str
    on: date
    until: date | None
    told: bool = False
    read_by: str = ""
    doubted_by: set[str] = field(default_factory=set)

    @property
    def kept(self) -> bool:
        """Whether nobody has told her yet of what a court is said to forbid."""
        return self.until is not None and not self.told

    @property
    def needs_two(self) -> bool:
        return self.until is not None and self.until > self.on + BY_ONE

    @property
    def last_day(self) -> date:
        """The last one on which she reads nothing of it."""
        assert self.until is not None
        return self.until if self.read_by else min(self.until, self.on + BY_ONE)

    def is_ended_by(self, who: str) -> bool:
        """Whether she reads it at once where this one says that the order forbids nothing."""
        return not self.read_by or who == self.by or bool(self.doubted_by - {who})

    def asks(self, who: str, *, forbids: bool) -> bool:
        if forbids:
            waits = (self.needs_two and not self.read_by) or bool(self.doubted_by)
            return waits and who != self.by
        return who not in self.doubted_by

    def is_read(self, who: str, *, forbids: bool) -> None:
        if forbids:
            self.read_by = who
            self.doubted_by.discard(who)
        elif self.is_ended_by(who):
            self.told, self.read_by = True, ""
        else:
            self.doubted_by.add(who)

    def hers_to_read(self, today: date) -> bool:
        return not self.kept or today > self.last_day


@dataclass
class Copied:
    """A copy of parts of the file for one recipient. `unit`: of the tree, or nothing."""

    ref: str
    name: str
    unit: str
    by: str
    ends_at: datetime
    state: str = "asked"
    allowed_by: str = ""
    out: bool = False

    @property
    def waits(self) -> bool:
        return self.state in {"asked", "approved"}

    @property
    def lives(self) -> bool:
        """Whether there is something to take back."""
        return self.waits or self.state == "taken"


@dataclass
class Elsewhere(Household):
    """One life with the world outside."""

    ordered: dict[str, Ordered] = field(default_factory=dict)
    demanded: dict[str, Demanded] = field(default_factory=dict)
    copies: dict[str, Copied] = field(default_factory=dict)

    # --- a copy rests on her word, and on nobody else's ---

    def may_be_taken(self, one: Copied, now: datetime) -> bool:
        asked = self.asked.get(("export", one.ref, one.unit))
        hers = asked is not None and asked.answer == "agreed" and not asked.in_her_name
        kept_away = bool(one.unit) and self.shut(one.unit)
        allowed = one.state == "approved" and self.may_see(one.allowed_by) and now < one.ends_at
        return hers and allowed and not (self.left or kept_away)

    def copy_ends(self, one: Copied, why: str) -> None:
        """She is asked about it no more; whoever has it is to be told, also in a closed case."""
        self.closed = self.closed and not (one.out and why == "taken_back")
        one.state = why
        self.asked.pop(("export", one.ref, one.unit), None)

    def answer(self, one: Asked, word: str, *, on_page: bool, in_her_name: bool = False) -> None:
        super().answer(one, word, on_page=on_page, in_her_name=in_her_name)
        copy = self.copies.get(one.subject)
        if copy and copy.lives and (word == "refused" or (word == "discuss" and copy.out)):
            self.copy_ends(copy, "taken_back")

    def take_back(self, one: Asked) -> None:
        super().take_back(one)
        if one.subject in self.copies:
            self.copy_ends(self.copies[one.subject], "taken_back")

    def take_all_back(self) -> None:
        super().take_all_back()
        self.no_copy_stays()

    def leave(self) -> None:
        super().leave()
        self.no_copy_stays()

    def no_copy_stays(self) -> None:
        for one in self.copies.values():
            if one.lives:
                self.copy_ends(one, "taken_back")

    def settle(self) -> None:
        super().settle()
        for one in self.copies.values():
            if one.lives and one.unit and self.shut(one.unit):
                self.copy_ends(one, "taken_back")
