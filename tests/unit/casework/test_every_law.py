"""A whole case under each law that ships, page by page and as separate people: from filing to a
measure that the person confirms."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from amparo.casework.assessment.models import Assessment
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.review.models import Recourse
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_noted, lacking
from amparo.law import Deed, TermState, known_protocols
from tests import walking

# Fixtures of these tests alone: the institutions are this law's, and nobody else's.
law, team, units, walk = walking.law, walking.team, walking.units, walking.walk

LAWS = known_protocols()


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
        assert "For what comes next no term is known" in page
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
