"""What the person reads on her own page of what an organisation follows for her."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.external_cases import services
from amparo.casework.external_cases.clocks import clock_of
from amparo.casework.external_cases.models import ExternalProcedureStep
from amparo.door.elsewhere.external_cases import followed_of
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.door.my_case.pending_questions import decisions_of
from amparo.door.site_protocol import consent_to_file, law_of
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.models import Document
from tests.unit.external_cases.conftest import FILED


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def hers(browser):
    return text_of(browser.get(reverse("door:mine")))


def test_her_first_line_says_what_the_authority_owes_and_that_it_is_late(came_back, filed_there):
    shown = hers(came_back)
    assert "DGDH se demora: Informe preliminar" in shown
    assert "La norma le permite actuar ahora" in shown


def test_before_anything_is_filed_her_page_says_so(came_back, agreed):
    assert "Todavía no se presentó nada allá" in hers(came_back)


def test_what_is_noted_is_a_paper_for_her_with_the_authoritys_number(came_back, filed_there):
    paper = Document.objects.get(kind="outside_noted")
    shown = text_of(came_back.get(reverse("door:paper", args=[paper.ref])))
    assert "HR-2026-00417" in shown
    assert "con dos folios" not in shown  # what the team wrote for itself


def test_what_was_noted_by_mistake_counts_no_more_and_she_reads_that(
    came_back, filed_there, anas, ana
):
    step = ExternalProcedureStep.objects.get()
    services.set_aside(anas, filed_there.ref, step.ref, by=ana, at=timezone.now())
    assert "está en retraso" not in hers(came_back)
    newest = Document.objects.filter(kind="outside_noted").latest("pk")
    shown = text_of(came_back.get(reverse("door:paper", args=[newest.ref])))
    assert "no cuenta" in shown


def test_a_complaint_that_was_filed_is_said_in_place_of_the_way_to_it(
    came_back, filed_there, notes
):
    notes(filed_there, "complaint:preliminary_report", FILED + timedelta(days=7), by_whom="person")
    shown = hers(came_back)
    assert "Usted presentó una queja" in shown


def test_what_is_followed_no_more_asks_her_nothing(came_back, filed_there, anas, ana):
    services.end(anas, filed_there.ref, reason="done", by=ana, at=timezone.now())
    shown = hers(came_back)
    assert "Ya no se le da seguimiento" in shown
    assert "está en retraso" not in shown


def test_her_page_and_the_desk_work_out_the_same_days(flor, filed_there, notes):
    notes(
        filed_there,
        "preliminary_report_issued",
        FILED + timedelta(days=1),
        by_whom="authority",
        found=["grave_risk"],
    )
    filed_there.refresh_from_db()
    for day in range(1, 60, 7):
        at = datetime(2026, 11, 10, 17, 0, tzinfo=UTC) + timedelta(days=day)
        [one] = followed_of(decisions_of(flor, address="REF"), entries_of(flor), at=at)
        clock = clock_of(filed_there, at=at)
        due = [
            (each.term.due, each.late)
            for each in clock.awaited
            if each.runs and each.term.due is not None
        ]
        assert sorted((each.due.day, each.late) for each in one.owed) == sorted(
            (moment.date() if isinstance(moment, datetime) else moment, late)
            for moment, late in due
        )


def test_where_the_mechanism_is_run_her_page_says_nothing_of_it(came_back, filed_there, settings):
    settings.ORGANISATION = ""
    shown = hers(came_back)
    assert "Ante la autoridad" not in shown


def test_she_is_asked_with_the_words_and_never_told_that_nothing_would_travel(came_back, planned):
    shown = hers(came_back)
    assert "Lo que dice el texto de arriba" in shown
    assert "Nada sobre usted" not in shown


@pytest.mark.parametrize("page", ["door:home", "door:urgent"])
def test_the_door_says_whose_site_it_is_before_anything_is_typed(client, rosa, page):
    shown = text_of(client.get(reverse(page), headers={"accept-language": "es"}))
    assert "Este es el sitio de Federación del Valle. No es una autoridad." in shown


def test_nobody_is_told_that_an_authority_has_it_or_a_term_runs(came_back, filed):
    shown = text_of(came_back.get(reverse("door:received")))
    assert "todavía no lo tiene ninguna autoridad" in shown
    assert "Lo que sigue, según la ley" not in shown


def test_what_is_agreed_to_by_asking_names_the_organisation_and_no_mechanism(rosa):
    agreed = consent_to_file(law_of())
    assert agreed.id == "asking_organisation"
    assert "Federación del Valle" in agreed.text
    assert "Mecanismo" not in agreed.text


def test_taking_it_back_promises_nothing_about_what_lies_at_the_authority(
    came_back, filed_there, flor
):
    question = Question.objects.get(subject=filed_there.ref)
    came_back.post(reverse("door:withdraw", args=[question.ref]))
    shown = hers(came_back)
    assert "se queda en esa autoridad" in shown
    assert "borrado" not in shown
