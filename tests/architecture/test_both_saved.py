"""Two people save the same thing: the second is told, sees both with what differs, loses nothing.

Everything that can be changed upon an older version is listed here. Whatever is added and shows no
difference fails.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.forms import Form
from django.test import Client
from django.urls import reverse

from amparo.casework.admission.services import keep_note, open_action
from amparo.casework.assessment import assessment_consent as agreeing
from amparo.casework.assessment.services import save_draft
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.decisions.services import issue
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.services import change as change_proposal
from amparo.casework.referral.external_measures.services import Ordered, note_external
from amparo.casework.referral.proposal import Proposal as Referred
from amparo.casework.referral.services import propose
from amparo.casework.review.changes.services import Proposal, open_change
from amparo.casework.review.models import MeasureChange, Recourse
from amparo.cli.walk.page_reader import read_page
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import Document
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.procedure.contestable import Plea, contest
from tests import plans
from tests.architecture.source import PACKAGE, called_in, modules
from tests.people import MONDAY

LATER = plans.WEDNESDAY + timedelta(days=1)
FIRST, SECOND = "lo que escribió la primera", "lo que escribió la segunda"

# Which functions write upon a version that somebody read, and the race below in which that is
# tried; or why nobody's words can be lost there.
WRITERS: dict[str, str] = {
    "admission/services.py:change_note": "note",
    "admission/oral_answers.py:note_heard": "answer",
    "assessment/services.py:save_draft": "assessment",
    "assessment/services.py:_ended_meanwhile": "assessment",
    "assessment/services.py:submit": "assessment recorded",
    "measures/services.py:change": "proposal",
    "measures/person_answers.py:as_seen": "answer",
    "measures/decisions/services.py:hold_undecided": "decision",
    "measures/decisions/draft.py:must_be_as_seen": "draft of the decision",
    "measures/decisions/draft.py:_write": "draft of the decision",
    "measures/decisions/services.py:_decided": "decision on a changed measure",
    "measures/decisions/submission.py:_issue_report": "nobody types it: added to the report",
    "referral/external_measures/services.py:prolong_external": "measure ordered elsewhere",
    "referral/external_measures/services.py:end_external": "measure ordered elsewhere",
    "collectives/redaction/services.py:_close_answered": "nobody types it: a mark that it was done",
    "review/recourses/services.py:_held": "ruling",
    "review/recourses/services.py:_decided": "ruling",
    "review/recourses/services.py:rule_on_waiting": "waiting",
    "review/change_decisions/services.py:_to_decide": "change",
    "review/changes/renunciation.py:explain_risk": "explained",
    "review/change_decisions/cancelled_decision.py:_decided": "what was decided",
}
# A form that holds the mark of a reckoning, nobody's words, and the file that tries it grown stale.
HOLDS_NO_WORDS = {
    "PassingForm": "tests/unit/desk/test_norm.py",
    # Of what she ruled out, only which of it was read.
    "ReachForm": "tests/unit/admission/test_errands.py",
    "WayForm": "tests/unit/leaks/test_telling.py",
}
# Forms that hold what stood on the page.
FORMS: dict[str, str] = {
    "ChangeNoteForm": "note",
    "AssessmentForm": "assessment",
    "SubmitForm": "assessment recorded",
    "ProposalForm": "proposal",
    "OwnProposalForm": "proposal of its own",
    "OralAnswerForm": "answer",
    "AnswerForm": "answer",
    "OutcomeForm": "decision",
    "ProvisionalOutcomeForm": "decision on a changed measure",
    "RulingOutcomeForm": "ruling",
    "ChangedOutcomeForm": "change",
    "DraftOutcomeForm": "draft of the decision",
    "WaitingForm": "waiting",
    "ExternalEndForm": "measure ordered elsewhere",
    "ExplainForm": "explained",
}


@dataclass
class Race:
    """A page that two have open: what each sends, by the end of a field's name. The first may also
    do it elsewhere. `theirs`: what the second must see of the first."""

    address: str
    who: str
    first: dict[str, str] | Callable[[], object]
    second: dict[str, str]
    theirs: str = FIRST


@dataclass
class Desk:
    """Ana's case, and each page of it that two may have open."""

    anas: OpenCase
    ana: Actor
    delia: Actor
    flor: Visitor
    site: Mapping[str, Unit]

    def called(self, name: str) -> Callable[[], Race]:
        made: Callable[[], Race] = getattr(self, name.replace(" ", "_"))
        return made

    def on(self, page: str, *more: str) -> str:
        return reverse(page, args=[self.anas.code, *more])

    def at(self, page: str, *more: str, who: str, field: str, **rest: str) -> Race:
        said = ({**rest, field: words} for words in (FIRST, SECOND))
        first, second = said
        return Race(self.on(page, *more), who, first, second)

    def note(self) -> Race:
        paper = keep_note(self.anas, text="antes", by=self.ana, at=MONDAY)
        return self.at("admission:change_note", paper.ref, who="ana", field="text")

    def assessment(self) -> Race:
        save_draft(self.anas, plans.FOUND, seen=0, by=self.ana, at=plans.TUESDAY)
        return self.at("assessment:assess", who="ana", field="own_view")

    def assessment_recorded(self) -> Race:
        self.assessment()
        newer = {**plans.FOUND, "own_view": FIRST}
        first = partial(save_draft, self.anas, newer, seen=1, by=self.ana, at=plans.TUESDAY)
        return Race(self.on("assessment:review"), "ana", first, {})

    def proposal(self) -> Race:
        measure = plans.proposed(self.anas, self.site["pnp-selva"], self.ana)
        return self.at("measures:change", measure.ref, who="ana", field="what")

    def proposal_of_its_own(self) -> Race:
        measure = plans.own_measure(self.anas, self.ana, agreed=False)
        return self.at("measures:change", measure.ref, who="ana", field="what")

    def answer(self) -> Race:
        measure = plans.proposed(self.anas, self.site["pnp-selva"], self.ana)
        return self.answer_to("measures:answer", measure.ref)

    def answer_to(self, page: str, *more: str) -> Race:
        said = {"answer": "agreed", "way": "telephone", "read_back": "on"}
        return self.at(page, *more, who="ana", field="words", **said)

    def answer_on_a_referral(self) -> Race:
        given = {"kind": "other", "name": "Casa", "what": "x", "purpose": "x"}
        asked = Referred(**given, unit=None, wished=False, values={"risk_summary": "x"})
        made = propose(self.anas, asked, by=self.ana, at=MONDAY)
        return self.answer_to("referral:word", made.ref)

    def answer_on_being_assessed(self) -> Race:
        agreeing.ask(self.anas, by=self.ana, at=MONDAY)
        return self.answer_to("assessment:agreement")

    def answer_on_immediate_help(self) -> Race:
        asked: dict[str, Any] = {"kind": "contact", "text": "x"}
        owner = self.ana.member
        made = open_action(self.anas, owner=owner, **asked, by=self.ana, at=MONDAY)
        return self.answer_to("admission:action_said", made.ref)

    def agreed(self) -> Measure:
        measure = plans.proposed(self.anas, self.site["pnp-selva"], self.ana)
        plans.says(self.flor, measure, "agreed")
        return measure

    def resolved(self, words: str) -> dict[str, str]:
        return {
            "beneficiaries": "Flor", "grounds": f"{words} en general", "-outcome": "granted",
            "-reasons": words, "-places": "el camino", "-duration_days": "90",
            "-first_report_on": "2026-12-01", "-next_review_on": "2026-12-15",
            "-activity_plan": "dos rondas",
        }  # fmt: skip

    def decision(self) -> Race:
        self.agreed()
        plans.put(self.anas, self.ana, self.delia)
        return Race(
            self.on("measures:decide"), "delia", self.resolved(FIRST), self.resolved(SECOND)
        )

    def draft_of_the_decision(self) -> Race:
        self.agreed()
        return Race(self.on("measures:draft"), "ana", self.resolved(FIRST), self.resolved(SECOND))

    def decision_on_a_changed_measure(self) -> Race:
        measure = self.agreed()
        plans.put(self.anas, self.ana, self.delia)
        shown = measure_called(self.anas, measure.ref, seen_by=self.ana)
        worded = plans.proposal(self.site["pnp-selva"], what=FIRST)
        first = partial(
            change_proposal, self.anas, measure.ref, worded, seen=shown.seen, by=self.ana, at=LATER
        )
        return Race(self.on("measures:decide"), "delia", first, self.resolved(SECOND))

    def contested(self, kind: Decision.Kind | None = None) -> Recourse:
        measure = self.agreed()
        case = plans.put(self.anas, self.ana, self.delia)
        no = plans.outcome(case, measure, self.delia, granted=False)
        made = plans.decided(case, self.delia, no)
        if kind:
            ends = Resolution(outcomes=(), grounds="x", later=kind)
            made = issue(case, ends, (), by=self.delia, at=plans.WEDNESDAY)
        said = Plea(words="no me preguntaron", waits=kind is not None)
        contest(self.flor.folder, made.paper_ref, said, by=self.flor, at=LATER)
        return Recourse.objects.get()

    def ruling(self) -> Race:
        said = (
            {"result": "not_upheld", "grounds": one, "-outcome": "stays", "-reasons": one}
            for one in (FIRST, SECOND)
        )
        first, second = said
        return Race(self.on("review:rule", self.contested().ref), "delia", first, second)

    def waiting(self) -> Race:
        ref = self.contested(Decision.Kind.CEASED).ref
        return self.at("review:waiting", ref, who="delia", field="grounds", result="waits")

    def running(self, kind: str) -> MeasureChange:
        measure = self.agreed()
        case = plans.put(self.anas, self.ana, self.delia)
        plans.decided(case, self.delia, plans.outcome(case, measure, self.delia))
        asked = Proposal(measure=measure.ref, kind=kind, what="x", why="x")
        return open_change(opened(self.anas.code, seen_by=self.ana), asked, by=self.ana, at=LATER)

    def change(self) -> Race:
        said = (
            {**self.resolved(one), "result": "strengthened", "grounds": one}
            for one in (FIRST, SECOND)
        )
        first, second = said
        page = self.on("review:decide", self.running("strengthen").ref)
        return Race(page, "delia", first, second)

    def what_was_decided(self) -> Race:
        change = self.running("cease")
        ends = Resolution(outcomes=(), grounds="x", later=Decision.Kind.CEASED)
        case = opened(self.anas.code, seen_by=self.ana)
        change.decision = issue(case, ends, (), by=self.delia, at=LATER)
        change.state = MeasureChange.State.DECIDED
        change.save()
        return self.at("review:give_up", change.ref, who="delia", field="grounds")

    def explained(self) -> Race:
        return self.at("review:explain", self.running("renounce").ref, who="ana", field="text")

    def measure_ordered_elsewhere(self) -> Race:
        day = date(2026, 11, 10)
        ordered = Ordered(
            kind="other", issuer="other", name="CIDH", what="x", on=day, until=day, agree_by=day
        )
        row = note_external(self.anas, ordered, by=self.ana, at=MONDAY)
        first = {"outcome": "goes_on", "on": "2027-02-01", "words": ""}
        second = {"outcome": "goes_on", "on": "2027-03-01", "words": SECOND}
        return Race(self.on("referral:end", row.ref), "ana", first, second, "2027-02-01")


