"""A copy of parts of the file leaves once, on her own word and on two people's."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.exports import services
from amparo.casework.exports.file_parts import Wanted
from amparo.casework.exports.queries import Shown
from amparo.casework.exports.recall_and_destruction import end_overdue
from amparo.foundations.accounts.actors import SYSTEM
from tests.property.lives.cast import ROLE, TEAM
from tests.property.lives.elsewhere import Copied
from tests.property.lives.hers import numbers
from tests.property.lives.outside import WORKS, Outside
from tests.property.lives.team import ANALYST, SOMEBODY, running

FIRM = "Estudio de la Ribera Ancha"
PARTS = ("request", "risk", "measures", "dates")
ALLOWS = {"decision_maker", "supervisor"}
SECOND = st.sampled_from(("saul", "saul", "delia", *TEAM))
SAID = st.sampled_from(("destroyed", "will", "not_destroyed", "no_answer"))
asked_for = precondition(lambda self: self.memory.copies)


class Copies(Outside):
    """Nothing leaves but what she agreed to, allowed by another than whoever takes it."""

    @running
    @precondition(lambda self: len(self.memory.copies) < 3)
    @rule(who=ANALYST, unit=st.sampled_from(("", "", "minam", "mininter")))
    def asks_for_a_copy(self, who: str, unit: str = "") -> None:
        name = unit.upper() or FIRM
        wanted = Wanted(name=name, unit=self.unit(unit), purpose="su denuncia", parts=PARTS)
        do = lambda: services.ask(  # noqa: E731
            self.case_of(who), wanted, by=self.who(who), at=self.tick()
        )
        wrote = ("ExportAsked", "ConsentAsked")
        row = self.act("asks for a copy", do, by=who, role="analyst", wrote=wrote)
        if row:
            memory = self.memory
            assert not memory.left
            assert not memory.dead, "she was asked when she was dead"
            assert not unit or not memory.shut(unit), "she was asked about who must not know"
            assert not any(one.waits and one.name == name for one in memory.copies.values())
            memory.copies[row.ref] = Copied(row.ref, name, unit, who, row.ends_at)
            memory.closed = False
            self.is_asked("export", row.ref, unit, dict.fromkeys(PARTS, ""))

    @running
    @asked_for
    @rule(who=SECOND, number=numbers, allow=st.sampled_from((True, True, False)))
    def says_on_a_copy(
        self,
        who: str,
        number: int,
        allow: bool = True,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        one: Copied = self.one_of([*self.memory.copies.values()], number)

        def do() -> None:
            case, by, at = self.case_of(who), self.who(who), self.tick()
            if allow:
                services.approve(case, one.ref, by=by, at=at)
            else:
                services.turn_down(case, one.ref, words="no hace falta", by=by, at=at)

        wrote = ("ExportApproved" if allow else "ExportTurnedDown",)
        name = f"{'allows' if allow else 'turns down'} a copy"
        asked = self.memory.asked.get(("export", one.ref, one.unit))
        if not self.act(name, do, by=who, wrote=wrote):
            return
        assert ROLE[who] in ALLOWS
        assert who != one.by, "allowed by whoever asked for it"
        assert one.state == "asked"
        assert self.now < one.ends_at, "allowed after its time"
        if allow:
            one.state, one.allowed_by = "approved", who
            one.ends_at = self.now + services.OPEN
            assert self.memory.may_be_taken(one, self.now), f"allowed without her yes: {asked}"
        else:
            self.memory.copy_ends(one, "turned_down")

    @running
    @asked_for
    @rule(who=ANALYST, number=numbers)
    def takes_a_copy(self, who: str, number: int) -> None:
        one: Copied = self.one_of([*self.memory.copies.values()], number)
        left: list[Shown] = []
        do = lambda: services.take(  # noqa: E731
            self.case_of(who), one.ref, how="paper", make=left.append, by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        asked = self.memory.asked.get(("export", one.ref, one.unit))
        done = self.act("takes a copy", do, by=who, role="analyst", wrote=("ExportTaken",))
        assert bool(done) == bool(left), "something was made, and nothing left"
        if done:
            assert self.memory.may_be_taken(one, self.now), f"it left without her yes: {asked}"
            assert who == one.by, "taken by another than whoever asked for it"
            assert asked is not None
            assert {part.id for part in left[0].parts} == set(asked.told), "more than she read"
            one.state, one.out = "taken", True

    @running
    @asked_for
    @rule(who=ANALYST, number=numbers)
    def calls_a_copy_off(self, who: str, number: int) -> None:
        one: Copied = self.one_of([*self.memory.copies.values()], number)
        do = lambda: services.call_off(  # noqa: E731
            self.case_of(who), one.ref, words="ya no", by=self.who(who), at=self.tick()
        )
        if self.act("calls a copy off", do, by=who, role="analyst", wrote=("ExportEnded",)):
            assert one.waits, "called off, and somebody has it"
            self.memory.copy_ends(one, "called_off")

    @running
    @asked_for
    @rule(who=SOMEBODY, number=numbers, said=SAID)
    def is_told_to_destroy_it(self, who: str, number: int, said: str = "destroyed") -> None:
        one: Copied | None = self.one_of([*self.memory.copies.values()], number)
        if one is None:
            return
        given: dict[str, Any] = {"on": self.today, "said": said, "words": "llamé"}
        do = lambda: services.note_told(  # noqa: E731
            self.case_of(who), one.ref, **given, by=self.who(who), at=self.tick()
        )
        if self.act("is told to destroy it", do, by=who, wrote=("ExportToBeDestroyed",)):
            assert ROLE[who] in WORKS
            assert one.out, "told to destroy what nobody has"
            assert not one.lives, "told to destroy what she agrees to"

    @asked_for
    @rule()
    def the_time_of_copies_is_over(self) -> None:
        """What a schedule does with what nobody allowed, or took, in its time."""
        do = lambda: end_overdue(by=SYSTEM, at=self.tick())  # noqa: E731
        ended = self.act("the time of copies is over", do, perhaps=("ExportEnded",))
        over = [one for one in self.memory.copies.values() if one.waits and one.ends_at <= self.now]
        assert ended == len(over)
        for one in over:
            self.memory.copy_ends(one, "expired")
