"""A federation as intermediary: told what the community agreed to, until a day, and no longer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from amparo.casework.collectives import services
from amparo.casework.collectives.intermediaries import barred as barring
from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.intermediaries.barred import is_barred_between
from amparo.casework.collectives.models import Board, Intermediary, IntermediaryDocument
from amparo.casework.measures.states import Hindered
from amparo.cli.commands.site.tick import tick
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.consent.services import answer, withdraw, withdraw_all
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.intake.services import keep_from, shut_out, withdraw_procedure
from amparo.foundations.related_people.services import name_other
from tests.many_voices import SECOND, acta, go_between, question_of

type Federation = tuple[OpenCase, Visitor, Filed]


def on_its_page(federation: Federation) -> list[dict[str, Any]]:
    theirs = federation[1].folder
    papers = Document.objects.filter(filing=theirs.filing, kind="passed_on").order_by("pk")
    return [theirs.words(paper) for paper in papers]


def passes_on(board: OpenCase, row: Intermediary, ana: Actor, **told: str) -> None:
    between.pass_on(board, row.ref, told, by=ana, at=timezone.now())


@pytest.fixture
def proposed(board: OpenCase, federation: Federation, ana: Actor) -> Intermediary:
    return go_between(board, federation[0], by=ana)


@pytest.fixture
def standing(proposed: Intermediary, board: OpenCase, flor: Visitor) -> Intermediary:
    ref = question_of(board, proposed.ref).ref
    lay_acta(flor.folder, ref, acta(), by=flor, at=timezone.now())
    return proposed


def test_nothing_is_told_before_the_community_agreed_by_acta(
    proposed: Intermediary, board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    with pytest.raises(Hindered, match="not_answered"):
        passes_on(board, proposed, ana, messages="x")
    ref = question_of(board, proposed.ref).ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=timezone.now())
    with pytest.raises(Hindered, match="no_acta"):
        passes_on(board, proposed, ana, messages="x")
    assert on_its_page(federation) == []


def test_it_reads_what_was_agreed_to_and_nothing_else(
    standing: Intermediary, board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    passes_on(board, standing, ana, messages="la reunión es mañana")
    assert [one["text"] for one in on_its_page(federation)] == ["la reunión es mañana"]
    with pytest.raises(Hindered, match="field_not_agreed"):
        passes_on(board, standing, ana, measures="hay rondas")
    own = Document.objects.get(filing=flor.folder.filing, kind="passed_on")
    assert flor.folder.words(own)["text"] == "la reunión es mañana"
    assert own.for_person


def test_taken_back_it_is_gone_from_there_at_once_without_anybodys_key(
    standing: Intermediary, board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    passes_on(board, standing, ana, messages="la reunión es mañana")
    ref = question_of(board, standing.ref).ref
    withdraw(flor.folder, ref, by=flor, at=timezone.now())
    assert on_its_page(federation) == []
    assert IntermediaryDocument.objects.get().erased_at is not None
    standing.refresh_from_db()
    assert standing.ended == "by_board"
    with pytest.raises(Hindered, match="over"):
        passes_on(board, standing, ana, messages="otra vez")


def test_talking_about_it_first_shuts_it_for_now(
    standing: Intermediary, board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    passes_on(board, standing, ana, messages="la reunión es mañana")
    ref = question_of(board, standing.ref).ref
    answer(flor.folder, ref, answer="discuss", by=flor, at=timezone.now())
    assert on_its_page(federation) == []
    standing.refresh_from_db()
    assert standing.ended == ""


@pytest.mark.parametrize("how", ["all_sharing", "left", "must_not_know"])
def test_nobody_stands_between_any_more(
    how: str,
    standing: Intermediary,
    board: OpenCase,
    flor: Visitor,
    ana: Actor,
    federation: Federation,
) -> None:
    passes_on(board, standing, ana, messages="la reunión es mañana")
    at = timezone.now()
    if how == "all_sharing":
        withdraw_all(flor.folder, by=flor, at=at)
    elif how == "left":
        withdraw_procedure(flor, at=at)
    else:
        body = {"units": [], "names": "Federación del Valle"}
        write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=at, for_person=True)
        shut_out(flor.folder, by=flor, at=at)
    assert on_its_page(federation) == []
    standing.refresh_from_db()
    assert standing.ended == "by_board"


def test_its_last_day_ends_it_by_itself(
    standing: Intermediary, board: OpenCase, ana: Actor, federation: Federation
) -> None:
    passes_on(board, standing, ana, messages="la reunión es mañana")
    later = timezone.now() + timedelta(days=40)
    assert between.end_overdue(by=SYSTEM, at=timezone.now()) == 0
    assert tick(at=later)
    assert on_its_page(federation) == []
    standing.refresh_from_db()
    assert standing.ended == "time_over"
    assert between.end_overdue(by=SYSTEM, at=later) == 0


def test_after_its_last_day_nothing_passes_even_before_the_clock_job(
    standing: Intermediary, board: OpenCase, ana: Actor
) -> None:
    later = timezone.now() + timedelta(days=40)
    with pytest.raises(Hindered, match="over"):
        between.pass_on(board, standing.ref, {"messages": "x"}, by=ana, at=later)


def test_whom_the_community_fears_is_not_even_proposed(
    board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    body = {"units": [], "names": "la Federación del Valle"}
    at = timezone.now()
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=at, for_person=True)
    with pytest.raises(Hindered, match="recipient_excluded"):
        go_between(board, federation[0], by=ana)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"scope": []}, "no_scope"),
        ({"scope": ["everything"]}, "no_scope"),
        ({"days": -2}, "until"),
        ({"code": "nobody"}, "no_such_case"),
    ],
)
def test_a_proposal_is_whole(
    changes: dict[str, Any], reason: str, board: OpenCase, ana: Actor, federation: Federation
) -> None:
    given: dict[str, Any] = {
        "code": federation[0].code,
        "name": "Federación del Valle",
        "scope": ["stage"],
        "purpose": "x",
        "days": 3,
        **changes,
    }
    until = (timezone.now() + timedelta(days=given.pop("days"))).date()
    proposal = between.Proposed(**given, until=until)
    with pytest.raises(Hindered, match=reason):
        between.propose_between(board, proposal, by=ana, at=timezone.now())
    assert not Intermediary.objects.exists()


def test_it_is_proposed_once_at_a_time(
    proposed: Intermediary, board: OpenCase, ana: Actor, federation: Federation
) -> None:
    with pytest.raises(Hindered, match="stands_already"):
        go_between(board, federation[0], by=ana)


def test_empty_words_pass_nothing_on(standing: Intermediary, board: OpenCase, ana: Actor) -> None:
    with pytest.raises(Hindered, match="nothing_told"):
        passes_on(board, standing, ana, messages="  ")


def test_another_board_of_the_same_collective_is_no_go_between(
    board: OpenCase, other: OpenCase, ana: Actor
) -> None:
    with pytest.raises(Hindered, match="other_board"):
        go_between(board, other, by=ana)


def test_who_stands_between_is_no_board_of_the_same_collective(
    proposed: Intermediary, board: OpenCase, ana: Actor, federation: Federation
) -> None:
    with pytest.raises(Hindered, match="stands_between"):
        services.join_board(board, federation[0].code, SECOND, by=ana, at=timezone.now())


def test_nothing_is_passed_on_to_a_case_that_became_another_board(
    standing: Intermediary, board: OpenCase, ana: Actor, federation: Federation
) -> None:
    Board.objects.create(
        ref="x",
        collective=standing.board.collective,
        case=federation[0].case,
        joined_at=timezone.now(),
    )
    with pytest.raises(Hindered, match="other_board"):
        passes_on(board, standing, ana, messages="x")
    assert on_its_page(federation) == []


def test_nothing_goes_to_a_go_between_that_left_the_procedure(
    standing: Intermediary, board: OpenCase, ana: Actor, federation: Federation
) -> None:
    withdraw_procedure(federation[1], at=timezone.now())
    with pytest.raises(Hindered, match="other_left"):
        passes_on(board, standing, ana, messages="x")


def test_a_part_of_a_body_that_must_not_know_stands_between_nobody(
    board: OpenCase, flor: Visitor
) -> None:
    body = {"units": [], "names": "la policía"}
    at = timezone.now()
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=at, for_person=True)
    assert is_barred_between(board.folder, "Comisaría de Bagua", seen_by=flor)


def test_who_must_not_know_is_not_named_along_with_a_go_between(
    board: OpenCase, flor: Visitor
) -> None:
    body = {"units": [], "names": "Juan Pérez Rojas"}
    at = timezone.now()
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=at, for_person=True)
    for name in ("Federación, Juan Pérez", "Juan Pérez, presidente de la Federación del Valle"):
        assert is_barred_between(board.folder, name, seen_by=flor)
    assert not is_barred_between(board.folder, "Federación del Valle", seen_by=flor)


def test_whoever_is_said_to_be_behind_the_danger_stands_between_no_more(
    standing: Intermediary, board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    passes_on(board, standing, ana, messages="la reunión es mañana")
    at = timezone.now()
    name_other(flor.folder, name="Elías Valle", relation="aggressor", by=flor, at=at)
    assert on_its_page(federation) == []
    standing.refresh_from_db()
    assert standing.ended == "by_board"


def test_nobody_who_must_not_know_reads_the_case_of_a_go_between(
    board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    seats = CaseAccess.objects.filter(case=federation[0].case).exclude(member=ana.member)
    name = seats.select_related("member")[0].member.name
    body = {"units": [], "names": name}
    at = timezone.now()
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=at, for_person=True)
    with pytest.raises(Hindered, match="read_by_excluded"):
        go_between(board, federation[0], by=ana)


def test_a_go_between_ends_whose_case_is_read_by_whoever_must_not_know(
    standing: Intermediary, board: OpenCase, flor: Visitor, ana: Actor, federation: Federation
) -> None:
    """Said on her page, where the door sees who has a seat on that case alone."""
    passes_on(board, standing, ana, messages="la reunión es mañana")
    seats = CaseAccess.objects.filter(case=federation[0].case).exclude(member=ana.member)
    name = seats.select_related("member")[0].member.name
    keep_from(flor.folder, [], names=name, by=flor, at=timezone.now())
    standing.refresh_from_db()
    assert standing.ended == "by_board"
    assert on_its_page(federation) == []


def test_whoever_filed_the_go_betweens_letter_is_looked_for_among_who_must_not_know(
    board: OpenCase,
    flor: Visitor,
    ana: Actor,
    federation: Federation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = {"units": [], "names": "Ciro Mendívil"}
    at = timezone.now()
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=at, for_person=True)
    monkeypatch.setattr(barring, "known_values", lambda *_, **__: {"chosen_name": "Ciro Mendívil"})
    with pytest.raises(Hindered, match="recipient_excluded"):
        go_between(board, federation[0], by=ana)


def test_what_was_passed_on_while_it_ended_is_erased_by_the_clock_job(
    standing: Intermediary, board: OpenCase, ana: Actor, federation: Federation
) -> None:
    passes_on(board, standing, ana, messages="la reunión es mañana")
    now = timezone.now()
    Intermediary.objects.filter(pk=standing.pk).update(ended="time_over", ended_at=now)
    assert between.end_overdue(by=SYSTEM, at=now) == 0
    assert on_its_page(federation) == []
    assert IntermediaryDocument.objects.get().erased_at is not None
