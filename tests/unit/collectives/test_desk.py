"""What the desk does with a collective, page by page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.collectives import services
from amparo.casework.collectives.models import Board, Intermediary
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.requests.services import Filed
from tests import plans
from tests.many_voices import acta, go_between, question_of

SPEAKS = {"name": "Comunidad del Alto", "speaks": "su junta", "procedure": "en asamblea"}

type Made = tuple[OpenCase, Visitor, Filed]


@pytest.fixture
def desk(ana: Actor, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(ana)


def at(open_case: OpenCase, page: str) -> str:
    return f"/desk/cases/{open_case.code}/collective/{page}/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_collective_is_noted_and_seen(anas: OpenCase, desk: Client) -> None:
    assert "Comunidad" in text_of(desk.get(at(anas, "note")))
    assert desk.post(at(anas, "note"), SPEAKS).status_code == 422
    assert desk.post(at(anas, "note"), {**SPEAKS, "kind": "community"}).status_code == 302
    page = text_of(desk.get(f"/desk/cases/{anas.code}/?tab=all"))
    assert "Comunidad del Alto" in page
    again = desk.post(at(anas, "note"), {**SPEAKS, "kind": "community"})
    assert again.status_code == 409
    assert "Ya consta quién habla aquí" in text_of(again)


def test_another_board_is_joined_by_its_number(board: OpenCase, made: Made, desk: Client) -> None:
    wrong = desk.post(at(board, "boards/new"), {**SPEAKS, "code": "AAAA-AAAA"})
    assert wrong.status_code == 409
    assert "en asamblea" in text_of(wrong)
    right = {**SPEAKS, "code": made[0].code.lower()}
    assert desk.post(at(board, "boards/new"), right).status_code == 302
    assert Board.objects.count() == 2
    page = text_of(desk.get(f"/desk/cases/{board.code}/?tab=all"))
    assert "no es motivo para negar nada" in page
    assert made[0].code in page


def test_who_decides_says_that_nothing_rests_on_the_division(
    board: OpenCase,
    other: OpenCase,
    ana: Actor,
    delia: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:
    plans.seated(board, delia, ana)
    browser = signed_in(delia)
    for name in ("measures:decide", "measures:turn_away"):
        address = reverse(name, args=[board.code])
        assert "Eso no es motivo para negar nada" in text_of(browser.get(address))
        answer = browser.post(address, {"grounds": "x", "beneficiaries": "x"})
        assert answer.status_code == 422
        assert "por esto no se puede negar nada" in text_of(answer)


def test_a_measure_is_put_to_all_and_its_answers_are_shown(
    board: OpenCase,
    other: OpenCase,
    ana: Actor,
    flor: Visitor,
    juana: Visitor,
    site: dict[str, Unit],
    desk: Client,
) -> None:
    assert "falte consultar" in text_of(desk.get(at(board, "measures")))
    measure = plans.proposed(board, site["pnp-selva"], ana)
    assert desk.post(at(board, "measures"), {"measure": measure.ref}).status_code == 422
    put = {"measure": measure.ref, "words": "rondas en el camino"}
    assert desk.post(at(board, "measures"), put).status_code == 302
    lay_acta(flor.folder, question_of(board, measure.ref).ref, acta(), by=flor, at=timezone.now())
    refused = acta(decided="refused")
    theirs = question_of(other, measure.ref).ref
    lay_acta(juana.folder, theirs, refused, by=juana, at=timezone.now())
    for case in (board, other):
        page = text_of(desk.get(f"/desk/cases/{case.code}/?tab=all"))
        assert "Las juntas no están de acuerdo" in page
        assert "Con su acta" in page


def test_an_acta_is_noted_for_this_board_only(
    board: OpenCase, other: OpenCase, ana: Actor, site: dict[str, Unit], desk: Client
) -> None:
    assert "no se le pregunta nada" in text_of(desk.get(at(board, "actas/new")))
    measure = plans.proposed(board, site["pnp-selva"], ana)
    services.put_to_boards(board, measure.ref, words="x", by=ana, at=timezone.now())
    own, theirs = question_of(board, measure.ref).ref, question_of(other, measure.ref).ref
    today = timezone.localdate().isoformat()
    given = {"decided": "agreed", "on": today, "took_part": "41", "words": "se aprobó"}
    wrong = desk.post(at(board, "actas/new"), {**given, "question": theirs})
    assert wrong.status_code == 422
    assert "lo dio otra junta" in text_of(wrong)
    empty = desk.post(at(board, "actas/new"), {**given, "question": own, "words": " "})
    assert empty.status_code == 422
    assert desk.post(at(board, "actas/new"), {**given, "question": own}).status_code == 302
    measure.refresh_from_db()
    assert measure.state == "consented"


def test_it_takes_back_its_own_and_reads_whose_the_other_is(
    board: OpenCase,
    other: OpenCase,
    ana: Actor,
    flor: Visitor,
    juana: Visitor,
    site: dict[str, Unit],
    desk: Client,
) -> None:
    measure = plans.proposed(board, site["pnp-selva"], ana)
    services.put_to_boards(board, measure.ref, words="x", by=ana, at=timezone.now())
    own, theirs = question_of(board, measure.ref), question_of(other, measure.ref)
    lay_acta(flor.folder, own.ref, acta(), by=flor, at=timezone.now())
    lay_acta(juana.folder, theirs.ref, acta(), by=juana, at=timezone.now())
    typed = {"way": "telephone", "words": "la asamblea cambió de parecer"}
    wrong = desk.post(at(board, "take-back"), {**typed, "question": theirs.ref})
    assert wrong.status_code == 422
    assert "Este consentimiento lo dio otra junta" in text_of(wrong)
    assert "la asamblea cambió de parecer" in text_of(wrong)
    right = desk.post(at(board, "take-back"), {**typed, "question": own.ref})
    assert right.status_code == 302
    theirs.refresh_from_db()
    assert (theirs.answer, theirs.withdrawn_at) == ("agreed", None)


def test_who_speaks_no_more_is_noted(board: OpenCase, desk: Client) -> None:
    future = {"on": "2999-01-01", "words": "hubo elección"}
    assert desk.post(at(board, "boards/end"), future).status_code == 422
    today = {**future, "on": timezone.localdate().isoformat()}
    assert desk.post(at(board, "boards/end"), today).status_code == 302
    assert Board.objects.get().ended_on == timezone.localdate()


def test_a_go_between_is_proposed_and_told_only_what_was_agreed(
    board: OpenCase, flor: Visitor, federation: Made, desk: Client
) -> None:
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    given = {
        "code": federation[0].code,
        "name": "Federación del Valle",
        "scope": ["stage"],
        "until": until,
        "purpose": "tienen radio",
    }
    past = {**given, "until": "2020-01-01"}
    assert desk.post(at(board, "between/new"), past).status_code == 422
    assert desk.post(at(board, "between/new"), given).status_code == 302
    row = Intermediary.objects.get()
    page = at(board, f"between/{row.ref}")
    assert "aún no ha respondido" in text_of(desk.get(page))
    assert desk.post(page, {"stage": "en evaluación"}).status_code == 409
    ref = question_of(board, row.ref).ref
    lay_acta(flor.folder, ref, acta(), by=flor, at=timezone.now())
    assert desk.post(page, {"messages": "x"}).status_code == 422
    assert desk.post(page, {"stage": "en evaluación", "messages": "x"}).status_code == 302
    theirs = Document.objects.get(filing=federation[0].folder.filing, kind="passed_on")
    assert federation[0].folder.words(theirs)["text"] == "en evaluación"
    told = text_of(desk.get(f"/desk/cases/{federation[0].code}/?tab=all"))
    assert "es una organización intermediaria" in told
    assert "en evaluación" in told


def test_another_cases_go_between_is_none(
    board: OpenCase, federation: Made, ana: Actor, desk: Client
) -> None:
    row = go_between(board, federation[0], by=ana)
    assert desk.get(at(federation[0], f"between/{row.ref}")).status_code == 404
