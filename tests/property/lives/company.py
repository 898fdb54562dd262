"""The straight way of whoever else comes into a life: the next step of each, where nothing turns
aside."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.property.lives.between import MARTA, SAYS
from tests.property.lives.copies import Copies
from tests.property.lives.elsewhere import Copied
from tests.property.lives.hers import TOPICS, filed
from tests.property.lives.remembered import Befell, Carrier, Referred, StandsBetween

JULIA = "Julia Tello"


class Company(Copies):
    """Without these a life of thirty steps would rarely come to the end of any of them."""

    def goes_on(self) -> None:
        raise NotImplementedError

    def look_around(self) -> None:
        raise NotImplementedError

    @filed
    @rule(topic=st.sampled_from(TOPICS), steps=st.integers(1, 5))
    def somebody_comes_into_it(self, topic: str, steps: int) -> None:
        for _step in range(steps):
            if self.memory.opened or topic == "delay":
                getattr(self, f"{topic}_goes_on")()
            else:
                self.goes_on()
            self.look_around()

    def she_agrees(self, key: tuple[str, str, str]) -> None:
        if key in self.memory.asked:
            self.answers(number=[*self.memory.asked].index(key), word="agreed")

    def elsewhere_goes_on(self) -> None:
        self.memory.settle()
        over = {"revoked", "refused"}
        live = [one for one in self.memory.referred.values() if one.state not in over]
        if not live:
            self.proposes_a_referral(who="ana", unit="")
            return
        one: Referred = live[0]
        number = [*self.memory.referred].index(one.ref)
        if not self.memory.may_go_there(one):
            self.carries_it_there(who="ana", number=number, what="prints")  # see what it asserts
            self.she_agrees(("referral", one.ref, one.unit))
        elif not one.copies:
            self.carries_it_there(who="ana", number=number, what="prints")
        elif one.state == "proposed":
            self.carries_it_there(who="ana", number=number, what="gives")
        else:
            self.hears_from_there(who="ana", number=number, reply="accepted")

    def copy_goes_on(self) -> None:
        """Asked for, allowed, taken, taken back, and whoever has it is told."""
        live = [one for one in self.memory.copies.values() if one.lives]
        if not live:
            self.is_told_to_destroy_it(who="ana", number=0, said="destroyed")  # if somebody has one
            self.asks_for_a_copy(who="ana", unit="")
            return
        one: Copied = live[0]
        number = [*self.memory.copies].index(one.ref)
        self.takes_a_copy(who="ana", number=number)  # early or not: see what it asserts
        if one.state == "asked":
            if "saul" not in self.memory.seats:
                self.gives_a_seat(who="ana", whom="saul")
            self.says_on_a_copy(who="saul", number=number, allow=True)  # too early
            self.she_agrees(("export", one.ref, one.unit))
            self.says_on_a_copy(who="saul", number=number, allow=True)
            self.takes_a_copy(who="beto", number=number)  # who did not ask for it
        elif one.out:
            key = ("export", one.ref, one.unit)
            self.answers(number=[*self.memory.asked].index(key), word="refused")

    def interpreter_goes_on(self) -> None:
        self.memory.settle()
        live = [one for one in self.memory.carriers.values() if not one.ended]
        if not live:
            self.notes_whether_one_is_needed(who="ana", needed=True)
            self.puts_an_interpreter_forward(who="ana", name=JULIA, unit="")
            return
        one: Carrier = live[0]
        number = [*self.memory.carriers].index(one.ref)
        self.somebody_interprets(who="ana", number=number)  # early or not: see what it asserts
        if not one.clear:
            self.looks_into_who_interprets(who="ana", number=number, what="clear")
        elif not one.signed:
            self.looks_into_who_interprets(who="ana", number=number, what="signed")
        elif not one.agreed:
            self.she_agrees(("interpreter", one.ref, ""))

    def words_goes_on(self) -> None:
        self.memory.settle()
        live = [at for at, one in enumerate(self.memory.words) if not one.ended]
        if not live:
            self.gives_words(name=JULIA, right="speaks")
            return
        self.somebody_writes(number=live[0])
        if not self.memory.measures:
            self.proposes(who="ana", unit="pnp-selva")
        for which in range(len(self.memory.asked)):
            self.somebody_answers_for_her(number=live[0], which=which, word="agreed")

    def loss_goes_on(self) -> None:
        last = self.memory.last(hers=True)
        number = self.memory.befell.index(last) if last else 0
        if last is None or last.what == "found_alive":
            self.somebody_is_lost(who="ana", what="disappeared", hers=True, sure=0)
        elif last.what == "disappeared" and not self.all_are_told(last):
            self.one_more_is_told(last)
        elif not self.memory.linked:
            self.opens_a_case_of_those_left(who="ana", number=number, name=JULIA, party="relatives")
        elif last.what == "disappeared":
            self.somebody_is_lost(who="ana", what="found_dead", hers=True, sure=0)

    def all_are_told(self, one: Befell) -> bool:
        return all(
            ref in self.memory.informed or ("search", ref, unit) not in self.memory.asked
            for ref, unit in one.told.items()
        )

    def one_more_is_told(self, one: Befell) -> None:
        refs = [ref for it in self.memory.befell for ref in it.told]
        ref = next(ref for ref in one.told if ref not in self.memory.informed)
        self.tells_who_searches(who="ana", number=refs.index(ref))  # see what it asserts
        if ref not in self.memory.informed:
            if "saul" not in self.memory.seats:
                self.gives_a_seat(who="ana", whom="saul")
            self.decides_on_telling(who="saul", number=refs.index(ref))

    def board_goes_on(self) -> None:
        memory = self.memory
        decided = {*memory.granted, *memory.denied}
        open_still = [ref for ref in memory.measures if ref not in decided]
        if not memory.board:
            self.notes_a_collective(who="ana")
            self.the_council_joins(who="ana")
        elif not open_still:
            self.proposes(who="ana", unit="pnp-selva")
        elif open_still[0] not in memory.for_all:
            number = [*memory.measures].index(open_still[0])
            self.puts_it_to_all(who="ana", number=number)
        else:
            self.every_board_decides()

    def every_board_decides(self) -> None:
        of_all = [one for one in self.memory.asked.values() if one.of_all]
        for number, one in enumerate(of_all):
            if not one.acta:
                self.she_agrees(one.key)  # without its acta it counts for nothing
                self.the_board_lays_an_acta(number=number, decided="agreed")
        if self.place.council in self.beside:
            self.the_council_decides(decided="refused")

    def between_goes_on(self) -> None:
        self.memory.settle()
        live = [one for one in self.memory.betweens.values() if not one.over]
        if not self.memory.board:
            self.notes_a_collective(who="ana")
        elif not live:
            self.puts_a_go_between_forward(who="ana", scope=set(SAYS), days=90)
        else:
            self.one_stands_between(live[0])

    def one_stands_between(self, one: StandsBetween) -> None:
        asked = self.memory.asked[("between", one.ref, "")]
        of_all = [it for it in self.memory.asked.values() if it.of_all]
        number = [*self.memory.betweens].index(one.ref)
        self.passes_on(
            who="ana", number=number, scope={"stage"}
        )  # early or not: see what it asserts
        if not asked.acta:
            self.the_board_lays_an_acta(number=of_all.index(asked), decided="agreed")
        elif MARTA not in self.memory.left_out:
            self.passes_on(who="ana", number=number, scope={"messages"})
            self.leaves_a_member_out(who="ana", sure=0)
        else:
            self.passes_on(who="ana", number=number, scope={"messages"})

    def delay_goes_on(self) -> None:
        late = [one.term for one in self.late_terms()]
        if not late:
            self.time_passes(days=33, hours=1)
        elif not any(one.term == late[0] and not one.ruled for one in self.memory.complaints):
            self.complains(term=late[0])
        else:
            self.rules_on_a_complaint(who="hugo")

    def family_goes_on(self) -> None:
        """A grandmother, a child for whom she answers, and one measure for both."""
        memory = self.memory
        undecided = [ref for ref in memory.measures if memory.undecided(ref)]
        if not memory.kin:
            self.puts_a_relative_down(who="ana", name="Justina Mori")
            self.puts_a_relative_down(who="ana", name="Wayra Cueva", number=1, sure=True)
            self.puts_a_relative_down(who="ana", name="Tomás Rojas")
            for number in (0, 2):  # who is asked, and who is not
                self.gives_a_relative_words(number=number)
        elif not undecided:
            self.proposes(who="ana", unit="pnp-selva")
        elif undecided[0] not in memory.for_others:
            number = [*memory.measures].index(undecided[0])
            self.she_agrees(("measure", undecided[0], memory.measures[undecided[0]]))
            both: Any = {"which": {0, 1}, "hers": self.hers_too}
            self.says_whom_it_protects(who="ana", number=number, **both)
        else:
            self.each_of_them_is_heard()

    def each_of_them_is_heard(self) -> None:
        """The grandmother by herself, the child apart; then another takes care, and all anew."""
        waits = self.who_waits()
        if not waits:
            self.puts_a_relative_down(who="ana", name="Elena Tuesta")
            self.another_takes_care(who="ana", child=0, number=len(self.memory.kin), sure=True)
            return
        one, row = self.memory.besides()[waits[0]]
        live = [at for at, one in enumerate(self.memory.words) if one.other == row.answers]
        for number in live[-1:]:
            self.a_relative_answers_alone(number=number, which=waits[0], word="agreed")
        self.notes_what_a_relative_said(who="ana", number=waits[0], word="agreed")
        self.asks_again(who="ana", number=[*self.memory.measures].index(one.subject))  # too early
        self.look_around()
        if row.child and not row.heard:
            self.hears_a_child(who="ana", number=waits[0])

    def who_waits(self) -> list[int]:
        """Who besides her has not agreed yet, or was not heard."""
        return [at for at, (_one, row) in enumerate(self.memory.besides()) if not row.agrees]
