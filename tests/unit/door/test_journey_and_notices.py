"""A journey, where to be notified, and the sheet for the pocket."""

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.referral.models import ReferralTask
from amparo.casework.referral.services import answer_wish
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.models import Document
from tests.laid_out import laid_out

ENGLISH = {"accept-language": "en"}
JOURNEY = {
    "route": "De Ñusta Alta a la capital, por el río",
    "leaves": "lunes a las cinco",
    "arrives": "lunes de noche",
    "call": "mi prima, 999 000 111",
}
NOTICES = {"place": "parish", "text": "Parroquia San Juan, jirón Puno 1"}


@pytest.mark.parametrize(
    ("page", "kind", "said"),
    [("door:journey", "journey", JOURNEY), ("door:notices", "notices", NOTICES)],
)
def test_it_is_a_sealed_message_of_its_own_kind_and_a_task_of_the_team(
    her, case, flor, signed_in, ana, page, kind, said
):
    answer = her.post(reverse(page), {**said, "once": marks.token().hex()}, headers=ENGLISH)
    assert answer.headers["Location"] == "/mine/"
    paper = Document.objects.get(kind=kind)
    written = " ".join(flor.folder.words(paper).values())
    assert all(words in written for name, words in said.items() if name != "place")
    assert ReferralTask.objects.get(done_at=None).kind == kind
    shown = signed_in(ana).get(reverse("referral:wish", args=[case]), headers=ENGLISH).text
    assert all(words in shown for name, words in said.items() if name != "place")


def test_after_each_the_next_page_says_what_happens_and_by_when(her, case):
    her.post(reverse("door:journey"), JOURNEY)
    said = laid_out(her.get("/mine/", headers=ENGLISH).text)
    assert "The team has one day to answer you here." in said
    assert "No institution was told." in said
    her.post(reverse("door:notices"), NOTICES)
    said = laid_out(her.get("/mine/", headers=ENGLISH).text)
    assert "The team has two days to answer you here whether it can be done." in said


def test_sent_twice_it_is_stored_once(her, case):
    twice = {**JOURNEY, "once": marks.token().hex()}
    her.post(reverse("door:journey"), twice)
    her.post(reverse("door:journey"), twice)
    assert Document.objects.filter(kind="journey").count() == 1


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("door:journey", {**JOURNEY, "route": ""}),
        ("door:journey", {**JOURNEY, "arrives": ""}),
        ("door:notices", {"place": "lawyer", "text": ""}),
        ("door:notices", {"text": "sin elegir"}),
    ],
)
def test_what_the_team_could_not_act_on_is_asked_again(her, case, page, given):
    assert her.post(reverse(page), given).status_code == 400
    assert not ReferralTask.objects.exists()


def test_this_page_alone_needs_no_address(her, case):
    assert her.post(reverse("door:notices"), {"place": "page"}).status_code == 302


def test_one_message_of_the_team_answers_everything_asked(her, case, anas, ana):
    her.post(reverse("door:journey"), JOURNEY)
    her.post(reverse("door:notices"), NOTICES)
    answer_wish(anas, words="Le acompañamos.", by=ana, at=timezone.now())
    assert not ReferralTask.objects.filter(done_at=None).exists()


def test_what_was_told_before_it_was_opened_is_a_task_once_it_is(her, request):
    her.post(reverse("door:journey"), JOURNEY)
    assert not ReferralTask.objects.exists()
    request.getfixturevalue("case")
    assert ReferralTask.objects.get().kind == "journey"


def test_the_page_says_where_the_law_notifies_without_a_wish(her, case):
    page = laid_out(her.get(reverse("door:notices")).text)
    assert "por ley le notifican en la dirección de su DNI" in page


def test_the_sheet_tells_no_story_and_bears_no_name_of_the_service(her, case):
    page = her.get(reverse("door:pocket_sheet")).text
    assert "Amparo" not in page
    assert "<title>Lista</title>" in page
    assert "Flor de la Quebrada" not in page
    assert "dejaron una nota" not in page
    assert "Teléfono del funcionario coordinador" in page
