"""A whole case under the law of a country that does not exist: other events, stages, hours, days
and no acts of acknowledging, forwarding or turning away. Nothing of it is named in code."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo import rules
from amparo.casework.measures import services as measures
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.measures.resolution import Resolution
from amparo.casework.obligations.models import Duty
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.letterbox.deeds import note
from amparo.foundations.letterbox.models import Filing
from amparo.foundations.letterbox.queries import standing
from amparo.foundations.letterbox.services import NotInOrder
from amparo.rules import Deed, TermState
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def elsewhere(settings) -> rules.Protocol:
    settings.PROTOCOL = "xx-example"
    return rules.load("xx-example")


@pytest.fixture
def units(db):
    made = {}
    for code, parent in (("guard", None), ("valley_guard", "guard")):
        made[code] = add_unit(
            code=code,
            name=code.replace("_", " ").capitalize(),
            parent=made.get(parent),
            branch="executive",
            level="national",
            police=False,
            by=SYSTEM,
            at=MONDAY,
        )
    return made


@pytest.fixture
def team(enrolled):
    """Reception, analyst, decision maker; and an officer of the unit that must act."""
    return {
        "rosa": enrolled("Rosa Quispe", "reception", unit="guard"),
        "ana": enrolled("Ana Huaman", "analyst", unit="guard"),
        "delia": enrolled("Delia Campos", "decision_maker", unit="guard"),
        "carla": enrolled("Carla Vega", "institution_officer", unit="valley_guard"),
    }


class Walk:
    """One case, page by page, and what that law says of it at each step."""

    def __init__(self, team, signed_in, clock) -> None:
        self.team, self.clock = team, clock
        self.signed_in, self.her = signed_in, Client(headers=ENGLISH)

    def desk(self, who: str) -> Client:
        """Signed in just now: time may have passed."""
        browser: Client = self.signed_in(self.team[who])
        return browser

    @property
    def filing(self) -> Filing:
        return Filing.objects.get()

    @property
    def state(self) -> rules.CaseState:
        return standing(self.filing, at=self.clock.now())

    @property
    def stage(self) -> str:
        stored = Case.objects.values_list("stage", flat=True).first()
        assert stored in {None, self.state.stage}
        return self.state.stage

    def due(self, term: str) -> date | datetime | None:
        return self.state.term(term).due

    def address(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.filing.code, *more])

    def page(self, who: str, name: str, *more: Any) -> str:
        answer = self.desk(who).get(self.address(name, *more), headers=ENGLISH)
        assert answer.status_code == 200, name
        return answer.content.decode()

    def do(self, who: str, name: str, *more: Any, status: int = 302, **given: Any) -> str:
        answer = self.desk(who).post(self.address(name, *more), given, headers=ENGLISH)
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()

    def offered(self, who: str) -> set[str]:
        answer = self.desk(who).get(self.address("desk:case"), headers=ENGLISH)
        offers = [*answer.context["offers"], answer.context["act"]]
        return {str(one.label) for one in offers if one}

    # --- the way ---

    def until_planned(self, *, grave: str = "no") -> None:
        self.calls()
        self.is_opened()
        self.is_looked_at(grave=grave)
        self.is_assessed()
        self.is_planned()

    def until_put(self) -> None:
        self.until_planned()
        self.agrees()
        self.is_put()

    # --- its steps ---

    def calls(self) -> None:
        self.her.post("/request/call/", {"what_happens": "Me siguen desde ayer."})
        answer = self.her.post("/request/check/", follow=True)
        words = answer.context["words"]
        self.her.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})

    def is_opened(self) -> None:
        self.do("rosa", "desk:open_filing")

    def is_looked_at(self, *, grave: str = "no") -> None:
        given = {"life_at_stake": grave, "life_at_stake-why": "x", "text": "Visto."}
        self.do("ana", "admission:report", **given)

    def is_assessed(self) -> None:
        given = {
            "seen": 0,
            "named_threat": "yes",
            "named_threat-words": "una nota",
            "probability": "high",
            "probability_why": "la nota",
            "impact": "great",
            "impact_why": "el valle",
            "own_view": "tiene miedo",
        }
        self.do("ana", "assessment:assess", **given)
        self.do("ana", "assessment:review", seen=1)

    def is_planned(self) -> Measure:
        fits = {f"fits-{name}": "sí" for name in ("reduces", "work", "proportion")}
        told = {"told-coarse_place": "el valle alto"}
        given = {"requested": "yes", "what": "dos rondas", "unit": "valley_guard", **fits, **told}
        self.do("ana", "measures:propose", "watch", **given)
        return Measure.objects.get()

    def agrees(self) -> None:
        ref = Question.objects.get(kind="measure").ref
        answer = self.her.post(f"/mine/decisions/{ref}/", {"answer": "agree"})
        assert answer.status_code == 302

    def is_put(self, *, status: int = 302) -> str:
        member = self.team["delia"].member.code
        given = {"purpose": "decision", "members": [member], "words": "x"}
        return self.do("ana", "measures:put", status=status, **given)

    def is_decided(self) -> Decision:
        form = self.desk("delia").get(self.address("measures:decide")).context["outcomes"][0]
        today = self.clock.now().date()
        outcome = {
            "seen": form["seen"].value(),
            "outcome": "granted",
            "reasons": "la nota",
            "places": "el valle alto",
            "duration_days": "30",
            "first_report_on": (today + timedelta(days=7)).isoformat(),
            "next_review_on": (today + timedelta(days=14)).isoformat(),
        }
        ref = Measure.objects.get().ref
        said = {f"{ref}-{name}": value for name, value in outcome.items()}
        self.do("delia", "measures:decide", beneficiaries="Ella", grounds="lo dicho", **said)
        return Decision.objects.get()

    def is_forwarded(self) -> Duty:
        measure = Measure.objects.get()
        self.do("ana", "obligations:forward_one", measure.ref, "valley_guard")
        return Duty.objects.get()

    def is_answered(self, way: str) -> None:
        address = reverse("duties:duty", args=[Duty.objects.get().alias])
        given = {"way": way, f"{way}-text": "Vamos."}
        assert self.desk("carla").post(address, given).status_code == 302

    def reads_everything(self) -> None:
        for letter in self.her.get("/mine/").context["unread"]:
            self.her.get(f"/mine/papers/{letter.ref}/")

    def confirms(self, word: str) -> None:
        ref = Measure.objects.get().ref
        assert self.her.post(f"/mine/measures/{ref}/", {"word": word}).status_code == 302


@pytest.fixture
def walk(team, signed_in, clock) -> Walk:
    return Walk(team, signed_in, clock)


def test_the_call_starts_its_clock(walk):
    """The clock stands at a quarter to nine in the evening of Wednesday 25 November there; Friday
    and Saturday are the weekend."""
    walk.calls()
    assert (walk.stage, walk.state.track) == ("on_the_way", "green")
    assert list(walk.filing.happened) == ["call_logged"]
    # Forty-eight hours or one business day, whichever ends first.
    assert walk.due("shelter") == date(2026, 11, 26)
    assert walk.state.term("shelter").disputed_with is not None
    assert walk.due("visit") == date(2026, 12, 2)
    assert "Offer of shelter" in walk.her.get("/received/").content.decode()


def test_an_acknowledgement_is_the_services_own(walk):
    walk.calls()
    walk.is_opened()
    assert {"Acknowledge the request", "Offer shelter"} <= walk.offered("rosa")
    before = walk.filing.happened
    walk.do("rosa", "admission:acknowledge", text="La atiende Rosa.")
    assert walk.filing.happened == before
    assert "Acknowledge the request" not in walk.offered("rosa")


def test_the_first_look_has_the_laws_own_name_and_ends_its_term(walk):
    walk.calls()
    walk.is_opened()
    assert "Offer shelter" in walk.page("ana", "admission:report")
    walk.is_looked_at()
    assert walk.filing.facts == {"life_at_stake": False}
    assert "shelter_offered" in walk.filing.happened
    assert walk.state.term("shelter").state is TermState.MET
    assert walk.stage == "on_the_way"


def test_on_the_green_track_the_visit_waits_for_her_yes(walk):
    walk.until_planned()
    assert "The caller agrees" in walk.is_put(status=422)
    walk.agrees()
    assert walk.filing.facts["caller_agrees"] is True
    walk.is_put()
    assert "visit_made" in walk.filing.happened
    assert walk.stage == "before_the_panel"
    assert walk.state.term("visit").state is TermState.MET
    assert walk.due("ruling") == date(2026, 12, 1)  # four business days over that weekend


def test_the_panel_rules_and_nothing_is_noted_of_a_forwarding_that_this_law_does_not_know(walk):
    walk.until_put()
    assert "Rule" in walk.offered("delia")
    walk.is_decided()
    assert walk.stage == "watched_over"
    assert walk.state.term("ruling").state is TermState.MET
    before = walk.filing.happened
    assert "Forward to the institutions" in walk.offered("ana")
    walk.is_forwarded()
    assert walk.filing.happened == before
    assert Measure.objects.get().state == Measure.State.FORWARDED


def test_the_unit_answers_and_only_her_word_verifies(walk):
    walk.until_put()
    walk.is_decided()
    walk.is_forwarded()
    for way, state in (("acknowledged", "accepted_by_entity"), ("reported", "in_place")):
        walk.is_answered(way)
        assert Measure.objects.get().state == state
    walk.reads_everything()
    assert Decision.objects.get().notified_at
    assert "caller_told" in walk.filing.happened
    walk.confirms("works")
    assert Measure.objects.get().state == Measure.State.VERIFIED_BY_BENEFICIARY
    assert not walk.state.late


def test_a_life_at_stake_is_the_red_track_with_its_hours(walk):
    walk.calls()
    walk.is_opened()
    walk.clock.move(timedelta(hours=3, minutes=30))
    walk.is_looked_at(grave="yes")
    assert walk.state.track == "red"
    assert Case.objects.get().danger == 1
    shelter = walk.state.term("shelter")
    assert (shelter.amount, shelter.state, shelter.late_by) == (3, TermState.MET_LATE, 1)
    walk.is_assessed()
    walk.is_planned()
    walk.is_put()  # the red track does not wait for her yes
    assert walk.stage == "before_the_panel"
    assert "The caller agrees" in walk.page("delia", "measures:decide")


def test_what_is_late_by_this_clock_is_late_on_the_worklist(walk):
    walk.calls()
    walk.is_opened()
    walk.clock.move(timedelta(days=2))
    page = walk.desk("ana").get("/desk/", headers=ENGLISH).content.decode()
    assert "Overdue" in page
    assert "Offer shelter" in page
    assert [term.term for term in walk.state.late] == ["shelter"]


def test_the_panel_is_seated_twice_and_the_visit_is_made_once(walk, enrolled):
    walk.calls()
    walk.is_opened()
    walk.is_planned()
    walk.agrees()
    walk.is_assessed()
    walk.is_put()
    second = enrolled("Elsa Rios", "decision_maker", unit="guard")
    before = walk.filing.happened
    walk.team["delia"] = second
    walk.is_put()
    assert walk.filing.happened == before


def test_nobody_is_turned_away_or_ordered_about_where_no_law_allows_it(walk, team):
    walk.calls()
    walk.is_opened()
    walk.is_planned()
    walk.agrees()
    walk.is_assessed()
    put = walk.page("ana", "measures:put")
    assert "Whether the request is admitted at all" not in put
    assert "A provisional measure" not in put
    walk.is_put()
    assert walk.offered("delia") == {"Rule"}
    for name in ("measures:turn_away", "measures:provisional"):
        assert walk.desk("delia").get(walk.address(name)).status_code == 404
        assert walk.desk("delia").post(walk.address(name), {}).status_code == 404
    open_case = opened(walk.filing.code, seen_by=team["delia"])
    away = Resolution(outcomes=(), grounds="no", admitted=False)
    with pytest.raises(NotInOrder):
        measures.decide(open_case, away, by=team["delia"], at=walk.clock.now())
    now = walk.clock.now()
    with pytest.raises(NotInOrder):
        note(walk.filing, Deed.TURN_AWAY, when=now, by=team["delia"], at=now)
    assert not Decision.objects.exists()


def test_help_that_cannot_wait_is_the_services_own(walk):
    walk.calls()
    walk.is_opened()
    assert "Open an immediate action" in walk.offered("ana")
    given = {"kind": "call_back", "text": "Le llamo.", "owner": walk.team["ana"].member.code}
    walk.do("ana", "admission:open_action", consent="page", **given)
    assert list(walk.filing.happened) == ["call_logged"]


def test_leaving_closes_every_way_out_though_this_law_has_no_act_for_it(walk):
    walk.calls()
    walk.is_opened()
    walk.is_planned()
    walk.agrees()
    walk.her.post("/mine/leave/")
    assert walk.filing.withdrawn_at
    assert list(walk.filing.happened) == ["call_logged"]
    assert Measure.objects.get().state == Measure.State.PROPOSED


def test_no_oath_is_spoken_of_where_no_law_asks_for_one(walk):
    walk.her.post("/request/call/", {"what_happens": "Me siguen."})
    page = walk.her.get("/request/check/", headers=ENGLISH).content.decode()
    assert "Send my request" in page
    assert "sworn" not in page


def test_what_she_told_is_read_beside_the_questions(walk):
    walk.calls()
    walk.is_opened()
    assert "Me siguen desde ayer." in walk.page("ana", "assessment:assess")


def test_after_the_act_has_ended_a_call_is_still_received(walk):
    walk.clock.move(timedelta(days=60))
    walk.calls()
    assert "no date is known" in walk.her.get("/mine/", headers=ENGLISH).content.decode()
    walk.is_opened()
    walk.is_looked_at()
    assert walk.state.dates_unknown
    assert "no date is known" in walk.page("ana", "desk:case")
