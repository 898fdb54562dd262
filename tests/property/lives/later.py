"""What institutions do, and what is changed, ended or decided again after the decision."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.measures.models import Decision, Measure
from amparo.casework.measures.queries import measure_called
from amparo.casework.obligations import services as obligations
from amparo.casework.obligations.follow_up import services as follow_ups
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.unit_answers import answer
from amparo.casework.review import services
from amparo.casework.review.changes.queries import change_called
from amparo.casework.review.changes.services import Proposal
from amparo.casework.review.models import MeasureChange as Row
from amparo.casework.review.models import Recourse
from amparo.foundations.intake.models import Document
from tests.plans import resolution
from tests.property.lives.cast import OFFICERS, UNIT_OF
from tests.property.lives.helping import Helps
from tests.property.lives.memory import TAKES_AWAY, Change, Sent
from tests.property.lives.team import ANALYST, DECIDER, TOLD

GATES = (
    "context_reported", "investigation_reported", "use_reported", "final_conviction",
    "unrelated_to_defence",
)  # fmt: skip
SENDS: dict[str, tuple[Callable[..., Obligation], str]] = {
    "measure": (obligations.forward, "DutyForwarded"),
    "opinion": (partial(obligations.ask_unit, kind=Obligation.Kind.OPINION), "OpinionAsked"),
    "context": (partial(obligations.ask_unit, kind=Obligation.Kind.CONTEXT), "ContextAsked"),
}
RESULT = {
    "strengthen": Decision.Kind.STRENGTHENED,
    "reduce": Decision.Kind.REDUCED,
    "suspend": Decision.Kind.SUSPENDED,
    "cease": Decision.Kind.CEASED,
    "misuse": Decision.Kind.MISUSE,
    "renounce": Decision.Kind.RENOUNCED,
}
LEAVES_IT = {
    "suspend": "suspended",
    "cease": "ceased",
    "misuse": "withdrawn_misuse",
    "renounce": "renounced",
}
FATES = st.sampled_from(("died", "imprisoned", "left_office"))
SOME = st.sets(st.sampled_from(("coarse_place", "schedule", "risk_summary", "chosen_name")))
numbers = st.integers(0, 5)
granted = precondition(lambda self: self.memory.granted)
changing = precondition(lambda self: self.memory.changes)


class Later(Helps):
    """Less protection only behind its gates; what leaves, only on her yes."""

    # --- to institutions ---

    @granted
    @rule(who=ANALYST, number=numbers, fields=SOME)
    def forwards(self, who: str, number: int, fields: frozenset[str] = frozenset()) -> None:
        ref = self.one_of(list(self.memory.granted), number)
        self.sends("measure", ref, self.memory.measures[ref], who, fields)

    @precondition(lambda self: self.memory.measures)
    @rule(who=ANALYST, number=numbers, unit=st.sampled_from(("pnp", "pnp-selva", "minam")))
    def asks_her_about_an_opinion(self, who: str, number: int, unit: str) -> None:
        ref = self.one_of(list(self.memory.measures), number)
        do = lambda: obligations.ask_her_first(  # noqa: E731
            self.case_of(who),
            Measure.objects.get(ref=ref),
            self.place.units[unit],
            Obligation.Kind.OPINION,
            fields=["schedule"],
            by=self.who(who),
            at=self.tick(),
        )
        if self.act("asks her about an opinion", do, by=who, wrote=("ConsentAsked",)):
            self.is_asked("opinion", ref, unit, TOLD)

    @precondition(lambda self: any(one.kind == "opinion" for one in self.memory.asked.values()))
    @rule(who=ANALYST, number=numbers)
    def asks_for_an_opinion(self, who: str, number: int) -> None:
        one = self.one_of(self.open_questions("opinion"), number)
        self.sends("opinion", one.subject, one.unit, who, {"schedule"})

    @changing
    @rule(who=ANALYST, number=numbers, unit=st.sampled_from(("pnp", "pnp-selva", "minam")))
    def asks_her_about_the_danger(self, who: str, number: int, unit: str) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)
        if one.state != "open" or not one.takes_for_risk:
            return  # it has no such page
        do = lambda: obligations.ask_her_first(  # noqa: E731
            self.case_of(who),
            Measure.objects.get(ref=one.measure),
            self.place.units[unit],
            Obligation.Kind.CONTEXT,
            what="qué se sabe",
            fields=["schedule"],
            by=self.who(who),
            at=self.tick(),
        )
        if self.act("asks her about the danger", do, by=who, wrote=("ConsentAsked",)):
            self.is_asked("context", one.measure, unit, TOLD)

    @precondition(lambda self: any(one.kind == "context" for one in self.memory.asked.values()))
    @rule(who=ANALYST, number=numbers)
    def asks_of_the_danger(self, who: str, number: int) -> None:
        one = self.one_of(self.open_questions("context"), number)
        self.sends("context", one.subject, one.unit, who, {"schedule"})

    def sends(self, kind: str, ref: str, unit: str, who: str, fields: Any) -> None:
        send, wrote = SENDS[kind]
        do = lambda: send(  # noqa: E731
            self.case_of(who),
            Measure.objects.get(ref=ref),
            self.place.units[unit],
            fields=sorted(fields),
            by=self.who(who),
            at=self.tick(),
        )
        duty = self.act(f"sends: {kind}", do, by=who, wrote=(wrote,))
        if duty:
            told = {name: TOLD[name] for name in {"coarse_place", *fields}}
            asked = self.memory.asked[kind, ref, unit]
            assert self.memory.may_be_with(kind, ref, unit, told)
            assert not asked.anew, "a reason that stands no more let something leave"
            assert kind != "measure" or ref in self.memory.granted
            assert kind != "measure" or ref not in self.memory.ended
            self.memory.sent[duty.alias] = Sent(kind, ref, unit, told, sent_at=self.now)

    @precondition(lambda self: self.memory.sent)
    @rule(
        who=st.sampled_from((*OFFICERS, "carla", "carla")),
        number=numbers,
        kind=st.sampled_from(("acknowledged", "objected", "reported", "opinion", "context")),
    )
    def a_unit_says(self, who: str, number: int, kind: str) -> None:
        alias = self.one_of(list(self.memory.sent), number)
        do = lambda: answer(  # noqa: E731
            duty_called(alias, seen_by=self.who(who)),
            kind=kind, text="se hará", by=self.who(who), at=self.tick(),
            word={"opinion": "favourable", "context": "weaker"}.get(kind, ""),
        )  # fmt: skip
        given = {"opinion": "OpinionGiven", "context": "ContextGiven"}
        name, also = given.get(kind, f"Duty{kind.capitalize()}"), ("ChangeGathered",)
        if self.act(f"a unit says: {kind}", do, wrote=(name,), perhaps=also):
            self.memory.said_of_danger(alias, kind)
            self.memory.sent[alias].answered |= kind in given
            assert UNIT_OF[who] == self.memory.sent[alias].unit
            assert self.memory.sent[alias].state == "open"

    @precondition(lambda self: self.memory.sent)
    @rule(who=ANALYST, number=numbers)
    def contests_a_report(self, who: str, number: int) -> None:
        alias = self.one_of(list(self.memory.sent), number)
        do = lambda: follow_ups.contest(  # noqa: E731
            self.case_of(who), duty_on_case(self.case_of(who), alias, seen_by=self.who(who)),
            text="nadie vino", by=self.who(who), at=self.tick(),
        )  # fmt: skip
        if self.act("contests a report", do, by=who, wrote=("DutyContested",)):
            one = self.memory.sent[alias]
            assert (one.kind, one.state) == ("measure", "open")

    @precondition(lambda self: self.memory.sent)
    @rule(who=ANALYST, what=st.sampled_from(("insist", "seek", "ends", "goes_on")))
    def follows_up(self, who: str, what: str) -> None:
        """What is still to be done about a duty: after an objection, or after she has left."""
        kind = "answer_objection" if what in {"insist", "seek"} else "contact_before_ending"
        task = FollowUpTask.objects.select_related("duty", "case__filing").filter(
            case__filing__code=self.memory.code, kind=kind, done_at__isnull=True
        )
        found = task.first()
        if found is None:
            return

        do = lambda: self.what_follows(found, who, what)  # noqa: E731
        if not self.act(f"follows up: {what}", do, by=who, wrote=("FollowUpDone",)):
            return
        duty = self.memory.sent[found.duty.alias] if found.duty else None
        if what == "seek" and duty and duty.state == "open":
            duty.state = "over"
        if what == "ends":
            assert self.memory.left
            self.memory.may_lapse |= {one.measure for one in self.memory.sent.values()}

    def what_follows(self, task: FollowUpTask, who: str, what: str) -> None:
        case = self.case_of(who)
        given: dict[str, Any] = {"text": "dicho", "by": self.who(who), "at": self.tick()}
        if task.kind == "contact_before_ending":
            follow_ups.note_done(case, task, outcome=what, **given)
            return
        assert task.duty is not None
        duty = duty_on_case(case, task.duty.alias, seen_by=self.who(who))
        if what == "insist":
            day = self.today + timedelta(days=3)
            follow_ups.insist(case, task, duty, due_on=day, **given)
        else:
            follow_ups.seek_alternative(case, task, duty, **given)

    # --- changes and ends ---

    @granted
    @rule(
        who=ANALYST, number=numbers, kind=st.sampled_from(sorted(RESULT)), homicide=st.booleans(),
        of_all=st.booleans(),
    )  # fmt: skip
    def thinks_of_a_change(
        self,
        who: str,
        number: int,
        kind: str,
        homicide: bool = False,  # noqa: FBT001, FBT002 - drawn
        of_all: bool = True,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        ref = self.one_of(list(self.memory.granted), number)
        given = Proposal(
            measure=ref,
            kind=kind,
            what="una ronda por semana",
            why="la nota era de un vecino",
            criterion="offence" if kind == "misuse" else "",
            found=["homicide_or_attempt"] if homicide else [],
            of_all=of_all,
        )
        do = lambda: services.open_change(  # noqa: E731
            self.case_of(who), given, by=self.who(who), at=self.tick()
        )
        asks = kind != "renounce" and not self.memory.dead  # whoever else it protects lives
        wrote = ("ChangeOpened", *(("ConsentAsked",) if asks else ()))
        row = self.act("thinks of a change", do, by=who, role="analyst", wrote=wrote)
        if row:
            assert not self.memory.left
            ends = kind in {"suspend", "cease", "misuse"}
            assert of_all or not ends or not self.memory.waited_for(ref), "one ends another's"
            theirs = ref in self.memory.not_hers and self.memory.waited_for(ref)
            assert kind != "renounce" or not theirs, "she gives up what is for others alone"
            change = self.memory.changes[row.ref] = Change(row.ref, ref, kind, homicide)
            goes_on = change.measure not in self.memory.ended
            assert goes_on or kind in {"strengthen", "cease", "renounce"}
            if asks:
                self.is_asked("change", row.ref, "", {})

    @granted
    @rule(who=ANALYST, number=numbers, because=FATES)
    def ends_it_for_somebody_elses_fate(self, who: str, number: int, because: str) -> None:
        ref = self.one_of(list(self.memory.granted), number)
        given = Proposal(
            measure=ref, kind="cease", what="nada", why="ya no está", because=because,
            protects_others=True,
        )  # fmt: skip
        do = lambda: services.open_change(  # noqa: E731
            self.case_of(who), given, by=self.who(who), at=self.tick()
        )
        done = self.act("ends it for somebody else's fate", do)
        assert done is None, "somebody else's fate ended a measure"

    @changing
    @rule(who=ANALYST, number=numbers)
    def explains_the_risk(self, who: str, number: int) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)
        paper = Row.objects.get(ref=one.ref).paper_ref
        seen = Document.objects.get(ref=paper, current=True).version
        text = "puede pasar"
        do = lambda: services.explain_risk(  # noqa: E731
            self.case_of(who), one.ref, text=text, seen=seen, by=self.who(who), at=self.tick()
        )
        wrote = ("ConsentAsked",)
        if self.act("explains the risk", do, by=who, role="analyst", wrote=wrote):
            one.gates |= {"explained"}
            self.is_asked("change", one.ref, "", {})

    @changing
    @rule(who=ANALYST, number=numbers, gate=st.sampled_from(GATES))
    def puts_on_record(self, who: str, number: int, gate: str) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)
        do = lambda: services.gather(  # noqa: E731
            self.case_of(who), one.ref, gate, source="una entidad", text="informa",
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        wrote = ("ChangeGathered",)
        if self.act(f"puts on record: {gate}", do, by=who, role="analyst", wrote=wrote):
            one.gates.add(gate)

    @changing
    @rule(who=ANALYST, number=numbers)
    def puts_a_change(self, who: str, number: int) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)

        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            found = change_called(case, one.ref, seen_by=by)
            reasons = {fact.id: "lo reconoció" for fact in found.facts.changed} if found else {}
            by_her = [self.who("delia").member]
            words: dict[str, Any] = {"reasons": reasons, "words": "visto", "members": by_her}
            services.put(case, one.ref, **words, by=by, at=self.tick())

        name, also, wrote = f"puts a change: {one.kind}", ("SeatGiven",), ("ChangePut",)
        if self.act(name, do, by=who, role="analyst", wrote=wrote, perhaps=also):
            self.assert_open(one)
            one.state = "put"
            self.memory.seats.add("delia")

    def assert_open(self, one: Change) -> None:
        """Every gate of this change, by what was done and not by what the product says."""
        lacks = one.lacks() - ({"eased"} if self.memory.eased(one.measure) else set())
        lacks -= {"heard"} if self.memory.spoke(one) else set()
        lacks |= {one.name for one in self.memory.not_heard(one)}
        assert not lacks, f"{one.kind} without {lacks}"
        assert not self.memory.left

    @changing
    @rule(who=DECIDER, number=numbers, soon=st.integers(0, 3))
    def decides_a_change(self, who: str, number: int, soon: int = 1) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)
        from_day = self.today + timedelta(days=soon)

        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            shown = measure_called(case, one.measure, seen_by=by)
            assert shown is not None
            goes_on = one.kind in {"strengthen", "reduce"}
            outcomes = [self.outcome(one.measure, shown.seen)] if goes_on else []
            given = resolution(*outcomes, later=RESULT[one.kind], evidence="pesado")
            return services.decide_change(
                case, one.ref, given, from_day=from_day, by=by, at=self.tick()
            )

        wrote = ("ChangeDecided", "DecisionIssued")
        also = ("ChangeCarriedOut", "ChangeDropped", "DutyChanged", "QuestionClosed")
        name = f"decides a change: {one.kind}"
        made = self.act(name, do, by=who, role="decision_maker", wrote=wrote, perhaps=also)
        if made:
            self.assert_open(one)
            self.memory.papers[made.ref] = made.paper_ref
            one.decision, one.paper, one.from_day = made.ref, made.paper_ref, from_day
            assert one.kind == "strengthen" or from_day > self.today, "less from the same day"
            one.state = "done" if one.kind == "strengthen" else "decided"
            self.memory.asks_no_more(one)
            if one.kind == "strengthen":
                self.is_not_over_her_word(one)
                self.memory.gives_way(one)
                self.is_granted_anew(one.measure, made)

    def is_not_over_her_word(self, more: Change) -> None:
        """What protects her alone is strengthened neither over her no nor while she gives it up."""
        shared = bool(self.memory.waited_for(more.measure))
        said = self.memory.said_of_more(more)
        gone = self.memory.ended.get(more.measure) == "renounced"
        assert not gone or said == "agreed", "what she gave up was granted again over her head"
        assert shared or said != "refused", "more over her no"
        for one in self.memory.changes.values():
            wish = (one.measure, one.kind) == (more.measure, "renounce")
            if not wish or one.state not in {"open", "put", "decided"}:
                continue
            assert shared or self.memory.impeded or said == "agreed", "more of what she gives up"
            if Row.objects.get(ref=one.ref).state == "dropped":
                assert said == "agreed", "her wish gave way to nothing that she said"
                one.state = "dropped"
                self.memory.unasked(one)

    def is_granted_anew(self, ref: str, decision: Decision) -> None:
        ended = self.memory.ended.get(ref, "suspended")
        assert ended in {"suspended", "renounced"}, "a change granted again what had ended"
        self.memory.granted[ref] = decision.issued_at
        self.memory.provisional.discard(ref)
        self.memory.ended.pop(ref, None)

    @changing
    @rule(who=ANALYST, number=numbers)
    def carries_out(self, who: str, number: int) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)
        do = lambda: services.carry_out(  # noqa: E731
            self.case_of(who), one.ref, by=self.who(who), at=self.tick()
        )
        wrote = ("ChangeCarriedOut",)
        also = ("DutyChanged", "ChangeDropped", "QuestionClosed")
        name = f"carries out: {one.kind}"
        if self.act(name, do, by=who, role="analyst", wrote=wrote, perhaps=also):
            assert self.memory.may_be_carried_out(one, self.today), "carried out too early"
            assert not self.memory.not_heard(one), "carried out unheard"
            assert not self.memory.said_no_since(one), "carried out over a no that nobody weighed"
            self.is_carried_out(one)

    def is_carried_out(self, one: Change) -> None:
        one.state = "done"
        goes_on = Measure.objects.get(ref=one.measure).state != "renounced"
        if one.kind == "reduce":
            self.is_granted_anew(one.measure, Decision.objects.get(ref=one.decision))
        elif one.kind == "renounce" and goes_on:
            self.memory.given_up.add(one.measure)
        else:
            waited = one.kind == "renounce" and self.memory.waited_for(one.measure)
            assert not waited, "what one gave up ended another's"
            self.memory.ended[one.measure] = LEAVES_IT[one.kind]
            if one.kind != "suspend":
                self.memory.measure_ended(one.measure)
            for duty in self.memory.sent.values():
                if (duty.measure, duty.kind, duty.state) == (one.measure, "measure", "open"):
                    duty.state = "over"

    @changing
    @rule(who=ANALYST, number=numbers)
    def gives_a_change_up(self, who: str, number: int) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)
        do = lambda: services.drop(self.case_of(who), one.ref, by=self.who(who), at=self.tick())  # noqa: E731
        wrote, also = ("ChangeDropped",), ("QuestionClosed",)
        if self.act("gives a change up", do, by=who, role="analyst", wrote=wrote, perhaps=also):
            one.state = "dropped"
            self.memory.unasked(one)
            self.memory.asks_no_more(one)

    # --- decided again ---

    @precondition(lambda self: self.memory.papers)
    @rule(who=DECIDER, number=numbers, upheld=st.booleans())
    def rules_again(self, who: str, number: int, upheld: bool) -> None:  # noqa: FBT001 - drawn
        found = list(Recourse.objects.filter(case__filing__code=self.memory.code).order_by("pk"))
        if not found:
            return
        row = found[number % len(found)]
        kind = Decision.Kind.UPHELD if upheld else Decision.Kind.NOT_UPHELD
        do = lambda: services.rule(  # noqa: E731
            self.case_of(who),
            row.ref,
            resolution(later=kind),
            by=self.who(who),
            at=self.tick(),
        )
        wrote, name = ("RecourseRuled", "DecisionIssued"), f"rules again: {kind}"
        also = ("LegalEventSetAside", "DecisionSetAside")
        if self.act(name, do, by=who, role="decision_maker", wrote=wrote, perhaps=also):
            self.is_ruled(row, upheld=upheld)

    def is_ruled(self, row: Recourse, *, upheld: bool) -> None:
        row.refresh_from_db()
        assert row.ruling is not None
        self.memory.papers[row.ruling.ref] = row.ruling.paper_ref
        for one in self.memory.changes.values():
            if one.decision == row.decision.ref:
                one.waits = False
                if upheld and one.state in {"open", "put", "decided"}:
                    one.state = "dropped"
        if upheld and row.decision.kind == Decision.Kind.NOT_ADMITTED:
            again, self.memory.decided = frozenset(self.memory.denied), ""
            self.memory.denied.clear()
            self.memory.away(again)

    @precondition(lambda self: self.memory.changes)
    @rule(who=DECIDER, waits=st.booleans())
    def says_whether_it_waits(self, who: str, waits: bool) -> None:  # noqa: FBT001 - drawn
        row = Recourse.objects.filter(case__filing__code=self.memory.code, waiting="asked").first()
        if row is None:
            return
        kind = Decision.Kind.WAITS if waits else Decision.Kind.WAITS_NOT
        do = lambda: services.rule_on_waiting(  # noqa: E731
            self.case_of(who),
            row.ref,
            resolution(later=kind),
            seen="asked",
            by=self.who(who),
            at=self.tick(),
        )
        wrote = ("WaitingRuled", "DecisionIssued")
        made = self.act(f"rules on waiting: {kind}", do, by=who, role="decision_maker", wrote=wrote)
        if made:
            self.memory.papers[made.ref] = made.paper_ref
            for one in self.memory.changes.values():
                if one.decision == row.decision.ref:
                    one.waits = waits

    def one_change(self, state: str) -> Change | None:
        return next((one for one in self.memory.changes.values() if one.state == state), None)

    def takes_away(self, one: Row) -> bool:
        return one.kind in TAKES_AWAY
