"""A case passes to another norm, and perhaps back: what was late stays late, nothing else moves."""

from datetime import datetime
from typing import Any

from django.conf import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from amparo.foundations.cases.norm_transition import pass_over, plan_back, plan_to, take_back
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from amparo.law import Happened, Protocol, load_protocol
from amparo.law.state import norm_transition as passing
from tests.property.lives.cast import ROLE
from tests.property.lives.norms import NEWER, OLDER, SINCE
from tests.property.lives.remembered import Left
from tests.property.lives.team import DECIDER, running
from tests.property.lives.tongues import Tongues


class Passes(Tongues):
    """By an act of whoever the norm names, who saw exactly what would change."""

    def happened_now(self) -> dict[str, str]:
        raise NotImplementedError

    def known(self, law: Protocol) -> Happened:
        filing = Filing.objects.get(code=self.memory.code)
        told = {**self.happened_now(), **filing.facts}
        return Happened.from_plain(told, law, self.memory.carried)

    @running
    @rule(who=DECIDER, sure=st.integers(0, 2))
    def passes_to_the_newer_norm(self, who: str, sure: int = 0) -> None:
        if sure:
            return
        memory, older = self.memory, load_protocol(self.memory.norm)
        known, moved = self.known(older), None

        def do() -> Any:
            nonlocal moved
            case, at = self.case_of(who), self.tick()
            seen = plan_to(case.folder.filing, NEWER, at=at).mark
            newer = load_protocol(NEWER)
            moved = passing.move(older, newer, known, at, calendar=settings.CALENDAR)
            told: dict[str, Any] = {"reason": "así lo manda", "seen": seen, "by": self.who(who)}
            return pass_over(case.case, case.folder, NEWER, **told, at=at)

        before, also = self.last_entry(), ("LatenessKept", "MeasureToldOver")
        done = self.act(
            "passes to the newer norm", do, by=who, wrote=("NormChanged",), perhaps=also
        )
        may = memory.may_see(who) and ROLE[who] == "decision_maker" and memory.norm == OLDER
        may = may and self.today >= datetime.fromisoformat(SINCE).date()
        may = may and not (memory.left or memory.closed)
        assert bool(done) == may, f"{who} passed it on {self.today}: {bool(done)}"
        if moved is not None and done:
            memory.before_passing = Left(known, self.facts_now())
            memory.carried, memory.norm = moved.happened.carried, NEWER
            self.it_is_told_over(before)

    @running
    @rule(who=DECIDER, sure=st.integers(0, 2))
    def takes_the_passing_back(self, who: str, sure: int = 0) -> None:
        if sure:
            return
        memory, newer = self.memory, load_protocol(self.memory.norm)
        known, left = self.known(newer), memory.before_passing
        moved = None

        def do() -> Any:
            nonlocal moved
            case, at = self.case_of(who), self.tick()
            plan = plan_back(case.folder.filing, at=at)
            if left is not None and memory.norm == NEWER:
                older, rule = load_protocol(OLDER), newer.procedure.transitory[0]
                given = (newer, older, rule, known, left.known, at)
                moved = passing.move_back(*given, calendar=settings.CALENDAR)
            told: dict[str, Any] = {"reason": "fue un error", "by": self.who(who), "at": at}
            return take_back(case.case, case.folder, seen=plan.mark if plan else "", **told)

        before, also = self.last_entry(), ("LatenessKept", "MeasureToldOver")
        done = self.act("takes the passing back", do, by=who, wrote=("NormChanged",), perhaps=also)
        may = memory.may_see(who) and ROLE[who] == "decision_maker" and memory.norm == NEWER
        assert bool(done) == (may and not (memory.left or memory.closed)), f"{who}: {bool(done)}"
        if done and moved is not None:
            memory.carried, memory.norm = moved.happened.carried, OLDER
            memory.before_passing = None
            self.it_is_told_over(before)

    def facts_now(self) -> dict[str, Any]:
        return dict(Filing.objects.values_list("facts", flat=True).get(code=self.memory.code))

    def it_is_told_over(self, before: int) -> None:
        """Each measure by its other name and nothing else of it; each late term kept once."""
        wrote = [kind for kind, _facts in self.since(before)]
        assert wrote.count("MeasureToldOver") == len(self.memory.measures)
        mine = f"{OLDER if self.memory.norm == NEWER else NEWER}--"
        late = [one for one in self.memory.carried if one.term.startswith(mine)]
        assert wrote.count("LatenessKept") == len(late), "what was late was not kept"
        assert Entry.objects.filter(sequence__gt=before).exists()

    def norm_goes_on(self) -> None:
        first = datetime.fromisoformat(SINCE).date()
        if "delia" not in self.memory.seats:
            self.gives_a_seat(who="ana", whom="delia")
        if self.today < first:
            self.passes_to_the_newer_norm(who="delia", sure=0)  # too early
            self.time_passes(days=16, hours=1)
        elif self.memory.norm == OLDER:
            self.passes_to_the_newer_norm(who="ana", sure=0)  # not hers to decide
            self.passes_to_the_newer_norm(who="delia", sure=0)
            self.time_passes(days=7, hours=1)
        else:
            self.takes_the_passing_back(who="delia", sure=0)