@pytest.fixture
def desk(anas: OpenCase, ana: Actor, delia: Actor, flor: Visitor, site: Mapping[str, Unit]) -> Desk:
    return Desk(anas, ana, delia, flor, site)


# One form, on the page of each stage that asks.
ORAL = ("answer on a referral", "answer on being assessed", "answer on immediate help")
RACES = sorted({*FORMS.values(), *ORAL, "what was decided"})


def filled(address: str, page: Any, given: Mapping[str, str]) -> dict[str, Any]:
    """The page's own form as a browser sends it, with some of its fields typed anew."""
    forms = read_page(address, 200, page.content, "text/html").forms
    form = next(one for one in forms if one.own and one.method == "post")
    sent: dict[str, Any] = {}
    for one in form.fields.values():
        wanted = [value for end, value in given.items() if one.name.endswith(end)]
        if one.kind != "file":
            sent[one.name] = wanted[-1:] or one.values
    return sent


def stored() -> list[Any]:
    return list(Document.objects.order_by("pk").values_list("pk", "digest", "current"))


@pytest.mark.parametrize("name", RACES)
def test_the_second_is_told_sees_both_and_loses_nothing(
    name: str,
    desk: Desk,
    ana: Actor,
    delia: Actor,
    signed_in: Callable[[Actor], Client],
    settings: Any,
) -> None:
    settings.ORGANISATION = "Federación del Valle" if name == "proposal of its own" else ""
    race = desk.called(name)()
    browser = signed_in({"ana": ana, "delia": delia}[race.who])
    page = browser.get(race.address)
    second = filled(race.address, page, race.second)
    if callable(race.first):
        race.first()
    else:
        done = browser.post(race.address, filled(race.address, page, race.first))
        assert done.status_code == 302, done.context["form"].errors
    before = stored()
    told: Any = browser.post(race.address, second)
    assert told.status_code == 409
    said = told.content.decode()
    assert race.theirs in said
    for end, words in race.second.items():
        assert words in said or not any(name.endswith(end) for name in second), words
    assert "<ins>" in said
    assert stored() == before


def test_whatever_writes_upon_what_somebody_read_is_tried() -> None:
    found = set()
    for module in modules(PACKAGE / "casework"):
        for function in module.functions:
            raises = any(writes_over(one) for one in ast.walk(function))
            if "change_paper" in called_in(function) or raises:
                found.add(f"{module.place.removeprefix('amparo/casework/')}:{function.name}")
    assert found == set(WRITERS)


def writes_over(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and "Meanwhile" in ast.unparse(node)


def test_each_form_that_holds_what_stood_on_the_page_is_tried() -> None:
    for module in modules(PACKAGE):
        if module.path.stem.endswith("forms"):
            import_module(module.place.removesuffix(".py").replace("/", "."))
    found = {one.__name__ for one in every_form(Form) if "seen" in one.base_fields}
    assert found == {*FORMS, *HOLDS_NO_WORDS}


def every_form(base: type[Form]) -> Iterator[type[Form]]:
    for one in base.__subclasses__():
        yield from (one, *every_form(one))


def test_nothing_stands_in_the_lists_that_is_not_tried() -> None:
    assert {one for one in WRITERS.values() if not one.startswith("nobody types")} <= set(RACES)
