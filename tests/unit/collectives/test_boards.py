"""A collective with one board or more: each decides alone, by its own acta, and for no other."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.collectives import board_checks as speaking
from amparo.casework.collectives import queries, services
from amparo.casework.collectives.models import Board
from amparo.casework.measures import services as measures
from amparo.casework.measures.models import Measure
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.reminders import before_deciding
from amparo.foundations.consent.actas import EmptyActa, lay_acta
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import CannotConsent, answer, withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from tests import plans
from tests.many_voices import FIRST, SECOND, acta, question_of, speaks_first

type Units = dict[str, Unit]


def put(board: OpenCase, ana: Actor, site: Units) -> Measure:
    measure = plans.proposed(board, site["pnp-selva"], ana)
    services.put_to_boards(board, measure.ref, words="rondas", by=ana, at=timezone.now())
    return measure


def agrees(visitor: Visitor, open_case: OpenCase, subject: str, word: str = "agreed") -> None:
    ref = question_of(open_case, subject).ref
    answer(visitor.folder, ref, answer=word, by=visitor, at=timezone.now())


def lays(visitor: Visitor, open_case: OpenCase, subject: str, decided: str = "agreed") -> None:
    ref = question_of(open_case, subject).ref
    lay_acta(visitor.folder, ref, acta(decided=decided), by=visitor, at=timezone.now())


def against(board: OpenCase, measure: Measure, ana: Actor) -> tuple[str, ...]:
    verdict = may_leave(
        board.folder,
        kind="measure",
        subject=measure.ref,
        unit=measure.unit,
        fields=["coarse_place"],
        seen_by=ana,
    )
    return verdict.reasons


# --- who speaks ---


def test_a_collective_is_of_a_kind_that_the_protocol_knows(anas: OpenCase, ana: Actor) -> None:
    with pytest.raises(Hindered, match="unknown_kind"):
        services.note_collective(anas, "a_kind_of_ours", FIRST, by=ana, at=timezone.now())
    assert not Board.objects.exists()


def test_who_speaks_is_noted_once(board: OpenCase, ana: Actor) -> None:
    with pytest.raises(Hindered, match="noted_already"):
        speaks_first(board, by=ana)


def test_no_table_names_the_collective(board: OpenCase, ana: Actor) -> None:
    row = Board.objects.select_related("collective").get()
    said = " ".join(str(value) for value in [*vars(row).values(), *vars(row.collective).values()])
    assert "Alto" not in said
    assert not Entry.objects.filter(facts__contains="Alto").exists()
    assert queries.board_of(board, seen_by=ana).name == FIRST.name


def test_a_second_board_is_its_own_case(
    board: OpenCase, other: OpenCase, flor: Visitor, juana: Visitor
) -> None:
    assert Board.objects.values("collective").distinct().count() == 1
    assert Board.objects.count() == 2
    for visitor, speaks in ((flor, FIRST), (juana, SECOND)):
        papers = Document.objects.filter(filing=visitor.folder.filing, kind="board")
        [body] = [visitor.folder.words(paper) for paper in papers]
        assert body["speaks"] == speaks.speaks


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "own"])
def test_only_another_case_that_she_sits_on_is_another_board(
    code: str, board: OpenCase, ana: Actor
) -> None:
    code = board.code if code == "own" else code
    with pytest.raises(Hindered, match=r"no_such_case|same_case"):
        services.join_board(board, code, SECOND, by=ana, at=timezone.now())


def test_a_case_speaks_for_one_collective(board: OpenCase, other: OpenCase, ana: Actor) -> None:
    with pytest.raises(Hindered, match="already_board"):
        services.join_board(board, other.code, SECOND, by=ana, at=timezone.now())


def test_a_board_that_speaks_no_more_is_asked_nothing_and_keeps_what_it_agreed_to(
    board: OpenCase, ana: Actor, flor: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref)
    today = timezone.localdate()
    services.end_board(board, on=today, words="hubo elección", by=ana, at=timezone.now())
    assert against(board, measure, ana) == ()
    with pytest.raises(Hindered, match="ended"):
        services.put_to_boards(board, measure.ref, words="x", by=ana, at=timezone.now())


# --- its own decision, and its acta ---


def test_a_yes_counts_with_the_acta_of_its_decision(
    board: OpenCase, ana: Actor, flor: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    agrees(flor, board, measure.ref)
    assert against(board, measure, ana) == ("no_acta",)
    measure.refresh_from_db()
    assert measure.state == "proposed"
    shown = measure_called(board, measure.ref, seen_by=ana)
    assert (shown.answer, shown.waits_for_acta) == ("agreed", True)
    lays(flor, board, measure.ref)
    assert against(board, measure, ana) == ()
    measure.refresh_from_db()
    assert measure.state == "consented"


def test_what_one_voice_had_agreed_to_is_asked_of_all_anew(
    board: OpenCase, ana: Actor, flor: Visitor, site: Units
) -> None:
    measure = plans.proposed(board, site["pnp-selva"], ana)
    agrees(flor, board, measure.ref)
    services.put_to_boards(board, measure.ref, words="", by=ana, at=timezone.now())
    measure.refresh_from_db()
    assert measure.state == "proposed"
    assert against(board, measure, ana) == ("not_answered",)


def test_another_yes_needs_another_acta(
    board: OpenCase, ana: Actor, flor: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref)
    agrees(flor, board, measure.ref, "refused")
    agrees(flor, board, measure.ref)
    assert against(board, measure, ana) == ("no_acta",)


def test_a_measure_worded_anew_is_still_asked_of_all(
    board: OpenCase, ana: Actor, flor: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref)
    shown = measure_called(board, measure.ref, seen_by=ana)
    newer = plans.proposal(site["pnp-selva"], what="cuatro rondas")
    measures.change(board, measure.ref, newer, seen=shown.seen, by=ana, at=timezone.now())
    agrees(flor, board, measure.ref)
    assert "no_acta" in against(board, measure, ana)


def test_a_no_by_acta_is_a_no(board: OpenCase, ana: Actor, flor: Visitor, site: Units) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref, "refused")
    assert against(board, measure, ana) == ("refused",)
    measure.refresh_from_db()
    assert measure.state == "refused_by_beneficiary"


def test_an_acta_says_something(board: OpenCase, ana: Actor, flor: Visitor, site: Units) -> None:
    measure = put(board, ana, site)
    ref = question_of(board, measure.ref).ref
    with pytest.raises(EmptyActa):
        lay_acta(flor.folder, ref, acta(words="  "), by=flor, at=timezone.now())
    assert not Document.objects.filter(kind="acta").exists()


def test_the_team_writes_no_yes_over_a_no_of_the_page(
    board: OpenCase, ana: Actor, flor: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    agrees(flor, board, measure.ref, "refused")
    ref = question_of(board, measure.ref).ref
    with pytest.raises(CannotConsent, match="answered_herself"):
        services.note_acta(board, ref, acta(), by=ana, at=timezone.now())
    assert not Document.objects.filter(kind="acta").exists()


def test_the_record_says_how_many_and_nobody(board: OpenCase, ana: Actor, site: Units) -> None:
    measure = put(board, ana, site)
    ref = question_of(board, measure.ref).ref
    services.note_acta(board, ref, acta(), by=ana, at=timezone.now())
    entry = Entry.objects.get(event="ActaLaid")
    assert '"took_part":41' in entry.facts
    assert "mayor" not in entry.facts


# --- two boards ---


def test_two_answers_stand_side_by_side_and_hold_nothing_up(
    board: OpenCase, other: OpenCase, ana: Actor, flor: Visitor, juana: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref)
    lays(juana, other, measure.ref, "refused")
    [shown] = queries.on_case(board, seen_by=ana).for_all
    assert [(one.own, one.answer, one.acta) for one in shown.voices] == [
        (True, "agreed", True),
        (False, "refused", False),
    ]
    assert shown.differ
    assert against(board, measure, ana) == ()
    measure.refresh_from_db()
    assert measure.state == "consented"


def test_one_boards_answer_moves_nothing_of_the_others(
    board: OpenCase, other: OpenCase, ana: Actor, juana: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    lays(juana, other, measure.ref)
    assert against(board, measure, ana) == ("not_answered",)
    measure.refresh_from_db()
    assert measure.state == "proposed"


def test_no_board_reads_what_the_other_was_told_or_asked(
    board: OpenCase, other: OpenCase, ana: Actor, flor: Visitor, juana: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    theirs = Document.objects.filter(filing=juana.folder.filing)
    said = " ".join(str(juana.folder.words(paper)) for paper in theirs)
    assert "puente viejo" not in said
    assert question_of(board, measure.ref).ref != question_of(other, measure.ref).ref
    assert board.code not in said


def test_who_has_no_seat_on_the_other_case_sees_an_answer_and_no_code(
    board: OpenCase, other: OpenCase, ana: Actor, site: Units
) -> None:
    put(board, ana, site)
    other.seat.delete()
    [voice] = queries.on_case(board, seen_by=ana).others
    assert voice.code == ""


def test_that_the_boards_do_not_agree_is_named_as_no_ground_before_a_decision(
    board: OpenCase, other: OpenCase, ana: Actor
) -> None:
    said = [str(one) for one in before_deciding(board, seen_by=ana)]
    assert len(said) == 2
    assert len(before_deciding(other, seen_by=ana)) == 2


def test_a_case_of_persons_is_reminded_of_nothing(anas: OpenCase, ana: Actor) -> None:
    assert before_deciding(anas, seen_by=ana) == []
    assert queries.on_case(anas, seen_by=ana) is None


def test_a_measure_for_a_person_goes_on_while_the_boards_do_not_agree(
    board: OpenCase, other: OpenCase, ana: Actor, flor: Visitor, juana: Visitor, site: Units
) -> None:
    for_all = put(board, ana, site)
    for_her = plans.proposed(board, site["pnp"], ana)
    lays(flor, board, for_all.ref, "refused")
    agrees(flor, board, for_her.ref)
    assert against(board, for_her, ana) == ()
    for_her.refresh_from_db()
    assert for_her.state == "consented"


# --- a board takes back its own consent, and no other's ---


def test_a_board_takes_its_own_consent_back_at_once(
    board: OpenCase, ana: Actor, flor: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref)
    ref = question_of(board, measure.ref).ref
    services.take_back(board, ref, way="telephone", words="ya no", by=ana, at=timezone.now())
    assert against(board, measure, ana) == ("no_question",)


def test_a_board_takes_no_other_boards_consent_back(
    board: OpenCase, other: OpenCase, ana: Actor, flor: Visitor, juana: Visitor, site: Units
) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref)
    ref = question_of(board, measure.ref).ref
    at = timezone.now()
    with pytest.raises(Hindered, match="another_boards"):
        services.take_back(other, ref, way="telephone", words="no vale", by=ana, at=at)
    with pytest.raises(Hindered, match="another_boards"):
        services.note_acta(other, ref, acta(decided="refused"), by=ana, at=at)
    with pytest.raises(CannotConsent, match="unknown_question"):
        withdraw(juana.folder, ref, by=juana, at=timezone.now())
    with pytest.raises(CannotConsent, match="unknown_question"):
        lay_acta(juana.folder, ref, acta(decided="refused"), by=juana, at=timezone.now())
    assert against(board, measure, ana) == ()
    assert Question.objects.get(ref=ref).withdrawn_at is None


def test_the_desk_says_so_and_keeps_what_was_typed(
    board: OpenCase,
    other: OpenCase,
    ana: Actor,
    flor: Visitor,
    juana: Visitor,
    site: Units,
    signed_in: Callable[[Actor], Client],
) -> None:
    measure = put(board, ana, site)
    lays(flor, board, measure.ref)
    lays(juana, other, measure.ref)
    ref = question_of(board, measure.ref).ref
    address = f"/desk/cases/{other.code}/collective/take-back/"
    answer = signed_in(ana).post(
        address, {"question": ref, "way": "telephone", "words": "la otra junta no vale"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "otra junta" in said
    assert "la otra junta no vale" in said
    assert Question.objects.get(ref=ref).withdrawn_at is None


def test_every_file_is_held_in_one_order_before_the_record_is_written(
    board: OpenCase,
    other: OpenCase,
    ana: Actor,
    site: Units,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measure = plans.proposed(other, site["pnp-selva"], ana)
    held: list[int] = []
    monkeypatch.setattr(speaking, "hold", lambda folder: held.append(folder.filing.pk))
    services.put_to_boards(other, measure.ref, words="rondas", by=ana, at=timezone.now())
    assert held[:2] == sorted([board.folder.filing.pk, other.folder.filing.pk])
