"""What was so before of the people of a case and of the days of a measure, and who may read it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from amparo.casework.assessment.services import save_draft, submit
from amparo.casework.measures.models import Measure
from amparo.casework.referral.external_measures.services import (
    Ordered,
    note_external,
    prolong_external,
)
from amparo.casework.review import services as review
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.documents.redaction import WANTED, leave_out
from amparo.foundations.intake.documents.services import change_paper, write_paper
from amparo.foundations.related_people.services import end_way, give_guardian, give_way, name_other
from tests import plans
from tests.people import MONDAY, unfold

FRIDAY = plans.WEDNESDAY + timedelta(days=2)


def people_page(anas):
    return reverse("desk:people_before", args=[anas.code])


def days_page(anas, measure):
    return reverse("desk:days_before", args=[anas.code, measure.ref])


@pytest.fixture
def young(anas, ana):
    """A child for whom first the person answers, then an aunt."""
    folder = anas.folder
    aunt = name_other(folder, name="Inés", relation="family", by=ana, at=MONDAY)
    child = name_other(folder, name="Wayra", relation="family", child=True, by=ana, at=MONDAY)
    at = MONDAY + timedelta(hours=1)
    give_guardian(folder, child.ref, guardian=aunt.ref, sure=False, by=ana, at=at)
    return child


# --- people ---


def test_who_answered_for_a_child_before_is_still_there(young, anas, ana, signed_in):
    page = unfold(signed_in(ana), anas.code, "others").get(people_page(anas)).text
    assert "Wayra" in page
    gone, come = page.split("<del>")[1].split("</del>")[0], page.split("<ins>")[1]
    assert "La persona" in gone
    assert "Inés" in come.split("</ins>")[0]
    assert "Ana" in page


def test_words_that_were_given_and_ended_are_there_with_the_reason(anas, ana, signed_in):
    aunt = name_other(anas.folder, name="Inés", relation="family", by=ana, at=MONDAY)
    give_way(anas.folder, aunt.ref, right="reads", by=ana, at=MONDAY)
    end_way(anas.folder.filing, aunt.ref, why="by_team", by=ana, at=MONDAY)
    page = unfold(signed_in(ana), anas.code, "others").get(people_page(anas)).text
    assert "La anuló el equipo" in page
    assert "Solo lee" in page.split("<del>")[1].split("</del>")[0]


def test_what_a_member_had_left_out_is_left_out_of_the_history(young, anas, ana, signed_in):
    leave_out(anas.folder, ["Inés"], way="phone", sure=True, by=ana, at=MONDAY)
    page = unfold(signed_in(ana), anas.code, "others").get(people_page(anas)).text
    assert "Inés" not in page
    assert "[…]" in page


def test_the_people_page_leads_to_it(young, anas, ana, signed_in):
    page = signed_in(ana).get(reverse("desk:people", args=[anas.code])).text
    assert people_page(anas) in page


def test_while_others_are_folded_the_form_says_who_can_answer_for_a_child_and_how_to_see_more(
    young, anas, ana, signed_in
):
    said = "Open them, and say that another adult does"
    browser, address = signed_in(ana), reverse("desk:people", args=[anas.code])
    shown = browser.get(address, headers={"accept-language": "en"}).text
    assert reverse("desk:field", args=[anas.code, "others"]) in shown.partition(said)[0][-80:]
    unfolded = unfold(browser, anas.code, "others")
    assert said not in unfolded.get(address, headers={"accept-language": "en"}).text


def test_who_may_not_work_on_the_people_reads_no_history_of_them(
    young, anas, ana, delia, olga, signed_in
):
    plans.seated(anas, delia, ana)
    assert signed_in(delia).get(people_page(anas)).status_code == 404
    assert signed_in(olga).get(people_page(anas)).status_code == 404


# --- days ---


@pytest.fixture
def patrol(anas, ana, delia, flor, site):
    measure = plans.proposed(anas, site["pnp-selva"], ana)
    plans.says(flor, measure, "agreed")
    delias = plans.put(anas, ana, delia)
    plans.decided(delias, delia, plans.outcome(delias, measure, delia))
    return Measure.objects.get(ref=measure.ref)


def test_each_day_that_was_set_stands_with_who_set_it_and_why(patrol, anas, ana, signed_in):
    case = opened(anas.code, seen_by=ana)
    save_draft(case, plans.FOUND, seen=0, by=ana, at=FRIDAY)
    submit(case, seen=1, by=ana, at=FRIDAY)
    words: dict[str, Any] = {"text": "se cumple", "next_on": date(2027, 1, 20)}
    review.review(opened(anas.code, seen_by=ana), patrol.ref, **words, by=ana, at=FRIDAY)
    shown = signed_in(ana).get(days_page(anas, patrol))
    reviewed, granted = shown.context["steps"]  # the newest act first
    [changed] = reviewed.changed
    assert changed.older.endswith("15 de diciembre de 2026")
    assert changed.newer.endswith("20 de enero de 2027")
    assert (reviewed.author, reviewed.why) == ("Ana Huaman", "se cumple")
    assert granted.author.startswith("Delia")
    assert len(granted.changed) == 3
    assert "se cumple" in shown.text


def test_the_plan_leads_to_it_once_days_are_set(patrol, anas, ana, signed_in):
    page = signed_in(ana).get(reverse("measures:plan", args=[anas.code])).text
    assert days_page(anas, patrol) in page


def test_of_another_team_and_of_no_measure_there_is_nothing(patrol, anas, ana, olga, signed_in):
    assert signed_in(olga).get(days_page(anas, patrol)).status_code == 404
    gone = reverse("desk:days_before", args=[anas.code, "nada"])
    assert signed_in(ana).get(gone).status_code == 404


# --- papers ---


def test_a_measure_ordered_elsewhere_has_its_history(anas, ana, signed_in):
    day = date(2026, 11, 20)
    ordered = Ordered(
        kind="other", issuer="other", name="CIDH", what="x", on=day, until=day, agree_by=day
    )
    row = note_external(anas, ordered, by=ana, at=MONDAY)
    prolong_external(anas, row.ref, until=date(2027, 5, 1), seen=1, by=ana, at=MONDAY)
    browser = signed_in(ana)
    assert (
        "Medida dispuesta por otra instancia"
        in browser.get(f"/desk/cases/{anas.code}/?tab=all").text
    )
    page = browser.get(reverse("desk:history", args=[anas.code, row.paper_ref])).text
    said = page.split("<dd>")[1].split("</dd>")[0]
    assert "noviembre" in said
    assert "mayo" in said
    assert "2027" in said


def test_what_a_member_asked_to_have_left_out_is_no_text_to_read_again(anas, ana, signed_in):
    paper = write_paper(anas.folder, kind=WANTED, body={"text": "mi nombre"}, by=ana, at=MONDAY)
    change_paper(anas.folder, paper, body={"text": "hecho"}, seen=1, by=ana, at=MONDAY)
    browser, address = signed_in(ana), reverse("desk:history", args=[anas.code, paper.ref])
    assert browser.get(address).status_code == 404
    assert address not in browser.get(f"/desk/cases/{anas.code}/").text
