"""A whole case under each law that ships, page by page and as separate people: from filing to a
measure that the person confirms. What the law asks for on the way is read from its data."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from amparo import rules
from amparo.casework.assessment.models import Assessment
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.obligations.models import Duty
from amparo.casework.review.models import Change, Recourse
from amparo.cli.init import add_institutions
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.letterbox.deeds import is_noted, lacking
from amparo.foundations.letterbox.models import Filing
from amparo.foundations.letterbox.queries import standing
from amparo.foundations.look.words import day_in_words
from amparo.rules import Deed, FactKind, TermState

ENGLISH = {"accept-language": "en"}
LAWS = rules.known_protocols()


@pytest.fixture
def law(request, settings) -> rules.Protocol:
    settings.PROTOCOL = request.param
    return rules.load(request.param)


@pytest.fixture
def units(db, law) -> dict[str, Unit]:
    """What `amparo init` makes of the institutions of this law."""
    add_institutions()
    return {one.code: one for one in Unit.objects.all()}


@pytest.fixture
def team(enrolled, units, law) -> dict[str, Any]:
    """Reception, analyst, supervisor, decision maker; an officer of who carries measures out."""
    desk = law.obligations.run_by or next(iter(units))
    entry = law.measures.measure[0].text[-1]
    acts = (*entry.through, *entry.implemented_by)[0]
    return {
        "rosa": enrolled("Rosa Quispe", "reception", unit=desk),
        "ana": enrolled("Ana Huaman", "analyst", unit=desk),
        "saul": enrolled("Saul Medina", "supervisor", unit=desk),
        "delia": enrolled("Delia Campos", "decision_maker", unit=desk),
        "carla": enrolled("Carla Vega", "institution_officer", unit=acts),
    }


class Walk:
    def __init__(self, law, team, signed_in, clock) -> None:
        self.law, self.team, self.clock = law, team, clock
        self.signed_in, self.her = signed_in, Client(headers=ENGLISH)

    def desk(self, who: str) -> Client:
        browser: Client = self.signed_in(self.team[who])
        return browser

    @property
    def filing(self) -> Filing:
        return Filing.objects.get()

    @property
    def state(self) -> rules.CaseState:
        return standing(self.filing, at=self.clock.now())

    def address(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.filing.code, *more])

    def page(self, who: str, name: str, *more: Any) -> str:
        answer = self.desk(who).get(self.address(name, *more), headers=ENGLISH)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.content.decode()

    def do(self, who: str, name: str, *more: Any, status: int = 302, **given: Any) -> str:
        answer = self.desk(who).post(self.address(name, *more), given, headers=ENGLISH)
        said = answer.context and [form.errors for form in [answer.context.get("form")] if form]
        assert answer.status_code == status, (name, said, answer.content.decode()[-3000:])
        return answer.content.decode()

    def offers(self, who: str) -> list[Any]:
        answer = self.desk(who).get(self.address("desk:case"), headers=ENGLISH)
        assert answer.status_code == 200
        return [one for one in [answer.context["act"], *answer.context["offers"]] if one]

    # --- what is held against the engine on the way ---

    def dates_are_the_engines(self) -> None:
        """Each term that runs stands on the case page by the day that the engine says; one whose
        day nobody knows has none, and the page says that it is not known."""
        page = self.page("ana", "desk:case")
        for term in self.state.terms:
            if term.state is TermState.WAITING or term.due is None:
                continue
            due = term.due
            day = (
                timezone.localtime(due, self.law.zone).date() if isinstance(due, datetime) else due
            )
            with translation.override("en"):
                assert day_in_words(day) in page, term.term
        if self.state.dates_unknown:
            assert "no date is known" in page

    # --- the way ---

    def until_put(self) -> None:
        self.asks()
        self.is_opened()
        self.is_looked_at()
        self.agrees_to_be_assessed()
        self.is_assessed()
        self.is_planned()
        self.agrees_to_the_measure()
        self.is_put()

    def until_decided(self) -> None:
        self.until_put()
        self.steps_of_others()
        self.is_decided()

    # --- its steps ---

    def asks(self) -> None:
        steps = self.law.admission.step
        for step in steps:
            self.her.post(f"/request/{step.id}/", self._told(step))
        answer = self.her.post("/request/check/", follow=True)
        words = answer.context["words"]
        self.her.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})
        assert list(self.filing.happened) == [self.law.procedure.filing]

    def _told(self, step: Any) -> dict[str, str]:
        given = {}
        for one in step.question:
            if one.options:
                given[one.id] = one.options[0]
            elif one.answer in {"text", "place"}:
                given[one.id] = "Me siguen desde ayer."
            elif one.answer == "contact":
                given[one.id] = "sms"
        return given

    def is_opened(self) -> None:
        self.do("rosa", "desk:open_filing")

    def is_looked_at(self, *, grave: str = "no") -> None:
        findings = [one.id for one in self.law.procedure.fact if one.kind is FactKind.FINDING]
        page = self.desk("rosa").get(self.address("admission:report"))
        if page.status_code == 404:
            return
        asked = [name for name in findings if name in page.context["form"].fields]
        given: dict[str, Any] = dict.fromkeys(asked, grave)
        given |= {f"{name}-why": "x" for name in asked}
        self.do("rosa", "admission:report", text="Visto.", **given)

    def agrees_to_be_assessed(self) -> None:
        self.do("ana", "assessment:ask")
        self._answers(Question.objects.get(kind="assessment"))

    def is_assessed(self) -> Assessment:
        form = self.desk("ana").get(self.address("assessment:assess")).context["form"]
        given: dict[str, Any] = {"seen": 0, "method": form.way.id}
        for one in form.way.questions:
            given |= {one.id: one.answers[-1][0], f"{one.id}-words": "una nota en la puerta"}
        for name in form.way.fields:
            choices = getattr(form.fields[name], "choices", None)
            given[name] = choices[-1][0] if choices else "90" if name == "percentage" else "x"
        self.do("ana", "assessment:assess", **given)
        self.page("ana", "assessment:review")
        self.do("ana", "assessment:review", seen=1)
        return Assessment.objects.get()

    def is_assessed_again(self, **answers: str) -> None:
        form = self.desk("ana").get(self.address("assessment:assess")).context["form"]
        given = {bound.name: bound.value() for bound in form if bound.value() is not None}
        given |= {**answers, **{f"{name}-words": "otro hecho" for name in answers}, "seen": "0"}
        self.do("ana", "assessment:assess", **given)
        self.do("ana", "assessment:review", seen=1)

    def thinks_of(self, kind: str) -> Change:
        given: dict[str, Any] = {
            "kind": kind,
            "what": "no habría rondas",
            "why": "ya no hay peligro",
        }
        given |= {"because": "risk", "protects_others": "no"}
        self.do("ana", "review:open_change", measure=Measure.objects.get().ref, **given)
        return Change.objects.get()

    def is_planned(self) -> Measure:
        plan = self.desk("ana").get(self.address("measures:plan")).context
        entry = [*plan["usual"], *plan["urgent"]][0]["entry"]
        form = self.desk("ana").get(self.address("measures:propose", entry.id)).context["form"]
        told = {one.html_name: "el valle alto" for one in form.told}
        fits = {one.html_name: "sí" for one in form.fits}
        unit = self.team["carla"].member.unit.code
        given = {"requested": "yes", "what": "lo que hace falta", "unit": unit, **fits, **told}
        self.do("ana", "measures:propose", entry.id, **given)
        return Measure.objects.get()

    def agrees_to_the_measure(self) -> None:
        self._answers(Question.objects.get(kind="measure"))

    def _answers(self, question: Question) -> None:
        answer = self.her.post(f"/mine/decisions/{question.ref}/", {"answer": "agree"})
        assert answer.status_code == 302, answer.content.decode()[-2000:]

    def is_put(self, purpose: str = "decision") -> None:
        member = self.team["delia"].member.code
        self.do("ana", "measures:put", purpose=purpose, members=[member], words="x")

    def is_noted(self, act: str) -> None:
        """A step that another body took, a minute ago."""
        self.clock.move(timedelta(minutes=2))
        when = timezone.localtime(self.clock.now() - timedelta(minutes=1))
        given: dict[str, Any] = {"when": when.strftime("%Y-%m-%dT%H:%M"), "text": "acta 3"}
        self.do("ana", "admission:step", step=act, **given)

    def steps_of_others(self) -> list[str]:
        """Notes every step that another body takes and that the decision still waits for."""
        noted = []
        for _round in range(5):
            waits = lacking(self.filing, Deed.DECIDE, self.state)
            for act in self.state.acts:
                if act.records in waits and not act.missing and not self.law.acts[act.id].does:
                    self.is_noted(act.id)
                    noted.append(act.id)
        return noted

    def is_decided(self) -> Decision:
        said = self._granted("measures:decide")
        self.do("delia", "measures:decide", beneficiaries="Ella", grounds="lo dicho", **said)
        return Decision.objects.get()

    def is_ordered_now(self) -> None:
        said = self._granted("measures:provisional")
        given: dict[str, Any] = {"grounds": "no puede esperar", "evidence": "dos testigos"}
        given["beneficiaries"] = "Ella"
        self.do("delia", "measures:provisional", **given, **said)

    def is_ruled_again(self, ref: str) -> None:
        form = self.desk("delia").get(self.address("review:rule", ref)).context["outcomes"][0]
        stays = form.fields["outcome"].choices[-1][0]
        said = {form["seen"].html_name: form["seen"].value(), form["outcome"].html_name: stays}
        self.do("delia", "review:rule", ref, result="not_upheld", grounds="basta", **said)

    def _granted(self, page: str) -> dict[str, Any]:
        form = self.desk("delia").get(self.address(page)).context["outcomes"][0]
        today = timezone.localtime(self.clock.now(), self.law.zone).date()
        outcome = {
            "seen": form["seen"].value(),
            "outcome": "granted",
            "reasons": "la nota",
            "places": "el valle alto",
            "duration_days": "30",
            "first_report_on": (today + timedelta(days=7)).isoformat(),
            "next_review_on": (today + timedelta(days=14)).isoformat(),
            "activity_plan": "dos rondas",
        }
        ref = Measure.objects.get().ref
        return {f"{ref}-{name}": value for name, value in outcome.items()}

    def is_forwarded(self) -> Duty:
        unit = self.team["carla"].member.unit.code
        self.do("ana", "obligations:forward_one", Measure.objects.get().ref, unit)
        return Duty.objects.get()

    def is_answered(self, way: str) -> None:
        address = reverse("duties:duty", args=[Duty.objects.get().alias])
        answer = self.desk("carla").post(address, {"way": way, f"{way}-text": "Vamos."})
        assert answer.status_code == 302, answer.content.decode()[-2000:]

    def reads_everything(self) -> None:
        for letter in self.her.get("/mine/").context["unread"]:
            self.her.get(f"/mine/papers/{letter.ref}/")

    def confirms(self) -> None:
        ref = Measure.objects.get().ref
        assert self.her.post(f"/mine/measures/{ref}/", {"word": "works"}).status_code == 302


@pytest.fixture
def walk(law, team, signed_in, clock) -> Walk:
    return Walk(law, team, signed_in, clock)


@pytest.mark.parametrize("law", LAWS, indirect=True)
def test_a_case_is_walked_from_filing_to_a_measure_that_is_confirmed(walk, law):
    walk.asks()
    walk.is_opened()
    walk.is_looked_at()
    walk.dates_are_the_engines()
    walk.agrees_to_be_assessed()
    walk.is_assessed()
    walk.is_planned()
    walk.agrees_to_the_measure()
    walk.dates_are_the_engines()
    walk.is_put()
    walk.steps_of_others()
    assert lacking(walk.filing, Deed.DECIDE, walk.state) == ()
    walk.is_decided()
    assert is_noted(walk.filing, Deed.DECIDE)
    walk.dates_are_the_engines()
    walk.is_forwarded()
    walk.is_answered("acknowledged")
    walk.is_answered("reported")
    walk.reads_everything()
    assert Decision.objects.get().notified_at
    walk.confirms()
    assert Measure.objects.get().state == Measure.State.VERIFIED_BY_BENEFICIARY
    walk.dates_are_the_engines()


# --- roads that one law has and another has not ---


@pytest.mark.parametrize("law", ["co-2011"], indirect=True)
def test_where_her_yes_starts_the_clock_no_day_runs_before_it(walk, law):
    walk.asks()
    walk.is_opened()
    waits = "No day runs yet. “Risk evaluation” has 30 business days"
    assert waits in walk.page("ana", "desk:case")
    assert waits in walk.her.get("/mine/").content.decode()
    assert walk.state.term("risk_evaluation").state is TermState.WAITING
    walk.agrees_to_be_assessed()
    assert walk.state.term("risk_evaluation").state is TermState.OPEN
    assert waits not in walk.page("ana", "desk:case")
    walk.dates_are_the_engines()


@pytest.mark.parametrize("law", ["pe-2019"], indirect=True)
def test_of_a_law_without_terms_no_day_is_made_up(walk, law, clock):
    clock.move(datetime(2020, 3, 2, 15, tzinfo=law.zone) - clock.now())
    walk.asks()
    walk.is_opened()
    for page in (walk.page("ana", "desk:case"), walk.her.get("/mine/").content.decode()):
        assert "For what comes next no day is known" in page
    assert walk.state.terms == ()


@pytest.mark.parametrize("law", ["co-2011"], indirect=True)
def test_what_cannot_wait_is_ordered_without_an_evaluation(walk, law):
    walk.asks()
    walk.is_opened()
    walk.is_looked_at()
    walk.is_planned()
    walk.agrees_to_the_measure()
    walk.is_put("provisional")
    walk.is_ordered_now()
    assert "emergency_measures_adopted" in walk.filing.happened
    assert not Assessment.objects.exists()
    assert Measure.objects.get().state == Measure.State.GRANTED
    walk.is_forwarded()
    walk.is_answered("reported")
    walk.reads_everything()
    walk.confirms()
    assert Measure.objects.get().state == Measure.State.VERIFIED_BY_BENEFICIARY


@pytest.mark.parametrize("law", ["mx-2012"], indirect=True)
def test_hours_run_from_the_petition_to_the_order_and_on_to_its_being_in_place(walk, law):
    walk.asks()
    walk.is_opened()
    walk.is_looked_at(grave="yes")
    assert walk.state.track == "extraordinary"
    due = walk.state.term("urgent_issue").due
    assert due - walk.filing.filed_at == timedelta(hours=3)
    walk.dates_are_the_engines()
    walk.is_planned()
    walk.agrees_to_the_measure()
    walk.is_put("provisional")
    walk.clock.move(timedelta(hours=2))
    walk.is_ordered_now()
    assert walk.state.term("urgent_issue").state is TermState.MET
    walk.dates_are_the_engines()
    in_place = walk.state.term("urgent_in_place")
    issued = datetime.fromisoformat(walk.filing.happened["urgent_measures_issued"])
    assert in_place.due - issued == timedelta(hours=9)
    walk.clock.move(timedelta(hours=10))
    assert [one.term for one in walk.state.late] == ["urgent_in_place"]
    walk.is_noted("put_urgent_measures_in_place")
    assert walk.state.term("urgent_in_place").state is TermState.MET_LATE


@pytest.mark.parametrize("law", ["mx-2012", "xx-example", "pe-2021"], indirect=True)
def test_what_she_contests_is_ruled_on_again(walk, law):
    walk.until_decided()
    walk.reads_everything()
    paper = Decision.objects.get().paper_ref
    said = {"text": "no basta", "once": "a1"}
    assert walk.her.post(reverse("door:contest", args=[paper]), said).status_code == 302
    assert is_noted(walk.filing, Deed.CONTEST)
    walk.dates_are_the_engines()
    walk.clock.move(timedelta(minutes=5))
    ref = Recourse.objects.get().ref
    walk.is_ruled_again(ref)
    assert is_noted(walk.filing, Deed.RULE_AGAIN)
    walk.dates_are_the_engines()


@pytest.mark.parametrize("law", ["mx-2012", "co-2011", "pe-2021"], indirect=True)
def test_who_leaves_is_decided_on_no_more(walk, law):
    walk.until_put()
    walk.her.post("/mine/leave/")
    assert walk.filing.withdrawn_at
    assert is_noted(walk.filing, Deed.WITHDRAW)
    assert "decision" not in {one.act for one in walk.offers("delia") if not one.missing}
    assert not Decision.objects.exists()


@pytest.mark.parametrize("law", ["co-2011"], indirect=True)
def test_before_a_measure_is_suspended_she_is_told_and_has_her_days(walk, law):
    walk.until_decided()
    walk.is_noted("tell_of_improper_use")
    assert walk.state.stage == "improper_use"
    walk.dates_are_the_engines()
    assert walk.state.term("defence").state is TermState.OPEN
    change = walk.thinks_of("suspend")
    page = walk.page("ana", "review:change", change.ref)
    for gate in ("told_in_writing", "defence_days_passed", "committee_consulted"):
        assert law.text(f"facts.{gate}", "en") in page
        given = {"source": "oficio 4", "text": "consta"}
        walk.do("ana", "review:report", change.ref, gate, **given)
    assert "It cannot be put to decision yet" in walk.page("ana", "review:change", change.ref)


@pytest.mark.parametrize("law", ["co-2011"], indirect=True)
def test_less_protection_waits_for_a_fact_that_is_less_grave_by_this_laws_own_questions(walk, law):
    walk.until_decided()
    change = walk.thinks_of("cease")
    nothing = "The risk was not assessed again since then."
    assert nothing in walk.page("ana", "review:change", change.ref)
    walk.clock.move(timedelta(days=1))
    walk.is_assessed_again(imminent_risk="not_on_record")
    page = walk.page("ana", "review:change", change.ref)
    assert "Better" in page
    assert law.text("weighed.imminent_risk", "en") in page
