"""The pages of the assessment, as a browser without JavaScript uses them."""

import pytest
from django.urls import reverse

from amparo.casework.assessment import queries
from amparo.casework.assessment.models import Assessment
from amparo.foundations.intake.models import Document
from tests.plans import FOUND, assessed, seated


def typed(**changes):
    """What a browser sends."""
    given = {name: FOUND[name] for name in ("probability", "impact", "own_view")}
    given |= {"probability_why": "la nota", "impact_why": "el valle", "direct_threat": "yes"}
    return {"seen": 0, **given, "direct_threat-words": "una nota", **changes}


def page(name, code, *more):
    return reverse(f"assessment:{name}", args=[code, *more])


def test_what_was_typed_is_saved_and_its_reasons_are_shown(case, ana, signed_in):
    browser = signed_in(ana)
    sent = browser.post(page("assess", case), typed())
    assert sent["Location"] == page("review", case)
    shown = browser.get(page("review", case)).content.decode()
    assert shown.index("una nota") < shown.index("Extremo")
    assert "miedo" in shown


def test_the_level_is_recorded_from_the_page_of_reasons(case, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page("assess", case), typed())
    assert browser.post(page("review", case), {"seen": 1}).status_code == 302
    row = Assessment.objects.get()
    assert row.submitted_at is not None
    assert "Extremo" in browser.get(page("report", case, row.ref)).content.decode()


def test_a_draft_is_kept_for_later_and_comes_back(case, ana, signed_in):
    browser = signed_in(ana)
    sent = browser.post(page("assess", case), {"seen": 0, "own_view": "tiene miedo", "later": "1"})
    assert sent["Location"] == reverse("desk:case", args=[case])
    assert "tiene miedo" in browser.get(page("assess", case)).content.decode()


def test_without_likelihood_there_is_no_level_to_record(case, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page("assess", case), typed(probability=""))
    assert "Extremo" not in browser.get(page("review", case)).content.decode()
    assert browser.post(page("review", case), {"seen": 1}).status_code == 422
    assert Assessment.objects.get().submitted_at is None


def test_two_who_save_the_same_draft_both_read_both(case, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page("assess", case), typed(own_view="la primera voz"))
    told = browser.post(page("assess", case), typed(own_view="la segunda voz"))
    assert told.status_code == 409
    text = told.content.decode()
    assert "la primera voz" in text
    assert "<del>" in text
    assert text.count("voz") >= 3  # theirs, what differs, and still in the form
    again = typed(own_view="las dos voces", seen=1)
    assert browser.post(page("assess", case), again).status_code == 302


def test_one_answer_of_the_other_is_taken_over_and_the_rest_stays(case, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page("assess", case), typed(own_view="la primera", impact_why="el río"))
    sent = typed(own_view="la segunda", impact_why="el valle", take="own_view")
    form = browser.post(page("assess", case), sent).context["form"]
    assert (form.data["own_view"], form.data["impact_why"]) == ("la primera", "el valle")
    assert Document.objects.filter(kind="risk_report").count() == 1
    assert browser.post(page("assess", case), {**form.data.dict(), "take": ""}).status_code == 200


@pytest.mark.parametrize("name", ["seen", "nothing", ""])
def test_nothing_else_is_taken_over(name, case, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page("assess", case), typed())
    told = browser.post(page("assess", case), typed(own_view="la mía", take=name))
    assert told.context["form"].data["own_view"] == "la mía"


def test_an_answer_that_is_none_of_the_choices_is_refused(case, ana, signed_in):
    told = signed_in(ana).post(page("assess", case), typed(probability="certain"))
    assert told.status_code == 422
    assert "una nota" in told.content.decode()
    assert not Document.objects.filter(kind="risk_report").exists()


def test_too_long_or_hostile_words_do_no_harm(case, ana, signed_in):
    browser = signed_in(ana)
    assert browser.post(page("assess", case), typed(own_view="x" * 20_001)).status_code == 422
    browser.post(page("assess", case), typed(own_view="<script>alert(1)</script>"))
    assert "<script>alert(1)" not in browser.get(page("review", case)).content.decode()


def test_only_the_team_sees_it(case, anas, ana, olga, signed_in):
    row = assessed(anas, ana)
    browser = signed_in(olga)
    for address in (page("assess", case), page("review", case), page("report", case, row.ref)):
        assert browser.get(address).status_code == 404


def test_who_decides_reads_the_report_and_writes_none(case, anas, ana, delia, signed_in):
    row = assessed(anas, ana)
    seated(anas, delia, ana)
    browser = signed_in(delia)
    assert browser.get(page("report", case, row.ref)).status_code == 200
    assert browser.get(page("assess", case)).status_code == 404
    assert browser.post(page("assess", case), typed()).status_code == 404


def test_the_report_of_another_case_is_not_found_here(case, ana, signed_in):
    assert signed_in(ana).get(page("report", case, "NONE-NONE-NONE")).status_code == 404


def test_the_case_page_says_why_before_how_grave(case, anas, ana, signed_in):
    assessed(anas, ana)
    text = signed_in(ana).get(reverse("desk:case", args=[case])).content.decode()
    assert text.index("la nota nombra la casa") < text.index("Extremo")


def test_a_new_assessment_starts_from_the_last_one(case, anas, ana, signed_in):
    assessed(anas, ana)
    form = signed_in(ana).get(page("assess", case)).context["form"]
    assert form["own_view"].value() == FOUND["own_view"]
    assert form["seen"].value() == 0
    assert queries.draft_of(anas, seen_by=ana) is None
