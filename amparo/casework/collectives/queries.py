"""A collective as subject of a case: who speaks for it, what each board said, and its
intermediaries. What one board told is never read from another board's case."""

from collections.abc import Mapping
from typing import Any

from amparo.casework.collectives import possible_acts as offering
from amparo.casework.collectives.models import Board, Intermediary, MeasureAskedOfBoards
from amparo.casework.collectives.presentation import ForAll, OnCase, Speaking, Standing, Voice
from amparo.casework.collectives.redaction.files_to_review import (
    asked_elsewhere,
    files_held_back,
    looks_in,
)
from amparo.casework.collectives.wording import TO_REMEMBER, kind_in_words
from amparo.casework.measures import queries as measures
from amparo.casework.measures.models import UNDECIDED
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.reminders import Reminder, also_remind
from amparo.foundations.consent.actas import actas_in
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.intake.documents.redaction import WANTED
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import Signs
from amparo.law import CaseState

watch("boards", Board)
watch("betweens", Intermediary)

_BOARD = Board.objects.select_related("collective")
_BETWEEN = Intermediary.objects.select_related("board")


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase | None:
    """The panel of a case; None for a case of persons alone."""
    speaking = board_of(open_case, seen_by=seen_by)
    between = open_case.once("betweens", lambda: list(_BETWEEN.filter(case_id=open_case.case.pk)))
    if speaking is None:
        if not between:
            return None
        return OnCase(None, (), (), (), (), tuple(between), ())
    return OnCase(
        speaking=speaking,
        others=tuple(_other(one, seen_by) for one in _boards(speaking, but=open_case.case)),
        for_all=tuple(for_all_in(open_case, speaking, seen_by=seen_by)),
        actas=tuple(actas_in(open_case.folder, seen_by=seen_by)),
        betweens=tuple(betweens_of(open_case, speaking, seen_by=seen_by)),
        stands_between=tuple(between),
        wanted=tuple(leaving_out_wanted(open_case, seen_by=seen_by)),
        elsewhere=tuple(asked_elsewhere(open_case.folder)),
        looks=tuple(looks_in(open_case.folder, seen_by=seen_by)),
    )


def board_of(open_case: OpenCase, *, seen_by: Signs) -> Speaking | None:
    row = _board(open_case)
    if row is None:
        return None
    body = _body(open_case, row.paper_ref, seen_by)
    kind = kind_in_words(open_case.folder.filing.protocol, row.collective.kind)
    return Speaking(row, kind, body)


def siblings(board: Board, *, seen_by: Signs) -> list[Board]:
    """The other boards of the same collective. Their words are not read."""
    found = Board.objects.select_related("case__filing").filter(collective=board.collective_id)
    return list(found.exclude(pk=board.pk).order_by("pk"))


def for_all_in(open_case: OpenCase, speaking: Speaking, *, seen_by: Actor) -> list[ForAll]:
    """What was put to all boards, with each board's answer as a code and without its words."""
    rows = list(
        MeasureAskedOfBoards.objects.filter(collective=speaking.row.collective_id).order_by("-pk")
    )
    if not rows:
        return []
    boards = [speaking.row, *siblings(speaking.row, seen_by=seen_by)]
    said = _said([one.measure for one in rows], boards)
    plan = {one.ref: one for one in measures.plan(open_case, seen_by=seen_by)}
    found = []
    for row in rows:
        voices = tuple(
            _voice(board, said.get((row.measure, board.case.filing_id)), open_case.case, seen_by)
            for board in boards
        )
        shown = plan.get(row.measure)
        label = shown.entry.label if shown else _asked_as(open_case, row.measure, seen_by)
        found.append(ForAll(row.measure, label, shown is not None, voices))
    return found


def may_be_put(open_case: OpenCase, *, seen_by: Actor) -> list[tuple[str, str]]:
    """Undecided measures of this case about which at least one board is not asked yet."""
    speaking = board_of(open_case, seen_by=seen_by)
    if speaking is None:
        return []
    put = {one.measure: one for one in for_all_in(open_case, speaking, seen_by=seen_by)}
    return [
        (shown.ref, f"{shown.entry.label}: {shown.measure.unit}")
        for shown in measures.plan(open_case, seen_by=seen_by)
        if shown.measure.state in UNDECIDED
        and (
            shown.ref not in put
            or any(one.answer == "not_asked" and not one.ended_on for one in put[shown.ref].voices)
        )
    ]


def put_to_this_board(open_case: OpenCase, *, seen_by: Signs) -> list[tuple[Question, str]]:
    """Every open question to this board, with what it is about."""
    asked = questions_of(open_case.folder, seen_by=seen_by)
    return [
        (one, label_of(open_case, one, seen_by=seen_by))
        for one in asked
        if one.by_acta and one.withdrawn_at is None
    ]


