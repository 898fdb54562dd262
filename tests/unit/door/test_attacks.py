"""Attacks on the door, each kept as the sentence that must stay true."""

import io
import shutil
import sqlite3
import zipfile
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.crypto.phrases import OFFERED, recognise
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.server import disk_room as room
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.accounts.sign_in import phrase_guessing as nearness
from amparo.foundations.consent.models import Confirmation, Question
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Attachment, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.services import confirm_way, end_other_ways, issue_way
from amparo.foundations.ledger.models import Entry

WRONG = " ".join(["abeto"] * 10)
OLDER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # as documents of a word processor began before
WORDS = " ".join(OFFERED["es"][:10])  # of the list, and nobody's
ELSEWHERE = (
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\n/evil.example",
    "///evil.example",
    "data:text/html,x",
)


def stored(settings):
    return {one.name for one in settings.UPLOADS.rglob("*") if one.is_file()}


# Who wants the way back to be shut


def test_wrong_words_of_others_shut_nobody_out_wherever_they_come_from(filed):
    """Behind one proxy, or over an onion address, everybody seems to be the same."""
    for _ in range(nearness.A_DAY):
        Client().post("/return/", {"phrase": WORDS})
    assert Client().post("/return/", {"phrase": WORDS}).status_code == 429
    assert Client().post("/return/", {"phrase": " ".join(filed.words)}).status_code == 302


