"""An interpreter for somebody else of the case: whom alone it is asked, and whose word counts."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting import related_people as of_others
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.related_people.models import SeparateQuestion
from amparo.foundations.related_people.queries import beside_again, other_called
from amparo.foundations.related_people.questions_put_alone import answer_alone, asked_alone
from tests.property.lives.around import OUTSIDERS
from tests.property.lives.aside import Aside
from tests.property.lives.base import where_something_happened
from tests.property.lives.family import are_asked as are_asked  # noqa: PLC0414
from tests.property.lives.family import have_kin
from tests.property.lives.hers import filed, numbers
from tests.property.lives.household import Relative
from tests.property.lives.remembered import Carrier, OwnWords
from tests.property.lives.team import ANALYST, SOMEBODY, running

SAYS = st.sampled_from(("agreed", "agreed", "refused"))
apart = precondition(lambda self: self.for_others())


class Tongues(Aside):
    """Neither she nor anybody else answers for an adult, or learns whom they were asked about."""

    def adults(self) -> list[Relative]:
        return [one for one in self.memory.kin.values() if not one.child]

    def for_others(self) -> list[Carrier]:
        return [one for one in self.memory.carriers.values() if one.whom]

    @running
    @have_kin
    @rule(who=SOMEBODY, number=numbers, needed=st.booleans())
    def notes_that_a_relative_needs_one(self, who: str, number: int, needed: bool = True) -> None:  # noqa: FBT001, FBT002 - drawn
        one = self.one_of(self.adults(), number)
        if one is None:
            return
        do = lambda: of_others.note_need(  # noqa: E731
            self.case_of(who), one.ref, needed=needed, text="habla yine", by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        also = ("OtherNeedsInterpreter", "OtherNeedsNoInterpreter")
        done = self.act("a relative needs an interpreter", do, by=who, perhaps=also)
        may = self.memory.may_see(who) and self.memory.may_be_heard(one.ref)
        assert bool(done) == may, f"{one} was asked which language: {bool(done)}"

    @running
    @have_kin
    @rule(who=ANALYST, number=numbers, name=OUTSIDERS)
    def puts_an_interpreter_forward_for(self, who: str, number: int, name: str) -> None:
        one = self.one_of(self.adults(), number)
        if one is None:
            return
        given = interpreters.Proposed(name, "yine", "radio 7", "Puede decir que no.")

        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            whom = other_called(case.folder, one.ref, seen_by=by)
            return interpreters.name(case, given, whom=whom, by=by, at=self.tick())

        wrote = ("InterpreterNamed", "AloneAsked")
        row = self.act("puts an interpreter forward for another", do, by=who, wrote=wrote)
        if row:
            memory = self.memory
            assert memory.may_be_heard(one.ref), "asked who must not be"
            assert not memory.barred(name), "somebody was asked about who must not know"
            same = [it for it in memory.carriers.values() if it.name == name]
            assert not [it for it in same if it.ended == "tied"]
            assert not [it for it in same if (it.ended, it.whom) == ("refused", one.ref)]
            question = SeparateQuestion.objects.get(subject=row.ref, closed_at__isnull=True).ref
            memory.carriers[row.ref] = Carrier(row.ref, name, "", whom=one.ref, question=question)
            memory.ever_asked.add(one.ref)

    @filed
    @apart
    @precondition(lambda self: self.memory.words)
    @rule(number=numbers, which=numbers, word=SAYS)
    def a_relative_says_of_an_interpreter(self, number: int, which: int, word: str) -> None:
        given: OwnWords = self.one_of(self.memory.words, number)
        one: Carrier = self.one_of(self.for_others(), which)
        self.memory.settle()
        stands = one.ended in {"", "refused"} and not given.ended
        may = stands and given.other == one.whom
        do = lambda: answer_alone(one.question, answer=word, by=given.came, at=self.tick())  # noqa: E731
        done = self.act("a relative says of an interpreter", do, wrote=("AloneAnswered",))
        assert bool(done) == may, f"{given.name} said {word} of {one}: {bool(done)}"
        if done:
            one.how = "own_words"
            self.is_said_of(one, word)

    @running
    @apart
    @rule(who=ANALYST, which=numbers, word=SAYS)
    def the_team_hears_a_relative_of_one(self, who: str, which: int, word: str) -> None:
        one: Carrier = self.one_of(self.for_others(), which)
        do = lambda: interpreters.note_answer(  # noqa: E731
            self.case_of(who), one.ref, answer=word, way="visita", words="eso dijo",
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        done = self.act("hears a relative of one", do, by=who, wrote=("AloneAnswered",))
        if done:
            assert not one.ended
            assert not (one.how == "own_words" and word == "agreed"), (
                "a word of theirs written over"
            )
            self.is_said_of(one, word)

    def is_said_of(self, one: Carrier, word: str) -> None:
        one.agreed = word == "agreed"
        one.ended = "refused" if word == "refused" else ""

    @filed
    @apart
    @precondition(lambda self: self.memory.words)
    @invariant()
    @where_something_happened
    def whom_it_is_for_alone_reads_of_an_interpreter(self) -> None:
        for one in self.memory.words:
            there = beside_again(one.came.way.pk, one.came.pair, seen_by=STRANGER)
            read = {it.row.ref for it in asked_alone(there, seen_by=STRANGER)} if there else set()
            asked = set() if one.ended else set(self.memory.asked_alone(one.other))
            assert read == asked, f"{one.name} reads {read}"

    # --- its straight way ---

    def tongue_goes_on(self) -> None:
        self.memory.settle()
        adults = self.adults()
        heard = [at for at, one in enumerate(adults) if self.memory.may_be_heard(one.ref)]
        live = [it for it in self.for_others() if not it.ended]
        if not heard:
            self.puts_a_relative_down(who="ana", name="Tomás Rojas", relation="witness")
            self.puts_a_relative_down(who="ana", name="Elena Tuesta")
        elif not live:
            self.notes_that_a_relative_needs_one(who="ana", number=heard[0], needed=True)
            self.puts_an_interpreter_forward_for(who="ana", number=heard[0], name="Julia Tello")
            here = [*self.memory.kin].index(adults[heard[0]].ref)
            self.gives_a_relative_words(number=here)
        else:
            self.an_interpreter_of_theirs_goes_on(live[0])

    def an_interpreter_of_theirs_goes_on(self, one: Carrier) -> None:
        number, which = [*self.memory.carriers].index(one.ref), self.for_others().index(one)
        self.somebody_interprets(who="ana", number=number)  # early or not: see what it asserts
        if not one.clear:
            self.looks_into_who_interprets(who="ana", number=number, what="clear")
        elif not one.signed:
            self.looks_into_who_interprets(who="ana", number=number, what="signed")
        elif not one.agreed:
            for at, _given in enumerate(self.memory.words):  # whoever it is not for says nothing
                self.a_relative_says_of_an_interpreter(number=at, which=which, word="agreed")
            self.the_team_hears_a_relative_of_one(who="ana", which=which, word="agreed")
