"""A collective: who speaks for it, what is asked of all, and what each board decides alone."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.collectives import services
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.consent.models import Question
from amparo.foundations.ledger.models import Entry
from tests.many_voices import FIRST, SECOND, acta
from tests.property.lives.fates import Fates
from tests.property.lives.hers import filed, numbers
from tests.property.lives.memory import Asked
from tests.property.lives.team import ANALYST, TOLD, running

DECIDED = st.sampled_from(("agreed", "agreed", "agreed", "refused"))
of_a_board = precondition(lambda self: self.memory.board)


class Boards(Fates):
    """A board's yes counts with its acta, and no board's word is another's."""

    @running
    @rule(who=ANALYST)
    def notes_a_collective(self, who: str) -> None:
        do = lambda: services.note_collective(  # noqa: E731
            self.case_of(who), "community", FIRST, by=self.who(who), at=self.tick()
        )
        wrote = ("CollectiveNoted", "BoardJoined")
        if self.act("notes a collective", do, by=who, wrote=wrote):
            assert not self.memory.board, "noted twice"
            self.memory.board = True

    @of_a_board
    @rule(who=ANALYST)
    def the_council_joins(self, who: str) -> None:
        """Another board of the same collective, with a case of its own."""
        self.beside.add(self.place.council)
        do = lambda: services.join_board(  # noqa: E731
            self.case_of(who), self.place.council, SECOND, by=self.who(who), at=self.tick()
        )
        self.act("the council joins", do, by=who, wrote=("BoardJoined",))

    @of_a_board
    @precondition(lambda self: self.memory.measures)
    @rule(who=ANALYST, number=numbers)
    def puts_it_to_all(self, who: str, number: int) -> None:
        ref = self.one_of(list(self.memory.measures), number)
        do = lambda: services.put_to_boards(  # noqa: E731
            self.case_of(who), ref, words="rondas", by=self.who(who), at=self.tick()
        )
        also = ("ConsentAsked", "ConsentWithdrawn", "BoardAsked")
        name, wrote = "puts it to all", ("PutToBoards",)
        if self.act(name, do, by=who, role="analyst", wrote=wrote, perhaps=also) is None:
            return
        assert not self.memory.left
        assert not self.memory.board_over, "asked who speaks no more"
        assert ref not in self.memory.granted
        if ref in self.memory.for_all:
            return
        self.memory.for_all.add(ref)
        for one in [*self.memory.asked.values()]:
            if one.subject == ref and one.kind in {"measure", "opinion"}:
                if one.answer == "agreed":
                    self.memory.take_back(one)
                self.is_asked(one.kind, ref, one.unit, TOLD)

    @filed
    @precondition(lambda self: self.memory.for_all)
    @rule(number=numbers, decided=DECIDED)
    def the_board_lays_an_acta(self, number: int, decided: str = "agreed") -> None:
        one = self.one_of([it for it in self.open_questions() if it.of_all], number)
        if one is None:
            return
        her = self.her()
        do = lambda: lay_acta(  # noqa: E731
            her.folder, one.ref, acta(decided=decided), by=her, at=self.tick()
        )
        wrote = ("ActaLaid", "ConsentAnswered")
        if self.act("the board lays an acta", do, wrote=wrote):
            assert not (self.memory.impeded and decided == "agreed"), "somebody else said yes"
            assert not self.memory.dead
            self.counts(one, decided, on_page=True)

    @of_a_board
    @precondition(lambda self: self.memory.asked)
    @rule(who=ANALYST, number=numbers, decided=DECIDED)
    def the_team_notes_an_acta(self, who: str, number: int, decided: str) -> None:
        one: Asked = self.one_of(self.open_questions(), number)
        do = lambda: services.note_acta(  # noqa: E731
            self.case_of(who), one.ref, acta(decided=decided), by=self.who(who), at=self.tick()
        )
        wrote, also = ("ActaLaid", "ConsentAnswered"), ("ImpedimentEnded",)
        if self.act("the team notes an acta", do, by=who, wrote=wrote, perhaps=also):
            assert one.of_all, "an acta for what was asked of one person"
            assert (one.answer, one.on_page) != ("refused", True), "a no of theirs was written over"
            assert not self.memory.dead
            self.counts(one, decided, on_page=False)

    def counts(self, one: Asked, decided: str, *, on_page: bool) -> None:
        self.memory.answer(one, decided, on_page=on_page)
        one.acta = decided == "agreed"
        if on_page:
            self.memory.closed = False

    @precondition(lambda self: self.place.council in self.beside)
    @rule(decided=DECIDED)
    def the_council_decides(self, decided: str) -> None:
        """What it says moves nothing of this board's."""
        council = self.place.juana
        standing = Question.objects.filter(
            filing=council.folder.filing, kind="collective", withdrawn_at__isnull=True
        )
        measures, sent = self.measures_now(), self.last_entry()
        for one in standing.order_by("pk"):
            do = lambda ref=one.ref: lay_acta(  # noqa: E731
                council.folder, ref, acta(decided=decided), by=council, at=self.tick()
            )
            self.act("the council decides", do, wrote=("ActaLaid", "ConsentAnswered"))
        assert self.measures_now() == measures, "another board's word moved a measure"
        assert not self.said_here_since(sent), "another board wrote in this file"

    def said_here_since(self, sequence: int) -> list[Any]:
        return list(Entry.objects.filter(sequence__gt=sequence, about=self.memory.code))

    @of_a_board
    @rule(who=ANALYST, sure=st.integers(0, 3))
    def somebody_else_speaks(self, who: str, sure: int = 0) -> None:
        if sure:
            return
        measures = self.measures_now()
        do = lambda: services.end_board(  # noqa: E731
            self.case_of(who), on=self.today, words="hay otra junta", by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        if self.act("somebody else speaks", do, by=who, wrote=("BoardEnded",)):
            self.memory.board_over = True
            assert self.measures_now() == measures
