"""She contests a decision on her own page."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Decision
from amparo.casework.review import services
from amparo.casework.review.models import Recourse
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.documents.services import papers_in, read_by_person
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.models import Attachment, Document
from tests.plans import decided, outcome, proposed, put, says


@pytest.fixture
def patrol(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def denied(patrol, anas, ana, delia):
    case = put(anas, ana, delia)
    no = outcome(case, patrol, delia, granted=False, reasons="no hay patrullero")
    return decided(case, delia, no)


def page(ref):
    return reverse("door:contest", args=[ref])


def opened_by_her(flor, decision):
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    read_by_person(flor.folder, paper, by=flor, at=timezone.now())


def sends(her, decision, **said):
    return her.post(page(decision.paper_ref), {"text": "nadie preguntó", "once": "a1", **said})


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_decision_says_the_last_day_and_leads_to_the_page(her, denied, flor):
    shown = her.get(reverse("door:paper", args=[denied.paper_ref]))
    assert page(denied.paper_ref) in shown.content.decode()
    assert "El último día es" in text_of(shown)
    mine = her.get(reverse("door:mine")).content.decode()
    assert page(denied.paper_ref) in mine
    card = mine.split("Lo que se decidió", 1)[1].split("</article>", 1)[0]
    assert reverse("door:paper", args=[denied.paper_ref]) in card


@pytest.mark.parametrize(("minutes", "late"), [(0, 0), (1, 1)])
def test_by_the_servers_clock_the_last_minute_in_lima_is_in_time_and_the_next_is_a_day_late(
    denied, flor, filed, clock, minutes, late
):
    opened_by_her(flor, denied)
    last = datetime(2026, 12, 18, 23, 59, tzinfo=ZoneInfo("America/Lima"))
    clock.move(last + timedelta(minutes=minutes) - timezone.now())
    her = Client()
    her.post("/return/", {"phrase": " ".join(filed.words)})
    assert sends(her, denied).status_code == 302
    assert Recourse.objects.get().late_by == late


def test_what_she_has_not_received_is_not_held_against_her(her, denied):
    assert page(denied.paper_ref) not in her.get(reverse("door:mine")).content.decode()
    said = text_of(her.get(page(denied.paper_ref)))
    assert "Aún no corre ningún plazo para usted" in said
    assert "No se otorga ninguna medida" not in said
    denied.refresh_from_db()
    assert denied.notified_at is None


def test_the_page_says_what_counts_as_receipt_and_that_nobody_checked_it(her, denied, flor):
    opened_by_her(flor, denied)
    said = text_of(her.get(page(denied.paper_ref)))
    assert "lo abrió aquí" in said
    assert "no cotejado con el texto oficial" in said


def test_she_sends_it_and_sees_until_when_they_must_answer(her, denied, flor):
    opened_by_her(flor, denied)
    answer = sends(her, denied)
    assert answer.status_code == 302
    recourse = Recourse.objects.get()
    assert (recourse.how, recourse.late_by) == ("page", 0)
    said = text_of(her.get(reverse("door:mine")))
    assert "LPAG" in said
    assert "anexo, art. 23" in said  # the other norm is named beside it


def test_the_same_form_sent_twice_is_stored_once(her, denied):
    sends(her, denied)
    sends(her, denied)
    assert Document.objects.filter(kind="recourse").count() == 1


def test_an_empty_form_keeps_what_was_chosen_and_says_what_to_do(her, denied):
    answer = sends(her, denied, text=" ", once="b2")
    assert answer.status_code == 400
    assert not Recourse.objects.exists()


def test_a_recording_is_enough(her, denied, photo):
    sends(her, denied, text="", once="c3", recordings=photo())
    assert Recourse.objects.exists()
    paper = Document.objects.get(kind="recourse")
    assert Attachment.objects.filter(paper_ref=paper.ref).count() == 1


def test_nobody_elses_decision_can_be_contested(another, denied):
    assert another.get(page(denied.paper_ref)).status_code == 404
    assert sends(another, denied).status_code == 404
    assert not Recourse.objects.exists()


def test_who_left_in_another_window_meanwhile_loses_no_word(her, denied, flor, photo):
    her.get(page(denied.paper_ref))
    her.post("/mine/leave/")
    assert her.get(page(denied.paper_ref)).status_code == 404
    assert sends(her, denied, text=" ").status_code == 404
    for _twice in range(2):
        sent = {"text": "nadie preguntó por el camino", "recordings": photo(), "once": "c1"}
        assert sends(her, denied, **sent).headers["Location"] == "/mine/"
    [message] = papers_in(flor.folder, seen_by=flor, kinds=["message"])
    assert flor.folder.words(message)["text"] == "nadie preguntó por el camino"
    [kept] = attachments_in(flor.folder, seen_by=flor)
    assert kept.paper_ref == message.ref
    assert "stored as a message" in her.get("/mine/", headers={"accept-language": "en"}).text


def test_without_words_nobody_reaches_it(client, denied):
    assert client.get(page(denied.paper_ref)).status_code == 302


def test_after_the_ruling_the_form_is_gone_and_the_last_word_said(her, denied, delia, anas, flor):
    sends(her, denied)
    from amparo.casework.measures.decisions.resolution import Resolution  # noqa: PLC0415 - here alone

    no = Resolution(outcomes=(), grounds="se mantiene", later=Decision.Kind.NOT_UPHELD)
    case = opened(anas.code, seen_by=delia)
    made = services.rule(case, Recourse.objects.get().ref, no, by=delia, at=timezone.now())
    assert "<form" not in her.get(page(denied.paper_ref)).content.decode().partition("<main")[2]
    for _twice in range(2):
        assert sends(her, denied, once="d4").status_code == 302
    assert Document.objects.filter(kind="recourse").count() == 1
    [message] = papers_in(flor.folder, seen_by=flor, kinds=["message"])  # and no word of it is lost
    assert flor.folder.words(message)["text"] == "nadie preguntó"
    assert "Queda guardado como un mensaje al equipo" in text_of(her.get(reverse("door:mine")))
    ruling = text_of(her.get(reverse("door:paper", args=[made.paper_ref])))
    assert "termina la vía" in ruling
    assert page(made.paper_ref) not in ruling
