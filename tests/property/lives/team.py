"""What the team does until a decision has reached whom it concerns."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.admission.corrections import services as correcting
from amparo.casework.admission.services import acknowledge, issue_report, keep_note
from amparo.casework.assessment import services as assessment
from amparo.casework.assessment.queries import draft_of
from amparo.casework.measures import queries, services
from amparo.casework.measures.decisions.notices import Notice
from amparo.casework.measures.decisions.resolution import Outcome
from amparo.casework.measures.models import Decision
from amparo.casework.obligations.case_closing import close
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import claim, give_seat, open_case, take_seat
from amparo.foundations.intake.queries import filing_to_open
from tests.plans import FOUND, heard, resolution
from tests.property.lives.cast import ROLE, TEAM
from tests.property.lives.hers import Hers, standing_question
from tests.property.lives.memory import Asked
from tests.property.lives.norms import PATROL

TOLD = {
    "coarse_place": "distrito del río, cerca del puente viejo",
    "schedule": "de noche, los martes",
    "risk_summary": "dejaron una nota en la puerta",
}
CALM = {"direct_threat": "no", "remote_place": "yes", "community_support": "yes"}
PURPOSES = st.sampled_from(("decision", "decision", "provisional", "admission"))
SOMEBODY = st.sampled_from(TEAM)
ANALYST = st.sampled_from(("ana", "ana", "ana", "ana", "beto", *TEAM))
DECIDER = st.sampled_from(("delia", "delia", "delia", "hugo", *TEAM))
numbers = st.integers(0, 5)
unopened = precondition(lambda self: self.memory.code and not self.memory.opened)
running = precondition(lambda self: self.memory.opened)


class Team(Hers):
    """Who has no seat, or not the role, does none of it."""

    @unopened
    @rule(who=SOMEBODY)
    def opens(self, who: str) -> None:
        def do() -> Any:
            folder = filing_to_open(self.memory.code, seen_by=self.who(who))
            return open_case(folder, by=self.who(who), at=self.tick()) if folder else None

        may = self.memory.may_open(who)
        also = ("ConsentAsked", "CaseOpened")
        before = self.last_entry()
        self.act("opens", do, perhaps=also)
        done = any(kind == "CaseOpened" for kind, _facts in self.since(before))
        assert done == may, f"{who} opened it: {done}"
        if done:
            self.memory.on_opening(who)
            asked = [facts for kind, facts in self.since(before) if kind == "ConsentAsked"]
            for one in asked:
                self.memory.ask(Asked(one["question"], one["kind"], one["subject"], "", {}))

    @running
    @rule(who=SOMEBODY, what=st.sampled_from(("acknowledge", "note", "claim")))
    def writes(self, who: str, what: str) -> None:
        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            if what == "claim":
                return claim(case.case, by=by, at=self.tick())
            if what == "note":
                return keep_note(case, text="llamó", by=by, at=self.tick())
            return acknowledge(case, text="su pedido está aquí", by=by, at=self.tick())

        kind = {"acknowledge": "Acknowledged", "note": "NoteKept", "claim": "CaseClaimed"}[what]
        self.act(f"writes: {what}", do, by=who, wrote=(kind,))

    @running
    @rule(who=ANALYST, grave=st.booleans())
    def reports_first(self, who: str, grave: bool = True) -> None:  # noqa: FBT001, FBT002 - drawn
        found = {"imminent_risk": grave, "grave_risk": False, "death": False}
        do = lambda: issue_report(  # noqa: E731
            self.case_of(who), text="visto", found=found, why={}, by=self.who(who), at=self.tick()
        )
        self.act("reports first", do, by=who, wrote=("PaperWritten", "LegalEvent"))

    # --- what is missing ---

    @running
    @rule(who=SOMEBODY)
    def allows_correction(self, who: str) -> None:
        do = lambda: correcting.allow(  # noqa: E731
            self.case_of(who), reason="falta todo", by=self.who(who), at=self.tick()
        )
        wrote = ("CorrectionAllowed", "PaperWritten")
        self.act("allows a correction", do, by=who, role="supervisor", wrote=wrote)

    @running
    @rule(who=ANALYST)
    def asks_for_what_is_missing(self, who: str) -> None:
        lacks = {"identity": "su nombre", "place": "dónde"}
        do = lambda: correcting.ask(  # noqa: E731
            self.case_of(who), lacks, text="falta", by=self.who(who), at=self.tick()
        )
        if self.act("asks for what is missing", do, by=who, wrote=("CorrectionAsked",)):
            self.memory.corrections += 1
            assert self.memory.corrections == 1, "asked twice"
            assert not self.memory.left

    @running
    @rule(who=ANALYST)
    def completes_it_with_her(self, who: str) -> None:
        said = {"identity": "ella misma", "place": "la quebrada"}
        do = lambda: correcting.complete_with_her(  # noqa: E731
            self.case_of(who), said, way="llamada", by=self.who(who), at=self.tick()
        )
        self.act("completes it with her", do, by=who, wrote=("CorrectionGiven",))

    @running
    @precondition(lambda self: self.memory.corrections)
    @rule(who=ANALYST)
    def advises_archiving(self, who: str) -> None:
        do = lambda: correcting.advise_archiving(  # noqa: E731
            self.case_of(who), text="no llegó", by=self.who(who), at=self.tick()
        )
        self.act("advises archiving", do, by=who, wrote=("ArchivingAdvised",))

    # --- risk and plan ---

    @running
    @rule(who=ANALYST, calm=st.booleans())
    def assesses(self, who: str, calm: bool = False) -> None:  # noqa: FBT001, FBT002 - drawn
        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            body = {**FOUND, **({"answers": CALM} if calm else {})}
            found = draft_of(case, seen_by=by)
            seen = found.paper.version if found else 0
            assessment.save_draft(case, body, seen=seen, by=by, at=self.tick())
            draft = draft_of(case, seen_by=by)
            assert draft is not None
            return assessment.submit(case, seen=draft.paper.version, by=by, at=self.now)

        also = ("AssessmentBegun",)
        if self.act("assesses", do, by=who, role="analyst", wrote=("RiskAssessed",), perhaps=also):
            self.memory.assessments.append((self.now, "calm" if calm else "grave"))

    @running
    @precondition(lambda self: len(self.memory.measures) < 3)
    @rule(who=ANALYST, unit=st.sampled_from(("pnp-selva", "pnp-selva", "pnp", "minam")))
    def proposes(self, who: str, unit: str = "pnp-selva") -> None:
        given = services.Proposal(
            catalogue=PATROL[self.memory.norm],
            unit=self.place.units[unit],
            requested=True,
            what="tres rondas por semana",
            values=TOLD,
            suitability={},
        )
        do = lambda: services.propose(  # noqa: E731
            self.case_of(who), given, by=self.who(who), at=self.tick()
        )
        wrote = ("MeasureProposed", "ConsentAsked", "PaperWritten")
        measure = self.act("proposes", do, by=who, role="analyst", wrote=wrote)
        if measure:
            assert not self.memory.left
            assert not any(self.memory.shut_units & {unit}), "put to a unit that must not know"
            self.memory.measures[measure.ref] = unit
            self.is_asked("measure", measure.ref, unit, TOLD)

    def is_asked(self, kind: str, subject: str, unit: str, told: dict[str, str]) -> None:
        question = standing_question(kind, subject, unit)
        kept = {name: told[name] for name in question.fields}
        self.memory.ask(Asked(question.ref, kind, subject, unit, kept))

    @running
    @precondition(lambda self: self.memory.measures)
    @rule(who=ANALYST, number=numbers)
    def asks_again(self, who: str, number: int) -> None:
        ref = self.one_of(list(self.memory.measures), number)
        do = lambda: services.ask_again(  # noqa: E731
            self.case_of(who), ref, by=self.who(who), at=self.tick()
        )
        key = ("measure", ref, self.memory.measures[ref])
        stands = key in self.memory.asked and not self.memory.left
        if self.act("asks again", do, by=who, role="analyst", wrote=("ConsentAsked",)):
            assert not stands, "asked again what stands or waits"
            self.is_asked("measure", ref, self.memory.measures[ref], TOLD)

    @running
    @precondition(lambda self: self.memory.measures)
    @rule(who=ANALYST, number=numbers, word=st.sampled_from(("agreed", "agreed", "refused")))
    def writes_down_what_she_said(self, who: str, number: int, word: str) -> None:
        ref = self.one_of(list(self.memory.measures), number)
        one = self.memory.asked.get(("measure", ref, self.memory.measures[ref]))

        def do() -> None:
            case, by = self.case_of(who), self.who(who)
            shown = queries.measure_called(case, ref, seen_by=by)
            assert shown is not None
            said = heard(word, "eso dijo")
            services.note_answer(case, ref, said, seen=shown.seen, by=by, at=self.tick())

        also = ("ImpedimentEnded",)
        name, wrote = "writes down her answer", ("ConsentAnswered",)
        if self.act(name, do, by=who, role="analyst", wrote=wrote, perhaps=also):
            assert one is not None
            assert (one.answer, one.on_page) != ("refused", True), "a no of hers was written over"
            assert not self.memory.dead, "somebody answered for the dead"
            self.memory.answer(one, word, on_page=False)

    @running
    @precondition(lambda self: self.memory.measures)
    @rule(who=st.sampled_from(("saul", "saul", *TEAM)), number=numbers)
    def decides_in_her_place(self, who: str, number: int) -> None:
        ref = self.one_of(list(self.memory.measures), number)
        one = self.memory.asked.get(("measure", ref, self.memory.measures[ref]))
        do = lambda: services.replace_consent(  # noqa: E731
            self.case_of(who), ref, reasons={"why": "no aparece"}, by=self.who(who), at=self.tick()
        )
        wrote = ("ConsentReplaced", "PaperWritten")
        if self.act("decides in her place", do, by=who, role="supervisor", wrote=wrote):
            assert one is not None
            assert self.memory.impeded, "decided in her place though she could be asked"
            assert not self.memory.dead, "decided in the place of the dead"
            in_her_name = one.in_her_name and one.answer != "agreed"
            assert not one.answer or in_her_name, "decided over her word"
            one.answer, one.in_her_name = "", False
            one.instead, one.anew = True, False

    @running
    @rule(who=SOMEBODY)
    def says_she_can_be_asked(self, who: str) -> None:
        do = lambda: services.end_impediment(  # noqa: E731
            self.case_of(who), words="apareció", since=self.today, by=self.who(who), at=self.tick()
        )
        if self.act("says she can be asked", do, by=who, wrote=("ImpedimentEnded",)) is not None:
            assert not self.memory.dead, "the dead can be asked"
            self.memory.reached()

    # --- the decision ---

    @running
    @rule(who=ANALYST, purpose=PURPOSES)
    def puts_to_decision(self, who: str, purpose: str = "decision") -> None:
        do = lambda: services.put_to_decision(  # noqa: E731
            self.case_of(who),
            purpose=purpose,
            members=[self.who("delia").member],
            words="",
            by=self.who(who),
            at=self.tick(),
        )
        perhaps = ("SeatGiven",)
        wrote = ("PutToDecision",)
        if self.act("puts to decision", do, by=who, role="analyst", wrote=wrote, perhaps=perhaps):
            assert not self.memory.must_not_know("delia"), "a seat for who must not know"
            self.memory.seats.add("delia")

    @running
    @rule(who=DECIDER, how=st.sampled_from(("grant", "grant", "grant", "deny", "turn away")))
    def decides(self, who: str, how: str = "grant") -> None:
        answered: dict[str, bool] = {}

        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            shown = queries.to_decide(case, seen_by=by)
            answered.update({one.ref: how == "grant" for one in shown})
            outcomes = [self.outcome(one.ref, one.seen, granted=how == "grant") for one in shown]
            admitted = how != "turn away"
            given = resolution(*(outcomes if admitted else []), admitted=admitted)
            return services.decide(case, given, by=by, at=self.tick())

        wrote = ("DecisionIssued", "LegalEvent")
        decision = self.act(f"decides: {how}", do, by=who, role="decision_maker", wrote=wrote)
        if decision:
            assert not self.memory.left, "decided although she has left"
            assert not self.memory.decided, "decided twice"
            self.memory.decided = decision.ref
            self.is_decided(decision, answered)

    def is_decided(self, decision: Decision, answered: dict[str, bool]) -> None:
        self.memory.papers[decision.ref] = decision.paper_ref
        for ref, granted in answered.items():
            if granted:
                self.memory.granted[ref] = decision.issued_at
                self.memory.provisional.discard(ref)
            elif ref in self.memory.provisional:
                self.memory.may_lapse.add(ref)
                self.memory.measure_ended(ref)
            else:
                self.memory.denied.add(ref)

    def outcome(self, ref: str, seen: str, *, granted: bool = True) -> Outcome:
        return Outcome(
            ref=ref,
            seen=seen,
            granted=granted,
            reasons="la nota nombra la casa",
            places="el camino al puente",
            duration_days=120,
            first_report_on=self.today + timedelta(days=7),
            next_review_on=self.today + timedelta(days=30),
            activity_plan="dos rondas por noche",
        )

    @running
    @precondition(lambda self: self.memory.measures and not self.memory.decided)
    @rule(who=DECIDER, number=numbers)
    def orders_at_once(self, who: str, number: int) -> None:
        ref = self.one_of(list(self.memory.measures), number)
        one = self.memory.asked.get(("measure", ref, self.memory.measures[ref]))

        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            shown = queries.measure_called(case, ref, seen_by=by)
            assert shown is not None
            order = resolution(self.outcome(ref, shown.seen), provisional=True, evidence="testigos")
            return services.order_provisional(case, order, by=by, at=self.tick())

        wrote = ("DecisionIssued",)
        decision = self.act("orders at once", do, by=who, role="decision_maker", wrote=wrote)
        if decision:
            assert one is not None
            assert one.covers, "ordered without her yes"
            assert not self.memory.left
            self.memory.granted[ref] = decision.issued_at
            self.memory.provisional.add(ref)
            self.memory.papers[decision.ref] = decision.paper_ref

    @running
    @precondition(lambda self: self.memory.papers)
    @rule(who=SOMEBODY, number=numbers)
    def hands_a_decision_over(self, who: str, number: int) -> None:
        ref = self.one_of(list(self.memory.papers), number)
        at = self.tick()
        notice = Notice(means="in_person", received_at=at, received_by="ella", words="firmó")
        do = lambda: services.notify(self.case_of(who), ref, notice, by=self.who(who), at=at)  # noqa: E731
        if self.act("hands a decision over", do, by=who, wrote=("DecisionNotified",)):
            assert not self.memory.dead, "somebody received it for the dead"
            self.received(self.memory.papers[ref])

    # --- seats, the end ---

    @running
    @rule(who=st.sampled_from(("saul", "ana", "rosa")), whom=st.sampled_from((*TEAM, "carla")))
    def gives_a_seat(self, who: str, whom: str) -> None:
        def do() -> Any:
            case = self.case_of(who)
            member = self.who(whom).member
            return give_seat(
                case.case, case.folder, member, reason="task", by=self.who(who), at=self.tick()
            )

        new = whom not in self.memory.seats
        if self.act("gives a seat", do, by=who, wrote=("SeatGiven",) if new else ()):
            assert not self.memory.must_not_know(whom), "a seat for who must not know"
            assert ROLE[whom] != "institution_officer"
            self.memory.seats.add(whom)

    @running
    @rule(who=st.sampled_from(("saul", "ana", "rosa")), whom=st.sampled_from(TEAM))
    def takes_a_seat(self, who: str, whom: str) -> None:
        def do() -> Any:
            case: OpenCase = self.case_of(who)
            member = self.who(whom).member
            return take_seat(
                case.case, case.folder, member, reason="task", by=self.who(who), at=self.tick()
            )

        if self.act("takes a seat", do, by=who, wrote=("FileReKeyed",)):
            self.memory.seats.discard(whom)
            self.memory.out_of_sight()

    @running
    @rule(who=SOMEBODY)
    def closes(self, who: str) -> None:
        do = lambda: close(self.case_of(who), text="nada más", by=self.who(who), at=self.tick())  # noqa: E731
        if self.act("closes", do, by=who, wrote=("CaseClosed",)):
            self.memory.closed = True
            for one in self.memory.sent.values():
                if one.state == "open":  # what is owed of a measure that runs no more ends with it
                    assert not self.runs(one.measure), "closed, and somebody owes something"
                    one.state = "over"

    def runs(self, measure: str) -> bool:
        memory, granted = self.memory, self.memory.granted.get(measure)
        if granted is None or memory.ended.get(measure, "suspended") != "suspended":
            return False
        return measure not in memory.may_lapse and self.now < granted + timedelta(days=119)
