"""The plan of an organisation: what the person agrees to is owed by the organisation itself, by the
day agreed on and by no law."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import Obligation
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_by_phrase
from tests.unit.external_cases.test_own_protection import ENGLISH, dead_links, of_case, whole


def day(ahead):
    return timezone.localdate() + timedelta(days=ahead)


def proposal(**changes):
    given = {"requested": "no", "what": "Dos personas la acompañan al río los lunes."}
    return {**given, "by_day": day(5).isoformat(), **changes}


@pytest.fixture
def browser(signed_in, ana):
    return signed_in(ana)


@pytest.fixture
def proposed(browser, case):
    page = of_case("measures:propose", case, "own_accompaniment")
    assert browser.post(page, proposal()).status_code == 302
    return Measure.objects.get()


@pytest.fixture
def says(came_back):
    def answer(word):
        question = Question.objects.get(kind="measure", withdrawn_at=None)
        page = reverse("door:decision", args=[question.ref])
        assert came_back.post(page, {"answer": word}).status_code == 302

    return answer


@pytest.fixture
def agreed(proposed, says):
    says("agree")
    return proposed


def state():
    return Measure.objects.get().state


def note(browser, case, measure, how, **more):
    given = {"how": how, "text": "", "next_on": day(9).isoformat(), **more}
    return browser.post(of_case("followed:carried_out", case, measure.ref), given)


def test_the_organisation_puts_its_own_measures_to_the_person(browser, case, proposed, came_back):
    plan = browser.get(of_case("measures:plan", case), headers=ENGLISH).text
    assert "Accompaniment" in plan
    assert "Police patrols" not in plan
    asked = reverse("door:decision", args=[Question.objects.get(kind="measure").ref])
    page = came_back.get(asked, headers=ENGLISH).text
    assert "Dos personas la acompañan al río los lunes." in page
    assert "Federación del Valle" in page
    assert "By which day" in page
    assert "would learn" not in page
    assert proposed.unit is None
    assert not ReviewTask.objects.exists()


def test_the_persons_yes_is_what_makes_it_owed(browser, case, agreed, came_back):
    assert state() == "accepted_by_entity"
    task = ReviewTask.objects.get(kind="review", done_at=None)
    assert timezone.localtime(task.due_on).date() == day(5)
    assert not Obligation.objects.exists()
    shown = whole(browser, case)
    assert "Agreed: to be done" in shown
    assert "Ground: the plan agreed with the person." in shown
    assert of_case("followed:carried_out", case, agreed.ref) in shown
    mine = came_back.get("/mine/", headers=ENGLISH).text
    assert "Agreed with you: to be done" in mine
    assert "Agreed with you to be done by" in mine
    assert "Say how a measure goes" not in mine
    for word in ("The institution", "must report", "resolution number", "Granted"):
        assert word not in mine


def test_no_term_of_a_law_runs(browser, case, agreed, came_back):
    browser.post(of_case("assessment:ask", case))
    question = Question.objects.get(kind="assessment")
    came_back.post(reverse("door:decision", args=[question.ref]), {"answer": "agree"})
    page = browser.get(of_case("desk:case", case), headers=ENGLISH)
    assert page.context["dates"] == []
    assert page.context["late"] == 0


def test_done_is_said_by_the_team_and_confirmed_by_the_person(browser, case, agreed, came_back):
    assert note(browser, case, agreed, "done").status_code == 302
    assert state() == "in_place"
    task = ReviewTask.objects.get(kind="review", done_at=None)
    assert timezone.localtime(task.due_on).date() == day(9)
    mine = came_back.get("/mine/", headers=ENGLISH).text
    assert "The team says it is done" in mine
    assert "The team looks at it again by" in mine
    came_back.post(reverse("door:confirm_measure", args=[agreed.ref]), {"word": "works"})
    assert state() == "verified_by_beneficiary"
    assert note(browser, case, agreed, "done").status_code == 302
    assert state() == "verified_by_beneficiary"


def test_what_does_not_protect_is_looked_at_soon(browser, case, agreed, came_back):
    note(browser, case, agreed, "done", next_on=day(60).isoformat())
    came_back.post(reverse("door:confirm_measure", args=[agreed.ref]), {"word": "not_enough"})
    assert state() == "ineffective"
    task = ReviewTask.objects.get(kind="review", done_at=None)
    assert timezone.localtime(task.due_on).date() == day(2)


def test_not_done_says_why_and_gets_another_day(browser, case, agreed, came_back):
    assert note(browser, case, agreed, "not_done").status_code == 422
    said = {"text": "no había bote", "next_on": day(7).isoformat()}
    assert note(browser, case, agreed, "not_done", **said).status_code == 302
    assert state() == "objected_by_entity"
    assert "no había bote" in whole(browser, case)
    mine = came_back.get("/mine/", headers=ENGLISH).text
    assert "Not done yet" in mine
    assert "no había bote" not in mine


def test_what_is_past_its_day_says_so(signed_in, ana, case, agreed, filed, clock):
    clock.move(timedelta(days=8))
    shown = whole(signed_in(ana), case)
    assert "Past its day" in shown
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    hers = Client()
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    hers.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    mine = hers.get("/mine/", headers=ENGLISH).text
    assert "Overdue" in mine
    assert "Say how a measure goes" in mine


def test_it_ends_when_it_is_not_needed_any_more(browser, case, agreed):
    assert note(browser, case, agreed, "ended", next_on="", text="se mudó").status_code == 302
    assert state() == "lapsed"
    assert not ReviewTask.objects.filter(done_at=None).exists()
    page = of_case("followed:carried_out", case, agreed.ref)
    assert browser.get(page).status_code == 404


def test_the_person_ends_it_by_a_no_and_begins_it_again_by_a_yes(
    browser, case, agreed, says, came_back
):
    mine = came_back.get("/mine/", headers=ENGLISH).text
    assert reverse("door:give_up", args=[agreed.ref]) not in mine
    assert came_back.get(reverse("door:give_up", args=[agreed.ref])).status_code == 404
    says("discuss")
    assert state() == "accepted_by_entity"
    says("refuse")
    assert state() == "refused_by_beneficiary"
    assert not ReviewTask.objects.filter(done_at=None).exists()
    says("agree")
    assert state() == "accepted_by_entity"
    assert ReviewTask.objects.filter(kind="review", done_at=None).exists()


def test_a_yes_taken_back_ends_it_and_it_can_be_asked_again(browser, case, agreed, came_back):
    question = Question.objects.get(kind="measure")
    page = reverse("door:withdraw", args=[question.ref])
    assert came_back.get(page, headers=ENGLISH).status_code == 200
    came_back.post(page)
    assert state() == "proposed"
    assert not ReviewTask.objects.filter(done_at=None).exists()
    assert of_case("measures:change", case, agreed.ref) in whole(browser, case)
    assert browser.post(of_case("measures:ask_again", case, agreed.ref)).status_code == 302
    assert Question.objects.filter(kind="measure", withdrawn_at=None, answer="").exists()


def test_what_was_said_in_a_conversation_counts_the_same(browser, case, proposed):
    page = of_case("measures:answer", case, proposed.ref)
    form = browser.get(page).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    heard = {"answer": "agreed", "way": "telephone", "words": "que sí", "read_back": "on"}
    sent = browser.post(page, {**given, **heard})
    assert sent.status_code == 302, sent.context["form"].errors
    assert state() == "accepted_by_entity"


def test_a_changed_proposal_is_asked_anew(browser, case, proposed, says):
    says("refuse")
    page = of_case("measures:change", case, proposed.ref)
    seen = browser.get(page).context["form"]["seen"].value()
    changed = proposal(what="Tres personas.", seen=seen, by_day=day(3).isoformat())
    assert browser.post(page, changed).status_code == 302
    assert state() == "proposed"
    says("agree")
    task = ReviewTask.objects.get(kind="review", done_at=None)
    assert timezone.localtime(task.due_on).date() == day(3)


@pytest.mark.parametrize("changes", [{"by_day": ""}, {"by_day": "2020-01-01"}, {"what": ""}])
def test_a_proposal_says_what_and_by_when(browser, case, changes):
    page = of_case("measures:propose", case, "own_legal")
    assert browser.post(page, proposal(**changes)).status_code == 422
    assert not Measure.objects.exists()


def test_whoever_leaves_is_reached_before_it_ends(browser, case, agreed, came_back):
    leave = came_back.get(reverse("door:leave"), headers=ENGLISH)
    assert "Acompañamiento" in leave.text
    came_back.post(reverse("door:leave"), {"sure": "on"})
    assert state() == "accepted_by_entity"
    [page] = [one for one in dead_or_live(browser, case) if "/follow-ups/" in one]
    assert browser.get(page).status_code == 200
    browser.post(page, {"text": "hablamos", "outcome": "ends"})
    assert state() == "lapsed"


def dead_or_live(browser, case):
    shown = whole(browser, case)
    assert dead_links(browser, shown) == []
    return {row.url for row in browser.get(of_case("desk:case", case)).context["rows"]}


def test_taking_all_sharing_back_ends_nothing_of_it(browser, case, agreed, came_back):
    came_back.post(reverse("door:withdraw_all"), {"sure": "on"})
    assert state() == "accepted_by_entity"


@pytest.mark.parametrize("who", ["ana", "rosa"])
def test_the_plan_leads_to_no_page_that_does_not_exist_here(
    browser, signed_in, case, agreed, who, request
):
    reader = signed_in(request.getfixturevalue(who))
    assert dead_links(reader, whole(reader, case)) == []
    note(browser, case, agreed, "done")
    shown = whole(reader, case)
    assert of_case("followed:carried_out", case, agreed.ref) in shown
    assert dead_links(reader, shown) == []
    plan = reader.get(of_case("measures:plan", case))
    assert plan.status_code == (200 if who == "ana" else 404)
    assert dead_links(reader, plan.content.decode()) == []


def test_an_authority_has_none_of_it(browser, case, settings):
    settings.ORGANISATION = ""
    page = of_case("measures:propose", case, "own_accompaniment")
    assert browser.get(page).status_code == 404
