"""A request that is written in two windows of one browser, which are saved in the same instant:
each page is kept, whichever was read first."""

import pytest
from django.utils import timezone

from amparo.door.request import drafts as drafting
from amparo.door.request import views as request
from amparo.door.request.drafts import Writing
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.exclusions import KEPT
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Attachment, Draft, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.drafts import resume_draft

DANGER, WHERE, CHECK = "/request/facts/", "/request/coarse_place/", "/request/check/"
WHO_NOT = "/request/excluded_persons/"
FACTS, PLACE = "Me siguen desde ayer.", "Por el río."
TOLD = f"{FACTS} Son tres."
MINE = {"whose": "mine"}
ENGLISH = {"accept-language": "en"}


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
    client.post("/request/facts/", {"facts": FACTS})
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
    begun.post("/request/facts/", {"facts": f"{FACTS} Son tres."})
    answers, _files = stored(begun)
    assert (answers["facts"], answers["coarse_place"]) == (f"{FACTS} Son tres.", PLACE)


def test_of_one_page_that_is_saved_twice_the_last_counts_whole(begun, meanwhile):
    reach, first = "/request/safe_contact/", {"safe_contact": "x", "safe_times": "De noche"}
    meanwhile(drafting, "keep", lambda: begun.post(reach, first))
    begun.post(reach, {"safe_contact": "La radio"})
    answers, _files = stored(begun)
    assert (answers["safe_contact"], answers["safe_times"]) == ("La radio", "")


def test_so_are_the_files_of_both_and_one_that_is_taken_out_stays_out(begun, meanwhile, photo):
    begun.post("/request/facts/", {"facts": FACTS})
    begun.post("/request/evidence/", {"evidence": photo("uno.jpg")})
    [first] = stored(begun)[1]
    other = {"evidence": photo("dos.jpg")}
    meanwhile(drafting, "keep", lambda: begun.post("/request/evidence/", other))
    begun.post("/request/evidence/", {"drop": [first["stored_as"]]})
    [left] = stored(begun)[1]
    assert left["stored_as"] != first["stored_as"]
    assert path_of(left["stored_as"]).exists()
    assert not path_of(first["stored_as"]).exists()


def test_a_page_that_is_only_read_takes_nothing_back(begun, meanwhile):
    begun.post(WHERE, {"coarse_place": "x", "go": "search", "find": "selva"})
    meanwhile(Writing, "store", lambda: begun.post("/request/facts/", {"facts": "Ya son tres."}))
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
    more = {"fear": "Que vuelvan de noche.", "fear-spoken": photo()}
    assert begun.post("/request/fear/", more).headers["Location"] == "/words/"
    visitor = hers(begun)
    [told] = papers_in(visitor.folder, seen_by=visitor, kinds=["message"])
    assert "Que vuelvan de noche." in visitor.folder.words(told)["text"]
    assert len(attachments_in(visitor.folder, seen_by=visitor)) == 1
    assert stored(begun) == ({}, [])


def test_what_is_saved_as_its_words_are_confirmed_is_kept_and_says_what_became_of_the_rest(
    begun, meanwhile, photo
):
    def send():
        begun.post(CHECK)
        meanwhile(drafting, "writing", confirm)

    def confirm():
        words = begun.get("/words/").context["words"]
        begun.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})

    meanwhile(drafting, "keep", send)
    more = {"coarse_place": PLACE, "coarse_place-spoken": photo()}
    assert begun.post(WHERE, more).status_code == 302
    answers, [kept] = stored(begun)
    assert answers == {"coarse_place": PLACE}
    assert path_of(kept["stored_as"]).exists()
    assert "another window sent it or threw" in begun.get(WHERE, headers=ENGLISH).text
    assert Filing.objects.count() == 1


def test_no_file_of_a_request_that_is_just_sent_is_taken_from_it(begun, meanwhile, photo):
    begun.post("/request/facts/", {"facts": FACTS})
    begun.post("/request/evidence/", {"evidence": photo()})
    [kept] = stored(begun)[1]
    meanwhile(drafting, "keep", lambda: begun.post(CHECK))
    begun.post("/request/evidence/", {"drop": [kept["stored_as"]]})
    assert path_of(Attachment.objects.get().stored_as).exists()


def test_what_was_thrown_away_meanwhile_stays_away_and_this_page_begins_anew(
    begun, meanwhile, photo
):
    begun.post(WHERE, {"coarse_place": PLACE})
    meanwhile(drafting, "keep", lambda: begun.get("/exit/"))
    sent = {"facts": FACTS, "facts-spoken": photo("uno.jpg")}
    assert begun.post(DANGER, sent).headers["Location"] != "/mine/"
    answers, [kept] = stored(begun)
    assert answers["facts"] == FACTS
    assert "coarse_place" not in answers
    assert path_of(kept["stored_as"]).exists()
    assert "What you wrote before on other pages is no" in begun.get(WHERE, headers=ENGLISH).text
    assert Draft.objects.count() == 1


