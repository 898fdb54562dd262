"""What is asked while she may not be who asks, one extension of an institution's term, and what was
the dead person's own."""

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.obligations.opinion_requests.extensions import answer_more_time, ask_more_time
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.review.measures_of_deceased.services import end_of_the_dead
from amparo.foundations.consent.held_requests import (
    NEW_WORDS,
    hold_new_words,
    keep_from_or_hold,
    settle,
)
from amparo.foundations.intake.models import Document
from amparo.law import asked_term, load_protocol
from tests.people import UNITS
from tests.property.lives.cast import OFFICERS, ROLE, UNIT_OF
from tests.property.lives.family import ADULTS
from tests.property.lives.hers import NARROWS, RUNS, filed, numbers
from tests.property.lives.memory import Sent
from tests.property.lives.remembered import HeldBack
from tests.property.lives.sight import Sight
from tests.property.lives.team import ANALYST, DECIDER, SOMEBODY, running

ASKED_TERMS = {"opinion": "prior_opinion", "context": "context_report"}
GIVES_TIME = {"reception", "analyst", "supervisor"}
UNIT = st.sampled_from(["", *(code for code, _parent, _police in UNITS if code != "minjusdh")])


class Aside(Sight):
    """Nobody is shut out by whoever has her words, no term moves but once and in time, and nobody
    else's measure ends with somebody's life."""

    # --- asked on her page, which may be in other hands ---

    @filed
    @rule(code=UNIT, name=st.sampled_from(("", *ADULTS)))
    def asks_on_her_page_to_keep_from(self, code: str, name: str) -> None:
        memory = self.memory
        if memory.left or not (code or name) or (name and len(memory.kept_away) > 1):
            return
        units = [self.place.units[code]] if code else []
        held, her = memory.in_other_hands, self.her()
        do = lambda: keep_from_or_hold(her.folder, units, names=name, by=her, at=self.tick())  # noqa: E731
        also = () if held else (*NARROWS, "InstitutionExcluded")
        wrote = ("HeldBack",) if held else ()
        done = self.act("asks to keep from", do, wrote=wrote, perhaps=also)
        if done is None:
            assert not held, "what is asked in other hands was refused, and not kept"
            return
        if held:
            self.is_held("kept_from", code, name)
        else:
            self.is_kept_from(code, name)

    @filed
    @rule()
    def asks_on_her_page_for_new_words(self) -> None:
        her, held = self.her(), self.memory.in_other_hands
        do = lambda: hold_new_words(her, at=self.tick())  # noqa: E731
        done = self.act("asks for new words", do, wrote=("HeldBack",) if held else ())
        assert done == held, "new words for whoever has her page"
        if held:
            self.is_held(NEW_WORDS, "", "")

    def is_held(self, what: str, code: str, name: str) -> None:
        paper = Document.objects.filter(filing__code=self.memory.code, kind="held").latest("pk")
        self.memory.held[paper.ref] = HeldBack(paper.ref, what, code, name)

    def is_kept_from(self, code: str, name: str) -> None:
        if code:
            self.memory.drop_said(code)
        if name:
            self.memory.kept_away.add(name)
            self.memory.out_of_sight()
        self.memory.closed = False

    @running
    @precondition(lambda self: self.memory.held)
    @rule(who=SOMEBODY, number=numbers, hers=st.booleans())
    def settles_what_is_held(self, who: str, number: int, hers: bool = True) -> None:  # noqa: FBT001, FBT002 - drawn
        memory = self.memory
        one: HeldBack = self.one_of([*memory.held.values()], number)
        do = lambda: settle(  # noqa: E731
            self.case_of(who).folder, one.ref, hers=hers, text="la llamé", by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        also = (*NARROWS, "InstitutionExcluded") if hers else ()
        wrote = ("HeldSettled",)
        if self.act("settles what is held", do, by=who, wrote=wrote, perhaps=also):
            assert not memory.impeded, "settled before she was heard"
            assert not one.settled, "settled twice"
            one.settled = True
            if hers and one.what != NEW_WORDS:
                closed = memory.closed
                self.is_kept_from(one.code, one.name)
                memory.closed = closed

    # --- one extension, in time ---

    @precondition(lambda self: self.memory.sent)
    @rule(who=st.sampled_from((*OFFICERS, "carla", "carla")), number=numbers)
    def a_unit_asks_more_time(self, who: str, number: int) -> None:
        alias = self.one_of(list(self.memory.sent), number)
        one = self.memory.sent[alias]
        do = lambda: ask_more_time(  # noqa: E731
            duty_called(alias, seen_by=self.who(who)), ground="travel", text="hay crecida",
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        may = self.runs_still(one) and UNIT_OF[who] == one.unit and one.time_asked is None
        done = self.act("asks more time", do, wrote=("MoreTimeAsked",))
        assert bool(done) == may, f"{who} asked for more time: {bool(done)}, {one}"
        if done:
            one.time_asked = self.now

    @precondition(lambda self: any(one.time_asked for one in self.memory.sent.values()))
    @rule(who=ANALYST, number=numbers, give=st.sampled_from((True, True, False)))
    def decides_on_more_time(self, who: str, number: int, give: bool = True) -> None:  # noqa: FBT001, FBT002 - drawn
        asked = [alias for alias, one in self.memory.sent.items() if one.time_asked]
        alias = self.one_of(asked, number)
        one = self.memory.sent[alias]
        do = lambda: answer_more_time(  # noqa: E731
            self.case_of(who), duty_on_case(self.case_of(who), alias, seen_by=self.who(who)),
            give=give, text="sí", by=self.who(who), at=self.tick(),
        )  # fmt: skip
        may = self.memory.may_see(who) and ROLE[who] in GIVES_TIME and not one.time_answered
        may = may and (self.runs_still(one) if give else one.state != "over")
        wrote = ("MoreTimeGiven" if give else "MoreTimeRefused",)
        done = self.act(f"{'gives' if give else 'refuses'} more time", do, by=who, wrote=wrote)
        assert may or not done, f"{who} gave more time: {one}"
        assert done or not (may and give), f"{who} could not give more time: {one}"
        if done:
            one.time_answered = True
            one.time_given = self.now if give else None

    def runs_still(self, one: Sent) -> bool:
        """Whether what was only asked waits for its answer and is not late."""
        due = self.due_of(one)
        waits = one.state == "open" and not one.answered
        return waits and due is not None and self.today <= due

    def due_of(self, one: Sent) -> date | None:
        """The last day on which it may answer what it was asked: by the plain engine."""
        if one.kind not in ASKED_TERMS or one.sent_at is None:
            return None
        asked, given = one.time_asked, one.time_given
        moved = (asked, given) if asked and given else None
        term = asked_term(
            load_protocol("pe-2021"), ASKED_TERMS[one.kind], one.sent_at, self.now,
            extended=moved, calendar="public-sector",
        )  # fmt: skip
        assert term is not None
        return term.due.date() if isinstance(term.due, datetime) else term.due

    # --- of the dead ---

    @precondition(lambda self: self.memory.dead and self.memory.measures)
    @rule(who=DECIDER, which=st.sets(numbers, min_size=1, max_size=2))
    def ends_what_was_the_dead_persons(self, who: str, which: set[int]) -> None:
        memory, standing = self.memory, self.measures_now()
        refs = sorted({self.one_of(list(memory.measures), number) for number in which})
        live = [
            one for one in memory.changes.values()
            if one.measure in refs and one.state in {"open", "put", "decided"}
        ]  # fmt: skip
        do = lambda: end_of_the_dead(  # noqa: E731
            self.case_of(who), refs, text="nadie más la necesita", by=self.who(who), at=self.tick()
        )
        wrote = (*("ChangeOpened",) * len(refs), *("ChangeCarriedOut",) * len(refs))
        also = ("ChangeDropped", "DutyChanged")
        name, role = "ends what was the dead person's", "decision_maker"
        done = self.act(name, do, by=who, role=role, wrote=wrote, perhaps=also)
        hers_alone = not any(ref in {*memory.for_all, *memory.for_others} for ref in refs)
        runs = all(standing[ref] in {*RUNS, "suspended"} for ref in refs)
        sits = memory.may_see(who) and ROLE[who] == role and not memory.left
        assert done or not (hers_alone and runs and sits), f"{refs} of the dead did not end"
        if not done:
            return
        assert runs, f"{refs} were {standing}"
        assert not any(self.protects_somebody_else(ref) for ref in refs), "ended with her life"
        for change in live:
            change.state = "dropped"
            memory.asks_no_more(change)
            memory.unasked(change)
        for ref in refs:
            memory.died_with[ref] = memory.ended.get(ref, "")
            memory.ended[ref] = "ceased"
        for duty in memory.sent.values():
            if (duty.measure in refs) and (duty.kind, duty.state) == ("measure", "open"):
                duty.state = "over"

    def protects_somebody_else(self, ref: str) -> bool:
        """Whether anybody besides her is asked about it still, or a board is."""
        rows = [row for one, row in self.memory.besides() if one.subject == ref]
        return ref in self.memory.for_all or any(
            row.child or row.answers != "nobody" for row in rows
        )

    # --- its straight way ---

    def held_goes_on(self) -> None:
        memory = self.memory
        waits = [at for at, one in enumerate(memory.held.values()) if not one.settled]
        if not waits and not memory.impeded:
            self.somebody_is_lost(who="ana", what="disappeared", hers=True, sure=0)
        if memory.impeded and not waits:
            self.asks_on_her_page_to_keep_from(code="mininter", name="Elena Tuesta")
            self.asks_on_her_page_for_new_words()
        elif memory.impeded:
            self.settles_what_is_held(who="ana", number=waits[0], hers=True)  # too early
            self.says_she_can_be_asked(who="ana")
        for number in waits:
            self.settles_what_is_held(who="ana", number=number, hers=True)

    def time_goes_on(self) -> None:
        memory = self.memory
        asked = [alias for alias, one in memory.sent.items() if one.kind == "opinion"]
        if not memory.measures:
            self.proposes(who="ana", unit="pnp-selva")
        elif not any(one.kind == "opinion" for one in memory.asked.values()) and not asked:
            self.asks_her_about_an_opinion(who="ana", number=0, unit="pnp-selva")
        elif not asked:
            one = self.open_questions("opinion")[0]
            self.answers(number=[*memory.asked].index(one.key), word="agreed")
            self.sends("opinion", one.subject, one.unit, "ana", {"schedule"})
        else:
            self.more_time_goes_on([*memory.sent].index(asked[0]), memory.sent[asked[0]])

    def more_time_goes_on(self, number: int, one: Sent) -> None:
        if one.time_asked is None:
            self.a_unit_asks_more_time(who="carla", number=number)
            self.a_unit_asks_more_time(who="carla", number=number)  # once
        elif not one.time_answered:
            self.decides_on_more_time(who="ana", number=0, give=True)
            self.decides_on_more_time(who="ana", number=0, give=True)  # once
        else:
            self.time_passes(days=16, hours=1)
            self.a_unit_says(who="carla", number=number, kind="opinion")

    def ended_goes_on(self) -> None:
        """She dies, what was hers ends, and it was a mistake."""
        memory = self.memory
        last = memory.last(hers=True)
        if not memory.granted:
            self.goes_on()
            self.goes_on()
            self.goes_on()
        elif not memory.dead:
            missing = last is not None and last.what == "disappeared"
            what = "found_dead" if missing else "died"
            self.somebody_is_lost(who="ana", what=what, hers=True, sure=0)
        elif not memory.died_with:
            self.ends_what_was_the_dead_persons(who="ana", which={0})  # who may not
            self.ends_what_was_the_dead_persons(who="delia", which={0})
        elif last is not None:
            self.it_was_a_mistake(who="ana", number=memory.befell.index(last))

    def goes_on(self) -> Any:
        raise NotImplementedError
