"""A complaint about another defect of the procedure, from the page of the person."""

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.review.models import Complaint
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.complaints import complaints_in
from amparo.foundations.intake.procedure.defects import Named
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry

SPANISH = {"accept-language": "es"}
PAGE = "/mine/complaint/"
WORDS = "nadie ha llamado desde el lunes"


@pytest.fixture
def in_time(filed):
    """Nothing is late."""
    Filing.objects.update(happened={"request_received": timezone.now().isoformat()})


def sent(**changes):
    return {"defect": "standstill", "duty": "processor/report_risk", "words": WORDS, **changes}


def test_it_names_the_defects_in_the_words_of_the_law_while_nothing_is_late(her, in_time):
    assert PAGE in her.get("/mine/", headers=SPANISH).text
    page = her.get(PAGE, headers=SPANISH).text
    for words in (
        "Paralización del procedimiento",
        "Infracción de los plazos establecidos legalmente",
        "Incumplimiento de los deberes funcionales",
        "Omisión de trámites que deben ser subsanados",
        "Otro defecto de tramitación",
    ):
        assert words in page
    assert "Emitir el informe de evaluación de riesgo" in page


def test_one_act_files_it_with_the_duty_and_its_norm(her, in_time, flor, delia):
    answer = her.post(PAGE, sent(), follow=True, headers=SPANISH)
    assert "Paralización del procedimiento" in answer.text
    row = Complaint.objects.get()
    assert row.named == Named("standstill", "processor", "report_risk")
    assert row.addressees.count() == 1
    [paper] = complaints_in(flor.folder, seen_by=flor)
    for words in ("LPAG, art. 158.1", "anexo, arts. 20 y 21", "Viceministerio"):
        assert words in paper.text
    assert WORDS not in paper.text
    assert WORDS not in Entry.objects.get(event="ComplaintFiled").facts


def test_what_became_of_it_has_its_page(her, in_time, delia):
    her.post(PAGE, sent())
    ref = Complaint.objects.get().ref
    page = her.get(reverse("door:complaint", args=[ref]), headers=SPANISH).text
    assert WORDS in page
    assert "Deben responder antes de que termine el" in page or "Deben responder" in page


def test_the_same_again_waits_for_the_ruling_and_keeps_the_words(her, in_time, delia):
    her.post(PAGE, sent())
    again = her.post(PAGE, sent(), headers=SPANISH)
    assert again.status_code == 409
    assert WORDS in again.text
    assert Complaint.objects.count() == 1
    assert her.post(PAGE, sent(defect="step_omitted")).status_code == 302


@pytest.mark.parametrize(
    "changes", [{"defect": ""}, {"duty": ""}, {"defect": "moon"}, {"duty": "minister/decide"}],
    ids=str,
)  # fmt: skip
def test_without_a_defect_or_who_is_complained_of_nothing_is_filed(her, in_time, changes):
    assert her.post(PAGE, sent(**changes)).status_code == 400
    assert not Complaint.objects.exists()


def test_who_left_complains_of_nothing_here(her, in_time, flor):
    withdraw_procedure(flor, at=timezone.now())
    assert PAGE not in her.get("/mine/").text
    assert her.get(PAGE).status_code == 404
    assert her.post(PAGE, sent()).status_code == 404