def test_nothing_is_begun_where_a_page_was_only_read(begun, meanwhile):
    begun.post(WHERE, {"coarse_place": "x", "go": "search", "find": "selva"})
    meanwhile(Writing, "store", Draft.objects.all().delete)
    assert begun.get(WHERE).status_code == 200
    assert not Draft.objects.exists()


@pytest.fixture
def hurried(her, flor, anas):
    """Sent in a hurry, and its other questions begun with the words."""
    write_paper(flor.folder, kind="urgent", body={"facts": FACTS}, by=flor, at=timezone.now())
    Filing.objects.update(urgent=True)
    her.post("/mine/complete/")
    her.post("/request/facts/", {"facts": TOLD})
    return her


def told_in(visitor, *kinds):
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=kinds)
    return [visitor.folder.words(one) for one in papers]


def test_what_is_saved_as_the_rest_is_added_is_part_of_it(hurried, flor, meanwhile, photo):
    more = {"coarse_place": PLACE}

    def save():
        hurried.post(WHERE, more)
        hurried.post("/request/facts/", {"facts": TOLD})
        hurried.post("/request/evidence/", {"evidence": photo()})

    meanwhile(request, "enter", save)
    assert hurried.post(CHECK).headers["Location"] == "/mine/"
    [answer] = told_in(flor, "answer")
    assert (answer["facts"], answer["coarse_place"]) == (TOLD, PLACE)
    assert len(attachments_in(flor.folder, seen_by=flor)) == 1
    assert not Draft.objects.exists()


def test_what_is_saved_once_the_rest_was_added_reaches_the_team(hurried, flor, meanwhile, photo):
    meanwhile(drafting, "keep", lambda: hurried.post(CHECK))
    more = {"coarse_place": PLACE, "coarse_place-spoken": photo()}
    assert hurried.post(WHERE, more).headers["Location"] == "/mine/"
    [answer] = told_in(flor, "answer")
    assert answer["facts"] == TOLD
    [message] = told_in(flor, "message")
    assert PLACE in message["text"]
    assert "Your message is stored" in hurried.get("/mine/", headers=ENGLISH).text
    assert not Draft.objects.exists()


def test_so_does_whom_to_keep_it_from(hurried, flor, units, meanwhile):
    meanwhile(drafting, "keep", lambda: hurried.post(CHECK))
    hurried.post(WHO_NOT, {"excluded_persons": "Un tal Gómez"})
    [kept] = told_in(flor, KEPT)
    assert kept["names"] == "Un tal Gómez"


def test_the_rest_is_added_once_however_often_it_is_sent(hurried, flor, meanwhile):
    meanwhile(request, "enter", lambda: hurried.post(CHECK))
    assert hurried.post(CHECK).headers["Location"] == "/mine/"
    assert len(told_in(flor, "answer")) == 1


def test_where_the_visit_ended_too_it_begins_a_request_that_says_so(hurried, flor, meanwhile):
    meanwhile(drafting, "keep", lambda: hurried.get("/exit/"))
    hurried.post(WHERE, {"coarse_place": PLACE})
    assert stored(hurried)[0]["coarse_place"] == PLACE
    assert "facts" not in stored(hurried)[0]
    assert told_in(flor, "answer", "message") == []


@pytest.fixture
def asked_whose(her, flor, anas):
    """Begun in this browser and not sent; then she came with the words of an urgent request."""
    her.post("/request/facts/", {"facts": TOLD})
    write_paper(flor.folder, kind="urgent", body={"facts": FACTS}, by=flor, at=timezone.now())
    Filing.objects.update(urgent=True)
    return her


def test_what_is_sent_as_its_own_while_she_takes_it_for_the_rest_shows_its_words(
    asked_whose, meanwhile
):
    meanwhile(drafting, "keep", lambda: asked_whose.post(CHECK))
    assert asked_whose.post("/mine/complete/", MINE).headers["Location"] == CHECK
    words = asked_whose.get(CHECK, follow=True).context["words"]
    visitor = visit_by_phrase(" ".join(words), seen_by=STRANGER)[0]
    assert told_in(visitor, "request")[0]["facts"] == TOLD


def test_what_is_thrown_away_while_she_takes_it_for_the_rest_is_no_error(asked_whose, meanwhile):
    meanwhile(drafting, "keep", Draft.objects.all().delete)
    assert asked_whose.post("/mine/complete/", MINE).headers["Location"] == "/mine/"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("pressed", [{}, MINE, {"whose": "not_mine"}])
def test_words_whose_page_was_lost_on_the_line_are_shown_before_anything_is_begun(
    asked_whose, came_back, filed, pressed
):
    asked_whose.post(CHECK)  # what came back was never read; then she comes with her older words
    asked_whose.cookies["amparo_visit"] = came_back(filed).cookies["amparo_visit"].value
    assert asked_whose.post("/mine/complete/", pressed).headers["Location"] == CHECK
    words = asked_whose.get(CHECK, follow=True).context["words"]
    visitor = visit_by_phrase(" ".join(words), seen_by=STRANGER)[0]
    assert told_in(visitor, "request")[0]["facts"] == TOLD