def label_of(open_case: OpenCase, question: Question, *, seen_by: Signs) -> str:
    """What a board is asked about, as it reads it."""
    body = _body(open_case, question.paper_ref, seen_by)
    label = str(body.get("label") or "")
    return f"{label}: {question.unit.name}" if question.unit else label


def betweens_of(open_case: OpenCase, speaking: Speaking, *, seen_by: Actor) -> list[Standing]:
    rows = Intermediary.objects.select_related("case__filing").filter(board=speaking.row)
    return [_standing(open_case, row, seen_by) for row in rows.order_by("-pk")]


def between_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Standing | None:
    """An intermediary of this board."""
    wanted = marks.code_normalised(ref)
    row = Intermediary.objects.select_related("case__filing", "board").filter(
        board__case=open_case.case, ref=wanted
    )
    found = row.first()
    return _standing(open_case, found, seen_by) if found else None


def leaving_out_wanted(open_case: OpenCase, *, seen_by: Signs) -> list[tuple[Document, str]]:
    """Redactions asked for on the board's page that are not done yet."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[WANTED])
    return [
        (one, str(open_case.folder.words(one).get("text", "")))
        for one in papers
        if one.version == 1  # a newer version means that it is done: redaction/services.py
    ]


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    board = _board(open_case)
    return offering.offers(open_case, board, seen_by=seen_by)


# --- inside ---


def _boards(speaking: Speaking, *, but: Case) -> list[Board]:
    found = Board.objects.select_related("case__filing").filter(
        collective=speaking.row.collective_id
    )
    return list(found.exclude(case=but).order_by("pk"))


def _other(board: Board, reader: Actor) -> Voice:
    code = _seen_code(board.case, reader)
    return Voice(own=False, code=code, answer="", acta=False, ended_on=board.ended_on)


def _said(measures_put: list[str], boards: list[Board]) -> dict[tuple[str, int], Question]:
    """The last question to each board about each of these measures."""
    kinds = (Question.Kind.MEASURE, Question.Kind.COLLECTIVE)
    found = Question.objects.filter(
        subject__in=measures_put,
        kind__in=kinds,
        by_acta=True,
        filing__in=[one.case.filing_id for one in boards],
    )
    return {(one.subject, one.filing_id): one for one in found.order_by("pk")}


def _voice(board: Board, question: Question | None, here: Case, reader: Actor) -> Voice:
    answer = "not_asked"
    if question is not None:
        answer = "withdrawn" if question.withdrawn_at else question.answer or "asked"
    return Voice(
        own=board.case_id == here.pk,
        code=_seen_code(board.case, reader),
        answer=answer,
        acta=bool(question and question.acta_ref),
        ended_on=board.ended_on,
    )


def _seen_code(case: Case, reader: Actor) -> str:
    """The code of a case, for a member with a seat on it; empty otherwise."""
    seated = CaseAccess.objects.filter(case=case, member=reader.member).exists()
    return case.code if seated else ""


def _standing(open_case: OpenCase, row: Intermediary, reader: Actor) -> Standing:
    body = _body(open_case, row.paper_ref, reader)
    asked = questions_of(open_case.folder, seen_by=reader)
    return Standing(
        row=row,
        name=str(body.get("who", "")),
        purpose=str(body.get("purpose", "")),
        question=next((one for one in asked if one.subject == row.ref), None),
        code=_seen_code(row.case, reader),
    )


def _asked_as(open_case: OpenCase, measure: str, reader: Signs) -> str:
    """What this board was asked about a measure of another board's case."""
    asked = questions_of(open_case.folder, seen_by=reader)
    own = next((one for one in asked if one.subject == measure), None)
    return label_of(open_case, own, seen_by=reader) if own else ""


def _body(open_case: OpenCase, ref: str, reader: Signs) -> Mapping[str, Any]:
    paper = paper_called(open_case.folder, ref, seen_by=reader) if ref else None
    return open_case.folder.words(paper) if paper else {}


def reminded(open_case: OpenCase, *, seen_by: Actor) -> list[Reminder]:
    """What the decision maker must not hold against a collective."""
    speaking = board_of(open_case, seen_by=seen_by)
    if speaking is None:
        return []
    found = [Reminder(TO_REMEMBER["collective"])]
    if files_held_back(open_case.folder, seen_by=seen_by):
        found.append(Reminder(TO_REMEMBER["held_back"]))
    if not siblings(speaking.row, seen_by=seen_by):
        return found
    return [Reminder(TO_REMEMBER["divided"], no_ground=True), *found]


also_remind(reminded)


def _board(open_case: OpenCase) -> Board | None:
    """Return the board of this case, read once for a page."""
    found = open_case.once("boards", lambda: list(_BOARD.filter(case_id=open_case.case.pk)))
    return next(iter(found), None)
