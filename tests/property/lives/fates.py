"""Somebody is missing, is found, or dies: what is asked then, of whom, and who is left."""

import json
from typing import Any

from django.conf import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.disappearances import services
from amparo.casework.disappearances import urgent_search as searching
from amparo.casework.disappearances.incident_report import Account
from amparo.casework.disappearances.linked_cases import open_linked
from amparo.casework.disappearances.models import SearcherNotice
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from amparo.law import Happened, case_state
from tests.property.lives.around import LAW, OUTSIDERS, Around
from tests.property.lives.cast import PEOPLE, a_letter
from tests.property.lives.hers import NARROWS, numbers
from tests.property.lives.memory import POOL
from tests.property.lives.remembered import Befell
from tests.property.lives.team import ANALYST, SOMEBODY, TOLD, running

ANOTHER = "Justina Mori"  # who may be of the family, and take care of a child
WHAT = st.sampled_from(("disappeared", "disappeared", "found_alive", "found_dead", "died"))
DEATHS = {"found_dead", "died"}
OPENS_A_CASE = {"disappeared", *DEATHS}
befallen = precondition(lambda self: self.memory.befell)


class Fates(Around):
    """Nothing is decided for the dead, and nothing of theirs ends by it."""

    @running
    @rule(who=ANALYST, what=WHAT, hers=st.sampled_from((True, True, False)), sure=st.integers(0, 2))
    def somebody_is_lost(
        self,
        who: str,
        what: str,
        hers: bool = True,  # noqa: FBT001, FBT002 - drawn
        sure: int = 0,
    ) -> None:
        if sure:
            return
        told = {name: TOLD[name] for name in ("coarse_place", "risk_summary")}
        account = Account(
            what=what, whose="person" if hers else "other", kind="unknown", on=self.today,
            text="salió y no volvió", source="su hermana", name="" if hers else ANOTHER,
            values=told,
        )  # fmt: skip
        do = lambda: services.note(self.case_of(who), account, by=self.who(who), at=self.tick())  # noqa: E731
        measures, last = self.measures_now(), self.memory.last(hers=hers)
        also = ("ImpedimentBegan", "ConsentAsked", "OtherDied", *NARROWS)
        row = self.act(f"records: {what}", do, by=who, wrote=("HappeningNoted",), perhaps=also)
        if not row:
            return
        assert self.memory.may_follow(what, hers=hers), f"{what} after {last and last.what}"
        assert self.measures_now() == measures, "what befell somebody moved a measure"
        before = (self.memory.impeded, self.memory.dead)
        one = Befell(row.ref, what, hers, before)
        self.memory.befell.append(one)
        self.memory.closed = False
        if last and last.what == "disappeared":
            one.about = last.ref
            self.memory.ends_search(last)
        if hers and what in OPENS_A_CASE:
            # Whoever was missing when the request came is missing as before.
            again = self.memory.impeded and what == "disappeared"
            self.memory.began |= not again
            # Words from before may be with whoever took her.
            self.given_by_team &= again
            self.memory.impeded, self.memory.dead = True, what in DEATHS
        elif what in DEATHS:
            self.memory.has_died(ANOTHER)
        self.who_may_be_told(one, told)

    def who_may_be_told(self, one: Befell, told: dict[str, str]) -> None:
        for row in SearcherNotice.objects.select_related("unit").filter(happening__ref=one.ref):
            unit = row.unit.code if row.unit else ""
            shut = bool(unit) and self.memory.shut(unit)
            assert not shut or row.ref in one.told, "put forward who must not know"
            one.told[row.ref] = unit
            asked = Question.objects.filter(subject=row.ref, withdrawn_at__isnull=True).first()
            known = self.memory.asked.get(("search", row.ref, unit))
            if asked and (known is None or known.ref != asked.ref):
                assert not shut, "she was asked about who must not know"
                self.is_asked("search", row.ref, unit, told)

    @befallen
    @rule(who=st.sampled_from(("saul", "saul", "ana", "delia")), number=numbers)
    def decides_on_telling(self, who: str, number: int) -> None:
        one, ref = self.somebody_to_tell(number)
        if one is None:
            return
        asked = self.memory.asked.get(("search", ref, one.told[ref]))
        do = lambda: searching.decide_instead(  # noqa: E731
            self.case_of(who), one.ref, ref, text="no hay a quién preguntar", by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        wrote = ("ConsentReplaced",)
        if self.act("decides on telling", do, by=who, role="supervisor", wrote=wrote):
            assert asked is not None
            assert self.memory.impeded
            assert not self.memory.dead
            assert asked.key not in self.memory.against, "decided over her word"
            asked.answer, asked.in_her_name = "", False
            asked.instead, asked.anew = True, False

    @befallen
    @rule(who=ANALYST, number=numbers)
    def tells_who_searches(self, who: str, number: int) -> None:
        one, ref = self.somebody_to_tell(number)
        if one is None:
            return
        unit = one.told[ref]
        asked = self.memory.asked.get(("search", ref, unit))
        do = lambda: searching.note_told(  # noqa: E731
            self.case_of(who), one.ref, ref, moment=self.now, taken_by="la oficial de turno",
            text="dicho", by=self.who(who), at=self.tick(),
        )  # fmt: skip
        if self.act("tells who searches", do, by=who, wrote=("SearcherTold",)):
            assert asked is not None
            assert asked.covers, "told without her yes or a reason"
            assert not asked.anew, "a reason that stands no more let something leave"
            assert not self.memory.left
            assert not unit or not self.memory.shut(unit)
            assert ref not in self.memory.informed
            assert self.memory.last(hers=one.hers) is one, "told of a search that is over"
            self.memory.informed.add(ref)

    def somebody_to_tell(self, number: int) -> tuple[Any, str]:
        found = [(one, ref) for one in self.memory.befell for ref in one.told]
        return found[number % len(found)] if found else (None, "")

    @befallen
    @rule(who=ANALYST, number=numbers)
    def it_was_a_mistake(self, who: str, number: int) -> None:
        one: Befell = self.one_of(self.memory.befell, number)
        do = lambda: services.set_aside(  # noqa: E731
            self.case_of(who), one.ref, text="era otra", by=self.who(who), at=self.tick()
        )
        was = self.memory.last(hers=one.hers)
        wrote = ("HappeningSetAside",)
        also = ("ImpedimentBegan", "ImpedimentEnded", "ConsentAsked", "OtherLives", "ChangeUndone")
        if self.act("it was a mistake", do, by=who, wrote=wrote, perhaps=also):
            assert one is was, "what did not come last was set aside"
            one.aside, self.memory.closed = True, False
            if one.what in DEATHS and not one.hers:
                self.memory.lives(ANOTHER)
            if one.what == "disappeared":
                self.memory.ends_search(one)
            if one.about:
                missing = next(it for it in self.memory.befell if it.ref == one.about)
                told = {name: TOLD[name] for name in ("coarse_place", "risk_summary")}
                self.who_may_be_told(missing, told)
            if one.hers:
                self.runs_again(one)
                self.is_as_it_was(one)

    def runs_again(self, one: Befell) -> None:
        """What ended with a life that did not end is as it was."""
        if one.what not in DEATHS:
            return
        for ref, before in self.memory.died_with.items():
            self.memory.ended.pop(ref)
            if before:
                self.memory.ended[ref] = before
        self.memory.died_with.clear()

    def is_as_it_was(self, one: Befell) -> None:
        """Whoever was reached meanwhile stays reached; whoever was not is as before."""
        impeded, _dead = one.before
        if one.what not in OPENS_A_CASE:
            return
        if self.memory.dead:
            self.memory.dead, self.memory.impeded = False, impeded
            self.given_by_team = False
        elif self.memory.impeded and not impeded:
            self.memory.reached()

    @befallen
    @rule(
        who=SOMEBODY, number=numbers, name=OUTSIDERS, party=st.sampled_from(("relatives", "lawyer"))
    )
    def opens_a_case_of_those_left(
        self, who: str, number: int, name: str, party: str = "relatives"
    ) -> None:
        one: Befell = self.one_of(self.memory.befell, number)
        letter = a_letter(channel="phone", with_words=False)
        known = set(Filing.objects.values_list("code", flat=True))

        def do() -> str:
            case, by, at = self.case_of(who), self.who(who), self.tick()
            self.beside = set()
            try:
                return open_linked(case, one.ref, letter, party=party, applicant=name, by=by, at=at)
            finally:
                new = set(Filing.objects.values_list("code", flat=True)) - known
                self.beside = new | set(self.memory.linked)

        also = ("RequestFiled", "CaseOpened", "ConsentAsked", "FactsFound", "InterpreterNeeded")
        wrote = ("LinkedCaseOpened",)
        code = self.act("opens a case of those left", do, by=who, wrote=wrote, perhaps=also)
        if code:
            assert one.what in OPENS_A_CASE
            assert not one.aside
            assert not self.is_kept_out(name, party), "a case for who must not know"
            pool = {it for it, row in PEOPLE.items() if row[1][0] in POOL and row[3]} | {who}
            seats = {it for it in pool if not self.memory.must_not_know(it)}
            self.memory.linked[code] = seats
            self.beside.add(code)
            self.it_is_on_the_track_of(code)
            facts = Entry.objects.exclude(event="CaseOpened").filter(about=self.memory.code)
            assert not [it for it in facts if code in it.facts], "the record says who is left"

    def is_kept_out(self, name: str, party: str) -> bool:
        """Whoever is family bears the surname of others, and is meant by more than that."""
        memory = self.memory
        return memory.is_meant(name) if party == "relatives" else memory.barred(name)

    def it_is_on_the_track_of(self, code: str) -> None:
        """Fifteen working days from that day, by the plain engine."""
        filing = Filing.objects.get(code=code)
        known = {"request_received": filing.happened["request_received"], **filing.facts}
        happened = Happened.from_plain(known, LAW)
        state = case_state(LAW, happened, self.now, calendar=settings.CALENDAR, open_ended=True)
        assert state.track == "extraordinary"
        assert state.term("decision").amount == 15
        begun = json.loads(json.dumps(filing.facts))
        assert begun.get("death") or begun.get("imminent_risk")
