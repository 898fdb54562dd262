"""The page of one case to which another norm may apply: what changes is shown, then it is done."""

import pytest
from django.urls import reverse

from amparo.foundations.cases.norm_transition import plan_to
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import close_case
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from tests.clock import TODAY
from tests.norm_folders import NEWER, OLDER
from tests.norms import WHY, pass_now

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def page(delias):
    return reverse("desk:norm", args=[delias.code])


@pytest.fixture
def desk(delia, signed_in):
    return signed_in(delia)


def mark(delias):
    return plan_to(Filing.objects.get(), NEWER, at=TODAY).mark


def test_the_difference_is_shown_before_with_both_dates_and_their_reasons(desk, page):
    said = desk.get(page, headers=ENGLISH).content.decode()
    assert "Another norm applies: what changes" in said
    assert "16 November 2026" in said
    assert "30 November 2026" in said
    assert "Example Act 4, s. 20" in said
    assert "was late, and that stays on record" in said
    assert "asked no more" in said
    assert "Measures in force, and every agreement, stay as they are." in said
    assert Filing.objects.get().protocol == OLDER


def test_reasons_are_asked_for_then_a_second_look_then_it_is_done(desk, page, delias):
    assert desk.post(page, {"seen": mark(delias)}, headers=ENGLISH).status_code == 422
    second = desk.post(page, {"seen": mark(delias), "reason": WHY}, headers=ENGLISH)
    assert second.status_code == 200
    assert "Look once more before it is put on record" in second.content.decode()
    assert WHY in second.content.decode()
    assert Filing.objects.get().protocol == OLDER
    given = {"seen": mark(delias), "reason": WHY, "sure": "yes"}
    done = desk.post(page, given)
    assert (done.status_code, done["Location"]) == (302, reverse("desk:case", args=[delias.code]))
    assert Filing.objects.get().protocol == NEWER
    case = desk.get(done["Location"], headers=ENGLISH).content.decode()
    assert "This case passed to another norm" in case
    assert WHY in case
    assert "Visit, under Example Act 1" in case


def test_a_stale_page_does_nothing_and_keeps_the_reasons(desk, page, delias):
    for more in ({}, {"sure": "yes"}):
        answer = desk.post(page, {"seen": "0123456789abcdef", "reason": WHY, **more})
        assert answer.status_code == 409
        assert WHY in answer.content.decode()
    assert Filing.objects.get().protocol == OLDER


def test_the_analyst_reads_what_would_change_and_cannot_do_it(page, ana, signed_in, delias):
    desk = signed_in(ana)
    said = desk.get(page, headers=ENGLISH).content.decode()
    assert "This is put on record by: Panel." in said
    assert 'name="reason"' not in said
    answer = desk.post(page, {"seen": mark(delias), "reason": WHY, "sure": "yes"})
    assert answer.status_code == 409
    assert Filing.objects.get().protocol == OLDER


def offered(desk, delias):
    answer = desk.get(reverse("desk:case", args=[delias.code]), headers=ENGLISH)
    return "Another norm applies: what changes" in answer.content.decode()


def test_it_is_offered_to_whoever_may_do_it_and_while_it_can_be_done(
    desk, delias, ana, delia, signed_in
):
    assert offered(desk, delias)
    assert not offered(signed_in(ana), delias)
    pass_now(delias, delia)
    assert not offered(desk, delias)


def test_a_closed_case_is_told_why_not(desk, page, delias, delia):
    close_case(delias.case, reason="done", by=delia, at=TODAY)
    answer = desk.post(page, {"seen": mark(delias), "reason": WHY, "sure": "yes"}, headers=ENGLISH)
    assert answer.status_code == 409
    assert "This case is closed" in answer.content.decode()
    assert not offered(desk, delias)


def test_a_second_click_changes_nothing_more(desk, page, delias):
    given = {"seen": mark(delias), "reason": WHY, "sure": "yes"}
    assert [desk.post(page, given).status_code for _ in range(2)] == [302, 409]
    assert Entry.objects.filter(event="NormChanged").count() == 1


def test_it_is_taken_back_in_the_same_two_steps(desk, delias, delia):
    pass_now(delias, delia)
    back = reverse("desk:norm_back", args=[delias.code])
    shown = desk.get(back, headers=ENGLISH)
    given = {"seen": shown.context["mark"], "reason": WHY}
    assert desk.post(back, given).status_code == 200
    assert desk.post(back, {**given, "sure": "yes"}).status_code == 302
    assert Filing.objects.get().protocol == OLDER
    said = desk.get(back, headers=ENGLISH).content.decode()
    assert "There is no passing that could be taken back." in said


def test_without_another_norm_the_page_says_that_it_stays(case, ana, signed_in):
    said = signed_in(ana).get(reverse("desk:norm", args=[case]), headers=ENGLISH).content.decode()
    assert "No norm on this site says what happens to cases that are open" in said


def test_the_worklist_names_what_was_late_and_by_which_day(desk, delias, delia):
    pass_now(delias, delia)
    said = desk.get(reverse("desk:worklist"), headers=ENGLISH).content.decode()
    assert "Visit" in said
    assert "Overdue" in said
    due = opened(delias.code, seen_by=delia).case.due_on
    assert due is not None
    assert due < TODAY
