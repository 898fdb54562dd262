"""A board's own page: its decisions with their acta, who stands between, and nothing of another."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from amparo.casework.collectives import queries, services
from amparo.casework.collectives.intermediaries import services as between
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Attachment, Document
from amparo.foundations.intake.requests.services import Filed
from tests import plans
from tests.many_voices import FIRST, SECOND, acta, go_between, question_of

type Made = tuple[OpenCase, Visitor, Filed]


def came_back(filed: Filed) -> Client:
    browser = Client()
    browser.post(reverse("door:return"), {"phrase": " ".join(filed.words)})
    return browser


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def asked(board: OpenCase, other: OpenCase, ana: Actor, site: dict[str, Unit]) -> Question:
    measure = plans.proposed(board, site["pnp-selva"], ana)
    words = "rondas en el camino"
    services.put_to_boards(board, measure.ref, words=words, by=ana, at=timezone.now())
    return question_of(board, measure.ref)


def given(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    typed = {"decided": "agree", "on": today, "took_part": "41", "text": "se aprobó"}
    return {**typed, **changes}


def test_a_person_has_no_page_of_a_collective(anas: OpenCase, filed: Filed) -> None:
    browser = came_back(filed)
    assert browser.get("/mine/collective/").status_code == 404
    assert browser.post("/mine/collective/leave-out/", {"names": "alguien"}).status_code == 404
    assert "/mine/collective/" not in text_of(browser.get("/mine/"))


def test_it_says_how_it_decides_and_nothing_of_another_board(
    board: OpenCase, other: OpenCase, filed: Filed, made: Made, asked: Question
) -> None:
    own = text_of(came_back(filed).get("/mine/collective/"))
    theirs = text_of(came_back(made[2]).get("/mine/collective/"))
    assert FIRST.procedure in own
    assert SECOND.procedure in theirs
    for said, foreign in ((own, SECOND), (theirs, FIRST)):
        assert foreign.speaks not in said
        assert foreign.procedure not in said
    assert board.code not in theirs
    assert "rondas en el camino" in text_of(came_back(made[2]).get("/mine/"))


def test_a_yes_says_that_it_waits_for_its_acta(
    board: OpenCase, filed: Filed, asked: Question
) -> None:
    browser = came_back(filed)
    browser.post(f"/mine/decisions/{asked.ref}/", {"answer": "agree"})
    page = text_of(browser.get("/mine/"))
    assert "Se espera su acta" in page
    assert "Usted respondió: <strong>Estoy de acuerdo</strong>" in page
    assert "Vale cuando conste el acta" in page
    assert "Retirar la solicitud" not in page


def test_an_acta_is_handed_in_on_the_page(
    board: OpenCase, filed: Filed, asked: Question, ana: Actor
) -> None:
    browser = came_back(filed)
    address = f"/mine/decisions/{asked.ref}/acta/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, given()).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, bool(asked.acta_ref)) == ("agreed", True)
    [shown] = queries.on_case(board, seen_by=ana).actas
    assert (shown.took_part, shown.text, shown.decided) == (41, "se aprobó", "agreed")
    page = text_of(browser.get("/mine/collective/"))
    assert "Participaron 41 personas" in page
    assert "su sí vale" in text_of(browser.get("/mine/")) or "se aprobó" in page


def test_a_photo_is_an_acta_too(board: OpenCase, filed: Filed, asked: Question) -> None:
    content = io.BytesIO()
    Image.new("RGB", (9, 9)).save(content, "PNG")
    photo = SimpleUploadedFile("acta.png", content.getvalue())
    browser = came_back(filed)
    address = f"/mine/decisions/{asked.ref}/acta/"
    answer = browser.post(address, given(text="", recordings=photo))
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert Attachment.objects.get().paper_ref == asked.acta_ref


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"took_part": "0"},
        {"took_part": "muchas"},
        {"on": "2999-01-01"},
        {"on": "ayer"},
        {"decided": "perhaps"},
    ],
)
def test_an_acta_that_is_not_whole_is_not_stored_and_nothing_is_lost(
    changes: dict[str, Any], board: OpenCase, filed: Filed, asked: Question
) -> None:
    browser = came_back(filed)
    typed = given(**changes)
    answer = browser.post(f"/mine/decisions/{asked.ref}/acta/", typed)
    assert answer.status_code == 400
    assert typed["text"] in text_of(answer)
    asked.refresh_from_db()
    assert asked.answer == ""
    assert not Document.objects.filter(kind="acta").exists()


def test_another_boards_question_is_no_question_of_this_page(
    board: OpenCase, other: OpenCase, filed: Filed, made: Made, asked: Question
) -> None:
    theirs = came_back(made[2])
    for address in (
        f"/mine/decisions/{asked.ref}/acta/",
        f"/mine/decisions/{asked.ref}/",
        f"/mine/allowed/{asked.ref}/withdraw/",
    ):
        assert theirs.post(address, given(answer="refuse")).status_code == 404
    asked.refresh_from_db()
    assert (asked.answer, asked.withdrawn_at) == ("", None)


def test_what_was_asked_of_a_person_takes_no_acta(
    board: OpenCase, filed: Filed, ana: Actor, site: dict[str, Unit]
) -> None:
    measure = plans.proposed(board, site["pnp"], ana)
    ref = question_of(board, measure.ref).ref
    assert came_back(filed).get(f"/mine/decisions/{ref}/acta/").status_code == 404


def test_a_question_that_was_closed_meanwhile_says_so(
    board: OpenCase, filed: Filed, asked: Question
) -> None:
    Question.objects.filter(pk=asked.pk).update(withdrawn_at=timezone.now())
    answer = came_back(filed).post(f"/mine/decisions/{asked.ref}/acta/", given())
    assert answer.status_code == 409
    assert "se aprobó" in text_of(answer)
    assert not Document.objects.filter(kind="acta").exists()


def test_a_member_asks_on_the_page_and_the_team_sees_it(
    board: OpenCase,
    filed: Filed,
    ana: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:
    browser = came_back(filed)
    assert browser.post("/mine/collective/leave-out/", {"names": ""}).status_code == 400
    answer = browser.post("/mine/collective/leave-out/", {"names": "Rosalía Tuesta"})
    assert answer.status_code == 302
    assert "antes pregunta a esa persona" in text_of(browser.get("/mine/"))
    assert CaseAccess.objects.get(case=board.case, member=ana.member).case.due_term
    desk = signed_in(ana)
    assert "se dejen fuera sus datos" in text_of(desk.get(f"/desk/cases/{board.code}/?tab=all"))
    page = text_of(desk.get(f"/desk/cases/{board.code}/collective/leave-out/"))
    assert "Rosalía Tuesta" in page


def test_a_go_between_is_seen_and_taken_back_on_the_page(
    board: OpenCase, filed: Filed, flor: Visitor, federation: Made, ana: Actor
) -> None:
    row = go_between(board, federation[0], by=ana)
    ref = question_of(board, row.ref).ref
    browser = came_back(filed)
    waiting = text_of(browser.get(f"/mine/decisions/{ref}/"))
    assert "Federación del Valle" in waiting
    assert "Qué medidas hay" in waiting  # among what it would not learn
    lay_acta(flor.folder, ref, acta(), by=flor, at=timezone.now())
    between.pass_on(board, row.ref, {"messages": "la reunión"}, by=ana, at=timezone.now())
    assert "Federación del Valle" in text_of(browser.get("/mine/collective/"))
    assert "Lo que se dijo a una organización intermediaria" in text_of(browser.get("/mine/"))
    its_page = came_back(federation[2])
    assert "Lo que se dijo" in text_of(its_page.get("/mine/"))
    browser.post(f"/mine/allowed/{ref}/withdraw/")
    assert "Federación del Valle" not in text_of(browser.get("/mine/collective/"))
    assert "Lo que se dijo" not in text_of(its_page.get("/mine/"))


def test_who_speaks_no_more_reads_so(board: OpenCase, filed: Filed, ana: Actor) -> None:
    today = timezone.localdate()
    services.end_board(board, on=today, words="hubo elección", by=ana, at=timezone.now())
    page = text_of(came_back(filed).get("/mine/collective/"))
    assert "ahora habla otra junta" in page
