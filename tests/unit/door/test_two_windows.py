"""A request that is written in two windows of one browser, which are saved in the same instant:
each page is kept, whichever was read first."""

import pytest
from django.utils import timezone

from amparo.door import drafting, request
from amparo.door.drafting import Writing
from amparo.foundations.letterbox.attachments import attachments_in
from amparo.foundations.letterbox.drafts import resume_draft
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.models import Attachment, Draft, Filing
from amparo.foundations.letterbox.papers import papers_in
from amparo.foundations.letterbox.queries import visit_by_phrase
from amparo.foundations.letterbox.uploads import path_of

DANGER, WHERE, CHECK = "/request/danger/", "/request/where/", "/request/check/"
FACTS, PLACE = "Me siguen desde ayer.", "Por el río."


@pytest.fixture
def meanwhile(monkeypatch):
    """Do this once, after a page was read and before it is stored."""

    def make(where, name, do):
        done, whole = [], getattr(where, name)

        def between(*args, **named):
            if not done:
                done.append(True)
                do()
            return whole(*args, **named)

        monkeypatch.setattr(where, name, between)

    return make


@pytest.fixture
def begun(client, rosa):
    client.post(DANGER, {"facts": FACTS})
    return client


def stored(client):
    """The answers and files as the next page reads them."""
    token = bytes.fromhex(client.cookies["amparo_draft"].value)
    draft = resume_draft(token, at=timezone.now())
    return draft.content.get("answers", {}), draft.content.get("files", [])


def hers(client):
    words = client.get("/words/").context["words"]
    return visit_by_phrase(" ".join(words), seen_by=STRANGER)[0]


def test_both_pages_are_kept(begun, meanwhile):
    meanwhile(drafting, "keep", lambda: begun.post(WHERE, {"coarse_place": PLACE}))
    begun.post(DANGER, {"facts": f"{FACTS} Son tres."})
    answers, _files = stored(begun)
    assert (answers["facts"], answers["coarse_place"]) == (f"{FACTS} Son tres.", PLACE)


def test_of_one_page_that_is_saved_twice_the_last_counts_whole(begun, meanwhile):
    meanwhile(drafting, "keep", lambda: begun.post(DANGER, {"facts": "x", "fear": "Que vuelvan"}))
    begun.post(DANGER, {"facts": FACTS})
    answers, _files = stored(begun)
    assert (answers["facts"], answers["fear"]) == (FACTS, "")


def test_so_are_the_files_of_both_and_one_that_is_taken_out_stays_out(begun, meanwhile, photo):
    begun.post(DANGER, {"facts": FACTS, "evidence": photo("uno.jpg")})
    [first] = stored(begun)[1]
    other = {"facts": FACTS, "evidence": photo("dos.jpg")}
    meanwhile(drafting, "keep", lambda: begun.post(DANGER, other))
    begun.post(DANGER, {"facts": FACTS, "drop": [first["stored_as"]]})
    [left] = stored(begun)[1]
    assert left["stored_as"] != first["stored_as"]
    assert path_of(left["stored_as"]).exists()
    assert not path_of(first["stored_as"]).exists()


def test_a_page_that_is_only_read_takes_nothing_back(begun, meanwhile):
    begun.post(WHERE, {"coarse_place": "x", "go": "search", "find": "selva"})
    meanwhile(Writing, "store", lambda: begun.post(DANGER, {"facts": "Ya son tres."}))
    begun.get(WHERE)
    assert stored(begun)[0]["facts"] == "Ya son tres."


def test_what_is_saved_as_it_is_sent_is_part_of_the_request(begun, meanwhile):
    meanwhile(request, "deliver", lambda: begun.post(WHERE, {"coarse_place": PLACE}))
    assert begun.post(CHECK).headers["Location"] == "/words/"
    visitor = hers(begun)
    [paper] = papers_in(visitor.folder, seen_by=visitor, kinds=["request"])
    assert visitor.folder.words(paper)["coarse_place"] == PLACE
    assert Filing.objects.count() == 1


def test_what_is_saved_once_it_was_sent_is_added_to_it(begun, meanwhile, photo):
    meanwhile(drafting, "keep", lambda: begun.post(CHECK))
    more = {"facts": FACTS, "fear": "Que vuelvan de noche.", "evidence": photo()}
    assert begun.post(DANGER, more).headers["Location"] == "/words/"
    visitor = hers(begun)
    [told] = papers_in(visitor.folder, seen_by=visitor, kinds=["message"])
    assert "Que vuelvan de noche." in visitor.folder.words(told)["text"]
    assert len(attachments_in(visitor.folder, seen_by=visitor)) == 1
    assert stored(begun) == ({}, [])


def test_no_file_of_a_request_that_is_just_sent_is_taken_from_it(begun, meanwhile, photo):
    begun.post(DANGER, {"facts": FACTS, "evidence": photo()})
    [kept] = stored(begun)[1]
    meanwhile(drafting, "keep", lambda: begun.post(CHECK))
    begun.post(DANGER, {"facts": FACTS, "drop": [kept["stored_as"]]})
    assert path_of(Attachment.objects.get().stored_as).exists()


def test_what_was_forgotten_meanwhile_is_not_stored_again(begun, meanwhile):
    meanwhile(drafting, "keep", Draft.objects.all().delete)
    begun.post(DANGER, {"facts": FACTS})
    assert not Draft.objects.exists()
