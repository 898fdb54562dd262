"""On her page: who is late, a complaint that is ready, one act to file it, what became of it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.casework.review.complaints import services as complaining
from amparo.casework.review.models import Complaint
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.complaints import complain
from amparo.foundations.ledger.models import Entry

ENGLISH = {"accept-language": "en"}
TERM = "preliminary_report"
PAGE = f"/mine/late/{TERM}/"


def promised():
    return timezone.localdate() + timedelta(days=20)


def test_the_day_after_a_missed_term_the_complaint_is_ready(her, filed):
    """It was filed on 9 November, so that its first term is over."""
    page = her.get("/mine/", headers=ENGLISH).text
    assert "a complaint is ready for you" in page
    assert PAGE in page
    ready = her.get(PAGE, headers=ENGLISH).text
    assert "anexo, art. 18" in ready
    assert filed.folder.code in ready
    assert not Complaint.objects.exists()


def test_while_nobody_is_late_nothing_is_said_of_complaining(her, filed):
    Filing.objects.update(happened={"request_received": timezone.now().isoformat()})
    assert "/mine/late/" not in her.get("/mine/").text
    assert her.get(PAGE).status_code == 404
    assert her.post(PAGE).status_code == 404


def test_one_act_files_it(her, filed, delia):
    answer = her.post(PAGE, follow=True, headers=ENGLISH)
    assert "Your complaint is filed" in answer.text
    assert "You complained" in answer.text
    assert Entry.objects.get(event="ComplaintFiled").by == "person"
    assert Complaint.objects.get().addressees.count() == 1


def test_two_clicks_file_one(her, filed, delia):
    her.post(PAGE)
    assert her.post(PAGE).status_code == 302
    assert Complaint.objects.count() == 1


def test_she_sees_until_when_they_must_answer_and_that_they_read_it(her, filed, delia):
    her.post(PAGE)
    page = her.get(PAGE, headers=ENGLISH).text
    assert "They must answer by:" in page
    assert "3 business days" in page
    assert "They have read it." not in page
    complaining.note_seen(Complaint.objects.get(), by=delia, at=timezone.now())
    assert "They have read it." in her.get(PAGE, headers=ENGLISH).text


def test_she_reads_the_ruling_its_day_and_its_reasons(her, filed, delia):
    her.post(PAGE)
    ruling = complaining.Ruling(
        outcome="founded",
        do_by=promised(),
        another_officer=True,
        text="nadie puede dejar pasar estos días",
    )
    complaining.rule(Complaint.objects.get().ref, ruling, by=delia, at=timezone.now())
    page = her.get(PAGE, headers=ENGLISH).text
    assert "They say that you are right." in page
    assert "nadie puede dejar pasar estos días" in page
    assert str(promised().year) in page
    assert "Somebody else takes your case over." in page
    assert "File the complaint" not in page, "they have until that day"


def test_what_the_team_filed_for_her_says_so(her, case, flor, rosa, delia):
    words = "que se quejen por mí"
    paper = complain(flor.folder, TERM, by=rosa, at=timezone.now(), way="telephone", words=words)
    page = her.get(PAGE, headers=ENGLISH).text
    assert "The team filed it for you" in page
    assert words in page
    assert Document.objects.get(pk=paper.pk).read_at


def test_where_nobody_can_rule_she_is_told_what_to_ask(her, case):
    her.post(PAGE)
    assert "Nobody who can rule on it has an account here." in her.get(PAGE, headers=ENGLISH).text


def test_where_they_must_not_know_she_reads_that_it_went_to_nobody(her, case, flor, delia):
    body = {"units": [], "names": "Delia Campos"}
    write_paper(
        flor.folder, kind="exclusions", body=body, by=flor, at=timezone.now(), for_person=True
    )
    her.post(PAGE)
    assert "It was sent to nobody" in her.get(PAGE, headers=ENGLISH).text


def test_another_woman_reads_and_files_nothing_of_hers(another, her, filed, delia):
    her.post(PAGE)
    ref = Complaint.objects.get().ref
    assert another.get(f"/mine/papers/{ref}/").status_code == 404
    assert another.get(PAGE).status_code == 404


def test_among_her_papers_it_shows_no_key(her, filed, delia):
    her.post(PAGE)
    ref = Complaint.objects.get().ref
    page = her.get(f"/mine/papers/{ref}/").text
    assert "Informe preliminar" in page
    assert "secret" not in page
    [public] = re.findall(r"[0-9a-f]{64}", Entry.objects.get(event="RequestFiled").facts)
    assert public not in page


@pytest.mark.parametrize("term", ["decision", "x", "correction", "a" * 300])
def test_a_term_that_is_not_late_has_no_page(her, filed, term):
    assert her.get(f"/mine/late/{term}/").status_code == 404
    assert her.post(f"/mine/late/{term}/").status_code == 404
