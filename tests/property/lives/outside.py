"""What others with power order or demand: it moves nothing of hers, it is agreed with herself
alone, and she reads of it unless a court forbids that, for three days on the word of one."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.referral import authority_demands as demands
from amparo.casework.referral.external_measures import services as external
from amparo.casework.retention.dated_tasks import show_what_is_kept
from amparo.casework.retention.silence_orders import note_read
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.queries import worklist
from amparo.foundations.intake.models import Filing
from tests.property.lives.cast import ROLE, TEAM
from tests.property.lives.elsewhere import Demanded, Ordered
from tests.property.lives.hers import numbers
from tests.property.lives.passes import Passes
from tests.property.lives.team import SOMEBODY, running

WORKS = {"reception", "analyst", "supervisor"}
ISSUER, COURT = "Comisión de la Cordillera", "Juzgado de la Cordillera"
UNTIL = st.sampled_from((0, 5, 40, 400))  # days; 0: until it is lifted, or told at once
SILENT = st.sampled_from((0, 0, 2, 3, 9, 40))
OUTCOMES = st.sampled_from(("agreed", "agreed", "partly", "not_agreed"))
SOON = timedelta(days=6)  # at the latest a closed case is on the lists again before that day
somebody_ordered = precondition(lambda self: self.memory.ordered)
somebody_demanded = precondition(lambda self: self.memory.demanded)


class Outside(Passes):
    """Nothing is agreed with who cannot be asked, and no word of one keeps anything for long."""

    def works_on_it(self, who: str) -> bool:
        return self.memory.may_see(who) and ROLE[who] in WORKS

    def what_stands(self) -> tuple[Any, ...]:
        happened = Filing.objects.values_list("happened", "facts", "protocol")
        return self.measures_now(), happened.get(code=self.memory.code)

    # --- ordered elsewhere ---

    @running
    @precondition(lambda self: len(self.memory.ordered) < 2)
    @rule(who=SOMEBODY, days=UNTIL)
    def notes_what_was_ordered(self, who: str, days: int = 40) -> None:
        until = self.today + timedelta(days=days) if days else None
        given = external.Ordered(
            kind="precautionary", issuer="regional_body", name=ISSUER, what="que se la proteja",
            on=self.today, until=until, agree_by=self.today + timedelta(days=10),
        )  # fmt: skip
        may, before = self.works_on_it(who), self.what_stands()
        do = lambda: external.note_external(  # noqa: E731
            self.case_of(who), given, by=self.who(who), at=self.tick()
        )
        row = self.act("notes what was ordered", do, by=who, wrote=("ExternalMeasureNoted",))
        assert bool(row) == may, f"{who} noted what was ordered: {bool(row)}"
        assert self.what_stands() == before, "what was ordered elsewhere moved something"
        if row:
            one = Ordered(row.ref, row.paper_ref, until, looked_at=until is not None)
            self.memory.ordered[row.ref], self.memory.closed = one, False

    @running
    @somebody_ordered
    @rule(who=SOMEBODY, number=numbers, outcome=OUTCOMES)
    def agrees_with_her_how(self, who: str, number: int, outcome: str = "agreed") -> None:
        one: Ordered = self.one_of([*self.memory.ordered.values()], number)
        do = lambda: external.note_agreement(  # noqa: E731
            self.case_of(who), one.ref, outcome=outcome, on=self.today, words="dos rondas",
            again_by=self.today + timedelta(days=10), by=self.who(who), at=self.tick(),
        )  # fmt: skip
        may, before = self.works_on_it(who) and not one.ended, self.what_stands()
        may = may and not (self.memory.dead or self.memory.impeded)  # nobody agrees for her
        done = self.act("agrees with her how", do, by=who, wrote=("ExternalMeasureAgreed",))
        assert bool(done) == may, f"{who} wrote that she {outcome}: {bool(done)}"
        assert self.what_stands() == before, "what was agreed elsewhere moved something"
        if done:
            one.agreement = outcome
            self.memory.closed = self.memory.closed and outcome == "agreed"

    @running
    @somebody_ordered
    @rule(
        who=SOMEBODY, number=numbers, ends=st.booleans(), fresh=st.sampled_from((True, True, False))
    )
    def it_ends_or_goes_on(
        self,
        who: str,
        number: int,
        ends: bool = True,  # noqa: FBT001, FBT002 - drawn
        fresh: bool = True,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        one: Ordered = self.one_of([*self.memory.ordered.values()], number)
        until = max(self.today, one.until or self.today) + timedelta(days=30)
        told: dict[str, Any] = {"seen": one.version if fresh else one.version - 1}

        def do() -> None:
            case, by, at = self.case_of(who), self.who(who), self.tick()
            if ends:
                on = self.today
                external.end_external(case, one.ref, on=on, words="", **told, by=by, at=at)
            else:
                external.prolong_external(case, one.ref, until=until, **told, by=by, at=at)

        may, before = self.works_on_it(who) and fresh and not one.ended, self.what_stands()
        wrote = ("ExternalMeasureEnded" if ends else "ExternalMeasureProlonged",)
        name = f"what was ordered {'ends' if ends else 'goes on'}"
        done = self.act(name, do, by=who, wrote=wrote)
        assert bool(done) == may, f"{who} ended what was ordered: {bool(done)}"
        assert self.what_stands() == before, "the end of what was ordered moved something"
        if done and ends:
            one.ended = True
        elif done:
            self.memory.closed = self.memory.closed and one.looked_at
            one.until, one.version, one.looked_at = until, one.version + 1, True

    # --- demanded ---

    @running
    @precondition(lambda self: len(self.memory.demanded) < 2)
    @rule(who=SOMEBODY, days=SILENT)
    def notes_who_demanded_the_file(self, who: str, days: int = 9) -> None:
        until = self.today + timedelta(days=days) if days else None
        given = demands.Demanded(
            kind="court", name=COURT, on=self.today, what="todo", ground="un oficio",
            answered="por escrito", forbidden_by=COURT if until else "", silent_until=until,
        )  # fmt: skip
        may, before = self.works_on_it(who), self.what_stands()
        do = lambda: demands.note_demand(  # noqa: E731
            self.case_of(who), given, by=self.who(who), at=self.tick()
        )
        row = self.act("notes who demanded the file", do, by=who, wrote=("FileDemanded",))
        assert bool(row) == may, f"{who} noted a demand: {bool(row)}"
        assert self.what_stands() == before, "that somebody demanded the file moved something"
        if row:
            self.memory.demanded[row.ref] = Demanded(
                row.ref, row.paper_ref, who, self.today, until, told=until is None
            )

    @running
    @somebody_demanded
    @rule(who=SOMEBODY, number=numbers, forbids=st.sampled_from((True, True, False)))
    def another_reads_the_order(
        self,
        who: str,
        number: int,
        forbids: bool = True,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        one: Demanded = self.one_of([*self.memory.demanded.values()], number)
        do = lambda: note_read(  # noqa: E731
            self.case_of(who), one.ref, forbids=forbids, words="me la mostró", by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        ends = one.is_ended_by(who)
        wrote = ("SilenceRead", *(("DemandTold",) if ends and not forbids else ()))
        done = self.act("another reads the order", do, by=who, wrote=wrote)
        may = self.memory.may_see(who) and one.kept and one.asks(who, forbids=forbids)
        assert bool(done) == may, f"{who} read the order, {forbids}: {bool(done)}, {one}"
        if done:
            one.is_read(who, forbids=forbids)

    @somebody_demanded
    @rule()
    def the_night_tells_her(self) -> None:
        """What a schedule does with what no court forbids any more; a closed case is seen again
        before that day."""
        do = lambda: demands.tell_what_is_due(by=SYSTEM, at=self.tick())  # noqa: E731
        told = self.act("the night tells her", do, perhaps=("DemandTold",))
        kept = [one for one in self.memory.demanded.values() if one.kept]
        over = [one for one in kept if one.hers_to_read(self.today)]
        assert told == len(over), f"{told} were told, and {len(over)} are over"
        for one in over:
            one.told = True
        show_what_is_kept(at=self.now)
        near = [one for one in kept if one.kept and one.last_day <= self.today + SOON]
        for name in TEAM if near else ():
            listed = [seat.code for seat in worklist(seen_by=self.who(name), size=9)]
            assert (self.memory.code in listed) == self.memory.may_see(name), f"{near}: {name}"

    # --- its straight way ---

    def orders_goes_on(self) -> None:
        memory = self.memory
        if not memory.ordered:
            self.notes_what_was_ordered(who="delia", days=40)  # who may not
            self.notes_what_was_ordered(who="ana", days=40)
            self.agrees_with_her_how(who="ana", number=0, outcome="partly")
        elif not memory.demanded:
            self.notes_who_demanded_the_file(who="ana", days=40)
            self.another_reads_the_order(who="ana", number=0, forbids=True)  # her own word
            self.notes_who_demanded_the_file(who="rosa", days=2)
            self.time_passes(days=2, hours=1)
        else:
            self.the_days_of_the_order_pass(next(iter(memory.demanded.values())))

    def the_days_of_the_order_pass(self, one: Demanded) -> None:
        self.the_night_tells_her()  # early or not: see what it asserts
        if one.kept and not one.read_by:
            self.another_reads_the_order(who="rosa", number=0, forbids=True)
        elif one.kept:
            self.time_passes(days=33, hours=1)
        else:
            self.it_ends_or_goes_on(who="ana", number=0, ends=False, fresh=True)
            self.it_ends_or_goes_on(who="ana", number=0, ends=True, fresh=False)  # overtaken
            self.it_ends_or_goes_on(who="ana", number=0, ends=True, fresh=True)
