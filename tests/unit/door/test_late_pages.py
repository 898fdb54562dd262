"""A page that stands open in one window while another of the same browser goes on: what it says is
kept, goes where it belongs, and is told plainly; and nobody at that keyboard learns by it that
anything was ever sent."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.door.request import drafts as drafting
from amparo.door.request.question_pages import steps
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Draft, Filing
from amparo.foundations.intake.queries import visit_by_phrase

DANGER, WHERE, CHECK = "/request/danger/", "/request/where/", "/request/check/"
COMPLETE = "/mine/complete/"
FACTS, PLACE, HERS = "Me siguen desde ayer.", "Por el río.", "Que vuelvan de noche."
ENGLISH = {"accept-language": "en"}
GONE = "What you wrote before on other pages is no longer here"
ANOTHER = "Another window has gone on to something else"
MARK = re.compile(r'name="draft" value="([0-9a-f]{64})"')


def opened(client, path):
    """What the page that stands open sends along by itself."""
    return mark_in(client.get(path))


def mark_in(answer):
    found = MARK.search(answer.text)
    return {"draft": found[1]} if found else {}


def confirm(client):
    words = client.get("/words/").context["words"]
    client.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})
    return visit_by_phrase(" ".join(words), seen_by=STRANGER)[0]


def told_in(visitor, *kinds):
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=kinds)
    return [visitor.folder.words(one) for one in papers]


@pytest.fixture
def begun(client, rosa):
    client.post(DANGER, {"facts": FACTS})
    return client


@pytest.fixture
def begun_open(begun):
    """With its second page open in another window."""
    return begun, opened(begun, WHERE)


def test_a_page_says_what_it_belongs_to_once_something_of_that_is_stored(client, rosa):
    assert opened(client, WHERE) == {}
    client.post(DANGER, {"facts": FACTS})
    assert opened(client, WHERE)
    assert opened(client, WHERE) == opened(client, CHECK)


@pytest.mark.parametrize(("language", "said"), [("en", GONE), ("es", "Lo que escribió antes en")])
def test_after_leaving_it_begins_a_new_request_that_says_so_once(begun_open, photo, language, said):
    client, page = begun_open
    client.get("/exit/")
    sent = {**page, "coarse_place": PLACE, "coarse_place-spoken": photo()}
    headers = {"accept-language": language}
    answer = client.post(WHERE, sent, follow=True, headers=headers)
    assert said in answer.text
    again = client.get(WHERE, headers=headers)
    assert said not in again.text
    assert PLACE in again.text
    assert "carta.jpg" in again.text
    assert FACTS not in client.get(DANGER).text


def test_what_cannot_be_stored_as_typed_says_so_too_and_says_it_again(begun_open):
    client, page = begun_open
    client.get("/exit/")
    long = {"coarse_place": "x" * 100_000}
    answer = client.post(WHERE, {**page, **long}, headers=ENGLISH)
    assert answer.status_code == 400
    assert GONE in answer.text
    sent = {**mark_in(answer), "coarse_place": PLACE}
    answer = client.post(WHERE, sent, follow=True, headers=ENGLISH)
    assert GONE in answer.text


def test_the_same_is_said_whether_anything_was_ever_sent(begun, client):
    """Nobody who saves a page that was left open reads there that somebody asked for help."""
    page = opened(begun, WHERE)
    sent = Client()
    sent.cookies["amparo_draft"] = begun.cookies["amparo_draft"].value
    sent.post(CHECK)
    confirm(sent)
    pages = []
    for known in (page["draft"], "0" * 64):
        stranger = Client()
        for path in (WHERE, CHECK):
            answer = stranger.post(path, {"draft": known}, follow=True, headers=ENGLISH)
            assert GONE in answer.text
            text = re.sub(r"<time.*?</time>|value=\"\w{64}\"|Saved at \d+:\d+", "", answer.text)
            pages.append((answer.redirect_chain, answer.status_code, text))
            stranger.cookies.clear()
    assert pages[:2] == pages[2:]
    assert Document.objects.count() == 1


def test_whoever_sends_no_such_page_reads_nothing_of_it(begun):
    begun.get("/exit/")
    answer = begun.post(WHERE, {"coarse_place": PLACE}, follow=True, headers=ENGLISH)
    assert GONE not in answer.text


def test_while_her_page_is_open_it_is_added_to_what_was_sent(begun_open, photo):
    client, page = begun_open
    client.post(CHECK)
    visitor = confirm(client)
    sent = {**page, "coarse_place": PLACE, "coarse_place-spoken": photo()}
    assert client.post(WHERE, sent).headers["Location"] == "/mine/"
    assert "Your message is stored" in client.get("/mine/", headers=ENGLISH).text
    [message] = told_in(visitor, "message")
    assert PLACE in message["text"]
    assert not Draft.objects.exists()
    assert Filing.objects.count() == 1


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("asks", [{"language": "en"}, {"go": "search", "find": "selva"}])
def test_whoever_only_asks_for_the_other_language_or_searches_sends_nothing(
    begun_open, asks, confirmed
):
    client, page = begun_open
    client.post(CHECK)
    answer = client.post(WHERE, {**page, **asks, "coarse_place": PLACE})
    if confirmed:
        visitor = confirm(client)
        answer = client.post(WHERE, {**page, **asks, "coarse_place": PLACE})
    assert answer.status_code == 200
    assert PLACE in answer.text
    for words in ("Save and continue", "In which area are you?"):
        assert (words in answer.text) is ("language" in asks)
    assert not Document.objects.filter(kind="message").exists()
    client.post(WHERE, {**mark_in(answer), "coarse_place": PLACE})
    visitor = visitor if confirmed else confirm(client)
    assert PLACE in told_in(visitor, "message")[0]["text"]


def test_it_is_added_to_nothing_that_nobody_reads(begun_open):
    client, page = begun_open
    client.post(CHECK)
    visitor = confirm(client)
    client.post("/mine/leave/")
    answer = client.post(WHERE, {**page, "coarse_place": PLACE}, follow=True, headers=ENGLISH)
    assert GONE in answer.text
    assert not told_in(visitor, "message")


def test_nor_to_what_somebody_else_has_open_in_that_browser(begun_open, her, flor):
    client, page = begun_open
    client.post(CHECK)
    confirm(client)
    client.cookies["amparo_visit"] = her.cookies["amparo_visit"].value
    answer = client.post(WHERE, {**page, "coarse_place": PLACE}, follow=True, headers=ENGLISH)
    assert GONE in answer.text
    assert not told_in(flor, "message")


def test_what_is_mixed_with_another_request_is_asked_first(begun_open):
    client, page = begun_open
    client.get("/exit/")
    client.post(WHERE, {"coarse_place": "En la costa."})
    answer = client.post(WHERE, {**page, "coarse_place": PLACE}, headers=ENGLISH)
    assert answer.status_code == 409
    assert ANOTHER in answer.text
    assert PLACE in answer.text
    assert "En la costa." in client.get(WHERE).text
    client.post(WHERE, {**mark_in(answer), "coarse_place": PLACE})
    assert PLACE in client.get(WHERE).text


def test_nor_is_it_added_unasked_to_another_that_was_just_sent(begun_open):
    client, page = begun_open
    client.get("/exit/")
    client.post(DANGER, {"facts": "Otra cosa."})
    client.post(CHECK)
    assert client.post(WHERE, {**page, "coarse_place": PLACE}).status_code == 409
    visitor = confirm(client)
    assert not told_in(visitor, "message")


def test_what_another_window_went_on_to_is_not_sent_before_it_is_looked_over(begun):
    page = opened(begun, CHECK)
    begun.get("/exit/")
    begun.post(DANGER, {"facts": "Otra cosa."})
    answer = begun.post(CHECK, page, headers=ENGLISH)
    assert answer.status_code == 409
    assert "Nothing was sent now" in answer.text
    assert "Otra cosa." in answer.text
    assert not Filing.objects.exists()
    assert begun.post(CHECK, opened(begun, CHECK)).headers["Location"] == "/words/"


def test_whoever_sends_what_is_gone_reads_that_it_is(begun):
    page = opened(begun, CHECK)
    begun.get("/exit/")
    assert GONE in begun.post(CHECK, page, follow=True, headers=ENGLISH).text
    assert not Filing.objects.exists()


def test_whoever_sends_what_was_sent_already_comes_to_her_page(begun):
    page = opened(begun, CHECK)
    begun.post(CHECK)
    confirm(begun)
    assert begun.post(CHECK, page).headers["Location"] == "/mine/"
    assert Filing.objects.count() == 1


def test_the_words_are_asked_for_before_the_rest_is_added_and_it_is_looked_over_again(hurried):
    page = opened(hurried, CHECK)
    del hurried.cookies["amparo_visit"]
    answer = hurried.post(CHECK, page)
    assert answer.status_code == 401
    kept = {f"kept-{name}": value for name, value in page.items()}
    words = {"phrase": " ".join(hurried.words), "next": CHECK}
    assert hurried.post("/return/", {**kept, **words}).headers["Location"] == CHECK


def test_what_the_form_sends_by_itself_is_not_shown_as_written(begun_open):
    _client, page = begun_open
    strict = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    answer = strict.post(WHERE, {**page, "coarse_place": PLACE})
    assert answer.status_code == 403
    assert f"<blockquote>{page['draft']}" not in answer.text
    assert f"<blockquote>{PLACE}" in answer.text
    assert "<blockquote>" not in strict.post(CHECK, page).text


@pytest.fixture
def hurried(her, filed, flor, anas):
    """Sent in a hurry, and its other questions begun with the words."""
    write_paper(flor.folder, kind="urgent", body={"facts": FACTS}, by=flor, at=timezone.now())
    Filing.objects.filter(pk=flor.folder.filing.pk).update(urgent=True)
    her.words = filed.words
    her.post(COMPLETE)
    her.post(DANGER, {"fear": HERS})
    return her


def comes_in(client, words):
    client.post("/return/", {"phrase": " ".join(words)})


@pytest.fixture
def neighbour(hurried):
    """In her browser, he too sends three lines and keeps his words."""
    hurried.post("/urgent/", {"facts": "A mí también."})
    hurried.his = hurried.get("/words/").context["words"]
    return confirm(hurried)


def test_what_was_begun_of_another_request_is_neither_lost_nor_told(hurried, neighbour, flor):
    begun = hurried.post(COMPLETE, follow=True, headers=ENGLISH)
    assert begun.request["PATH_INFO"] == "/request/who/"
    for path in (DANGER, CHECK, "/mine/"):
        assert HERS not in hurried.get(path).text
    hurried.post(DANGER, {"fear": "Lo suyo."})
    comes_in(hurried, hurried.words)
    hurried.post(COMPLETE)
    assert HERS in hurried.get(DANGER).text
    hurried.post(CHECK)
    assert told_in(flor, "answer")[0]["fear"] == HERS
    comes_in(hurried, hurried.his)
    hurried.post(COMPLETE)
    assert "Lo suyo." in hurried.get(DANGER).text
    hurried.post(CHECK)
    assert told_in(neighbour, "answer")[0]["fear"] == "Lo suyo."
    assert not Draft.objects.exists()
    assert not hurried.cookies["amparo_draft"].value


def test_it_stays_though_the_answer_to_the_other_is_lost_on_the_line(hurried, neighbour, flor):
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    before = hurried.cookies["amparo_draft"].value
    hurried.post(CHECK)
    hurried.cookies["amparo_draft"] = before
    comes_in(hurried, hurried.words)
    hurried.post(COMPLETE)
    assert HERS in hurried.get(DANGER).text
    hurried.post(CHECK)
    assert told_in(flor, "answer")[0]["fear"] == HERS


def test_it_goes_on_its_own_day_and_leaves_no_word_behind(hurried, neighbour, clock):
    clock.move(timedelta(hours=23))
    comes_in(hurried, hurried.his)
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    clock.move(timedelta(hours=2))
    comes_in(hurried, hurried.his)
    hurried.post(CHECK)
    assert "no longer here" not in hurried.get(DANGER, headers=ENGLISH).text
    assert not hurried.cookies["amparo_draft"].value


def test_leaving_throws_all_of_it_away(hurried, neighbour):
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    assert Draft.objects.count() == 2
    hurried.get("/exit/")
    assert not Draft.objects.exists()


def test_a_page_of_the_one_is_not_saved_into_the_other(hurried, neighbour, flor):
    page = opened(hurried, WHERE)
    hurried.post(COMPLETE)
    answer = hurried.post(WHERE, {**page, "coarse_place": PLACE})
    assert answer.status_code == 409
    assert PLACE not in hurried.get(WHERE).text


@pytest.mark.parametrize("odd", ["ab", "zz", "00" * 33])
def test_a_cookie_that_is_none_of_ours_holds_nothing(client, rosa, odd):
    client.cookies["amparo_draft"] = odd
    assert client.get(WHERE).status_code == 200


def test_a_cookie_of_very_many_is_not_looked_up_to_its_end(client, rosa):
    client.get(CHECK)
    for many in (drafting.MOST, drafting.MOST * 6):
        client.cookies["amparo_draft"] = "ab" * 32 * many
        for page, most in (({}, drafting.MOST), ({"draft": "0" * 64}, 2 * drafting.MOST)):
            with CaptureQueriesContext(connection) as asked:
                client.post(CHECK, page)
            looked_up = [one["sql"] for one in asked if 'FROM "intake_draft"' in one["sql"]]
            assert 0 < len(looked_up) <= most


@pytest.mark.parametrize("where", ["?from=check", ""])
def test_what_became_of_the_rest_is_said_on_the_page_that_is_sent_too(begun, where):
    last = f"/request/{steps()[-1].id}/" if not where else f"{WHERE}{where}"
    page = opened(begun, last)
    begun.get("/exit/")
    answer = begun.post(last, {**page, "coarse_place": PLACE}, follow=True, headers=ENGLISH)
    assert answer.request["PATH_INFO"] == CHECK
    assert GONE in answer.text
    assert GONE not in begun.get(CHECK, headers=ENGLISH).text


@pytest.mark.parametrize("again", ["cookie that was", "cookie that came"])
def test_whoever_presses_twice_reads_nothing_of_another(hurried, neighbour, again):
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    page, before = opened(hurried, CHECK), hurried.cookies["amparo_draft"].value
    assert hurried.post(CHECK, page).headers["Location"] == "/mine/"
    if again == "cookie that was":
        hurried.cookies["amparo_draft"] = before
    answer = hurried.post(CHECK, page, follow=True)
    assert answer.request["PATH_INFO"] == "/mine/"
    assert HERS not in answer.text
    assert told_in(neighbour, "answer")[0]["fear"] == "Lo suyo."


def test_whoever_goes_back_after_sending_reads_nothing_of_another(hurried, neighbour):
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    page = opened(hurried, WHERE)
    hurried.post(CHECK)
    for path in (DANGER, CHECK, "/request/"):
        answer = hurried.get(path, follow=True, headers=ENGLISH)
        assert HERS not in answer.text
        assert "no longer here" not in answer.text
    del hurried.cookies["amparo_visit"]
    assert hurried.post(WHERE, {**page, "coarse_place": PLACE}).status_code == 302
    assert HERS not in hurried.get(DANGER).text


def test_a_page_of_her_own_that_stands_open_goes_on_with_what_waits(hurried, flor):
    page, last = opened(hurried, WHERE), opened(hurried, CHECK)
    hurried.post("/urgent/", {"facts": "A mí también."})
    confirm(hurried)
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    hurried.post(CHECK)
    del hurried.cookies["amparo_visit"]
    waiting = hurried.cookies["amparo_draft"].value
    hurried.post(WHERE, {**page, "coarse_place": PLACE})
    assert HERS in hurried.get(CHECK).text
    assert PLACE in hurried.get(CHECK).text
    hurried.cookies["amparo_draft"] = waiting
    assert HERS in hurried.post(CHECK, last, follow=True).text
    comes_in(hurried, hurried.words)
    hurried.post(CHECK, last)
    assert told_in(flor, "answer")[0]["fear"] == HERS


def test_what_is_begun_anew_is_gone_on_with_after_the_rest_of_another(hurried, neighbour):
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    hurried.post(CHECK)
    hurried.post(DANGER, {"facts": FACTS})
    comes_in(hurried, hurried.words)
    hurried.post(COMPLETE)
    assert HERS in hurried.get(DANGER).text
    hurried.post(CHECK)
    assert FACTS in hurried.get(DANGER).text


def test_a_page_asks_for_no_more_than_is_written_now(hurried, neighbour):
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    hurried.post(CHECK)
    with CaptureQueriesContext(connection) as asked:
        hurried.get(WHERE)
    assert sum("intake_draft" in one["sql"] for one in asked) <= 1


def test_whoever_has_her_own_page_open_reads_nothing_of_what_another_begun(
    hurried, neighbour, flor
):
    last = opened(hurried, CHECK)
    hurried.post(COMPLETE)
    hurried.post(DANGER, {"fear": "Lo suyo."})
    comes_in(hurried, hurried.words)
    assert hurried.post(CHECK, last).headers["Location"] == "/mine/"
    hurried.post(COMPLETE)
    hurried.post(CHECK, last)
    assert told_in(flor, "answer")[0]["fear"] == HERS


def test_a_page_of_what_she_says_is_hers_is_of_the_rest_from_then_on(begun_open, photo):
    client, page = begun_open
    client.post("/urgent/", {"facts": "Ahora."})
    visitor = confirm(client)
    client.post(COMPLETE, {"whose": "mine"})
    sent = {**page, "coarse_place": PLACE, "coarse_place-spoken": photo()}
    assert client.post(WHERE, sent).status_code == 302
    client.post(CHECK)
    assert told_in(visitor, "answer")[0]["coarse_place"] == PLACE


def test_a_page_of_what_she_says_is_not_hers_is_not(begun_open):
    client, page = begun_open
    client.post("/urgent/", {"facts": "Ahora."})
    confirm(client)
    client.post(COMPLETE, {"whose": "not_mine"})
    assert client.post(WHERE, {**page, "coarse_place": PLACE}).status_code == 409
    assert PLACE not in client.get(WHERE).text
