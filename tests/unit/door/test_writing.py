"""What she writes later: messages, who else must not know, the rest of a request."""

import pytest

from amparo.foundations.letterbox.attachments import attachments_in
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.models import Filing, Paper
from amparo.foundations.letterbox.papers import papers_in
from amparo.foundations.letterbox.queries import visit_by_phrase
from amparo.sealing import marks

ENGLISH = {"accept-language": "en"}


def words(visitor, kind):
    return [
        visitor.folder.words(p) for p in papers_in(visitor.folder, seen_by=visitor, kinds=[kind])
    ]


def test_a_message_is_sealed_and_the_team_reads_it(her, flor, anas):
    her.post("/mine/write/", {"text": "Mejor de noche."})
    assert words(flor, "message")[0]["text"] == "Mejor de noche."
    assert "Mejor de noche." not in str(Paper.objects.values())
    paper = Paper.objects.get(kind="message")
    assert anas.folder.words(paper)["text"] == "Mejor de noche."


def test_a_message_may_be_a_recording(her, flor, photo):
    her.post("/mine/write/", {"recordings": photo()})
    assert len(attachments_in(flor.folder, seen_by=flor)) == 1


def test_an_empty_message_is_none(her, filed):
    assert her.post("/mine/write/", {"text": " "}).status_code == 400
    assert not Paper.objects.filter(kind="message").exists()


def test_a_failed_file_does_not_hold_the_message(her, filed, photo):
    answer = her.post(
        "/mine/write/",
        {"text": "Mire esto.", "recordings": photo("x.exe", b"MZ")},
        follow=True,
        headers=ENGLISH,
    )
    assert "we take recordings" in answer.content.decode()
    assert Paper.objects.filter(kind="message").count() == 1


def test_a_message_sent_twice_is_one(her, filed):
    twice = {"text": "Mejor de noche.", "once": marks.token().hex()}
    her.post("/mine/write/", twice)
    her.post("/mine/write/", twice)
    assert Paper.objects.filter(kind="message").count() == 1


def test_one_more_institution_must_not_know(her, flor, site):
    her.post("/mine/keep-from/", {"units": ["minam"], "names": "Don Teófilo"})
    assert flor.folder.excludes_any(frozenset({"minam"}))
    assert words(flor, "exclusions")[0]["names"] == "Don Teófilo"


def test_searching_stores_nothing_and_keeps_what_was_typed(her, flor, site):
    answer = her.post("/mine/keep-from/", {"names": "Don Teófilo", "find": "min", "go": "search"})
    assert answer.status_code == 200
    assert "Don Teófilo" in answer.content.decode()
    assert not words(flor, "exclusions")


@pytest.mark.parametrize("sent", [{}, {"units": ["nowhere"]}])
def test_keeping_it_from_nobody_is_asked_again(her, flor, site, sent):
    assert her.post("/mine/keep-from/", sent).status_code == 400
    assert not words(flor, "exclusions")


@pytest.fixture
def hurried(client, rosa):
    """Somebody who sent three lines, and her words."""
    answer = client.post("/urgent/", {"facts": "Me siguen."}, follow=True)
    said = answer.context["words"]
    client.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(said)})
    return client, said


def test_an_urgent_request_is_completed_later_in_the_same_file(hurried, site, photo):
    browser, said = hurried
    assert browser.get("/mine/complete/").headers["Location"] == "/request/who/"
    browser.post("/request/who/", {"subject_kind": "person", "chosen_name": "Killa"})
    browser.post("/request/danger/", {"fear": "que vuelvan", "evidence": photo()})
    browser.post("/request/excluded/", {"excluded_institutions": ["minam"]})
    assert browser.post("/request/check/").headers["Location"] == "/mine/"
    visitor, _ = visit_by_phrase(" ".join(said), seen_by=STRANGER)
    assert words(visitor, "answer")[0]["fear"] == "que vuelvan"
    assert len(attachments_in(visitor.folder, seen_by=visitor)) == 1
    assert visitor.folder.excludes_any(frozenset({"minam"}))
    assert Filing.objects.count() == 1


def test_completing_needs_her_words_and_loses_nothing_without(hurried, site):
    browser, said = hurried
    browser.get("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan"})
    del browser.cookies["amparo_visit"]
    assert browser.post("/request/check/").status_code == 401
    browser.post("/return/", {"phrase": " ".join(said)})
    browser.post("/request/check/")
    visitor, _ = visit_by_phrase(" ".join(said), seen_by=STRANGER)
    assert words(visitor, "answer")[0]["fear"] == "que vuelvan"


def test_what_is_complete_is_not_offered_again(hurried, site):
    browser, _ = hurried
    assert "/mine/complete/" in browser.get("/mine/").content.decode()
    browser.get("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan"})
    browser.post("/request/check/")
    assert "/mine/complete/" not in browser.get("/mine/").content.decode()
    assert browser.get("/mine/complete/").headers["Location"] == "/mine/"


def test_a_request_that_was_whole_has_nothing_to_complete(her, filed):
    assert her.get("/mine/complete/").headers["Location"] == "/mine/"
