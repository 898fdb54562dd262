"""Her own page: what stands there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.events import MeasureMoved
from amparo.door.my_case import dashboard_sections as story
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.access.access_log import looked
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import ask
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.erasure.services import put_hold
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.laid_out import laid_out

ENGLISH = {"accept-language": "en"}


def page(browser, path="/mine/"):
    return browser.get(path, headers=ENGLISH).content.decode()


@pytest.fixture
def message(anas, ana):
    return write_paper(
        anas.folder,
        kind="message",
        body={"text": "La llamamos a las seis."},
        by=ana,
        at=timezone.now(),
        for_person=True,
    )


def test_the_first_line_says_what_happens_now_and_when(her, case):
    text = laid_out(page(her))
    first, below = text.split("<h1>")[1].split("<h2>Your plan")[0].split("</h1>")
    assert first == "Nothing waits for your answer now"
    assert "to decide whether your case is urgent." in below
    assert "11 Nov" in text  # said once, with its reasons behind it
    assert "Owed by: Directorate-General for Human Rights." in text
    assert "Your request is at this stage: Preliminary evaluation." in text


def test_while_nobody_has_opened_it_it_says_when_somebody_looks(her, filed, settings):
    settings.WATCH = "1-7 00:00-00:01"
    text = page(her)
    assert "Nobody has opened it yet" in text
    assert "Requests are read again from" in text
    assert "turn to a person you trust" in text


def test_late_is_said_openly(her, case):
    Filing.objects.update(happened={"request_received": "2026-01-12T15:00:00+00:00"})
    text = laid_out(page(her))
    assert "They are late: they had to decide whether your case is urgent." in text
    assert "working days late" in text


def test_the_date_opens_onto_its_reasons(her, case):
    text = page(her)
    assert "DS 004-2021-JUS, anexo, art. 18" in text
    assert "2 business days" in text


def test_the_code_of_the_case_and_the_names_of_members_are_not_shown(her, case, message):
    text = page(her)
    assert case not in text
    assert "Huaman" not in text


def test_a_new_message_is_not_shown_before_it_is_opened(her, message):
    assert "La llamamos a las seis." not in page(her)
    assert "La llamamos a las seis." in page(her, f"/mine/papers/{message.ref}/")
    assert "La llamamos a las seis." in page(her)


def test_opening_a_message_proves_that_she_received_it_once(her, message):
    page(her, f"/mine/papers/{message.ref}/")
    page(her, f"/mine/papers/{message.ref}/")
    assert Document.objects.get(ref=message.ref).read_at
    assert Entry.objects.filter(event="PersonRead").count() == 1


def test_what_is_not_for_her_is_no_page(her, anas, ana):
    note = write_paper(
        anas.folder, kind="note", body={"text": "interno"}, by=ana, at=timezone.now()
    )
    assert her.get(f"/mine/papers/{note.ref}/").status_code == 404
    assert her.get("/mine/papers/0000-0000-0000/").status_code == 404


def test_anothers_paper_is_no_page(another, message):
    assert another.get(f"/mine/papers/{message.ref}/").status_code == 404


def test_who_looked_is_shown_with_role_and_reason(her, anas, ana):
    looked(anas.case, reason="duty", by=ana, at=timezone.now(), first_time=True)
    assert reverse("door:looked") in page(her)
    text = page(her, reverse("door:looked"))
    assert "Analyst" in text
    assert "Is on duty and works on the case" in text


def test_all_looks_have_a_page_of_their_own(her, anas, ana):
    for hours in range(5):
        at = timezone.now() + timedelta(hours=hours)
        looked(anas.case, reason="duty", by=ana, at=at, first_time=True)
    assert "Is on duty" not in page(her)
    assert page(her, "/mine/looked/").count("Is on duty") == 5


def test_a_question_says_exactly_what_would_be_told_to_whom(her, question):
    text = page(her)
    assert "Rondas cerca de su casa" in text
    assert "PNP-SELVA would learn" in text
    assert "Barrio Las Lomas" in text
    travels, stays = text.split("It would not learn")
    assert "Place, without an address" in travels or "without address" in travels
    assert "exact place" in stays.casefold()


def test_the_three_answers_stand_side_by_side(her, question):
    form = page(her).split('class="answers"')[1].split("</fieldset>")[0]
    assert form.count("<button") == 3


@pytest.mark.parametrize("state", ["granted", "forwarded", "in_place"])
def test_a_measure_on_its_way_asks_whether_it_arrived(her, question, state):
    moved = MeasureMoved(about=question.filing.code, measure="RONDA", state=state)
    record(moved, by=SYSTEM, at=timezone.now())
    text = page(her)
    assert "Did the help arrive?" in text
    assert reverse("door:confirm_measure", args=["RONDA"]) in text


@pytest.mark.parametrize("state", ["proposed", "consented", "ceased"])
def test_a_measure_that_is_not_on_its_way_asks_nothing(her, question, state):
    moved = MeasureMoved(about=question.filing.code, measure="RONDA", state=state)
    record(moved, by=SYSTEM, at=timezone.now())
    assert "Did the help arrive?" not in page(her)


def test_her_own_request_can_be_read_again(her, filed):
    ref = Document.objects.get(kind="request").ref
    assert "Flor de la Quebrada" in page(her, f"/mine/papers/{ref}/")


def test_all_her_letters_have_a_page(her, message):
    assert reverse("door:paper", args=[message.ref]) in page(her, "/mine/papers/")


def test_markup_in_a_message_is_words(her, anas, ana):
    paper = write_paper(
        anas.folder,
        kind="message",
        body={"text": "<script>alert(1)</script>"},
        by=ana,
        at=timezone.now(),
        for_person=True,
    )
    assert "<script>" not in page(her, f"/mine/papers/{paper.ref}/")


@pytest.fixture
def much(anas, ana, site, filed):
    """Twelve questions that wait, and nine measures that she agreed to, on their way."""

    def put(subject, unit, fields):
        asked = {"kind": "measure", "subject": subject, "unit": unit, "fields": fields}
        return ask(anas.folder, **asked, by=ana, at=timezone.now())

    for number in range(12):
        put(f"M{number}", site["minam"], ["coarse_place", "chosen_name"])
    for number in range(9):
        put(f"W{number}", site["pnp-selva"], ["coarse_place"])
        moved = MeasureMoved(about=filed.folder.code, measure=f"W{number}", state="in_place")
        record(moved, by=SYSTEM, at=timezone.now())
    Question.objects.filter(subject__startswith="W").update(
        answer=Question.Answer.AGREED, answered_at=timezone.now(), how="page"
    )


def test_her_page_stays_light_however_much_waits(her, much):
    answer = her.get("/mine/")
    text = answer.content.decode()
    assert text.count("/mine/decisions/") == 12
    style = str(finders.find("amparo.css"))
    assert len(answer.content) + Path(style).stat().st_size < 60 * 1024


def test_what_the_first_page_has_no_room_for_is_one_click_away(her, much):
    text = page(her)
    asks = [reverse("door:confirm_measure", args=[f"W{number}"]) for number in range(9)]
    assert sum(one in text for one in asks) == 3
    assert text.count("The institution says it is done") == 9
    assert reverse("door:measures") in text
    assert all(one in page(her, reverse("door:measures")) for one in asks)
    assert "12 measures wait for your answer" in text
    assert "/withdraw/" not in text
    assert page(her, reverse("door:allowed")).count("/withdraw/") == 9


def test_what_does_not_help_stands_first_and_whole_however_much_there_is(her, much, monkeypatch):
    """Also what was taken back, and more of it than there is room for else."""
    for number in range(9):
        said = "stopped" if number in {4, 5, 6} else "works"
        her.post(reverse("door:confirm_measure", args=[f"W{number}"]), {"word": said})
    monkeypatch.setattr(story, "taken_back_in", lambda _entries: {"W8": timezone.now()})
    text = page(her)
    assert text.count("It stopped</strong>") == 3
    assert text.count("none of them has to carry it out now") == 1
    dropped = text.split('id="measure-W8"', 1)[1].split("none of them has to carry it out now")[0]
    assert "Must be done by" not in dropped
    assert "The institution must report by" not in dropped
    asked = [n for n in range(9) if reverse("door:confirm_measure", args=[f"W{n}"]) in text]
    assert asked == [4, 5, 6, 8]
    assert len(text.encode()) < 60 * 1024


def test_what_she_said_nothing_of_yet_comes_first(her, much):
    for number in range(6):
        her.post(reverse("door:confirm_measure", args=[f"W{number}"]), {"word": "works"})
    text = page(her)
    for number in (6, 7, 8):
        assert reverse("door:confirm_measure", args=[f"W{number}"]) in text


def test_what_keeps_her_file_from_being_erased_says_why_and_what_it_means(her, anas, ana):
    day, words = timezone.localdate() + timedelta(days=90), "oficio siete"
    told = {"forbidden_by": "", "silent_until": None, "by": ana, "at": timezone.now()}
    row = put_hold(anas.folder, ground="claim", words=words, look_again_on=day, **told)
    text = page(her, reverse("door:paper", args=[row.paper_ref]))
    for said in ("Why it must be kept", "A claim, complaint or recourse that is going on", words):
        assert said in text
    assert "What it means for you" in text
    assert "Your protection goes on as it is" in text
    assert "the words that say where exactly somebody is" in text
    # In the list each part says what it is.
    assert f"and its number: {words}" in page(her, reverse("door:letters"))
    LegalHold.objects.update(lifted_at=timezone.now(), lifted_by="member:X")
    assert "What it means for you" not in page(her, reverse("door:paper", args=[row.paper_ref]))


def test_the_page_says_first_what_waits_then_the_plan_messages_and_options(her, question):
    text = page(her)
    order = ["<h1>One measure waits for your answer</h1>", "Your plan", "Messages", "Privacy and"]
    places = [text.index(said) for said in order]
    assert places == sorted(places)
    assert "I am in danger now" in text.split("Your plan")[0]


def test_no_more_than_25_links_are_in_sight(her, case):
    unfolded = re.sub(r"<details(?! open).*?</details>", "", page(her), flags=re.DOTALL)
    assert unfolded.count("<a ") <= 25


def test_beside_what_was_answered_stands_the_way_to_change_it(her, question):
    asked = page(her)
    assert "Change what I answered" not in asked
    moved = MeasureMoved(
        about=question.filing.code, measure=question.subject, state="refused_by_beneficiary"
    )
    Question.objects.update(answer=Question.Answer.REFUSED, answered_at=timezone.now(), how="page")
    record(moved, by=SYSTEM, at=timezone.now())
    plan = page(her).split("Your plan", 1)[1].split("Messages", 1)[0]
    assert "You answered:" in plan
    assert f'href="{reverse("door:allowed")}">Change what I answered' in plan


def test_a_measure_under_way_of_which_nothing_was_said_is_the_heading(her, question):
    moved = MeasureMoved(about=question.filing.code, measure="RONDA", state="in_place")
    Question.objects.update(answer=Question.Answer.AGREED, answered_at=timezone.now(), how="page")
    record(moved, by=SYSTEM, at=timezone.now())
    assert "<h1>Say how a measure goes</h1>" in page(her)
    her.post(reverse("door:confirm_measure", args=["RONDA"]), {"word": "not_enough"})
    text = laid_out(page(her))
    assert "<strong>It began, but it does not protect me</strong>" in text
    assert "must ask the institution for a report" in text
    assert "<h1>Nothing waits for your answer now</h1>" in laid_out(page(her))
