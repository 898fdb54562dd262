"""A whole case under the law of a country that does not exist: other events, stages, hours, days
and no acts of acknowledging, forwarding or turning away. Nothing of it is named in code."""

from datetime import date, timedelta

import pytest

from amparo.casework.measures import services as measures
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.models import Decision, Measure
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.procedure.legal_effects_of_acts import note
from amparo.foundations.intake.services import NotInOrder
from amparo.law import Deed, TermState
from tests import walking
from tests.walking import ENGLISH

# Fixtures of these tests alone: the institutions are this law's, and nobody else's.
law, team, units, walk = walking.law, walking.team, walking.units, walking.walk

pytestmark = pytest.mark.parametrize("law", ["xx-example"], indirect=True)


@pytest.fixture
def until_planned(walk):
    """Up to the plan, before she said anything of it."""
    walk.asks()
    walk.is_opened()
    walk.is_looked_at()
    walk.agrees_to_be_assessed()
    walk.is_assessed()
    walk.is_planned()
    return walk


@pytest.fixture
def until_put(until_planned):
    until_planned.agrees_to_the_measure()
    until_planned.is_put()
    return until_planned


def test_the_call_starts_its_clock(walk):
    """The clock stands at a quarter to nine in the evening of Wednesday 25 November there; Friday
    and Saturday are the weekend."""
    walk.asks()
    assert (walk.stage, walk.state.track) == ("on_the_way", "green")
    assert list(walk.filing.happened) == ["call_logged"]
    # Forty-eight hours or one business day, whichever ends first.
    assert walk.due("shelter") == date(2026, 11, 26)
    assert walk.state.term("shelter").disputed_with is not None
    assert walk.due("visit") == date(2026, 12, 2)
    assert "Offer of shelter" in walk.her.get("/received/").content.decode()


def test_an_acknowledgement_is_the_services_own(walk):
    walk.asks()
    walk.is_opened()
    assert {"Acknowledge the request", "Offer shelter"} <= walk.offered("rosa")
    before = walk.filing.happened
    walk.do("rosa", "admission:acknowledge", text="La atiende Rosa.")
    assert walk.filing.happened == before
    assert "Acknowledge the request" not in walk.offered("rosa")


def test_the_first_look_has_the_laws_own_name_and_ends_its_term(walk):
    walk.asks()
    walk.is_opened()
    assert "Offer shelter" in walk.page("ana", "admission:report")
    walk.is_looked_at()
    assert walk.filing.facts == {"life_at_stake": False}
    assert "shelter_offered" in walk.filing.happened
    assert walk.state.term("shelter").state is TermState.MET
    assert walk.stage == "on_the_way"


def test_on_the_green_track_the_visit_waits_for_her_yes(until_planned):
    walk = until_planned
    assert "The caller agrees" in walk.is_put(status=422)
    walk.agrees_to_the_measure()
    assert walk.filing.facts["caller_agrees"] is True
    walk.is_put()
    assert "visit_made" in walk.filing.happened
    assert walk.stage == "before_the_panel"
    assert walk.state.term("visit").state is TermState.MET
    assert walk.due("ruling") == date(2026, 12, 1)  # four business days over that weekend


def test_the_panel_rules_and_no_forwarding_is_noted_that_this_law_does_not_know(until_put):
    walk = until_put
    assert "Rule" in walk.offered("delia")
    walk.is_decided()
    assert walk.stage == "watched_over"
    assert walk.state.term("ruling").state is TermState.MET
    before = walk.filing.happened
    assert "Forward to the institutions" in walk.offered("ana")
    walk.is_forwarded()
    assert walk.filing.happened == before
    assert Measure.objects.get().state == Measure.State.FORWARDED


def test_the_unit_answers_and_only_her_word_verifies(until_put):
    walk = until_put
    walk.is_decided()
    walk.is_forwarded()
    for way, state in (("acknowledged", "accepted_by_entity"), ("reported", "in_place")):
        walk.is_answered(way)
        assert Measure.objects.get().state == state
    walk.reads_everything()
    assert Decision.objects.get().notified_at
    assert "caller_told" in walk.filing.happened
    walk.confirms()
    assert Measure.objects.get().state == Measure.State.VERIFIED_BY_BENEFICIARY
    assert not walk.state.late


def test_a_life_at_stake_is_the_red_track_with_its_hours(walk):
    walk.asks()
    walk.is_opened()
    walk.clock.move(timedelta(hours=3, minutes=30))
    walk.is_looked_at(grave="yes")
    assert walk.state.track == "red"
    assert Case.objects.get().danger == 0
    shelter = walk.state.term("shelter")
    assert (shelter.amount, shelter.state, shelter.late_by) == (3, TermState.MET_LATE, 1)
    walk.is_assessed()
    walk.is_planned()
    walk.is_put()  # the red track does not wait for her yes
    assert walk.stage == "before_the_panel"
    assert "The caller agrees" in walk.page("delia", "measures:decide")


def test_what_is_late_by_this_clock_is_late_on_the_worklist(walk):
    walk.asks()
    walk.is_opened()
    walk.clock.move(timedelta(days=2))
    page = walk.desk("ana").get("/desk/", headers=ENGLISH).content.decode()
    assert "Overdue" in page
    assert "Offer shelter" in page
    assert [term.term for term in walk.state.late] == ["shelter"]


def test_the_panel_is_seated_twice_and_the_visit_is_made_once(walk, enrolled):
    walk.asks()
    walk.is_opened()
    walk.is_planned()
    walk.agrees_to_the_measure()
    walk.is_assessed()
    walk.is_put()
    second = enrolled("Elsa Rios", "decision_maker", unit="guard")
    before = walk.filing.happened
    walk.team["delia"] = second
    walk.is_put()
    assert walk.filing.happened == before


def test_nobody_is_turned_away_or_ordered_about_where_no_law_allows_it(walk, team):
    walk.asks()
    walk.is_opened()
    walk.is_planned()
    walk.agrees_to_the_measure()
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
    walk.asks()
    walk.is_opened()
    assert "Open an immediate action" in walk.offered("ana")
    given = {"kind": "call_back", "text": "Le llamo.", "owner": walk.team["ana"].member.code}
    walk.do("ana", "admission:open_action", consent="page", **given)
    assert list(walk.filing.happened) == ["call_logged"]


def test_leaving_closes_every_way_out_though_this_law_has_no_act_for_it(walk):
    walk.asks()
    walk.is_opened()
    walk.is_planned()
    walk.agrees_to_the_measure()
    walk.her.post("/mine/leave/")
    assert walk.filing.withdrawn_at
    assert list(walk.filing.happened) == ["call_logged"]
    assert Measure.objects.get().state == Measure.State.PROPOSED


def test_no_oath_is_spoken_of_where_no_law_asks_for_one(walk):
    walk.her.post("/request/what_happens/", {"what_happens": "Me siguen."})
    page = walk.her.get("/request/check/", headers=ENGLISH).content.decode()
    assert "Send my request" in page
    assert "sworn" not in page


def test_what_she_told_is_read_beside_the_questions(walk):
    walk.asks()
    walk.is_opened()
    assert "Me siguen desde ayer." in walk.page("ana", "assessment:assess")


def test_after_the_act_has_ended_a_call_is_still_received(walk):
    walk.clock.move(timedelta(days=60))
    walk.asks()
    assert "no date is known" in walk.her.get("/mine/", headers=ENGLISH).content.decode()
    walk.is_opened()
    walk.is_looked_at()
    assert walk.state.dates_unknown
    assert "no date is known" in walk.page("ana", "desk:case")
