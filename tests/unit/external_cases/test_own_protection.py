"""What an organisation does itself for its people: it assesses the risk, gives immediate help,
and records incidents. The team's pages lead nowhere that does not exist on such a site."""

import re

import pytest
from django.urls import reverse

from amparo.casework.admission.models import ImmediateAction
from amparo.casework.assessment.models import Assessment
from amparo.casework.review.models import ReviewTask
from amparo.foundations.consent.models import Question
from tests.plans import FOUND

ENGLISH = {"accept-language": "en"}
LINK = re.compile(r'(?:href|action)="(/desk/[^"#]+)')


def typed():
    given = {name: FOUND[name] for name in ("probability", "impact", "own_view")}
    given |= {"probability_why": "la nota", "impact_why": "el valle", "direct_threat": "yes"}
    return {"seen": 0, **given, "direct_threat-words": "una nota"}


def of_case(name, code, *more):
    return reverse(name, args=[code, *more])


def whole(browser, code):
    return browser.get(of_case("desk:case", code) + "?tab=all", headers=ENGLISH).text


def dead_links(browser, page):
    return [one for one in sorted(set(LINK.findall(page))) if browser.get(one).status_code == 404]


def assess(browser, code):
    assert browser.post(of_case("assessment:assess", code), typed()).status_code == 302
    assert browser.post(of_case("assessment:review", code), {"seen": 1}).status_code == 302


def disagrees(browser, text):
    page = reverse("door:otherwise")
    once = browser.get(page).context["form"]["once"].value()
    assert browser.post(page, {"once": once, "text": text}).status_code == 302


def test_the_team_assesses_the_risk(signed_in, ana, case):
    browser = signed_in(ana)
    assert "Assess the risk" in whole(browser, case)
    assess(browser, case)
    row = Assessment.objects.get()
    report = browser.get(of_case("assessment:report", case, row.ref), headers=ENGLISH).text
    assert "Extreme" in report
    assert "Extreme" in browser.get(of_case("desk:case", case), headers=ENGLISH).text
    assert "Assess the risk anew" in whole(browser, case)


def test_the_person_is_asked_and_disagrees_with_the_risk(signed_in, ana, case, came_back):
    browser = signed_in(ana)
    browser.post(of_case("assessment:ask", case))
    question = Question.objects.get(kind="assessment")
    page = reverse("door:decision", args=[question.ref])
    assert came_back.get(page).status_code == 200
    came_back.post(page, {"answer": "agree"})
    assess(browser, case)
    assert "The team assessed your risk on" in came_back.get("/mine/", headers=ENGLISH).text
    disagrees(came_back, "es peor de noche")
    task = ReviewTask.objects.get(kind=ReviewTask.Kind.ANSWER_DISAGREEMENT)
    page = of_case("review:answer_otherwise", case, task.ref)
    assert page in whole(browser, case)
    assert "es peor de noche" in browser.get(page).text
    assert browser.post(page, {"text": "lo cambiamos"}).status_code == 302
    assert page not in whole(browser, case)


def test_immediate_help_is_offered_agreed_and_done(signed_in, ana, case, came_back):
    browser = signed_in(ana)
    page = of_case("admission:open_action", case)
    assert page in whole(browser, case)
    form = browser.get(page).context["form"]
    kind = form.fields["kind"].choices[0][0]
    text = {"kind": kind, "text": "un sitio seguro esta noche", "owner": ana.member.code}
    assert browser.post(page, {**text, "consent": "page"}).status_code == 302
    action = ImmediateAction.objects.get()
    own = of_case("admission:action", case, action.ref)
    shown = whole(browser, case)
    assert own in shown
    assert "un sitio seguro esta noche" in shown
    assert browser.post(own, {"what": "done", "text": ""}).status_code in {409, 422}
    asked = reverse("door:decision", args=[Question.objects.get(kind="action").ref])
    assert "un sitio seguro esta noche" in came_back.get(asked).text
    came_back.post(asked, {"answer": "agree"})
    assert browser.post(own, {"what": "done", "text": "está allí"}).status_code == 302
    assert ImmediateAction.objects.get().state == "done"


def test_an_incident_leads_until_the_risk_is_assessed_again(signed_in, ana, case):
    browser = signed_in(ana)
    page = of_case("review:incident", case)
    assert page in whole(browser, case)
    told = {"when": "anoche", "text": "dispararon a la casa", "behind": ""}
    assert browser.post(page, told).status_code == 302
    shown = whole(browser, case)
    assert "dispararon a la casa" in shown
    assert of_case("followed:looked_at", case) in shown
    assert "The danger flag stays until a member lifts it" in shown
    assess(browser, case)
    assert ReviewTask.objects.get().outcome == "assessed"
    assert of_case("followed:looked_at", case) not in whole(browser, case)


@pytest.mark.parametrize("who", ["ana", "rosa"])
def test_the_case_leads_to_no_page_that_does_not_exist_here(
    signed_in, ana, case, who, request, came_back
):
    browser = signed_in(ana)
    reader = signed_in(request.getfixturevalue(who))
    assert dead_links(reader, whole(reader, case)) == []
    browser.post(of_case("assessment:ask", case))
    assess(browser, case)
    kind = browser.get(of_case("admission:open_action", case)).context["form"].fields["kind"]
    text = {"kind": kind.choices[0][0], "text": "x", "owner": ana.member.code, "consent": "page"}
    browser.post(of_case("admission:open_action", case), text)
    browser.post(of_case("review:incident", case), {"when": "ayer", "text": "x", "behind": ""})
    disagrees(came_back, "x")
    assert ReviewTask.objects.filter(done_at=None).count() == 2
    shown = whole(reader, case)
    assert len(set(LINK.findall(shown))) > 20
    assert dead_links(reader, shown) == []
    worklist = reader.get(reverse("desk:worklist"), headers=ENGLISH).text
    assert dead_links(reader, worklist) == []
