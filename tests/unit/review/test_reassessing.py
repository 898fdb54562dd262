"""Looking again: after each incident, by the day that was set, and where she sees it otherwise."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.assessment import services as assessment
from amparo.casework.assessment.queries import draft_of, latest_submitted
from amparo.casework.measures.states import Hindered
from amparo.casework.review import services
from amparo.casework.review.models import MeasureChange, ReviewTask
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.intake.contact.follow_up_reports import (
    ask_to_give_up,
    see_otherwise,
    tell_incident,
)
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.ledger.models import Entry
from tests.plans import FOUND, REVIEW_ON
from tests.unit.review.conftest import FRIDAY, as_open

SATURDAY = FRIDAY + timedelta(days=1)


def open_tasks():
    return sorted(ReviewTask.objects.filter(done_at__isnull=True).values_list("kind", flat=True))


def assessed_anew(anas, ana, at=SATURDAY, **changes):
    case = as_open(anas, ana)
    assessment.save_draft(case, {**FOUND, **changes}, seen=0, by=ana, at=at)
    draft = draft_of(case, seen_by=ana)
    assessment.submit(case, seen=draft.paper.version, by=ana, at=at)


def test_what_she_tells_asks_for_a_new_look_that_leads_her_case(granted, flor, anas):
    tell_incident(flor.folder, words="otra nota en la puerta", by=flor, at=FRIDAY)
    assert open_tasks() == ["reassess", "review"]
    case = Case.objects.get()
    assert case.due_term in {"task.reassess", "forward", "notify"}
    assert case.due_on
    assert CaseAccess.objects.filter(due_on=case.due_on).count() == CaseAccess.objects.count()


def test_what_the_team_learns_does_so_too(signed_in, rosa, granted):
    address = reverse("review:incident", args=[granted.case.code])
    said = {"when": "ayer", "text": "siguieron a su hija"}
    assert signed_in(rosa).post(address, said).status_code == 302
    assert "reassess" in open_tasks()


def test_what_the_team_learned_is_not_hers_to_read_before_it_is_weighed(anas, ana, flor):
    tell_incident(anas.folder, words="un rumor", by=ana, at=FRIDAY)
    assert papers_in(flor.folder, seen_by=flor, kinds=["incident"]) == []


def test_an_assessment_answers_it(granted, flor, anas, ana):
    tell_incident(flor.folder, words="otra nota", by=flor, at=FRIDAY)
    assessed_anew(anas, ana)
    assert open_tasks() == ["review"]


def test_a_closed_case_opens_again_when_something_happens(granted, flor, anas):
    Case.objects.update(closed_at=FRIDAY)
    tell_incident(flor.folder, words="volvieron", by=flor, at=SATURDAY)
    assert Case.objects.get().closed_at is None


def test_the_worklist_says_what_must_be_done(signed_in, ana, anas, flor):
    tell_incident(flor.folder, words="otra nota", by=flor, at=FRIDAY)
    Case.objects.update(due_term="task.reassess")
    page = signed_in(ana).get(reverse("desk:worklist")).content.decode()
    assert "Evaluar de nuevo el riesgo: ocurrió algo" in page


# --- the day that a resolution set ---


def test_each_granted_measure_is_reviewed_by_the_day_that_was_set(granted, patrol):
    task = ReviewTask.objects.get(kind="review")
    patrol.refresh_from_db()
    assert (task.about, patrol.next_review_on) == (patrol.ref, REVIEW_ON)
    assert task.due_on.date() >= REVIEW_ON


def test_each_review_is_called_by_its_measure(granted, patrol, ana, signed_in):
    page = signed_in(ana).get(reverse("desk:case", args=[granted.case.code])).text
    assert '<th scope="row">Revisar una medida: Patrullaje policial</th>' in page


def test_nothing_is_reviewed_that_was_denied(denied):
    assert open_tasks() == []


def test_a_review_looks_at_the_danger_of_today(granted, anas, ana, patrol):
    words: dict[str, Any] = {"text": "se cumple", "next_on": date(2027, 1, 20)}
    with pytest.raises(Hindered, match="not_reassessed_lately"):
        services.review(as_open(anas, ana), patrol.ref, **words, by=ana, at=SATURDAY)
    assessed_anew(anas, ana)
    case = as_open(anas, ana)
    services.review(case, patrol.ref, **words, by=ana, at=SATURDAY)
    patrol.refresh_from_db()
    assert patrol.next_review_on == date(2027, 1, 20)
    [task] = ReviewTask.objects.filter(kind="review", done_at__isnull=True)
    assert task.due_on.date() >= date(2027, 1, 20)
    assert ReviewTask.objects.filter(kind="review", outcome="kept").count() == 1


def test_a_review_on_its_page_keeps_the_words(granted, anas, ana, patrol, signed_in):
    client = signed_in(ana)
    address = reverse("review:look_again", args=[granted.case.code, patrol.ref])
    typed = {"text": "se cumple", "next_on": f"{timezone.localdate() + timedelta(days=60)}"}
    early = client.post(address, typed)
    assert (early.status_code, "se cumple" in early.text) == (409, True)
    assessed_anew(anas, ana, at=timezone.now())
    assert client.post(address, typed).status_code == 302
    assert ReviewTask.objects.filter(kind="review", outcome="kept").count() == 1


def test_the_next_review_is_still_to_come(granted, anas, ana, patrol):
    assessed_anew(anas, ana)
    with pytest.raises(Hindered, match="next_review"):
        services.review(
            as_open(anas, ana), patrol.ref, text="x", next_on=SATURDAY.date(), by=ana, at=SATURDAY
        )


def test_the_page_says_what_would_change_the_level(signed_in, ana, anas, granted, patrol):
    address = reverse("review:look_again", args=[granted.case.code, patrol.ref])
    page = signed_in(ana).get(address).text
    assert "Qué cambiaría el nivel" in page
    steps = latest_submitted(as_open(anas, ana), seen_by=ana).weighed.steps
    assert steps
    for one in steps:
        said = f"{one.before} {one.what}. El nivel sería: <strong>{one.level}</strong>"
        assert said in page


# --- she sees it otherwise ---


def test_who_sees_it_otherwise_is_answered_on_her_page(signed_in, rosa, anas, flor, granted):
    see_otherwise(flor.folder, words="no contaron el camino", by=flor, at=FRIDAY)
    task = ReviewTask.objects.get(kind="disagreement")
    browser = signed_in(rosa)
    address = reverse("review:answer_otherwise", args=[granted.case.code, task.ref])
    assert "no contaron el camino" in browser.get(address).content.decode()
    assert browser.post(address, {"text": ""}).status_code == 422
    assert browser.post(address, {"text": "tiene razón: se añade"}).status_code == 302
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["otherwise_answered"])
    assert flor.folder.words(paper)["text"] == "tiene razón: se añade"
    assert "disagreement" not in open_tasks()


def test_what_she_said_while_it_was_assessed_is_answered_too(granted, anas, ana):
    assessed_anew(anas, ana, disagreement="para ella es más grave")
    assert "disagreement" in open_tasks()
    assert "grave" not in Entry.objects.filter(event="RiskAssessed").last().facts


# --- she gives a measure up ---


def test_giving_up_begins_with_the_teams_explanation(granted, patrol, flor, anas, ana):
    ask_to_give_up(
        flor.folder, measure=patrol.ref, label="Rondas", words="no más", by=flor, at=FRIDAY
    )
    change = MeasureChange.objects.get()
    assert (change.kind, change.state) == ("renounce", "open")
    assert "explain_risk" in open_tasks()
    services.explain_risk(
        as_open(anas, ana), change.ref, text="sin rondas…", seen=1, by=ana, at=FRIDAY
    )
    assert "explain_risk" not in open_tasks()


def test_asked_twice_it_is_one_change(granted, patrol, flor):
    for _ in range(2):
        ask_to_give_up(flor.folder, measure=patrol.ref, label="x", words="", by=flor, at=FRIDAY)
    assert MeasureChange.objects.count() == 1
