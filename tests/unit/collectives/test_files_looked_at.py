"""Nobody can search a picture: until somebody has looked, it goes to nobody outside."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.queries import reminded
from amparo.casework.collectives.redaction.files_to_review import (
    LOOK,
    Look,
    answer_looks,
    files_held_back,
    looks_due,
    looks_in,
)
from amparo.casework.collectives.redaction.issued_documents import issued_before
from amparo.casework.collectives.redaction.services import leave_member_out
from amparo.casework.collectives.wording import TO_REMEMBER
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.decisions.services import issue
from amparo.casework.measures.models import Decision
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.models import Attachment, Document, SealedMessage
from amparo.foundations.intake.procedure.complaints import RULING
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.ledger.models import Entry
from tests.architecture.conftest import a_picture_in
from tests.many_voices import acta, go_between, question_of

NAME = "Rosalía Ñahui Tuesta"


def leave(board: OpenCase, by: Actor, *files: str, line: str = NAME):
    return leave_member_out(board, (line,), files=files, way="in_person", by=by, at=timezone.now())


@pytest.fixture
def pictures(board: OpenCase, ana: Actor) -> list[str]:
    return [a_picture_in(board, by=ana) for _ in range(3)]


@pytest.fixture
def look(board: OpenCase, pictures: list[str], ana: Actor) -> Look:
    """One of three was ticked and is erased: two wait."""
    assert leave(board, ana, pictures[0]).files == 2
    [found] = looks_in(board.folder, seen_by=ana)
    return found


def waits(look: Look) -> set[str]:
    return {one.attachment.ref for one in look.files}


def test_each_file_that_was_not_ticked_waits_for_a_look_by_a_day(
    look: Look, pictures: list[str], board: OpenCase, ana: Actor
) -> None:
    assert waits(look) == set(pictures[1:]) == files_held_back(board.folder, seen_by=ana)
    [waiting] = looks_due(Case.objects.get(pk=board.case.pk))
    assert waiting is not None
    assert (waiting.task, waiting.due_on) == (LOOK, look.row.dropped_at + timedelta(days=2))


def test_a_case_without_files_waits_for_nothing(board: OpenCase, ana: Actor) -> None:
    assert leave(board, ana).files == 0
    assert looks_due(Case.objects.get(pk=board.case.pk)) == []


def test_it_is_taken_from_this_site_for_that_look_alone(
    look: Look, pictures: list[str], board: OpenCase, ana: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:  # fmt: skip
    browser, there = signed_in(ana), f"/desk/cases/{board.code}/files/{pictures[1]}/"
    why = {"reason": "to_look"}
    assert browser.post(there, why).status_code == browser.get(there).status_code == 409
    assert browser.post(f"{there}?to_look=1", {"reason": "to_work"}).status_code == 422
    assert not Entry.objects.filter(event="FileTaken").exists()
    assert browser.post(f"{there}?to_look=1", why).status_code == 200
    assert Entry.objects.filter(event="FileTaken").count() == 1
    answer_looks(board, look.row.ref, {pictures[1]: False}, by=ana, at=timezone.now())
    assert browser.post(there, {"reason": "to_work"}).status_code == 200


def test_what_shows_the_member_is_erased_and_what_does_not_waits_no_more(
    look: Look, pictures: list[str], board: OpenCase, ana: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:  # fmt: skip
    browser = signed_in(ana)
    there = f"/desk/cases/{board.code}/collective/files/{look.row.ref}/"
    assert NAME in browser.get(there).text
    first, second = pictures[1:]
    assert browser.post(there, {f"file-{first}": "later"}).status_code == 422
    given = {f"file-{first}": "yes", f"file-{second}": "later"}
    assert browser.post(there, given).status_code == 302
    assert list(Attachment.objects.values_list("ref", flat=True)) == [second]
    assert files_held_back(board.folder, seen_by=ana) == {second}
    assert browser.post(there, {f"file-{second}": "no"}).status_code == 302
    assert Attachment.objects.get().ref == second
    assert browser.get(there).status_code == 404


def test_who_was_meant_is_erased_with_the_last_answer(
    look: Look, pictures: list[str], board: OpenCase, ana: Actor
) -> None:
    said = dict.fromkeys(pictures[1:], False)
    answer_looks(board, look.row.ref, said, by=ana, at=timezone.now())
    assert not SealedMessage.objects.filter(kind=LOOK).exists()
    facts = Entry.objects.filter(event="FileLookedAt").values_list("facts", flat=True)
    assert len(facts) == 2
    assert not any("Rosal" in one for one in facts)


def test_what_somebody_else_answered_is_not_answered_again(
    look: Look, pictures: list[str], board: OpenCase, ana: Actor
) -> None:
    for said in ({}, {"no such file": True}, {pictures[0]: True}):
        with pytest.raises(Hindered, match="nothing_open"):
            answer_looks(board, look.row.ref, said, by=ana, at=timezone.now())
    assert Attachment.objects.count() == 2


def test_two_members_are_looked_for_each_alone(
    look: Look, pictures: list[str], board: OpenCase, ana: Actor
) -> None:
    leave(board, ana, line="Zoila Pacaya")
    one, other = looks_in(board.folder, seen_by=ana)
    assert (one.lines, other.lines) == ((NAME,), ("Zoila Pacaya",))
    answer_looks(board, one.row.ref, {pictures[1]: False}, by=ana, at=timezone.now())
    assert files_held_back(board.folder, seen_by=ana) == set(pictures[1:])
    answer_looks(board, other.row.ref, {pictures[1]: True}, by=ana, at=timezone.now())
    left = looks_in(board.folder, seen_by=ana)
    assert [waits(one) for one in left] == [{pictures[2]}, {pictures[2]}]


def test_the_same_member_left_out_once_more_is_looked_for_once(
    look: Look, board: OpenCase, ana: Actor
) -> None:
    leave(board, ana)
    [found] = looks_in(board.folder, seen_by=ana)
    assert (found.lines, len(found.files)) == ((NAME,), 2)


def test_whoever_decides_is_told_that_files_are_held_back(
    look: Look, board: OpenCase, ana: Actor
) -> None:
    assert TO_REMEMBER["held_back"] in {one.words for one in reminded(board, seen_by=ana)}


def test_the_case_page_leads_to_the_files(
    look: Look, board: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    page = signed_in(ana).get(f"/desk/cases/{board.code}/?tab=all").text
    assert f"/collective/files/{look.row.ref}/" in page


# What had been issued


def test_what_was_issued_with_it_is_listed_with_what_can_be_done_and_what_cannot(
    board: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    at = timezone.now()
    ends = Resolution(outcomes=(), grounds=f"vio {NAME}", later=Decision.Kind.CEASED)
    issue(board, ends, (), by=ana, at=at)
    body = {"text": f"tiene razón {NAME}"}
    drop(board.folder.filing, kind=RULING, about="x", body=body, by=ana, at=at)
    assert issued_before(board, seen_by=ana) == []
    given = {"lines": NAME, "way": "in_person", "own": "on"}
    browser, there = signed_in(ana), f"/desk/cases/{board.code}/collective/leave-out/"
    after = browser.post(there, given)
    assert after.status_code == 200
    found = issued_before(board, seen_by=ana)
    assert [str(one.called) for one in found] == ["Resolución", "Lo resuelto sobre una queja"]
    for page in (after.text, browser.get(there).text):
        for one in found:
            assert str(one.still) in page
            assert str(one.gone) in page


def test_what_did_not_name_the_member_is_not_listed(board: OpenCase, ana: Actor) -> None:
    ends = Resolution(outcomes=(), grounds="otra cosa", later=Decision.Kind.CEASED)
    issue(board, ends, (), by=ana, at=timezone.now())
    leave(board, ana)
    assert issued_before(board, seen_by=ana) == []


def test_what_a_go_between_was_told_is_listed_once(
    board: OpenCase, ana: Actor, flor: Visitor, federation: tuple[OpenCase, Visitor, Filed]
) -> None:
    row = go_between(board, federation[0], by=ana)
    ref = question_of(board, row.ref).ref
    lay_acta(flor.folder, ref, acta(), by=flor, at=timezone.now())
    between.pass_on(board, row.ref, {"messages": f"{NAME} viaja"}, by=ana, at=timezone.now())
    leave(board, ana)
    [found] = issued_before(board, seen_by=ana)
    assert "intermediaria" in str(found.called)
    assert Document.objects.filter(filing=board.folder.filing, kind="passed_on").count() == 1


def test_the_member_reads_the_same_truth_before_asking(rosa: Actor, client: Client) -> None:
    page = client.get("/member/").text
    assert "no se puede recuperar" in page


def test_nothing_is_stored_of_what_nobody_should_send(
    look: Look, pictures: list[str], board: OpenCase, ana: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:  # fmt: skip
    browser = signed_in(ana)
    there = f"/desk/cases/{board.code}/collective/files/{look.row.ref}/"
    name = f"file-{pictures[1]}"
    for sent in ({}, {name: "maybe"}, {name: "ñ" * 60_000}, {f"file-{pictures[0]}": "yes"}):
        assert browser.post(there, sent).status_code == 422
    assert Attachment.objects.count() == 2
    assert files_held_back(board.folder, seen_by=ana) == set(pictures[1:])
