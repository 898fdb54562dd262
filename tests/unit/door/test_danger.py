"""In danger now, pressed by whoever came with the words of a case: it goes into that case."""

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.review.models import ReviewTask
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.contact.follow_up_reports import tell_incident
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import withdraw_procedure
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
URL = "/mine/danger/"
FACTS = {"facts": "Están en la puerta."}
SAID = {**FACTS, "coarse_place": "Ñusta Alta", "safe_contact": "mi prima"}


def test_the_urgent_page_leads_into_the_case_of_whoever_came(her, case):
    answer = her.get("/urgent/")
    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    page = her.get(URL, headers=ENGLISH).text
    assert "your ten words stay the same" in page
    assert "Then we give you words" not in page
    assert reverse("door:urgent") in her.get("/mine/").text


def test_an_urgent_report_adds_to_the_case_and_gives_no_new_words(her, case, flor):
    visit = her.cookies["amparo_visit"].value
    answer = her.post(URL, {**SAID, "once": marks.token().hex()})
    assert answer.headers["Location"] == "/mine/"
    assert her.cookies["amparo_visit"].value == visit
    assert Filing.objects.count() == 1
    assert "words" not in (her.get("/words/").context or {})
    told = flor.folder.words(Document.objects.get(kind="incident"))
    assert (told["text"], told["urgent"]) == (FACTS["facts"], True)
    assert "You need no new words" in her.get("/mine/", headers=ENGLISH).text


def test_place_and_contact_are_asked_only_where_the_case_lacks_them(her, case):
    page = her.get(URL).text
    assert 'name="coarse_place"' in page
    assert 'name="safe_contact"' in page
    her.post(URL, SAID)
    page = her.get(URL).text
    assert 'name="facts"' in page
    assert 'name="coarse_place"' not in page
    assert 'name="safe_contact"' not in page


def test_the_same_report_sent_twice_is_stored_once(her, case):
    twice = {**FACTS, "once": marks.token().hex()}
    her.post(URL, twice)
    her.post(URL, twice)
    assert Document.objects.filter(kind="incident").count() == 1


def test_the_team_sees_it_first_and_as_urgent(her, case, ana, rosa, letter, signed_in):
    code = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    other = filing_to_open(code, seen_by=rosa)
    assert other is not None
    open_case(other, by=rosa, at=MONDAY)
    CaseAccess.objects.filter(case__filing__code=other.code).update(due_on=MONDAY)
    browser = signed_in(ana)
    browser.get(f"/desk/cases/{case}/")
    assert browser.get("/desk/").context["rows"][0].code == other.code
    her.post(URL, SAID)
    [first, _second] = browser.get("/desk/", headers=ENGLISH).context["rows"]
    assert (first.code, first.danger_word) == (case, "In danger now")
    assert first.changed == "Urgent: the person says that they are in danger now"


def test_an_urgent_report_is_due_before_any_other_of_what_happened(her, case, anas, rosa):
    tell_incident(anas.folder, words="un rumor", by=rosa, at=timezone.now())
    her.post(URL, SAID)
    reports = ReviewTask.objects.filter(kind="reassess").order_by("due_on")
    assert next(one.about for one in reports) == Document.objects.filter(kind="incident").last().ref
    assert Case.objects.get().danger == UNWEIGHED


def test_an_organisation_sees_it_first_too(her, case, settings):
    settings.ORGANISATION = "Federación del Valle"
    her.post(URL, FACTS)
    assert Case.objects.get().danger == UNWEIGHED


def test_the_case_page_shows_the_report_and_folds_how_to_reach_the_person(
    her, case, ana, signed_in
):
    her.post(URL, SAID)
    page = signed_in(ana).get(f"/desk/cases/{case}/?tab=all", headers=ENGLISH).text
    assert "Urgent report" in page
    assert FACTS["facts"] in page
    assert SAID["safe_contact"] not in page


def test_what_happened_can_be_read_by_the_team(her, case, ana, signed_in):
    her.post("/mine/happened/", {"text": "Dejaron otra nota.", "when": "ayer"})
    page = signed_in(ana).get(f"/desk/cases/{case}/?tab=all", headers=ENGLISH).text
    assert "Dejaron otra nota." in page


def test_an_urgent_report_before_anybody_opened_it_makes_the_request_urgent(her, filed):
    her.post(URL, SAID)
    assert Filing.objects.get().urgent
    assert "Complete my request" not in her.get("/mine/", headers=ENGLISH).text


def test_whoever_left_asks_anew(her, case, flor):
    withdraw_procedure(flor, at=timezone.now())
    assert her.get("/urgent/").status_code == 200
    assert her.get(URL).headers["Location"] == "/urgent/"


def test_without_words_it_asks_for_them_and_keeps_what_was_typed(client, rosa):
    answer = client.post(URL, FACTS)
    assert answer.status_code == 401
    assert FACTS["facts"] in answer.text


def test_an_empty_report_is_refused_and_nothing_is_stored(her, case):
    assert her.post(URL, {"facts": " "}).status_code == 400
    assert not Document.objects.filter(kind="incident").exists()


@pytest.mark.parametrize("code", ["en", "es"])
def test_another_language_keeps_what_was_typed(her, case, code):
    page = her.post(URL, {**FACTS, "language": code})
    assert page.status_code == 200
    assert FACTS["facts"] in page.text


def test_another_persons_case_is_not_touched(another, her, case):
    another.post(URL, FACTS)
    assert Case.objects.get(filing__code=case).danger != UNWEIGHED
