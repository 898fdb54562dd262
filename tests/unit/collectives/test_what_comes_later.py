"""A case that joins later, a paper and a file that come later are asked about too, and nobody keeps
the name of whoever asked to be left out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.admission.services import keep_note
from amparo.casework.collectives.redaction.files_to_review import (
    asked_elsewhere,
    files_held_back,
    looks_due,
    looks_in,
)
from amparo.casework.collectives.redaction.services import leave_out_too
from amparo.casework.collectives.services import join_board
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.documents.redacted_data_detection import CARRIED, SOMEBODY
from amparo.foundations.intake.documents.redaction import ELSEWHERE
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from tests.architecture.conftest import a_picture_in
from tests.many_voices import SECOND
from tests.unit.collectives.test_left_out_elsewhere import NAME, leave, told

PLAIN = "rosalia nahui tuesta"


def lines(case: OpenCase, ana: Actor) -> list[str]:
    folder = opened(case.code, seen_by=ana).folder
    return [line for one in asked_elsewhere(folder) for line in one.lines]


@pytest.fixture
def late(board: OpenCase, made: tuple[OpenCase, object, object], ana: Actor) -> OpenCase:
    """A case that tells of her, whose board joins only after she was left out of the first."""
    case = made[0]
    keep_note(case, text=f"{NAME.upper()} lo vio todo", by=ana, at=timezone.now())
    leave(board, ana)
    join_board(board, case.code, SECOND, by=ana, at=timezone.now())
    return opened(case.code, seen_by=ana)


def test_a_board_that_joins_later_is_asked_in_the_words_of_its_own_file(
    late: OpenCase, ana: Actor
) -> None:
    assert lines(late, ana) == [PLAIN]
    [asked] = asked_elsewhere(late.folder)
    leave_out_too(late, asked.row.ref, by=ana, at=timezone.now())
    assert "ÑAHUI" not in told(opened(late.code, seen_by=ana))
    assert lines(late, ana) == []


def test_what_is_carried_names_nobody(late: OpenCase, ana: Actor) -> None:
    [paper] = papers_in(late.folder, seen_by=ana, kinds=[CARRIED])
    said = str(late.folder.words(paper)).casefold()
    assert not any(word in said for word in PLAIN.split())
    body: dict[str, Any] = late.folder.words(paper)
    assert set(body["data"]) == {"key", "marks"}


def test_a_board_that_joins_and_tells_nothing_of_her_is_asked_once_it_does(
    board: OpenCase, made: tuple[OpenCase, object, object], ana: Actor
) -> None:
    case = made[0]
    leave(board, ana)
    join_board(board, case.code, SECOND, by=ana, at=timezone.now())
    assert lines(case, ana) == []
    keep_note(case, text="Rosalía Ñahui vino ayer", by=ana, at=timezone.now())
    assert lines(case, ana) == []  # somebody else may be called so
    keep_note(case, text=f"{NAME} vino ayer", by=ana, at=timezone.now())
    keep_note(case, text=f"{NAME} vino hoy", by=ana, at=timezone.now())
    assert lines(case, ana) == [PLAIN]


def test_what_the_board_itself_writes_later_is_asked_about(
    late: OpenCase, ana: Actor, juana: Visitor
) -> None:
    [asked] = asked_elsewhere(late.folder)
    leave_out_too(late, asked.row.ref, by=ana, at=timezone.now())
    folder = opened(late.code, seen_by=ana).folder
    body = {"text": f"volvió {NAME}"}
    write_paper(folder, kind="message", body=body, by=juana, at=timezone.now())
    assert lines(late, ana) == [PLAIN]


def test_a_paper_that_comes_later_into_the_same_case_is_asked_about(
    board: OpenCase, ana: Actor
) -> None:
    leave(board, ana)
    assert lines(board, ana) == []
    keep_note(board, text=f"otra vez {NAME}", by=ana, at=timezone.now())
    assert lines(board, ana) == [PLAIN]
    [waiting] = looks_due(board.case)
    assert waiting.task == ELSEWHERE


def test_a_file_that_comes_later_goes_to_nobody_before_somebody_looked(
    board: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    a_picture_in(board, by=ana)
    assert looks_in(board.folder, seen_by=ana) == []
    leave(board, ana)
    later = a_picture_in(opened(board.code, seen_by=ana), by=ana)
    case = opened(board.code, seen_by=ana)
    looks = {one.lines: one for one in looks_in(case.folder, seen_by=ana)}
    assert [one.attachment.ref for one in looks[(SOMEBODY,)].files] == [later]
    assert later in files_held_back(case.folder, seen_by=ana)
    ref = looks[(SOMEBODY,)].row.ref
    page = signed_in(ana).get(
        f"/desk/cases/{board.code}/collective/files/{ref}/", headers={"accept-language": "en"}
    )
    assert "kept nowhere" in page.text


def test_where_nobody_was_left_out_nothing_is_asked(board: OpenCase, ana: Actor) -> None:
    keep_note(board, text=f"{NAME} vino", by=ana, at=timezone.now())
    a_picture_in(opened(board.code, seen_by=ana), by=ana)
    assert not Document.objects.filter(kind=CARRIED).exists()
    assert looks_due(board.case) == []
