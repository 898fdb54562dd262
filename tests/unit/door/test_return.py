"""Coming back with the words."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.door.visit import current_phrase_check as knowing
from amparo.foundations.accounts.models import FailedAttempts, Session
from amparo.foundations.intake.models import CaseKey, Document

ENGLISH = {"accept-language": "en"}
WRONG = "abeto abeto abeto abeto abeto abeto abeto abeto abeto abeto"


def test_her_words_open_her_page(client, filed):
    answer = client.post("/return/", {"phrase": " ".join(filed.words)})
    assert answer.headers["Location"] == "/mine/"
    assert client.get("/mine/").status_code == 200


def test_coming_back_confirms_that_she_has_them(client, filed):
    client.post("/return/", {"phrase": " ".join(filed.words)})
    assert CaseKey.objects.get(holder="person").confirmed_at


@pytest.mark.parametrize("phrase", ["", WRONG, "one two", "\x00", "<script>" * 900, "ñ" * 5000])
def test_wrong_words_are_all_the_same_answer(client, filed, phrase):
    first = client.post("/return/", {"phrase": WRONG}, headers=ENGLISH)
    other = client.post("/return/", {"phrase": phrase}, headers=ENGLISH)
    assert (first.status_code, other.status_code) == (400, 400)
    assert "These words open nothing here" in other.content.decode()
    assert first.context["wrong"] == other.context["wrong"]


def test_it_is_never_told_which_word_was_wrong(client, filed):
    other = next(word for word in [*WRONG.split(), "zorro"] if word not in filed.words)

    def answer(place: int) -> str:
        nearly = [*filed.words[:place], other, *filed.words[place + 1 :]]
        told = client.post("/return/", {"phrase": " ".join(nearly)})
        assert told.status_code == 400
        return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", told.content.decode())

    first = answer(0)
    assert re.search(r"<textarea[^>]*></textarea>", first)
    assert first == answer(5) == answer(9)


def test_too_many_wrong_words_from_one_browser_cost_time(filed, client):
    client.cookies["amparo_form"] = "a" * 32
    for _ in range(knowing.A_BROWSER_MAY):
        client.post("/return/", {"phrase": WRONG})
    answer = client.post("/return/", {"phrase": " ".join(filed.words)}, headers=ENGLISH)
    assert answer.status_code == 429
    assert "quarter of an hour" in answer.content.decode()


def test_another_browser_of_the_same_office_still_comes_in(filed, client):
    client.cookies["amparo_form"] = "a" * 32
    for _ in range(knowing.A_BROWSER_MAY + 1):
        client.post("/return/", {"phrase": WRONG})
    other = Client()
    other.cookies["amparo_form"] = "b" * 32
    assert other.post("/return/", {"phrase": " ".join(filed.words)}).status_code == 302


def test_after_the_wait_she_comes_in(filed, client):
    client.cookies["amparo_form"] = "a" * 32
    for _ in range(knowing.A_BROWSER_MAY):
        client.post("/return/", {"phrase": WRONG})
    FailedAttempts.objects.update(since=timezone.now() - timedelta(minutes=16))
    assert client.post("/return/", {"phrase": " ".join(filed.words)}).status_code == 302


def test_no_address_is_kept(client, filed):
    client.post("/return/", {"phrase": WRONG}, REMOTE_ADDR="203.0.113.9")
    assert "203.0.113.9" not in str(list(FailedAttempts.objects.values()))


def test_the_page_that_was_asked_for_comes_after_the_words(client, filed):
    assert client.get("/mine/write/").headers["Location"] == "/return/?next=/mine/write/"
    answer = client.post("/return/", {"phrase": " ".join(filed.words), "next": "/mine/write/"})
    assert answer.headers["Location"] == "/mine/write/"


@pytest.mark.parametrize("path", ["https://example.org", "//example.org/x", "javascript:1"])
def test_nobody_is_led_away(client, filed, path):
    answer = client.post("/return/", {"phrase": " ".join(filed.words), "next": path})
    assert answer.headers["Location"] == "/mine/"


def test_a_visit_that_ended_keeps_what_was_typed(client, filed):
    asked = client.post("/mine/write/", {"text": "Llámenme a las seis."}, headers=ENGLISH)
    assert asked.status_code == 401
    assert "Llámenme a las seis." in asked.content.decode()
    carried = {"kept-text": "Llámenme a las seis.", "next": "/mine/write/"}
    again = client.post("/return/", {"phrase": " ".join(filed.words), **carried})
    assert "Llámenme a las seis." in again.content.decode()
    client.post("/mine/write/", {"text": "Llámenme a las seis."})
    assert Document.objects.filter(kind="message").count() == 1


def test_the_phrase_is_never_among_what_is_kept(client, filed):
    answer = client.post("/mine/write/", {"text": "hola", "phrase": "abeto calma"})
    assert "abeto calma" not in answer.content.decode()


def test_wrong_words_keep_what_was_typed_too(client, filed):
    answer = client.post(
        "/return/", {"phrase": WRONG, "kept-text": "Llámenme.", "next": "/mine/write/"}
    )
    assert 'name="kept-text" value="Llámenme."' in answer.content.decode()


def test_a_visit_ends_by_itself(her):
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=46))
    assert her.get("/mine/").headers["Location"].startswith("/return/")


def test_a_cookie_that_is_none_opens_nothing(client, filed):
    for value in ("", "zz", "00" * 32, "00" * 5000):
        client.cookies["amparo_visit"] = value
        assert client.get("/mine/").status_code == 302
