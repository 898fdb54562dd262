"""A federation stands between a board and the team, and a member has a name left out."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.redaction.services import leave_member_out
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.intake.models import Document
from tests.property.lives.boards import Boards, of_a_board
from tests.property.lives.hers import numbers
from tests.property.lives.remembered import StandsBetween
from tests.property.lives.team import ANALYST

FEDERATION, MARTA = "Federación del Valle", "Marta Shapiama"
SAYS = {
    "stage": "se espera la decisión",
    "measures": "una patrulla, los martes",
    "messages": f"la junta pregunta por {MARTA}",
}
KINDS = st.sampled_from((*SAYS, "messages"))
stands = precondition(lambda self: self.memory.betweens)


class GoBetweens(Boards):
    """What an intermediary was told is there with the board's yes and its acta, no day longer."""

    @of_a_board
    @rule(who=ANALYST, scope=st.sets(KINDS, min_size=1), days=st.sampled_from((0, 3, 30, 90)))
    def puts_a_go_between_forward(self, who: str, scope: set[str], days: int = 90) -> None:
        until = self.today.fromordinal(self.today.toordinal() + days)
        given = between.Proposed(
            code=self.place.federation, name=FEDERATION, scope=sorted(scope), until=until,
            purpose="tienen radio",
        )  # fmt: skip
        self.beside.add(self.place.federation)
        do = lambda: between.propose_between(  # noqa: E731
            self.case_of(who), given, by=self.who(who), at=self.tick()
        )
        wrote = ("BetweenProposed", "ConsentAsked")
        row = self.act("puts an intermediary forward", do, by=who, role="analyst", wrote=wrote)
        if row:
            assert not self.memory.left
            assert not self.memory.board_over, "asked who speaks no more"
            assert not self.memory.read_between(), "put forward where who must not know reads"
            assert not any(not one.over for one in self.memory.betweens.values())
            self.memory.betweens[row.ref] = StandsBetween(row.ref, until)
            self.memory.for_all.add(row.ref)
            self.is_asked("between", row.ref, "", SAYS)

    @stands
    @rule(who=ANALYST, number=numbers, scope=st.sets(KINDS, min_size=1))
    def passes_on(self, who: str, number: int, scope: set[str]) -> None:
        one: StandsBetween = self.one_of([*self.memory.betweens.values()], number)
        told = {name: SAYS[name] for name in sorted(scope)}
        do = lambda: between.pass_on(  # noqa: E731
            self.case_of(who), one.ref, told, by=self.who(who), at=self.tick()
        )
        if self.act("passes on", do, by=who, wrote=("PassedOn",)):
            asked = self.memory.asked.get(("between", one.ref, ""))
            assert asked is not None
            assert asked.answer == "agreed", "told without the board's yes"
            assert asked.acta, "told without its acta"
            assert set(told) <= set(asked.told), "told what nobody agreed to"
            assert not one.over
            assert not self.memory.left
            assert not self.memory.read_between()
            assert one.until >= self.today, "told after its last day"
            left_out = MARTA in self.memory.left_out
            assert not (left_out and "messages" in told), "told of who had it left out"
            one.told.append("\n\n".join(told.values()))

    @stands
    @rule()
    def the_night_comes(self) -> None:
        """What a schedule does: whatever is over stays nowhere."""
        before = {one.ref for one in self.memory.betweens.values() if not one.over}
        do = lambda: between.end_overdue(by=SYSTEM, at=self.tick())  # noqa: E731
        ended = self.act("the night comes", do, perhaps=("BetweenEnded", "ToldErased"))
        over = {ref for ref in before if self.memory.betweens[ref].until < self.today}
        assert ended == len(over)
        for ref in over:
            self.memory.betweens[ref].ends()

    @of_a_board
    @rule(who=ANALYST, sure=st.integers(0, 2))
    def leaves_a_member_out(self, who: str, sure: int = 0) -> None:
        if sure:
            return
        do = lambda: leave_member_out(  # noqa: E731
            self.case_of(who), [MARTA], files=(), way="phone", by=self.who(who), at=self.tick()
        )
        wrote, also = ("MemberLeftOut",), ("ToldErased", "WordsDropped")
        if self.act("leaves a member out", do, by=who, wrote=wrote, perhaps=also):
            self.memory.left_out.add(MARTA)
            for one in self.memory.betweens.values():
                one.told = [said for said in one.told if MARTA not in said]
            folder = self.case_of(who).folder
            papers = Document.objects.filter(filing=folder.filing)
            assert not [one.kind for one in papers if MARTA in str(folder.words(one))]