@pytest.mark.parametrize("known", [9, 8, 7])
def test_who_knows_most_of_her_words_cannot_try_out_the_rest(filed, known):
    """In any order, from any address and browser: after forty tries not even the right ones open,
    and the person gets new ones from the team."""
    others = [word for word in OFFERED["es"] if word not in filed.words]
    for number in range(nearness.A_DAY):
        guess = [*filed.words[:known], *others[number * 3 :][: 10 - known]]
        if number % 2:
            guess.reverse()
        Client().post("/return/", {"phrase": " ".join(guess)})
    answer = Client().post(
        "/return/", {"phrase": " ".join(filed.words)}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 429
    assert "ask the team for new words" in answer.content.decode()


def test_who_has_all_her_words_may_come_as_often_as_she_likes(filed):
    for _ in range(nearness.A_DAY + 2):
        answer = Client().post("/return/", {"phrase": " ".join(filed.words)})
        assert answer.status_code == 302


def test_the_next_day_she_may_try_again_and_yesterday_is_forgotten(filed, settings):
    now = timezone.now()
    words = recognise(" ".join(filed.words))
    while nearness.begin(words, at=now):
        pass
    assert nearness.begin(words, at=now + timedelta(days=1))
    assert nearness.forget_old(at=now + timedelta(days=1)) == 0  # that try saw to it
    assert len(list((settings.RUN / nearness.FOLDER).iterdir())) == 1


def test_what_is_counted_names_no_word(filed, settings):
    Client().post("/return/", {"phrase": WORDS})
    [counted] = (settings.RUN / nearness.FOLDER).iterdir()
    assert set(counted.read_bytes()) == {0, 1}
    assert counted.stat().st_mode & 0o077 == 0


# Whoever fills the disk


@pytest.fixture
def nearly_full(monkeypatch, settings):
    """The disk has less left than is kept for words; what is counted in memory goes afterwards."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    disk = namedtuple("disk", "total used free")  # noqa: PYI024 - as the system answers
    left = disk(room.KEPT_FREE * 50, 0, room.KEPT_FREE - 1)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: left)
    yield
    shutil.rmtree(room.in_memory(), ignore_errors=True)


def test_counting_tries_leaves_room_on_the_disk_for_words(filed, nearly_full, settings):
    """Each try writes in many places of a file: a few dozen would use up a small disk."""
    others = [word for word in OFFERED["es"] if word not in filed.words]
    for number in range(nearness.A_DAY):
        guess = " ".join([*filed.words[:8], *others[number * 2 :][:2]])
        assert Client().post("/return/", {"phrase": guess}).status_code != 429
    assert Client().post("/return/", {"phrase": " ".join(filed.words)}).status_code == 429
    [on_disk] = (settings.RUN / nearness.FOLDER).iterdir()
    assert on_disk.stat().st_size == 0


def test_words_open_where_an_account_has_no_folder_in_memory(filed, monkeypatch, tmp_path):
    (tmp_path / "shm").mkdir()
    monkeypatch.setattr(room, "MEMORY", tmp_path / "shm" / "none")
    assert Client().post("/return/", {"phrase": " ".join(filed.words)}).status_code == 302
    assert nearness.forget_old(at=timezone.now()) == 0
    assert not limits.too_many("words", "a browser", at=timezone.now(), limit=1)


def test_right_words_open_while_the_disk_is_nearly_full(filed, nearly_full):
    for _ in range(nearness.A_DAY + 1):
        answer = Client().post("/return/", {"phrase": " ".join(filed.words)})
        assert answer.status_code == 302


@pytest.mark.django_db
def test_tries_without_room_in_the_database_are_counted_in_memory(nearly_full, monkeypatch):
    def refuse(*_args, **_named):
        raise OperationalError from sqlite3.OperationalError("full")

    now = timezone.now()
    limits.failed("words", "a browser", at=now)
    with monkeypatch.context() as full:
        full.setattr(limits, "_count", refuse)
        full.setattr(room, "was_missing", lambda _problem: True)
        for _ in range(3):
            limits.failed("words", "a browser", at=now)
    assert limits.too_many("words", "a browser", at=now, limit=4)
    assert not limits.too_many("words", "a browser", at=now, limit=5)
    assert not limits.too_many("words", "another", at=now, limit=1)
    assert not limits.too_many("words", "a browser", at=now + limits.WINDOW, limit=1)


def test_files_leave_room_on_the_disk_for_words(client, rosa, photo, nearly_full, settings):
    """A full disk would take no more words in: files stop before that."""
    before = stored(settings)
    answer = client.post("/urgent/", {"facts": "vienen", "recording": [photo()]})
    assert answer.headers["Location"] == "/words/"
    assert Filing.objects.count() == 1
    assert not Attachment.objects.exists()
    assert stored(settings) == before
    assert "no hay espacio" in client.get("/words/").content.decode()


def test_a_hundred_files_are_as_many_as_are_taken_and_the_rest_is_erased(
    client, rosa, photo, settings
):
    before = stored(settings)
    many = [photo(f"{number}.jpg") for number in range(100)]
    assert client.post("/urgent/", {"facts": "vienen", "recording": many}).status_code == 302
    assert Attachment.objects.count() == 20
    assert len(stored(settings) - before) == 20


@pytest.mark.parametrize(("files", "fields"), [(101, 0), (0, 401)])
def test_more_than_can_be_read_is_refused_whole(client, rosa, photo, settings, files, fields):
    before = stored(settings)
    many = {f"f{number}": "x" for number in range(fields)}
    sent = {"facts": "vienen", "recording": [photo() for _ in range(files)], **many}
    assert client.post("/urgent/", sent).status_code == 400
    assert not Filing.objects.exists()
    assert stored(settings) == before


# What is no picture


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a<script>alert(1)</script>",
        b"PK\x03\x04" + b"\0" * 64,
        b"MZ" + b"\0" * 64,
        b"\xef\xbb\xbf%PDF-1.7",
        b"\x1f\x8b\x08" + b"\0" * 64,
    ],
)
def test_what_is_no_recording_picture_or_pdf_is_not_kept_whatever_it_is_called(
    client, rosa, photo, content, settings
):
    before = stored(settings)
    sent = {"facts": "vienen", "recording": [photo("carta.jpg", content)]}
    assert client.post("/urgent/", sent).status_code == 302
    assert not Attachment.objects.exists()
    assert stored(settings) == before


def with_macros():
    """A document of a word processor that brings a program of its own (docm)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        packed.writestr("word/document.xml", "<w:document/>")
        packed.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return out.getvalue()


@pytest.mark.parametrize("name", ["denuncia.docm", "denuncia.docx", "denuncia.pdf", "foto.jpg"])
@pytest.mark.parametrize("content", [with_macros(), OLDER + bytes(504)], ids=["zip", "ole"])
def test_a_document_with_macros_is_kept_under_no_name(client, rosa, photo, settings, name, content):
    """And she reads so: what she wrote is there without it."""
    before = stored(settings)
    sent = {"facts": "vienen", "recording": [photo(name, content)]}
    assert client.post("/urgent/", sent).headers["Location"] == "/words/"
    assert Filing.objects.count() == 1
    assert not Attachment.objects.exists()
    assert stored(settings) == before
    assert "solo recibimos grabaciones" in client.get("/words/").text


# Whoever sits at her keyboard


def test_whom_she_looks_for_stays_out_of_the_history(client, rosa, site):
    """What is searched among those who must not know is in no address."""
    answer = client.post("/request/excluded_institutions/", {"find": "PNP-SELVA", "go": "search"})
    assert "PNP" not in answer.headers["Location"]
    page = client.get(answer.headers["Location"])
    assert page.context["find"] == "PNP-SELVA"
    assert client.get("/request/excluded_institutions/").context["find"] == ""


@pytest.mark.parametrize("page", ["/mine/", "/mine/papers/", "/mine/looked/", "/mine/allowed/"])
def test_a_cookie_of_a_visit_that_was_left_opens_nothing(her, page):
    cookies = {name: one.value for name, one in her.cookies.items()}
    assert her.get(page).status_code == 200
    assert her.get("/exit/").status_code == 302
    later = Client()
    for name, value in cookies.items():
        later.cookies[name] = value
    assert later.get(page).headers["Location"].startswith("/return/")


def test_a_planted_cookie_is_not_the_one_she_goes_on_with(client, filed):
    client.cookies["amparo_visit"] = "ab" * 32
    client.post("/return/", {"phrase": " ".join(filed.words)})
    assert client.cookies["amparo_visit"].value != "ab" * 32
    planted = Client()
    planted.cookies["amparo_visit"] = "ab" * 32
    assert planted.get("/mine/").status_code == 302


def test_words_that_are_told_back_stand_in_no_page_that_follows(client):
    """An ended visit keeps what was typed for a second send: never a part of her words."""
    typed = {"word3": "abeto", "word7": "laguna", "phrase": WRONG, "text": "sigue aquí"}
    ended = client.post("/words/confirm/", typed).content.decode()
    assert "sigue aquí" in ended
    expired = Client(enforce_csrf_checks=True).post(
        "/words/confirm/", typed, headers={"Origin": "http://testserver"}
    )
    assert "sigue aquí" in expired.content.decode()
    for page in (ended, expired.content.decode()):
        assert "abeto" not in page
        assert "laguna" not in page


# Open redirects, false hosts


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_address_leads_away(client, filed, rosa, where):
    led = [
        client.get(reverse("door:language", args=["en"]), {"next": where}),
        client.post("/return/", {"phrase": " ".join(filed.words), "next": where}),
    ]
    for answer in led:
        assert answer.status_code == 302
        assert answer.headers["Location"] in {"/", "/mine/"}
    carried = client.post(
        "/return/", {"phrase": " ".join(filed.words), "next": where, "kept-text": "x"}
    )
    assert b"evil.example" not in carried.content
    assert carried.status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "testserver@evil.example", "a\tb", "[::1", ""])
