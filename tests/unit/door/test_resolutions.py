"""A decision as she reads it: who must do what, where, until when, and her last day against it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Decision, Measure
from amparo.casework.obligations.escalation.services import take_due_steps
from amparo.casework.obligations.services import forward
from amparo.foundations.web.dates import day_in_words
from tests.plans import REPORT_ON, REVIEW_ON, decided, outcome, proposed, put, says


@pytest.fixture
def decision(anas, ana, site, flor, delia) -> Decision:
    patrol = proposed(anas, site["pnp-selva"], ana)
    says(flor, patrol, "agreed")
    delias = put(anas, ana, delia)
    return decided(delias, delia, outcome(delias, patrol, delia))


def read(her, decision, language="es"):
    page = her.get(
        reverse("door:paper", args=[decision.paper_ref]), headers={"Accept-Language": language}
    )
    assert page.status_code == 200
    return page


def test_it_says_who_where_how_long_and_the_next_days(her, decision):
    text = read(her, decision).content.decode()
    ends = decision.issued_at.date() + timedelta(days=90)
    said = ["PNP-SELVA", "el camino al puente", "90 días", "dos rondas por noche"]
    for words in [*said, *map(day_in_words, (ends, REPORT_ON, REVIEW_ON))]:
        assert words in text, words


def test_opening_it_starts_her_term_and_the_last_day_is_named(her, decision):
    [remedy] = read(her, decision).context["resolution"].remedies
    decision.refresh_from_db()
    assert decision.notified_at is not None
    assert remedy.due is not None
    received = decision.notified_at.date()
    assert received + timedelta(days=18) < remedy.due.day <= received + timedelta(days=32)
    assert "art. 23" in remedy.due.source


def test_it_is_in_her_language_and_the_resolution_stays_as_it_was(her, decision):
    text = read(her, decision, language="en").content.decode()
    assert "Police patrol" in text
    assert "Your measures are granted." in text
    assert "Se otorgan las medidas" in text  # word for word


def test_a_denial_says_why_and_promises_no_day(her, anas, ana, site, flor, delia):
    patrol = proposed(anas, site["pnp-selva"], ana)
    says(flor, patrol, "agreed")
    delias = put(anas, ana, delia)
    no = outcome(delias, patrol, delia, granted=False, reasons="el peligro ya no existe")
    page = read(her, decided(delias, delia, no))
    [one] = page.context["resolution"].measures
    assert (one.granted, one.until, one.first_report_on) == (False, None, None)
    assert "el peligro ya no existe" in page.content.decode()


def test_the_person_reads_that_the_institution_is_late_and_was_told(
    her, decision, anas, ana, carla, site, clock, came_back, filed
):
    read(her, decision)
    measure, now = Measure.objects.get(), timezone.now()
    forward(anas, measure, site["pnp-selva"], fields=["coarse_place"], by=ana, at=now)
    assert "recibió aviso" not in her.get("/mine/").content.decode()
    clock.move(timedelta(days=90))
    take_due_steps(at=timezone.now())
    shown = " ".join(came_back(filed).get("/mine/").content.decode().split())
    assert "La entidad debía informar hasta el" in shown
    assert "La entidad recibió aviso el" in shown
    assert "Avisar a la autoridad de la que depende" in shown
