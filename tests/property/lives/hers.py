"""What the person does, at the door and on her own page."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from amparo.casework.measures.models import Decision
from amparo.casework.review.models import MeasureChange as Row
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer, confirm, withdraw, withdraw_all
from amparo.foundations.intake.contact.follow_up_reports import (
    ask_to_give_up,
    see_otherwise,
    tell_incident,
)
from amparo.foundations.intake.documents.services import papers_in, read_by_person, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.procedure.contestable import Plea, contest
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.corrections import give
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import keep_from, shut_out, withdraw_procedure
from tests.people import UNITS
from tests.property.lives.base import Life
from tests.property.lives.cast import SURNAME, a_letter
from tests.property.lives.memory import TAKES_AWAY, Asked, Change

WAYS = ("in full", "urgent", "by telephone", "for somebody else", "while she is missing")
ENDS = st.sampled_from(("cease", "reduce", "suspend", "misuse", "strengthen", "renounce"))
DEPTHS = st.sampled_from((0, 2, 5, 8, 10, 12, 14, 16, 18, 20, 24, 28))
TOPICS = (
    "elsewhere", "interpreter", "words", "loss", "board", "between", "delay", "family", "held",
    "time", "ended", "tongue", "norm", "orders", "copy",
)  # fmt: skip
COMPANY = st.lists(st.sampled_from(TOPICS), max_size=1).map(tuple)
WORDS = ("agreed", "agreed", "agreed", "refused", "discuss")
ENDS_PART = 8  # until then all walk the same way, whatever end they head for
LIVE = {"open", "put", "decided"}
WALKED: set[tuple[str, str, bool, int]] = set()
"""Steps of the straight way from the door, which is the same one in each life."""
numbers = st.integers(0, 5)
filed = precondition(lambda self: self.memory.code)
alive = precondition(lambda self: not self.memory.dead)


class Hers(Life):
    """Everything she decides takes effect at once, and nobody decides it for her."""

    @initialize(
        way=st.sampled_from(WAYS), depth=DEPTHS, to=ENDS, shut=st.booleans(), company=COMPANY
    )
    def asks_for_help(
        self,
        way: str = WAYS[0],
        depth: int = 0,
        to: str = "cease",
        shut: bool = False,  # noqa: FBT001, FBT002 - drawn
        company: tuple[str, ...] = (),
    ) -> None:
        self.heads_for = to
        units = [self.place.units["mininter"]] if shut and depth < 6 else []
        letter = a_letter(
            urgent=way == "urgent",
            channel="phone" if way == "by telephone" else "digital",
            on_behalf=way in WAYS[3:],
            impediment="missing" if way == WAYS[4] else "",
            excluded_units=units,
        )
        by = self.who("rosa") if way == "by telephone" else STRANGER
        before = self.last_entry()
        made = file_request(letter, by=by, at=self.tick())
        self.memory.code, self.memory.urgent = made.folder.code, letter.urgent
        self.memory.impeded = bool(letter.impediment)
        self.memory.shut_units |= {unit.code for unit in units}
        assert [kind for kind, _facts in self.since(before)] == ["RequestFiled"]
        visitor, self.her_pair = visit_by_phrase(" ".join(made.words), seen_by=STRANGER)
        self.her_way = visitor.way.pk
        self.came(f"asks for help: {way}")
        for step in range(depth):
            self.goes_on()
            # Whoever walked it before in this run looked around at each step.
            walked = (way, to if step >= ENDS_PART else "", bool(units), step)
            if walked not in WALKED:
                self.look_around()
                WALKED.add(walked)
        for topic in company:
            self.somebody_comes_into_it(topic=topic, steps=5)

    def somebody_comes_into_it(self, topic: str, steps: int) -> None:
        """Some steps on the straight way of whoever else there is."""
        raise NotImplementedError

    def goes_on(self) -> None:
        """One step further on the straight way."""
        raise NotImplementedError

    def look_around(self) -> None:
        raise NotImplementedError

    # --- consent ---

    @filed
    @precondition(lambda self: self.memory.asked)
    @rule(number=numbers, word=st.sampled_from(WORDS))
    def answers(self, number: int, word: str) -> None:
        one: Asked = self.one_of(self.open_questions(), number)
        her = self.her()
        said = self.act(
            "answers",
            lambda: answer(her.folder, one.ref, answer=word, by=her, at=self.tick()),
            wrote=("ConsentAnswered",),
            perhaps=("ChangeGathered", "ChangeDropped"),
        )
        if said:
            assert not (self.memory.impeded and word == "agreed"), "somebody else said yes"
            assert not self.memory.dead, "somebody answered for the dead"
            self.memory.answer(one, word, on_page=True)

    @alive
    @filed
    @precondition(lambda self: self.memory.asked)
    @rule(number=numbers)
    def takes_one_back(self, number: int) -> None:
        one: Asked = self.one_of(self.open_questions(), number)
        her = self.her()
        do = lambda: withdraw(her.folder, one.ref, by=her, at=self.tick())  # noqa: E731
        wrote, also = ("ConsentWithdrawn",), ("ChangeDropped",)
        if self.act("takes one back", do, wrote=wrote, perhaps=also):
            self.memory.take_back(one)

    @alive
    @filed
    @rule()
    def takes_all_back(self) -> None:
        her = self.her()
        do = lambda: withdraw_all(her.folder, by=her, at=self.tick())  # noqa: E731
        wrote, also = ("AllSharingWithdrawn",), ("ChangeDropped",)
        if self.act("takes all back", do, wrote=wrote, perhaps=also):
            self.memory.take_all_back()

    @alive
    @filed
    @precondition(lambda self: not self.memory.left and self.memory.opened)
    @rule(sure=st.integers(0, 3))
    def leaves(self, sure: int) -> None:
        if sure:
            return
        her, before = self.her(), self.measures_now()
        do = lambda: withdraw_procedure(her, at=self.tick())  # noqa: E731
        also = ("ChangeDropped", "QuestionClosed")
        if self.act("leaves", do, wrote=("ProcedureWithdrawn",), perhaps=also):
            self.memory.leave()
            self.memory.all_back = True
            running = {ref: state for ref, state in before.items() if state in RUNS}
            after = self.measures_now()
            assert {ref: after[ref] for ref in running} == {
                ref: "granted" if after[ref] == "granted" else state
                for ref, state in running.items()
            }, "leaving ended a measure"

    # --- who must not know ---

    @alive
    @filed
    @rule(code=st.sampled_from([code for code, _parent, _police in UNITS if code != "minjusdh"]))
    def excludes_a_unit(self, code: str) -> None:
        her, unit = self.her(), [self.place.units[code]]
        do = lambda: keep_from(her.folder, unit, names="", by=her, at=self.tick())  # noqa: E731
        new = code not in self.memory.shut_units
        wrote = ("InstitutionExcluded",) if new else ()
        if self.act("excludes a unit", do, wrote=wrote, perhaps=NARROWS):
            self.memory.drop_said(code)
            self.memory.closed = False

    @alive
    @filed
    @rule(name=st.sampled_from(sorted(SURNAME)))
    def names_somebody(self, name: str) -> None:
        her = self.her()

        def do() -> None:
            with transaction.atomic():
                body = {"names": f"el señor o la señora {SURNAME[name]}"}
                hers: dict[str, Any] = {"for_person": True, "by": her, "at": self.tick()}
                write_paper(her.folder, kind="exclusions", body=body, **hers)
                shut_out(her.folder, by=her, at=self.now)

        if self.act("names somebody", do, perhaps=NARROWS):
            self.memory.named(name)
            self.memory.out_of_sight()
            if self.memory.closed:
                self.memory.closed = False

    # --- what she says of it ---

    @alive
    @filed
    @precondition(lambda self: self.memory.granted)
    @rule(number=numbers, word=st.sampled_from(("arrived", "works", "stopped", "did_not_arrive")))
    def confirms(self, number: int, word: str) -> None:
        ref = self.one_of(list(self.memory.granted), number)
        her = self.her()
        do = lambda: confirm(her.folder, measure=ref, word=word, by=her, at=self.tick())  # noqa: E731
        if self.act("confirms", do, wrote=("MeasureConfirmed",), perhaps=("DutyVerified",)):
            assert ref not in self.memory.not_hers, "her word on what is for others alone"
            self.memory.said[ref] = word
            self.memory.closed = False

    @filed
    @precondition(lambda self: self.memory.opened)
    @rule(number=numbers)
    def reads(self, number: int) -> None:
        her = self.her()
        unread = [
            one
            for one in papers_in(her.folder, seen_by=her)
            if one.for_person and one.read_at is None and one.author != "person"
        ]
        paper = self.one_of(unread, number)
        if paper is None:
            return
        do = lambda: read_by_person(her.folder, paper, by=her, at=self.tick())  # noqa: E731
        also = ("DecisionNotified", "CorrectionReceived")
        wrote = () if self.memory.dead else ("PersonRead",)  # nobody receives for the dead
        if self.act("reads", do, wrote=wrote, perhaps=also):
            self.received(paper.ref)

    def received(self, paper: str) -> None:
        """A decision is received by opening it, or by contesting it; by nobody for the dead."""
        if self.memory.dead:
            return
        for change in self.memory.changes.values():
            change.received = change.received or change.paper == paper

    @alive
    @filed
    @precondition(lambda self: self.memory.papers)
    @rule(number=numbers, waits=st.booleans())
    def contests(self, number: int, waits: bool) -> None:  # noqa: FBT001 - drawn
        ref = self.one_of(list(self.memory.papers), number)
        her, paper = self.her(), self.memory.papers[ref]
        plea = Plea(words="no estoy de acuerdo", waits=waits)
        done = self.act(
            "contests",
            lambda: contest(her.folder, paper, plea, by=her, at=self.tick()),
            wrote=("ResolutionContested", "RecourseReceived"),
            perhaps=("DecisionNotified",),
        )
        if done:
            assert not self.memory.left, "who left contests nothing"
            self.received(paper)
            self.memory.closed = False
            for change in self.memory.changes.values():
                if change.decision == ref and change.kind in TAKES_AWAY:
                    change.waits = change.waits or waits

    @alive
    @filed
    @precondition(lambda self: self.memory.opened)
    @rule(what=st.sampled_from((tell_incident, see_otherwise)))
    def tells(self, what) -> None:
        her, name = self.her(), what.__name__
        kind = {"tell_incident": "IncidentTold", "see_otherwise": "RiskSeenOtherwise"}[name]
        do = lambda: what(her.folder, words="volvieron", by=her, at=self.tick())  # noqa: E731
        if self.act(f"tells: {name}", do, wrote=(kind, "PaperWritten")):
            self.memory.closed = False

    @alive
    @filed
    @precondition(lambda self: self.memory.granted)
    @rule(number=numbers)
    def wants_to_give_up(self, number: int) -> None:
        ref, her = self.one_of(list(self.memory.granted), number), self.her()
        given = {"measure": ref, "label": "rondas", "words": "no la quiero"}
        done = self.act(
            "wants to give up",
            lambda: ask_to_give_up(her.folder, **given, by=her, at=self.tick()),
            wrote=("GivingUpAsked", "PaperWritten"),
            perhaps=("ChangeOpened",),
        )
        if done:
            self.memory.closed = False
            self.remember_renouncing(ref)

    def remember_renouncing(self, measure: str) -> None:
        live = [
            one
            for one in self.memory.changes.values()
            if (one.measure, one.kind) == (measure, "renounce")
            and one.state in {"open", "put", "decided"}
        ]
        row = Row.objects.filter(measure__ref=measure, kind="renounce").last()
        if row and not live and row.ref not in self.memory.changes:
            assert measure not in self.memory.not_hers, "she gives up what is for others alone"
            self.memory.changes[row.ref] = Change(row.ref, measure, "renounce")

    def what_was_given_up_is_asked_anew(self) -> None:
        memory = self.memory
        wishes = Row.objects.filter(case__filing__code=memory.code, kind="renounce")
        found = {one.ref: one for one in wishes.select_related("measure").order_by("pk")}
        known = {ref: one for ref, one in memory.changes.items() if ref in found}
        for ref, one in known.items():
            if one.state in LIVE and found[ref].state == "dropped":
                asked = memory.asked.get(("change", ref, ""))
                by_page = asked is not None and asked.on_page and asked.answer == "agreed"
                assert by_page, "what she herself gives up was let go"
                one.state = "dropped"
        for ref in found.keys() - known.keys():
            measure = found[ref].measure.ref
            before = [one for one in known.values() if one.measure == measure]
            assert before, "she is asked to give up what nobody gave up"
            assert not [one for one in before if one.state in LIVE], "asked twice"
            memory.changes[ref] = Change(ref, measure, "renounce")

    @alive
    @filed
    @precondition(lambda self: self.memory.corrections)
    @rule(all_of_it=st.booleans())
    def gives_what_was_missing(self, all_of_it: bool) -> None:  # noqa: FBT001 - drawn
        her = self.her()
        said = {"identity": "yo misma", **({"place": "la quebrada"} if all_of_it else {})}
        do = lambda: give(her.folder, said, {}, by=her, at=self.tick())  # noqa: E731
        if self.act("gives what was missing", do, wrote=("CorrectionGiven", "PaperWritten")):
            self.memory.closed = False

    # --- and time passes ---

    @filed
    @rule(days=st.sampled_from((1, 1, 2, 4, 7, 16, 33)), hours=st.integers(0, 20))
    def time_passes(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)
        self.came("time passes")


# A complaint that nobody is left to rule on is put anew, before nobody: she and the team see it.
NARROWS = (
    "ReadersNarrowed", "ComplaintTakenFrom", "ComplaintPut", "WordsDropped", "GuardianSetAside",
    "AdultsNamed",
)  # fmt: skip
RUNS = {
    "granted", "forwarded", "accepted_by_entity", "objected_by_entity", "in_place",
    "verified_by_beneficiary", "ineffective", "modified",
}  # fmt: skip


def standing_question(kind: str, subject: str, unit: str) -> Question:
    found = Question.objects.filter(kind=kind, subject=subject, withdrawn_at__isnull=True)
    return found.get(unit__code=unit) if unit else found.get(unit=None)


def paper_of(decision: Decision) -> str:
    return decision.paper_ref