def test_another_hosts_name_is_on_no_page(client, rosa, host):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert b"evil" not in answer.content


# The liar


def test_a_measure_that_is_only_proposed_cannot_be_called_protection(her, agreed):
    measure = agreed()
    assert her.post(f"/mine/measures/{measure.ref}/", {"word": "works"}).status_code == 404
    assert not Confirmation.objects.exists()
    measure.refresh_from_db()
    assert measure.state == Measure.State.CONSENTED


def test_leaving_twice_is_leaving_once(her, question):
    for _ in range(3):
        her.post("/mine/leave/", {})
    assert Entry.objects.filter(event="ProcedureWithdrawn").count() == 1


def test_an_old_yes_sent_again_gives_nothing_back_that_was_taken_back(her, question):
    address = f"/mine/decisions/{question.ref}/"
    her.post(address, {"answer": "agree"})
    her.post(f"/mine/allowed/{question.ref}/withdraw/")
    assert her.post(address, {"answer": "agree"}).status_code == 409
    question.refresh_from_db()
    assert question.withdrawn_at


def test_an_answer_is_given_to_the_question_that_was_read(her, question, site, ana, anas):
    """A page that shows an older question answers that one, and no newer one in its place."""
    older = question.ref
    Question.objects.filter(pk=question.pk).update(withdrawn_at=timezone.now())
    newer = Question.objects.create(
        ref="NEWE-RNEW-ERNE",
        filing=question.filing,
        kind="measure",
        subject=question.subject,
        unit=site["minam"],
        fields=["coarse_place", "schedule"],
        asked_at=timezone.now(),
    )
    answer = her.post(f"/mine/decisions/{older}/", {"answer": "agree", "question": newer.ref})
    assert answer.status_code == 409
    newer.refresh_from_db()
    assert newer.answer == ""


def test_fields_that_no_page_has_change_nothing(her, question):
    more = {"fields": "exact_place", "unit": "pnp", "answered_at": "2020-01-01", "how": "oral"}
    her.post(f"/mine/decisions/{question.ref}/", {"answer": "agree", **more})
    question.refresh_from_db()
    assert (question.fields, question.how, question.unit.code) == (
        ["coarse_place"],
        "page",
        "pnp-selva",
    )


def test_a_visit_of_one_file_never_becomes_one_of_another(her, another, filed):
    """Two visits in one browser: the last words said count, and the first visit is over."""
    first = her.cookies["amparo_visit"].value
    her.post("/return/", {"phrase": " ".join(filed.words)})
    assert her.cookies["amparo_visit"].value != first
    assert Session.objects.filter(kind="visit").count() == 2


# The member who makes words for her and keeps them


@pytest.fixture
def her_words(filed):
    """She has shown that she keeps them."""
    visitor, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    confirm_way(visitor.folder, visitor.way, by=visitor, at=timezone.now())
    return visitor


def test_words_that_the_team_made_are_on_her_page(her, her_words, anas, ana):
    """With them a member could come back in her name: she sees it, and can change her words."""
    issue_way(anas.folder, by=ana, at=timezone.now())
    assert (
        "Creó una clave de acceso que abre esta página" in her.get("/mine/looked/").content.decode()
    )


def test_new_words_of_her_own_end_those_that_the_team_kept(her_words, anas, ana):
    kept = issue_way(anas.folder, by=ana, at=timezone.now())
    insider = Client()
    assert insider.post("/return/", {"phrase": " ".join(kept)}).status_code == 302
    assert insider.get("/mine/").status_code == 200
    end_other_ways(her_words.folder, keep=her_words.way, by=her_words, at=timezone.now())
    assert insider.get("/mine/").status_code == 302
    assert insider.post("/return/", {"phrase": " ".join(kept)}).status_code == 400
