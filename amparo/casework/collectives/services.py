"""Services for a collective as subject: who speaks for it, what is put to all its boards, and what
each withdraws. Acta: `consent.actas`."""

from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.http import Http404

from amparo.casework.collectives import events
from amparo.casework.collectives.board_checks import (
    has_left,
    hold_in_order,
    other_case,
    speaking_in,
)
from amparo.casework.collectives.models import Board, Collective, Intermediary, MeasureAskedOfBoards
from amparo.casework.collectives.presentation import Speaks
from amparo.casework.collectives.queries import board_of, put_to_this_board, siblings
from amparo.casework.measures.models import UNDECIDED, Measure, State
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.states import Hindered, move, must
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.actas import Acta, EmptyActa, ask_board, lay_acta, put_to_a_board
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.redacted_data_detection import carry
from amparo.foundations.intake.documents.redaction import holds_what_was_left_out
from amparo.foundations.intake.documents.schemas.collectives import (
    BoardEndedText,
    BoardText,
    ForAllText,
)
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import record
from amparo.law import load_protocol

# --- who speaks ---


@transaction.atomic
def note_collective(
    open_case: OpenCase, kind: str, speaks: Speaks, *, by: Actor, at: datetime
) -> Board:
    """Note that a collective asks in this case; its applicant is a board of it. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    law = load_protocol(open_case.folder.filing.protocol)
    if kind not in {one.id for one in law.admission.collective}:
        raise Hindered("unknown_kind")
    if Board.objects.filter(case=open_case.case).exists():
        raise Hindered("noted_already")
    collective = Collective.objects.create(ref=marks.new_code(groups=3), kind=kind, noted_at=at)
    event = events.CollectiveNoted(about=open_case.code, collective=collective.ref, kind=kind)
    record(event, by=by, at=at)
    return _join(open_case, collective, speaks, by=by, at=at)


@transaction.atomic
def join_board(open_case: OpenCase, code: str, speaks: Speaks, *, by: Actor, at: datetime) -> Board:
    """Note that the applicant of the case with this code speaks, or claims to speak, for the same
    collective. Nothing is copied between the cases: the name is written again. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    other = other_case(open_case, code, by=by)
    hold_in_order(open_case.folder, other.folder)
    speaking = speaking_in(open_case, by=by)
    if Board.objects.filter(case=other.case).exists():
        raise Hindered("already_board")
    collective = speaking.row.collective
    standing = Intermediary.objects.filter(case=other.case, ended_at=None)
    if standing.filter(board__collective=collective).exists():
        raise Hindered("stands_between")
    if has_left(other):
        raise Hindered("procedure_withdrawn")
    board = _join(other, collective, speaks, by=by, at=at)
    carry(open_case.folder, other.folder, by=by, at=at)
    return board


@transaction.atomic
def end_board(open_case: OpenCase, *, on: date, words: str, by: Actor, at: datetime) -> None:
    """End this board, because others speak for the collective now. What it agreed to stands, and it
    keeps its page; it is asked nothing more. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    speaking = speaking_in(open_case, by=by)
    if on > at.astimezone(load_protocol(open_case.folder.filing.protocol).zone).date():
        raise Hindered("day")
    body = BoardEndedText(on=on.isoformat(), text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    Board.objects.filter(pk=speaking.row.pk).update(ended_on=on)
    event = events.BoardEnded(about=open_case.code, board=speaking.row.ref, day=on.isoformat())
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)


# --- what concerns all boards ---


@transaction.atomic
def put_to_boards(open_case: OpenCase, measure: str, *, words: str, by: Actor, at: datetime) -> int:
    """Put a measure of this case to all boards: this board's consent needs an acta from now on, and
    each other board is asked in its own file if the actor has a seat there. `words`: what the other
    boards are asked; nothing told here is copied there. Return how many boards are asked now.
    Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    beside = _beside(open_case, by=by)
    hold_in_order(open_case.folder, *(other.folder for _board, other in beside))
    speaking = speaking_in(open_case, by=by)
    shown = measure_called(open_case, measure, seen_by=by)
    if shown is None or shown.measure.state not in UNDECIDED:
        raise Hindered("decided")
    row, made = MeasureAskedOfBoards.objects.get_or_create(
        measure=shown.ref,
        defaults={
            "collective": speaking.row.collective, "case": open_case.case, "asked_at": at,
        },
    )  # fmt: skip
    asked = 0
    if made:
        put_to_a_board(open_case.folder, shown.ref, by=by, at=at)
        _is_a_proposal_again(shown.measure, by=by, at=at)
        asked += 1
    for board, other in beside:
        asked += _asked_too(board, other, row, shown.entry.label, words, by=by, at=at)
    event = events.PutToBoards(about=open_case.code, measure=shown.ref, boards=asked)
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)
    return asked


