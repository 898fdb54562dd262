"""What a member has left out of one board's case is asked of the community's other cases too."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.admission.services import keep_note
from amparo.casework.collectives.redaction import files_to_review as looking
from amparo.casework.collectives.redaction.files_to_review import asked_elsewhere, looks_due
from amparo.casework.collectives.redaction.services import leave_member_out, leave_out_too
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.documents.redaction import ELSEWHERE, holds_what_was_left_out
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.inherited_exclusions import LINKED
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document, SealedMessage
from amparo.foundations.intake.services import re_key
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people import services as related_people
from tests.many_voices import another_letter, speaks_first

NAME = "Rosalía Ñahui Tuesta"


def told(open_case: OpenCase) -> str:
    papers = Document.objects.filter(filing=open_case.folder.filing)
    return " ".join(str(open_case.folder.words(paper)) for paper in papers)


def leave(board: OpenCase, by: Actor, *lines: str):
    at = timezone.now()
    return leave_member_out(board, lines or (NAME,), files=(), way="in_person", by=by, at=at)


def address(open_case: OpenCase, ref: str) -> str:
    return f"/desk/cases/{open_case.code}/collective/leave-out/{ref}/"


@pytest.fixture
def asked(board: OpenCase, other: OpenCase, ana: Actor) -> looking.Asked:
    """What stands in the other board's case once it was left out of the first one's."""
    keep_note(other, text=f"{NAME} lo vio", by=ana, at=timezone.now())
    assert leave(board, ana).elsewhere == 1
    [found] = asked_elsewhere(opened(other.code, seen_by=ana).folder)
    return found


def test_the_other_boards_team_is_asked_and_nothing_is_taken_out_there_unseen(
    asked: looking.Asked, other: OpenCase
) -> None:
    assert asked.lines == (NAME,)
    assert "Ñahui" in told(other)


def test_nobody_there_reads_who_asked_or_in_which_case(
    asked: looking.Asked, board: OpenCase, other: OpenCase, ana: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:  # fmt: skip
    assert (asked.row.author, asked.row.about) == ("system", "")
    facts = Entry.objects.filter(about=other.code).values_list("facts", "by")
    assert not any(board.code in said or "Rosal" in said for said, _by in facts)
    assert {by for said, by in facts if ELSEWHERE in said} == {"system"}
    page = signed_in(ana).get(address(other, asked.row.ref)).text
    assert NAME in page
    assert board.code not in page
    assert not re.search(r"\bFlor\b", page)


def test_the_board_itself_reads_nothing_of_it(asked: looking.Asked, juana: Visitor) -> None:
    seen = papers_in(juana.folder, seen_by=juana)
    assert not any("Ñahui" in str(juana.folder.words(one)) for one in seen if one.kind != "note")
    assert SealedMessage.objects.filter(filing=juana.folder.filing, kind=ELSEWHERE).count() == 1


def test_it_is_on_that_teams_worklist_before_anybody_opens_the_file(
    asked: looking.Asked, other: OpenCase
) -> None:
    case = Case.objects.get(pk=other.case.pk)
    [waiting] = looks_due(case)
    assert waiting is not None
    assert waiting.task == ELSEWHERE
    assert waiting.due_on == asked.row.dropped_at + timedelta(days=2)
    assert case.due_on is not None
    assert case.due_on <= waiting.due_on


def test_until_it_is_answered_nobody_writes_it_anew_in_what_would_leave(
    asked: looking.Asked, other: OpenCase, ana: Actor
) -> None:
    folder = other.folder
    assert holds_what_was_left_out(folder, f"con {NAME.upper()}", seen_by=ana)
    assert not holds_what_was_left_out(folder, "con otra persona", seen_by=ana)


def test_the_same_member_is_left_out_there_too(
    asked: looking.Asked, board: OpenCase, other: OpenCase, ana: Actor
) -> None:
    done = leave_out_too(other, asked.row.ref, by=ana, at=timezone.now())
    assert (done.here.papers, done.elsewhere) == (1, 0)
    assert "Ñahui" not in told(other)
    assert not SealedMessage.objects.filter(kind=ELSEWHERE).exists()
    assert looks_due(Case.objects.get(pk=other.case.pk)) == []
    assert holds_what_was_left_out(other.folder, NAME, seen_by=ana)
    entry = Entry.objects.get(event="ElsewhereAnswered")
    assert (entry.about, entry.by) == (other.code, f"member:{ana.member.code}")


def test_somebody_else_who_is_called_the_same_stays(
    asked: looking.Asked, other: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    answer = signed_in(ana).post(address(other, asked.row.ref), {"said": "another"})
    assert answer.status_code == 302
    assert "Ñahui" in told(other)
    assert not SealedMessage.objects.filter(kind=ELSEWHERE).exists()
    assert not holds_what_was_left_out(other.folder, NAME, seen_by=ana)
    assert signed_in(ana).get(address(other, asked.row.ref)).status_code == 404


def test_the_page_says_what_is_missing_and_does_it_once_it_is_there(
    board: OpenCase, other: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    """A single word may be said of others too: somebody must say that it never is."""
    keep_note(other, text="la Palomita llegó", by=ana, at=timezone.now())
    at = timezone.now()
    leave_member_out(board, ["Palomita"], files=(), way="phone", sure=True, by=ana, at=at)
    [asked] = asked_elsewhere(opened(other.code, seen_by=ana).folder)
    browser, there = signed_in(ana), address(other, asked.row.ref)
    assert browser.post(there, {}).status_code == 422
    refused = browser.post(there, {"said": "same"})
    assert refused.status_code == 409
    assert "Palomita: 1" in refused.text
    assert "Palomita" in told(other)
    assert browser.post(there, {"said": "same", "sure": "on"}).status_code == 200
    assert "Palomita" not in told(other)


def test_whoever_is_feared_there_is_no_member_and_stays_named(
    asked: looking.Asked, other: OpenCase, ana: Actor
) -> None:
    at = timezone.now()
    related_people.name_other(other.folder, name=NAME, relation="aggressor", by=ana, at=at)
    with pytest.raises(Hindered, match="named_must_not_know"):
        leave_out_too(other, asked.row.ref, by=ana, at=at)
    assert SealedMessage.objects.filter(pk=asked.row.pk).exists()


def test_what_two_people_answer_at_once_is_answered_once(
    asked: looking.Asked, other: OpenCase, ana: Actor
) -> None:
    looking.leave_as_it_is(other, asked.row.ref, by=ana, at=timezone.now())
    for again in (looking.leave_as_it_is, leave_out_too):
        with pytest.raises(Hindered, match="nothing_open"):
            again(other, asked.row.ref, by=ana, at=timezone.now())


def test_leaving_it_out_there_of_ones_own_accord_answers_it(
    asked: looking.Asked, other: OpenCase, board: OpenCase, ana: Actor
) -> None:
    assert leave(other, ana, NAME).elsewhere == 1
    assert [row.filing_id for row in SealedMessage.objects.filter(kind=ELSEWHERE)] == [
        board.folder.filing.pk
    ]


def test_it_opens_with_the_new_key_once_that_file_was_sealed_anew(
    asked: looking.Asked, other: OpenCase, ana: Actor
) -> None:
    newer = re_key(other.folder, by=ana, at=timezone.now())
    assert [one.lines for one in asked_elsewhere(newer)] == [(NAME,)]


def test_a_linked_case_in_which_a_collective_asks_is_asked_too(
    board: OpenCase, letter, ana: Actor, rosa: Actor
) -> None:
    theirs, _visitor, _filed = another_letter(letter, by=rosa, seen_by=ana)
    relatives, _visitor, _filed = another_letter(letter, by=rosa, seen_by=ana)
    speaks_first(theirs, by=ana)
    for one in (theirs, relatives):
        body = {"code": one.code, "party": "collective"}
        write_paper(board.folder, kind=LINKED, body=body, by=ana, at=timezone.now())
    assert leave(board, ana).elsewhere == 1
    assert SealedMessage.objects.get(kind=ELSEWHERE).filing_id == theirs.folder.filing.pk


def test_whoever_sits_on_one_case_alone_learns_a_number_and_no_code(
    board: OpenCase, other: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    given = {"lines": NAME, "way": "in_person", "own": "on"}
    page = signed_in(ana).post(f"/desk/cases/{board.code}/collective/leave-out/", given).text
    assert other.code not in page
    assert "1 caso más de la misma comunidad" in page


def test_the_case_page_leads_to_it(
    asked: looking.Asked, other: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    assert (
        address(other, asked.row.ref)
        in signed_in(ana).get(f"/desk/cases/{other.code}/?tab=all").text
    )
