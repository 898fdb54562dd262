"""The words, shown until they are confirmed; then the proof."""

import pytest

from amparo.foundations.intake.models import CaseKey, Draft, Filing
from amparo.foundations.ledger.models import Entry

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def sender(client, rosa):
    """Somebody who has just sent an urgent request."""
    client.post("/urgent/", {"facts": "Me siguen desde ayer."})
    return client


def words_of(browser):
    return browser.get("/words/").context["words"]


def say(browser, words, **wrong):
    given = {f"word{number + 1}": word for number, word in enumerate(words)}
    return browser.post("/words/confirm/", {**given, **wrong})


def test_received_is_not_said_before_the_words_are_confirmed(sender):
    assert sender.get("/received/").headers["Location"] == "/words/"


def test_three_of_them_are_asked_for_by_place(sender):
    fields = sender.get("/words/confirm/").context["form"].fields
    assert len(fields) == 3
    assert all(name.startswith("word") for name in fields)


def test_right_words_confirm_the_way_and_leave_no_words_here(sender):
    words = words_of(sender)
    assert say(sender, words).headers["Location"] == "/received/"
    assert CaseKey.objects.get(holder="person").confirmed_at
    assert Entry.objects.filter(event="WayConfirmed").count() == 1
    assert not Draft.objects.exists()
    assert sender.get("/words/").headers["Location"] == "/mine/"
    assert sender.get("/words/slip/").headers["Location"] == "/mine/"


def test_however_they_are_typed_they_are_the_same_words(sender):
    words = [f" {word.upper()} " for word in words_of(sender)]
    assert say(sender, words).status_code == 302


@pytest.mark.parametrize("wrong", ["", "casa casa", "zzzz", "\x00", "<b>", "9" * 500])
def test_wrong_words_show_the_list_again_kindly(sender, wrong):
    words = words_of(sender)
    place = sender.get("/words/confirm/").context["form"].fields
    answer = sender.post("/words/confirm/", dict.fromkeys(place, wrong), headers=ENGLISH)
    assert answer.status_code == 400
    assert "Some of the words did not fit" in answer.content.decode()
    assert answer.context["words"] == words
    assert not CaseKey.objects.get(holder="person").confirmed_at


def test_the_slip_looks_like_nothing(sender):
    page = sender.get("/words/slip/").content.decode()
    assert all(word in page for word in words_of(sender))
    assert "Amparo" not in page
    assert "protec" not in page.casefold()


def test_the_proof_names_number_moment_fingerprint_and_the_next_dates(sender):
    say(sender, words_of(sender))
    page = sender.get("/received/", headers=ENGLISH).content.decode()
    filing = Filing.objects.get()
    assert filing.proof_number in page
    assert filing.fingerprint in page
    assert "Lima time" in page
    assert "art. 18" in page
    assert filing.code not in page


def test_the_printed_proof_says_where_to_check_it_and_identifies_nobody(sender):
    say(sender, words_of(sender))
    page = sender.get("/received/slip/").content.decode()
    filing = Filing.objects.get()
    assert filing.proof_number in page
    assert "/check/" in page
    assert filing.code not in page
    assert "siguen" not in page
