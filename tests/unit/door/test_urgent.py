"""In danger now: one page, one send."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.server.fairness_queue import Lanes
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Attachment, Document, Draft, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests import flood_fairness as crowds

URL = "/urgent/"
ENGLISH = {"accept-language": "en"}
SAID = {"facts": "Me siguen desde ayer.", "coarse_place": "Ñusta Alta", "safe_contact": "mi prima"}


def test_one_send_is_the_request(client, rosa):
    answer = client.post(URL, SAID, follow=True)
    words = answer.context["words"]
    assert answer.redirect_chain[0][0] == reverse("door:words")
    visitor, _ = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    filing = visitor.folder.filing
    assert (filing.urgent, filing.channel) == (True, "digital")
    paper = Document.objects.get(kind="urgent")
    assert visitor.folder.words(paper) == SAID


def test_nothing_of_it_is_stored_in_the_open(client, rosa):
    client.post(URL, SAID)
    rows = str(list(Filing.objects.values())) + str(list(Document.objects.values()))
    assert "siguen" not in rows
    assert "prima" not in rows


def test_before_typing_it_says_that_somebody_is_there(client, rosa, settings):
    settings.URGENT_WATCH = "1-7 00:00-23:59"
    page = client.get(URL, headers={"accept-language": "en"}).content.decode()
    assert "A member of the team is on duty now" in page


def test_before_typing_it_says_when_somebody_next_looks(client, rosa, settings, monkeypatch):
    settings.URGENT_WATCH = "1-5 08:30-17:30"
    saturday = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: saturday)
    page = client.get(URL, headers={"accept-language": "en"}).content.decode()
    assert "Mon 30 Nov, 08:30" in page


def test_it_says_what_counts_as_said_under_oath_and_to_accuse_nobody_of_oneself(
    client, rosa, settings
):
    page = client.get(URL, headers={"accept-language": "en"}).content.decode()
    assert "under oath" in page
    assert page.index("nothing that could be used to accuse you") < page.index("Send now")
    settings.ORGANISATION = "Federación del Valle"
    assert "under oath" not in client.get(URL, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("field", ["facts", "coarse_place", "safe_contact"])
def test_any_one_of_the_three_is_enough(client, rosa, field):
    client.post(URL, {field: "aquí"})
    assert Filing.objects.count() == 1


def test_an_empty_page_files_nothing_and_says_what_to_do(client, rosa):
    answer = client.post(URL, {"facts": "   "}, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert "Write at least one word" in answer.content.decode()
    assert not Filing.objects.exists()


def test_a_recording_alone_is_enough(client, rosa, photo):
    answer = client.post(URL, {"recording": photo()}, follow=True)
    visitor, _ = visit_by_phrase(" ".join(answer.context["words"]), seen_by=STRANGER)
    kept = attachments_in(visitor.folder, seen_by=visitor)
    assert [(one.kind, one.question) for one in kept] == [("jpeg", "facts")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it arrived empty"),
        (b"MZ\x90\x00 a program", "we take recordings"),
    ],
)
def test_a_failed_file_never_holds_the_filing(client, rosa, photo, content, said):
    answer = client.post(
        URL,
        {**SAID, "recording": photo("x.exe", content)},
        follow=True,
        headers={"accept-language": "en"},
    )
    assert Filing.objects.count() == 1
    assert said in answer.content.decode()


def test_a_file_too_large_never_holds_the_filing(client, rosa, photo, settings):
    settings.UPLOAD_LIMIT = 100
    answer = client.post(
        URL, {**SAID, "recording": photo()}, follow=True, headers={"accept-language": "en"}
    )
    assert Filing.objects.count() == 1
    assert "“carta.jpg” was not stored: it is larger than 0.1 KB" in answer.content.decode()


@pytest.mark.parametrize(("over", "kept"), [(-1, 1), (0, 1), (1, 0)])
def test_the_largest_file_is_taken_and_one_byte_more_is_not(
    client, rosa, photo, settings, over, kept
):
    settings.UPLOAD_LIMIT = 1_500_000
    content = b"\xff\xd8\xff\xe0" + b"\0" * (settings.UPLOAD_LIMIT + over - 4)
    client.post(URL, {**SAID, "recording": photo("Ñandú é.jpg", content)})
    assert Filing.objects.count() == 1
    assert Attachment.objects.count() == kept


def test_the_same_page_sent_twice_is_one_request_with_the_same_words(client, rosa):
    twice = {**SAID, "once": marks.token().hex()}
    first = client.post(URL, twice, follow=True).context["words"]
    second = client.post(URL, twice, follow=True).context["words"]
    assert first == second
    assert Filing.objects.count() == 1


def test_once_the_words_are_confirmed_a_second_send_shows_them_to_nobody(client, rosa):
    twice = {**SAID, "once": marks.token().hex()}
    words = client.post(URL, twice, follow=True).context["words"]
    client.post(reverse("door:confirm"), {f"word{n + 1}": word for n, word in enumerate(words)})
    answer = client.post(URL, twice)
    assert answer.headers["Location"] == reverse("door:mine")
    assert not client.get("/words/").context
    assert not Document.objects.filter(kind="message").exists()
    assert Filing.objects.count() == 1


@pytest.mark.parametrize("once", ["", "zz", "00" * 31, "00" * 400])
def test_a_mark_that_is_none_gets_a_new_one(client, rosa, once):
    client.post(URL, {**SAID, "once": once})
    assert Filing.objects.count() == 1


def test_letters_that_cannot_be_stored_do_not_hold_it(client, rosa):
    client.post(URL, {"facts": "me\x00 siguen \ufffd"})
    assert Filing.objects.count() == 1


def test_markup_is_shown_as_it_was_written(client, rosa):
    answer = client.post(URL, {"facts": "<script>" + "a" * 30_000})
    assert answer.status_code == 400
    assert "<script>aaa" not in answer.content.decode()
    assert "&lt;script&gt;aaa" in answer.content.decode()


def test_the_page_is_light_without_its_style(client, rosa):
    assert len(client.get(URL).content) < 8 * 1024


# --- very many ---


def send(address):
    answer = Client(REMOTE_ADDR=address).post(URL, SAID | {"once": marks.token().hex()})
    assert answer.status_code == 302
    return Filing.objects.latest("pk").in_flood


def came(number):
    """So many from elsewhere."""
    Filing.objects.bulk_create(
        Filing(
            code=f"C-{one}",
            protocol="x",
            channel="web",
            filed_at=timezone.now(),
            first_contact_at=timezone.now(),
            once_hash=marks.token(),
            proof_number=f"P-{one}",
            fingerprint="",
        )
        for one in range(number)
    )


def test_in_a_flood_what_one_address_sends_stands_behind_and_nothing_is_refused(rosa, monkeypatch):
    came(crowds.A_FLOOD - 3)
    monkeypatch.setattr(crowds, "LANES", Lanes(one=2, onion=1))
    assert [send("2001:db8::1") for _one in range(7)] == [False] * 5 + [True] * 2
    assert send("2001:db8::ffff") is True  # the same line
    assert [send("192.0.2.7"), send("2001:db8:0:1::1")] == [False, False]
    assert [send("127.0.0.1"), send("127.0.0.1")] == [False, True]  # by the onion address
    assert Filing.objects.exclude(protocol="x").count() == 12


def test_before_a_flood_no_address_is_counted_and_none_is_ever_stored(rosa, monkeypatch, clock):
    counted = Lanes(one=1, onion=1)
    monkeypatch.setattr(crowds, "LANES", counted)
    send("192.0.2.7")
    assert not counted._came  # noqa: SLF001 - nowhere else could it be seen
    came(crowds.A_FLOOD - 1)
    send("192.0.2.7")
    assert send("192.0.2.7") is True
    assert "192.0.2" not in str(vars(counted)) + str(list(Filing.objects.values()))
    clock.move(timedelta(minutes=16))
    assert send("192.0.2.7") is False


@pytest.fixture
def in_the_middle(client, rosa, photo):
    """She was answering the questions, page by page, when she had to call in a hurry."""
    client.post("/request/fear/", {"fear": "que vuelvan"})
    client.post("/request/evidence/", {"evidence": photo()})
    words = client.post("/urgent/", SAID, follow=True).context["words"]
    client.post(reverse("door:confirm"), {f"word{n + 1}": word for n, word in enumerate(words)})
    return client


def test_what_she_had_begun_before_she_called_in_a_hurry_is_hers_to_go_on_with(in_the_middle):
    asked = in_the_middle.post("/mine/complete/", headers=ENGLISH).content.decode()
    assert "a request was begun" in asked
    assert "que vuelvan" not in asked, "perhaps somebody else wrote it"
    in_the_middle.post("/mine/complete/", {"whose": "mine"})
    assert "que vuelvan" in in_the_middle.get("/request/fear/").content.decode()
    assert in_the_middle.post("/request/check/").headers["Location"] == "/mine/"
    assert Filing.objects.count() == 1
    assert Document.objects.filter(kind="answer").count() == 1
    (one,) = Attachment.objects.all()
    assert path_of(one.stored_as).exists()


def test_what_somebody_else_had_begun_in_that_browser_is_shown_to_nobody(in_the_middle):
    in_the_middle.post("/mine/complete/", {"whose": "not_mine"})
    assert "que vuelvan" not in in_the_middle.get("/request/fear/").content.decode()
    in_the_middle.post("/request/fear/", {"fear": "otra cosa"})
    in_the_middle.post("/request/check/")
    assert Document.objects.filter(kind="answer").count() == 1
    assert not Attachment.objects.exists()


def test_where_nothing_was_begun_nothing_is_asked_and_no_draft_stays(client, rosa):
    words = client.post("/urgent/", SAID, follow=True).context["words"]
    client.post(reverse("door:confirm"), {f"word{n + 1}": word for n, word in enumerate(words)})
    assert not Draft.objects.exists()
    assert client.post("/mine/complete/").headers["Location"] == "/request/filed_for/"
