"""Whoever leaves before anybody opened the request, and had begun its rest: nothing that nobody
reads is said to be added, and what was typed is there for a new request."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.door.request import urgent_supplement as supplement
from amparo.foundations.erasure.case_content_erasure import empty
from amparo.foundations.erasure.services import begin_by_schedule
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Draft, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import withdraw_procedure

DANGER, WHERE, CHECK = "/request/danger/", "/request/where/", "/request/check/"
COMPLETE, LEAVE = "/mine/complete/", "/mine/leave/"
FACTS, PLACE, HERS = "Me siguen desde ayer.", "Por el río.", "Que vuelvan de noche."
ENGLISH = {"accept-language": "en"}
NEW = {"go": "new"}
NOTHING_ADDED = "Nothing was added"
OWN = "This is a new request now"
ADD, SEND, BEGIN = "Add this to my request", "Send my request", "Begin a new request with this"
MARK = re.compile(r'name="draft" value="([0-9a-f]{64})"')


def opened(client, path):
    """What the page that stands open sends along by itself."""
    found = MARK.search(client.get(path).text)
    return {"draft": found[1]} if found else {}


def told_in(visitor, *kinds):
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=kinds)
    return [visitor.folder.words(one) for one in papers]


def words_shown(client):
    words = client.get("/words/").context["words"]
    return visit_by_phrase(" ".join(words), seen_by=STRANGER)[0]


@pytest.fixture
def hurried(her, flor, photo):
    """Sent in a hurry, opened by nobody, and its other questions begun with the words."""
    write_paper(flor.folder, kind="urgent", body={"facts": FACTS}, by=flor, at=timezone.now())
    Filing.objects.update(urgent=True)
    her.post(COMPLETE)
    her.post(DANGER, {"fear": HERS, "evidence": photo()})
    return her


def leave_elsewhere(flor):
    """From another browser, where nothing was begun."""
    withdraw_procedure(flor, at=timezone.now())


def test_what_is_added_after_leaving_elsewhere_is_said_not_to_be(hurried, flor):
    page = opened(hurried, CHECK)
    leave_elsewhere(flor)
    for _press in range(2):
        answer = hurried.post(CHECK, page, headers=ENGLISH)
        assert answer.status_code == 409
        assert NOTHING_ADDED in answer.text
        assert "You left this request before anybody had opened it" in answer.text
        assert HERS in answer.text
        assert BEGIN in answer.text
        assert ADD not in answer.text
        assert answer.text.count('href="/exit/"') == 2
    assert not told_in(flor, "answer", "message")
    assert Filing.objects.count() == 1


def test_it_says_so_in_spanish(hurried, flor):
    leave_elsewhere(flor)
    answer = hurried.post(CHECK, headers={"accept-language": "es"})
    assert "No se añadió nada" in answer.text
    assert "Empezar un pedido nuevo con esto" in answer.text


def test_she_begins_a_new_request_with_all_of_it_and_looks_it_over_first(hurried, flor):
    leave_elsewhere(flor)
    page = opened(hurried, CHECK)
    hurried.post(CHECK, page)
    for _press in range(2):
        assert hurried.post(CHECK, page | NEW).headers["Location"] == CHECK
    assert Filing.objects.count() == 1
    shown = hurried.get(CHECK, headers=ENGLISH)
    assert OWN in shown.text
    assert SEND in shown.text
    assert ADD not in shown.text
    assert "You told us in your urgent request" not in shown.text
    assert OWN not in hurried.get(CHECK, headers=ENGLISH).text
    hurried.post(DANGER, {"facts": FACTS, "fear": HERS})
    assert hurried.post(CHECK, opened(hurried, CHECK)).headers["Location"] == "/words/"
    visitor = words_shown(hurried)
    [said] = told_in(visitor, "request")
    assert (said["facts"], said["fear"]) == (FACTS, HERS)
    assert len(attachments_in(visitor.folder, seen_by=visitor)) == 1
    assert not told_in(flor, "answer", "message")


def test_a_page_that_says_add_sends_nothing_new(hurried, flor):
    """Another window had made it a new request: she looks it over before it is sent as that."""
    page = opened(hurried, CHECK)
    leave_elsewhere(flor)
    hurried.post(CHECK, page | NEW)
    answer = hurried.post(CHECK, page, headers=ENGLISH)
    assert answer.status_code == 409
    assert "Nothing was sent now" in answer.text
    assert Filing.objects.count() == 1


def test_leaving_in_the_same_browser_makes_it_a_new_request_and_says_so(hurried, flor, photo):
    window = opened(hurried, WHERE)
    last = opened(hurried, CHECK)
    hurried.post(LEAVE)
    said = hurried.get("/mine/", headers=ENGLISH).text
    assert "kept here for one day, as a new request that is not sent" in said
    assert hurried.post(CHECK, last, headers=ENGLISH).status_code == 409
    sent = {**window, "coarse_place": PLACE, "coarse_place-spoken": photo("dos.jpg")}
    assert hurried.post(WHERE, sent).status_code == 302
    shown = hurried.get(CHECK, headers=ENGLISH).text
    for words in (HERS, PLACE, SEND):
        assert words in shown
    assert ADD not in shown
    assert not told_in(flor, "answer", "message")
    hurried.get("/exit/")
    assert not Draft.objects.exists()


def test_a_second_press_on_leaving_says_the_same(hurried):
    hurried.post(LEAVE)
    hurried.post(LEAVE)
    assert "a new request that is not sent" in hurried.get("/mine/", headers=ENGLISH).text
    assert HERS in hurried.get(CHECK).text


def test_who_had_begun_nothing_reads_only_that_she_left(her):
    her.post(LEAVE)
    said = her.get("/mine/", headers=ENGLISH).text
    assert "You left the procedure." in said
    assert "You had begun to write" not in said
    assert "as a new request" not in said


def test_leaving_once_it_was_opened_leaves_the_rest_what_it_is(hurried, flor, anas):
    """Her team reads what is added."""
    hurried.post(LEAVE)
    assert hurried.post(CHECK).headers["Location"] == "/mine/"
    assert told_in(flor, "answer")[0]["fear"] == HERS


def test_what_waits_behind_that_of_another_is_shown_to_nobody_by_leaving(hurried, flor):
    behind = hurried.cookies["amparo_draft"].value
    last = opened(hurried, CHECK)
    hurried.post("/request/danger/", {"fear": HERS})
    his = Client()
    his.post(DANGER, {"facts": "Lo suyo."})
    hurried.cookies["amparo_draft"] = his.cookies["amparo_draft"].value + behind
    hurried.post(LEAVE)
    assert HERS not in hurried.get(CHECK).text
    hurried.post(CHECK, opened(hurried, CHECK))  # his is sent
    words = hurried.get("/words/").context["words"]
    hurried.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})
    for path in (DANGER, CHECK):
        assert HERS not in hurried.get(path, follow=True).text
    assert hurried.post(CHECK, last, follow=True).status_code == 200  # a page of hers finds it
    assert HERS in hurried.get(CHECK).text


def test_leaving_in_the_instant_in_which_it_is_added_adds_nothing(hurried, flor, monkeypatch):
    whole = supplement.add_to_request

    def late(visitor, draft):
        leave_elsewhere(flor)
        whole(visitor, draft)

    monkeypatch.setattr(supplement, "add_to_request", late)
    assert hurried.post(CHECK, headers=ENGLISH).status_code == 409
    assert not told_in(flor, "answer")
    assert HERS in hurried.get(CHECK).text


def erased(filing, by):
    at = timezone.now()
    empty(begin_by_schedule(filing, by=by, at=at), by=by, at=at)


def test_where_its_words_open_nothing_any_more_it_can_begin_a_new_one(hurried, flor):
    page = opened(hurried, CHECK)
    erased(flor.folder.filing, flor)
    asked = hurried.post(CHECK, page, headers=ENGLISH)
    assert asked.status_code == 401
    assert "Was that request left, or erased?" in asked.text
    carried = {**dict(asked.context["kept"]), "next": asked.context["next"]}
    wrong = hurried.post("/return/", {**carried, "phrase": "sol mesa"}, headers=ENGLISH)
    for answer in (asked, wrong):
        assert BEGIN in answer.text
        assert MARK.search(answer.text)[1] == page["draft"]
    assert hurried.post(CHECK, page | NEW).headers["Location"] == CHECK
    assert HERS in hurried.get(CHECK).text
    assert hurried.post(CHECK, opened(hurried, CHECK)).headers["Location"] == "/words/"
    assert told_in(words_shown(hurried), "request")[0]["fear"] == HERS


def test_no_other_page_that_asks_for_words_offers_that(her):
    assert BEGIN not in her.get("/return/?next=/mine/", headers=ENGLISH).text


def test_it_costs_the_same_whatever_became_of_that_request(hurried, flor, rosa, letter):
    """Whoever has no visit reads, and can measure, nothing of whether there is such a request."""
    page, cookie = opened(hurried, CHECK), hurried.cookies["amparo_draft"].value
    file_request(letter(), by=STRANGER, at=timezone.now())

    def stranger():
        client = Client(headers=ENGLISH)
        client.cookies["amparo_draft"] = cookie
        answers = []
        for sent in (page, page | NEW):
            with CaptureQueriesContext(connection) as asked:
                answer = client.post(CHECK, sent)
            text = re.sub(r"value=\"\w{64}\"", "", answer.text)
            answers.append((answer.status_code, text, [one["sql"].split()[0] for one in asked]))
        return answers

    def again():
        kept = list(Draft.objects.values_list("pk", "sealed", "changed_at"))
        found = stranger()
        for pk, sealed, changed_at in kept:
            Draft.objects.filter(pk=pk).update(sealed=sealed, changed_at=changed_at)
        return found

    before = again()
    leave_elsewhere(flor)
    left = again()
    erased(flor.folder.filing, flor)
    assert before == left == again()


def test_nor_does_what_is_added_before_the_words_are_confirmed_reach_nobody(client, rosa, photo):
    client.post(DANGER, {"facts": FACTS})
    window = opened(client, WHERE)
    client.post(CHECK)
    visitor = words_shown(client)
    client.post(LEAVE)
    sent = {**window, "coarse_place": PLACE, "coarse_place-spoken": photo()}
    answer = client.post(WHERE, sent, follow=True, headers=ENGLISH)
    assert "was left before anybody opened it" in answer.text
    assert not told_in(visitor, "message")
    assert not Document.objects.filter(kind="message").exists()
    shown = client.get(CHECK).text
    assert PLACE in shown
    assert FACTS not in shown


def test_nor_does_an_urgent_form_that_is_sent_again(client, rosa):
    once = "ab" * 32
    client.post("/urgent/", {"facts": FACTS, "once": once})
    visitor = words_shown(client)
    client.post(LEAVE)
    answer = client.post("/urgent/", {"facts": HERS, "once": once}, headers=ENGLISH)
    assert answer.status_code == 409
    assert "What you changed since is not stored" in answer.text
    assert HERS in answer.text
    assert not told_in(visitor, "message")
