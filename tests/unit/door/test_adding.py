"""Whoever stopped a request on its way to write more, or wrote on in another window: nothing is
said to be received that is not."""

import pytest
from django.test import Client
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import visit_by_phrase

ENGLISH = {"accept-language": "en"}
FACTS = "Me siguen desde ayer."


@pytest.fixture
def hers(client, rosa):
    """What the ten words on her page open."""

    def make():
        said = client.get("/words/").context["words"]
        return visit_by_phrase(" ".join(said), seen_by=STRANGER)[0]

    return make


def messages(visitor):
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=["message"])
    return [visitor.folder.words(one)["text"] for one in papers]


def test_what_she_adds_to_an_urgent_request_that_had_arrived_reaches_the_team(client, hers, photo):
    once = marks.token().hex()
    client.post("/urgent/", {"facts": FACTS, "once": once})
    more = {"facts": FACTS, "safe_contact": "Mi hermana, 999 111 222.", "once": once}
    client.post("/urgent/", {**more, "recording": photo()}, headers=ENGLISH)
    answer = client.post("/urgent/", {**more, "recording": photo()}, headers=ENGLISH)
    assert answer.headers["Location"] == "/words/"
    [said] = messages(hers())
    assert "999 111 222" in said
    assert FACTS not in said, "that is in her request"
    assert len(attachments_in(hers().folder, seen_by=hers())) == 1
    assert Filing.objects.count() == 1


def test_the_same_urgent_request_twice_adds_nothing(client, hers, photo):
    once = marks.token().hex()
    for _ in range(2):
        client.post("/urgent/", {"facts": FACTS, "once": once, "recording": photo()})
    assert not messages(hers())
    assert len(attachments_in(hers().folder, seen_by=hers())) == 1


def test_her_page_says_that_it_is_stored_and_of_a_file_that_it_is_not(client, hers, photo):
    once = marks.token().hex()
    client.post("/urgent/", {"facts": FACTS, "once": once})
    more = {"facts": f"{FACTS} Son tres.", "once": once, "recording": photo("x.exe", b"MZ")}
    page = client.post("/urgent/", more, follow=True, headers=ENGLISH)
    assert "we take recordings" in page.content.decode()
    words = page.context["words"]
    client.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})
    assert "Your message" in client.get("/mine/", headers=ENGLISH).content.decode()


@pytest.fixture
def other_window(client, rosa):
    """Her request is sent in one window, while she writes on in another."""
    client.post("/request/danger/", {"facts": FACTS})
    assert client.post("/request/check/").headers["Location"] == "/words/"
    return client


def test_what_she_writes_on_in_another_window_reaches_the_team(other_window, hers, photo):
    given = {"facts": FACTS, "fear": "Que vuelvan de noche.", "evidence": photo()}
    assert other_window.post("/request/danger/", given).headers["Location"] == "/words/"
    [said] = messages(hers())
    assert "Que vuelvan de noche." in said
    assert FACTS not in said
    assert len(attachments_in(hers().folder, seen_by=hers())) == 1


def test_whom_she_names_in_another_window_does_not_know_of_it(other_window, hers, site):
    other_window.post(
        "/request/excluded/",
        {"excluded_institutions": ["minam"], "excluded_persons": "Don Teófilo"},
    )
    assert hers().folder.excludes_any(frozenset({"minam"}))
    assert not messages(hers())


def test_where_nobody_could_read_it_then_she_is_told_and_nothing_is_lost(other_window, hers, site):
    page = other_window.post(
        "/request/excluded/", {"excluded_institutions": ["dgdh"]}, headers=ENGLISH
    )
    assert page.status_code == 400
    assert "Nothing was sent" in page.content.decode()


def test_what_is_only_looked_at_adds_nothing(other_window, hers):
    assert other_window.get("/request/danger/").headers["Location"] == "/words/"
    assert not Document.objects.filter(kind="message").exists()


def test_another_browser_adds_nothing(other_window, hers):
    other = Client()
    other.post("/request/danger/", {"fear": "Nada."})
    assert not messages(hers())


MORE = {"facts": FACTS, "safe_contact": "Mi hermana, 999 111 222."}


@pytest.fixture
def confirmed(client, rosa):
    """Her words are put away, and the urgent form is still in her browser."""
    once = marks.token().hex()
    words = client.post("/urgent/", {"facts": FACTS, "once": once}, follow=True).context["words"]
    client.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})
    return MORE | {"once": once}, " ".join(words)


def test_what_she_adds_after_her_words_were_confirmed_reaches_the_team(confirmed, client):
    more, words = confirmed
    for _ in range(2):
        assert client.post("/urgent/", more).headers["Location"] == "/mine/"
    [said] = messages(visit_by_phrase(words, seen_by=STRANGER)[0])
    assert "999 111 222" in said
    assert "Your message" in client.get("/mine/", headers=ENGLISH).content.decode()


def test_where_her_visit_has_ended_it_stays_typed_until_her_words_are_said(confirmed):
    more, words = confirmed
    client = Client()
    asked = client.post("/urgent/", more, headers=ENGLISH)
    assert asked.status_code == 409
    assert "What you changed since is not stored" in asked.content.decode()
    carried = {**dict(asked.context["kept"]), "next": asked.context["next"]}
    wrong = client.post("/return/", {**carried, "phrase": "sol mesa"})
    assert dict(wrong.context["kept"]) == dict(asked.context["kept"])
    shown = client.post("/return/", {**carried, "phrase": words})
    assert MORE["safe_contact"] in shown.content.decode()
    client.post(shown.context["next"], dict(shown.context["kept"]))
    [said] = messages(visit_by_phrase(words, seen_by=STRANGER)[0])
    assert "999 111 222" in said
    assert Filing.objects.count() == 1


def test_without_her_words_it_is_sent_as_a_new_request(confirmed):
    more, _words = confirmed
    client = Client()
    asked = client.post("/urgent/", more)
    anew = {**dict(asked.context["anew"]), "once": asked.context["once"]}
    assert client.post("/urgent/", anew).headers["Location"] == "/words/"
    assert Filing.objects.filter(urgent=True).count() == 2


def test_it_is_never_added_to_another_request_nor_where_nobody_reads_it(confirmed, hers):
    more, words = confirmed
    other = Client()
    other.post("/urgent/", {"facts": "Otra cosa."})
    assert other.post("/urgent/", more).status_code == 409
    assert not Document.objects.filter(kind="message").exists()
    visitor = visit_by_phrase(words, seen_by=STRANGER)[0]
    Filing.objects.filter(pk=visitor.folder.filing.pk).update(withdrawn_at=timezone.now())
    left = Client()
    left.post("/return/", {"phrase": words})
    assert left.post("/urgent/", more).status_code == 409
    assert not Document.objects.filter(kind="message").exists()