@transaction.atomic
def note_acta(open_case: OpenCase, ref: str, acta: Acta, *, by: Actor, at: datetime) -> Document:
    """Record what the board of this case decided, with its acta. Raises Hindered, CannotConsent."""
    must(by, Permission.CASE_WORK)
    _must_be_its_own(open_case, ref, by=by)
    if holds_what_was_left_out(open_case.folder, acta.words, seen_by=by):
        raise Hindered("left_out")
    try:
        paper = lay_acta(open_case.folder, ref, acta, by=by, at=at)
    except EmptyActa:
        raise Hindered("empty_acta") from None
    refresh(open_case.case, at=at)
    return paper


@transaction.atomic
def take_back(
    open_case: OpenCase, ref: str, *, way: str, words: str, by: Actor, at: datetime
) -> None:
    """Withdraw a consent of the board of this case; another board's cannot be withdrawn here.

    Raises Hindered, CannotConsent.
    """
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    question, label = _must_be_its_own(open_case, ref, by=by)
    if question.answer != Question.Answer.AGREED:
        raise Hindered("not_agreed")
    body = OralAnswerText(about=ref, label=label, way=way, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    consent.withdraw(open_case.folder, question.ref, by=by, at=at)
    refresh(open_case.case, at=at)


# --- inside ---


def _join(
    open_case: OpenCase, collective: Collective, speaks: Speaks, *, by: Actor, at: datetime
) -> Board:
    body = BoardText(
        name=speaks.name,
        speaks=speaks.speaks,
        procedure=speaks.procedure,
        data={"collective": collective.kind},
    )
    said = (body.name, body.speaks, body.procedure)
    if any(holds_what_was_left_out(open_case.folder, one, seen_by=by) for one in said):
        raise Hindered("left_out")
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    board = Board.objects.create(
        ref=marks.new_code(groups=3),
        collective=collective,
        case=open_case.case,
        paper_ref=paper.ref,
        joined_at=at,
    )
    event = events.BoardJoined(about=open_case.code, collective=collective.ref, board=board.ref)
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)
    return board


def _beside(open_case: OpenCase, *, by: Actor) -> list[tuple[Board, OpenCase]]:
    """The other boards whose cases the actor may open; the rest are asked by their own teams."""
    board = Board.objects.filter(case=open_case.case).first()
    found = []
    for one in siblings(board, seen_by=by) if board else ():
        with suppress(Http404):
            found.append((one, opened(one.case.code, seen_by=by)))
    return found


def _asked_too(
    board: Board,
    other: OpenCase,
    row: MeasureAskedOfBoards,
    label: str,
    words: str,
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Ask another board in its own file, unless it is asked already. Return 1 if it was asked now,
    otherwise 0."""
    subject = {"filing": board.case.filing, "subject": row.measure}
    if board.ended_on or Question.objects.standing().filter(**subject).exists():
        return 0
    if has_left(other):
        return 0
    paper = write_paper(
        other.folder,
        body=ForAllText(label=label, what=words),
        by=by,
        at=at,
        for_person=True,
    )
    ask_board(
        other.folder,
        kind=Question.Kind.COLLECTIVE,
        subject=row.measure,
        fields=(),
        paper_ref=paper.ref,
        by=by,
        at=at,
    )
    record(events.BoardAsked(about=other.code, measure=row.measure), by=by, at=at)
    refresh(other.case, at=at)
    return 1


def _is_a_proposal_again(measure: Measure, *, by: Actor, at: datetime) -> None:
    fresh = Measure.objects.get(pk=measure.pk)
    if fresh.state != State.PROPOSED:
        move(fresh, State.PROPOSED, by=by, at=at)


def _must_be_its_own(open_case: OpenCase, ref: str, *, by: Actor) -> tuple[Question, str]:
    """A question of this case's own board, as it reads it. Raises Hindered."""
    speaking = board_of(open_case, seen_by=by)
    if speaking is None:
        raise Hindered("no_collective")
    for question, label in put_to_this_board(open_case, seen_by=by):
        if question.ref == ref:
            return question, label
    filings = [one.case.filing_id for one in siblings(speaking.row, seen_by=by)]
    if Question.objects.filter(ref=ref, filing__in=filings).exists():
        raise Hindered("another_boards")
    raise Hindered("unknown_question")
