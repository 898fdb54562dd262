"""What she writes later: messages, who else must not know, the rest of a request."""

import pytest
from django.conf import settings
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import new_pair
from amparo.door.my_case.documents import Letter
from amparo.door.request import drafts as drafting
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.services import make_group
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.files.attachments import attachments_in, described
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Attachment, Document, Draft, Filing, TraitSlip
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from tests.unit.door.conftest import PHOTO

ENGLISH = {"accept-language": "en"}


def words(visitor, kind):
    return [
        visitor.folder.words(p) for p in papers_in(visitor.folder, seen_by=visitor, kinds=[kind])
    ]


def test_a_message_is_sealed_and_the_team_reads_it(her, flor, anas):
    her.post("/mine/write/", {"text": "Mejor de noche."})
    assert words(flor, "message")[0]["text"] == "Mejor de noche."
    assert "Mejor de noche." not in str(Document.objects.values())
    paper = Document.objects.get(kind="message")
    assert anas.folder.words(paper)["text"] == "Mejor de noche."


def test_a_message_may_be_a_recording(her, flor, photo):
    her.post("/mine/write/", {"recordings": photo()})
    assert len(attachments_in(flor.folder, seen_by=flor)) == 1


def test_an_empty_message_is_none(her, filed):
    assert her.post("/mine/write/", {"text": " "}).status_code == 400
    assert not Document.objects.filter(kind="message").exists()


def test_a_failed_file_does_not_hold_the_message(her, filed, photo):
    answer = her.post(
        "/mine/write/",
        {"text": "Mire esto.", "recordings": photo("x.exe", b"MZ")},
        follow=True,
        headers=ENGLISH,
    )
    assert "we take recordings" in answer.content.decode()
    assert Document.objects.filter(kind="message").count() == 1


def test_a_message_sent_twice_is_one(her, filed):
    twice = {"text": "Mejor de noche.", "once": marks.token().hex()}
    her.post("/mine/write/", twice)
    her.post("/mine/write/", twice)
    assert Document.objects.filter(kind="message").count() == 1


def test_what_she_adds_to_a_message_that_she_stopped_on_its_way_is_stored(her, filed, photo):
    """The line was slow, she stopped it and wrote more: the first had arrived, and the page said
    that it was stored while what she had added was nowhere."""
    once = marks.token().hex()
    her.post("/mine/write/", {"text": "Mejor de noche.", "once": once})
    more = {"text": "Mejor de noche. No en casa.", "once": once}
    her.post("/mine/write/", more)
    her.post("/mine/write/", {**more, "recordings": photo()})
    for _ in range(2):
        her.post("/mine/write/", {**more, "recordings": photo()})
    assert Document.objects.filter(kind="message").count() == 3
    assert Attachment.objects.count() == 1


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
    assert browser.post("/mine/complete/").headers["Location"] == "/request/who/"
    browser.post("/request/who/", {"subject_kind": "person", "chosen_name": "Killa"})
    browser.post("/request/danger/", {"fear": "que vuelvan", "evidence": photo()})
    browser.post("/request/excluded/", {"excluded_institutions": ["minam"]})
    assert browser.post("/request/check/").headers["Location"] == "/mine/"
    visitor, _ = visit_by_phrase(" ".join(said), seen_by=STRANGER)
    assert words(visitor, "answer")[0]["fear"] == "que vuelvan"
    assert len(attachments_in(visitor.folder, seen_by=visitor)) == 1
    assert visitor.folder.excludes_any(frozenset({"minam"}))
    assert Filing.objects.count() == 1


def test_what_she_sent_with_the_rest_of_it_stays_on_the_disk(hurried, site, photo):
    """Her recording was on record, and its content was thrown away with the draft."""
    browser, said = hurried
    browser.post("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan", "evidence": photo()})
    browser.post("/request/check/")
    visitor, _ = visit_by_phrase(" ".join(said), seen_by=STRANGER)
    (one,) = attachments_in(visitor.folder, seen_by=visitor)
    assert b"".join(described(visitor.folder, one).pieces()) == PHOTO
    assert not Draft.objects.exists()


def test_leaving_while_it_is_being_sent_takes_no_file_from_it(client, rosa, photo, monkeypatch):
    """Whoever presses the way out before the answer comes has sent it, whole."""

    def leave_first(*given, **named):
        client.get("/exit/")
        return file_request(*given, **named)

    client.post("/request/danger/", {"facts": "Me siguen.", "evidence": photo()})
    monkeypatch.setattr("amparo.door.request.draft_submission.file_request", leave_first)
    client.post("/request/check/")
    (one,) = Attachment.objects.all()
    assert path_of(one.stored_as).exists()


