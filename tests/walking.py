"""A whole case under whatever law is asked for, page by page and as separate people. What the law
asks for on the way is read from its data."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from amparo.casework.assessment.models import Assessment
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.obligations.models import Obligation
from amparo.casework.review.models import MeasureChange
from amparo.casework.review.recourses.queries import desks_of_act
from amparo.cli.commands.site.init import add_institutions
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.legal_effects_of_acts import lacking
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.dates import compact_day
from amparo.law import CaseState, Deed, FactKind, Protocol, TermState, load_protocol

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def law(request, settings) -> Protocol:
    settings.PROTOCOL = request.param
    return load_protocol(request.param)


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
    def state(self) -> CaseState:
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

    @property
    def stage(self) -> str:
        stored = Case.objects.values_list("stage", flat=True).first()
        assert stored in {None, self.state.stage}
        return self.state.stage

    def due(self, term: str) -> date | datetime | None:
        return self.state.term(term).due

    def offered(self, who: str) -> set[str]:
        return {str(one.label) for one in self.offers(who)}

    def offers(self, who: str) -> list[Any]:
        answer = self.desk(who).get(self.address("desk:case"), headers=ENGLISH)
        assert answer.status_code == 200
        return [one for one in [answer.context["act"], *answer.context["offers"]] if one]

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
                assert compact_day(day) in page, term.term
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

    def thinks_of(self, kind: str) -> MeasureChange:
        given: dict[str, Any] = {
            "kind": kind,
            "what": "no habría rondas",
            "why": "ya no hay peligro",
        }
        given |= {"because": "risk", "protects_others": "no"}
        self.do("ana", "review:open_change", measure=Measure.objects.get().ref, **given)
        return MeasureChange.objects.get()

    def is_planned(self) -> Measure:
        plan = self.desk("ana").get(self.address("measures:plan")).context
        entry = [*plan["usual"], *plan["urgent"]][0]["entry"]
        form = self.desk("ana").get(self.address("measures:propose", entry.id)).context["form"]
        told = {one.html_name: "el valle alto" for one, _folded in form.told}
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

    def is_put(self, purpose: str = "decision", *, status: int = 302) -> str:
        given: dict[str, Any] = {"members": [self.team["delia"].member.code], "words": "x"}
        return self.do("ana", "measures:put", purpose=purpose, status=status, **given)

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
        """By somebody who did not decide it, where the law lets anybody else here rule."""
        who = self._of_other_hands()
        form = self.desk(who).get(self.address("review:rule", ref)).context["outcomes"][0]
        stays = form.fields["outcome"].choices[-1][0]
        said = {form["seen"].html_name: form["seen"].value(), form["outcome"].html_name: stays}
        self.do(who, "review:rule", ref, result="not_upheld", grounds="basta", **said)

    def _of_other_hands(self) -> str:
        may = desks_of_act(self.law, Deed.RULE_AGAIN)
        others = [name for name, one in self.team.items() if may & set(one.member.roles)]
        who = next((name for name in others if name != "delia"), "delia")
        if who != "delia":
            hers = opened(self.filing.code, seen_by=self.team["ana"])
            member, at = self.team[who].member, self.clock.now()
            give_seat(hers.case, hers.folder, member, reason="task", by=self.team["ana"], at=at)
        return who

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

    def is_forwarded(self) -> Obligation:
        unit = self.team["carla"].member.unit.code
        self.do("ana", "obligations:forward_one", Measure.objects.get().ref, unit)
        return Obligation.objects.get()

    def is_answered(self, way: str) -> None:
        address = reverse("portal:duty", args=[Obligation.objects.get().alias])
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
