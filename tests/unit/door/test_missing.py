"""Her page says exactly what is missing and until when; she gives it in words, by recording, by
photo."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.corrections import services as correcting
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.requests.corrections import give
from amparo.foundations.ledger.models import Entry
from tests.laid_out import laid_out
from tests.unit.door.conftest import PHOTO

ENGLISH = {"accept-language": "en"}
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 400
LACKS = {"place": "¿en qué distrito vive?", "measure": "¿qué ayuda quiere?"}

LACKS_GIVEN = {"words-place": "Las Lomas", "words-measure": "rondas"}


@pytest.fixture
def asked(anas, ana):
    return correcting.ask(anas, LACKS, text="La posta le ayuda.", by=ana, at=timezone.now())


def given(flor):
    return [
        flor.folder.words(one)["data"]["given"]
        for one in papers_in(flor.folder, seen_by=flor, kinds=["correction_given"])
    ]


def test_her_page_says_that_something_is_missing_and_not_what(her, asked):
    page = her.get("/mine/", headers=ENGLISH).text
    assert "Something is missing in your request" in page
    assert "/mine/missing/" in page
    assert LACKS["place"] not in page
    assert "defect_notified" not in Filing.objects.get().happened


def test_opening_it_shows_everything_and_starts_her_days(her, asked):
    page = her.get("/mine/missing/", headers=ENGLISH).text
    assert all(words in page for words in LACKS.values())
    assert "La posta le ayuda." in page
    assert "10 business days" in page
    assert "defect_notified" in Filing.objects.get().happened
    assert Entry.objects.filter(event="PersonRead").exists()
    assert "10 business days" in her.get("/mine/", headers=ENGLISH).text


def test_who_sent_in_a_hurry_is_asked_for_the_rest_in_one_place(her, flor, anas, ana):
    body = {"facts": "me siguen desde ayer"}
    write_paper(flor.folder, kind="urgent", body=body, by=flor, at=timezone.now())
    Filing.objects.update(urgent=True)
    assert "/mine/complete/" in her.get("/mine/").text
    begun = her.post("/mine/complete/").headers["Location"]
    correcting.ask(anas, LACKS, text="", by=ana, at=timezone.now())
    assert "/mine/complete/" in her.get("/mine/").text, "what she began is still hers to send"
    assert her.post("/mine/complete/").headers["Location"] == begun
    del her.cookies["amparo_draft"]
    page = her.get("/mine/").text
    assert "/mine/missing/" in page
    assert "/mine/complete/" not in page
    assert her.post("/mine/complete/").headers["Location"] == "/mine/"


def test_where_nothing_is_missing_nothing_is_said(her, filed):
    assert her.get("/mine/missing/").headers["Location"] == "/mine/"
    assert "/mine/missing/" not in her.get("/mine/").text


def test_words_are_stored_and_the_rest_stays_missing(her, asked, flor):
    answer = her.post("/mine/missing/", {"words-place": "Las Lomas"}, follow=True, headers=ENGLISH)
    assert "Something is still missing" in answer.text
    assert given(flor) == [{"place": "Las Lomas"}]
    page = her.get("/mine/missing/", headers=ENGLISH).text
    assert "words-place" not in page
    assert "words-measure" in page


def test_a_photo_is_enough(her, asked, flor, photo):
    her.post("/mine/missing/", {"files-place": photo(), "words-measure": "rondas"})
    assert given(flor) == [{"place": "", "measure": "rondas"}]
    [kept] = attachments_in(flor.folder, seen_by=flor)
    assert kept.question == "place"
    assert "corrected" in Filing.objects.get().happened


def test_her_voice_and_a_photo_of_handwriting_are_enough_and_the_team_finds_both(
    her, asked, anas, ana, flor, photo, signed_in
):
    """Without a written word: each stands under what it answers, and opens as she sent it."""
    sent = {"place": ("voz.wav", WAV), "measure": ("hoja.jpg", PHOTO)}
    for name, (called, content) in sent.items():
        answer = her.post("/mine/missing/", {f"files-{name}": photo(called, content)})
        assert answer.status_code == 302
    assert given(flor) == [{"place": ""}, {"measure": ""}]
    assert "corrected" in Filing.objects.get().happened
    browser = signed_in(ana)
    page = laid_out(browser.get(reverse("desk:case", args=[anas.code])).text)
    assert page.count('<a href="#files">') == len(sent)
    listed = page.split('id="files"')[1].split("</ul>")[0]
    for kept in attachments_in(anas.folder, seen_by=ana):
        called, content = sent[kept.question]
        line = next(one for one in listed.split("<li>") if called in one)
        assert {"place": "Dónde está, más o menos", "measure": "Qué protección pide"}[
            kept.question
        ] in line
        original = browser.post(
            reverse("desk:file", args=[anas.code, kept.ref]), {"reason": "to_read"}
        )
        assert b"".join(original) == content


def test_with_the_last_of_it_she_is_told_that_it_goes_on(her, asked):
    both = {"words-place": "Las Lomas", "words-measure": "rondas"}
    assert "You gave all" in her.post("/mine/missing/", both, follow=True, headers=ENGLISH).text
    assert "Nothing is missing any more" in her.get("/mine/missing/", headers=ENGLISH).text


def test_the_other_language_keeps_what_is_typed_and_sends_nothing(her, asked, flor):
    typed = {"words-place": "Las Lomas", "once": "abc", "language": "en"}
    page = her.post("/mine/missing/", typed).text
    assert "Las Lomas" in page
    assert "Send what I have" in page
    assert given(flor) == []


def test_an_empty_form_says_what_to_do_and_stores_nothing(her, asked):
    answer = her.post("/mine/missing/", {"words-place": "  "}, headers=ENGLISH)
    assert answer.status_code == 400
    assert "Write something, or add a recording or a photo." in answer.text
    assert not Document.objects.filter(kind="correction_given").exists()


def test_a_file_of_another_kind_is_named_and_gives_nothing(her, asked, photo):
    answer = her.post(
        "/mine/missing/", {"files-place": photo("x.exe", b"MZ" * 40)}, headers=ENGLISH
    )
    assert answer.status_code == 400
    assert "we take recordings" in answer.text


def test_a_bad_file_does_not_hold_her_words(her, asked, flor, photo):
    sent = {"words-place": "Las Lomas", "files-place": photo("x.exe", b"MZ" * 40)}
    answer = her.post("/mine/missing/", sent, follow=True, headers=ENGLISH)
    assert "we take recordings" in answer.text
    assert given(flor) == [{"place": "Las Lomas"}]


def test_the_same_send_twice_is_one(her, asked, flor):
    twice = {"words-place": "Las Lomas", "once": marks.token().hex()}
    for _ in range(2):
        assert her.post("/mine/missing/", twice).headers["Location"] == "/mine/"
    assert given(flor) == [{"place": "Las Lomas"}]
    assert not Document.objects.filter(kind="message").exists()


def test_what_she_adds_to_a_send_that_had_arrived_is_given_too(her, asked, flor):
    """She stopped it on its way to write more, and what she wrote was dropped without a word."""
    once = {"once": marks.token().hex()}
    her.post("/mine/missing/", {"words-place": "Las Lomas", **once})
    her.post("/mine/missing/", {"words-measure": "rondas", **once})
    assert given(flor) == [{"place": "Las Lomas"}, {"measure": "rondas"}]


def test_past_the_day_nothing_is_closed_and_it_can_still_be_given(her, anas, ana, flor):
    long_ago = timezone.now() - timedelta(days=40)
    Filing.objects.update(happened={"request_received": long_ago.isoformat()})
    asked = correcting.ask(anas, LACKS, text="", by=ana, at=long_ago)
    correcting.read(paper=asked.ref, by=flor, at=long_ago)
    for path in ("/mine/missing/", "/mine/"):
        assert "nothing is closed" in her.get(path, headers=ENGLISH).text.casefold()
    her.post("/mine/missing/", LACKS_GIVEN)
    assert "corrected" in Filing.objects.get().happened


def test_after_the_decision_nobody_waits_for_it(her, asked, flor):
    now = timezone.now()
    Filing.objects.update(
        happened={
            **Filing.objects.get().happened,
            "preliminary_report_issued": now.isoformat(),
            "decision_issued": now.isoformat(),
        }
    )
    assert "Nobody waits for this any more" in her.get("/mine/missing/", headers=ENGLISH).text
    assert "/mine/missing/" not in her.get("/mine/").text
    her.post("/mine/missing/", {"words-place": "Las Lomas"})
    assert given(flor) == []


@pytest.mark.parametrize("why", ["decided", "left"])
def test_what_was_sent_when_nobody_waited_for_it_any_more_reaches_the_team_as_a_message(
    her, asked, flor, why
):
    her.get("/mine/missing/")
    if why == "left":
        her.post("/mine/leave/")
    else:
        decided = {"decision_issued": timezone.now().isoformat()}
        Filing.objects.update(happened={**Filing.objects.get().happened, **decided})
    photo = SimpleUploadedFile("nota.jpg", PHOTO, "image/jpeg")
    sent = {"words-place": "Las Lomas, junto al puente", "files-measure": photo, "once": "m1"}
    for _twice in range(2):
        assert her.post("/mine/missing/", sent).headers["Location"] == "/mine/"
        photo.seek(0)
    [message] = papers_in(flor.folder, seen_by=flor, kinds=["message"])
    assert "Las Lomas, junto al puente" in flor.folder.words(message)["text"]
    files = attachments_in(flor.folder, seen_by=flor)
    assert [one.paper_ref for one in files] == [message.ref]
    assert given(flor) == []
    assert "stored as a message" in her.get("/mine/", headers=ENGLISH).text


@pytest.mark.parametrize("rest", ["rondas", ""])
def test_what_the_team_noted_while_she_wrote_it_too_is_not_lost(
    her, asked, anas, ana, flor, photo, rest
):
    """She writes both; the team notes the place meanwhile, as she said it by telephone."""
    her.get("/mine/missing/")
    noted = {"place": "por el puente"}
    give(anas.folder, noted, {}, by=ana, at=timezone.now(), way="telephone")
    sent = {"words-place": "Las Lomas, junto al pozo", "words-measure": rest, "once": "m1"}
    for _twice in range(2):
        sent |= {"files-place": photo()}
        assert her.post("/mine/missing/", sent).headers["Location"] == "/mine/"
    [message] = papers_in(flor.folder, seen_by=flor, kinds=["message"])
    assert "Las Lomas, junto al pozo" in flor.folder.words(message)["text"]
    assert message.ref in {one.paper_ref for one in attachments_in(flor.folder, seen_by=flor)}
    assert given(flor) == [noted, *([{"measure": rest}] if rest else [])]


def test_who_has_left_is_asked_for_nothing_any_more(her, asked, flor):
    her.post("/mine/leave/")
    assert "Nobody waits for this any more" in her.get("/mine/missing/", headers=ENGLISH).text
    assert "/mine/missing/" not in her.get("/mine/").text
    her.post("/mine/missing/", LACKS_GIVEN)
    assert given(flor) == []


def test_another_woman_sees_nothing_of_it(another, asked):
    assert another.get("/mine/missing/").headers["Location"] == "/mine/"
    another.post("/mine/missing/", {"words-place": "Las Lomas"})
    assert not Document.objects.filter(kind="correction_given").exists()


def test_in_her_papers_it_reads_as_plain_lines(her, asked):
    page = her.get(f"/mine/papers/{asked.ref}/").text
    assert "Dónde está, más o menos" in page
    assert LACKS["place"] in page
    assert "lacks" not in page