def test_a_file_that_is_gone_when_the_rest_is_added_is_told(hurried, site, photo):
    browser, _ = hurried
    browser.post("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan", "evidence": photo()})
    for path in settings.UPLOADS.glob("??/*"):
        path.unlink()
    answer = browser.post("/request/check/", follow=True, headers=ENGLISH)
    assert "Choose it once more" in answer.content.decode()


def test_the_rest_of_it_is_added_once_however_often_it_is_sent(hurried, site, monkeypatch):
    """A second press reads the draft before the first has thrown it away."""
    browser, _ = hurried
    browser.post("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan"})
    first = drafting.writing
    read = []

    def as_it_stood(request):
        read[:] = read or [first(request)]
        return read[0]

    monkeypatch.setattr(drafting, "writing", as_it_stood)
    kept = browser.cookies[drafting.COOKIE].value
    browser.post("/request/check/")
    browser.cookies[drafting.COOKIE] = kept
    assert browser.post("/request/check/").headers["Location"] == "/mine/"
    assert Document.objects.filter(kind="answer").count() == 1


def test_completing_needs_her_words_and_loses_nothing_without(hurried, site):
    browser, said = hurried
    browser.post("/mine/complete/")
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
    browser.post("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan"})
    browser.post("/request/check/")
    assert "/mine/complete/" not in browser.get("/mine/").content.decode()
    assert browser.post("/mine/complete/").headers["Location"] == "/mine/"


def test_a_request_that_was_whole_has_nothing_to_complete(her, filed):
    assert her.post("/mine/complete/").headers["Location"] == "/mine/"


def test_looking_at_a_page_begins_nothing(hurried):
    browser, _ = hurried
    assert browser.get("/mine/complete/").status_code == 405
    assert not Draft.objects.exists()


def test_going_on_later_finds_what_was_answered_before(hurried, site):
    browser, _ = hurried
    browser.post("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan"})
    browser.post("/mine/complete/")
    assert "que vuelvan" in browser.get("/request/danger/").content.decode()


def test_what_the_urgent_send_told_is_not_missed_again(hurried, site):
    browser, _ = hurried
    browser.post("/mine/complete/")
    assert (
        "You told us already" in browser.get("/request/danger/", headers=ENGLISH).content.decode()
    )
    assert (
        "You told us already" not in browser.get("/request/who/", headers=ENGLISH).content.decode()
    )
    answer = browser.get("/request/check/", headers=ENGLISH)
    assert "You told us in your urgent request." in answer.content.decode()
    assert not [where for _what, where in answer.context["missing"] if "/danger/" in where]


def test_answers_of_somebody_else_in_the_same_browser_are_added_to_nothing(hurried, her, site):
    browser, _ = hurried
    browser.post("/mine/complete/")
    browser.post("/request/danger/", {"fear": "que vuelvan"})
    browser.cookies["amparo_visit"] = her.cookies["amparo_visit"].value
    assert browser.post("/request/check/").headers["Location"] == "/mine/"
    assert not Document.objects.filter(kind="answer").exists()


def test_traits_told_later_go_to_the_statistics_without_a_trace(hurried, site):
    make_group("statistics", "", public=new_pair().public, by=SYSTEM, at=timezone.now())
    browser, _ = hurried
    browser.post("/mine/complete/")
    browser.post(
        "/request/about_you/", {"age_band": "from_60", "gender_identity-own_words": "lo mío"}
    )
    before = Entry.objects.count()
    browser.post("/request/check/")
    slip = TraitSlip.objects.get()
    assert Entry.objects.count() == before + 1  # the paper, and nothing else
    assert slip.id not in str(Entry.objects.values()) + str(Document.objects.values())


@pytest.mark.parametrize("said", [{"fear": "que vuelvan"}, {"gender_identity-own_words": "lo mío"}])
def test_where_nothing_of_the_list_was_chosen_there_is_no_slip(hurried, site, said):
    make_group("statistics", "", public=new_pair().public, by=SYSTEM, at=timezone.now())
    browser, _ = hurried
    browser.post("/mine/complete/")
    browser.post("/request/danger/" if "fear" in said else "/request/about_you/", said)
    browser.post("/request/check/")
    assert not TraitSlip.objects.exists()


def test_after_a_whole_question_her_words_begin_on_a_line_of_their_own():
    letter = Letter("", "", own=True, written_at=timezone.now(), unread=False, parts=[])
    letter.parts.extend(
        [("What happened? Tell it.", "They burned the canoe."), ("Where", "Quebrada")]
    )
    assert letter.text == "What happened? Tell it.\nThey burned the canoe.\n\nWhere: Quebrada"
