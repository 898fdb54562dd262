"""Services for intermediaries: a federation or another organisation between a board and the team.

An intermediary has filed a request of its own, with its own key and page. With the community's
consent and acta the team writes there what was agreed to, and nothing else. When consent is
withdrawn, it is deleted from there in the same transaction, without any key.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from amparo.casework.collectives import events
from amparo.casework.collectives.board_checks import case_between, speaking_in
from amparo.casework.collectives.intermediaries.barred import (
    is_barred_between,
    read_by_whoever_must_not_know,
)
from amparo.casework.collectives.models import Intermediary, IntermediaryDocument
from amparo.casework.collectives.presentation import Standing
from amparo.casework.collectives.queries import between_called
from amparo.casework.measures.states import Hindered, must
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import ask_board
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import excluded_as, may_leave
from amparo.foundations.intake.documents.redaction import holds_what_was_left_out
from amparo.foundations.intake.documents.schemas.collectives import GoBetweenText, PassedOnText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold_rows
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record
from amparo.law import load_protocol

Ended = Intermediary.Ended


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proposed:
    """An intermediary as it is put to the board: who, what it may know, until when, and why."""

    code: str
    name: str
    scope: Sequence[str]
    until: date
    purpose: str


@transaction.atomic
def propose_between(
    open_case: OpenCase, proposed: Proposed, *, by: Actor, at: datetime
) -> Intermediary:
    """Ask the board about an intermediary. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    other = case_between(open_case, proposed.code, by=by)
    speaking = speaking_in(open_case, by=by)
    scope = [one for one in Intermediary.Scope.values if one in proposed.scope]
    if not scope:
        raise Hindered("no_scope")
    if proposed.until < _today(open_case, at):
        raise Hindered("until")
    if against := excluded_as(open_case.folder, None, proposed.name, seen_by=by):
        raise Hindered(*against)
    if is_barred_between(open_case.folder, proposed.name, seen_by=by):
        raise Hindered("recipient_excluded")
    if Intermediary.objects.filter(board=speaking.row, case=other.case, ended_at=None).exists():
        raise Hindered("stands_already")
    body = GoBetweenText(
        label=proposed.name,
        who=proposed.name,
        purpose=proposed.purpose,
        data={"until": proposed.until.isoformat()},
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    row = Intermediary.objects.create(
        ref=marks.new_code(groups=3),
        board=speaking.row,
        case=other.case,
        scope=scope,
        until=proposed.until,
        paper_ref=paper.ref,
        proposed_at=at,
    )
    event = events.BetweenProposed(
        about=open_case.code,
        between=row.ref,
        scope="+".join(scope),
        until=proposed.until.isoformat(),
    )
    record(event, by=by, at=at)
    ask_board(
        open_case.folder,
        kind=Question.Kind.BETWEEN,
        subject=row.ref,
        fields=scope,
        paper_ref=paper.ref,
        by=by,
        at=at,
    )
    refresh(open_case.case, at=at)
    return row


def against(
    open_case: OpenCase, found: Standing, scope: Sequence[str], *, by: Actor, at: datetime
) -> tuple[str, ...]:
    """Codes of what stands against telling the intermediary this now: the consent check, and the
    last day."""
    verdict = may_leave(
        open_case.folder,
        kind=Question.Kind.BETWEEN,
        subject=found.row.ref,
        unit=None,
        recipient=found.name,
        fields=scope,
        seen_by=by,
    )
    over = found.row.ended_at is not None or found.row.until < _today(open_case, at)
    barred = is_barred_between(open_case.folder, found.name, seen_by=by)
    more = ("over",) * over + ("recipient_excluded",) * barred
    return tuple(dict.fromkeys([*verdict.reasons, *more]))


@transaction.atomic
def pass_on(
    open_case: OpenCase, ref: str, told: Mapping[str, str], *, by: Actor, at: datetime
) -> None:
    """Write on the intermediary's own page what the board agreed to; the board reads the same words
    on its own. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    found = between_called(open_case, ref, seen_by=by)
    if found is None:
        raise Hindered("over")
    other = case_between(open_case, found.row.case.code, by=by)
    found.row.refresh_from_db(fields=["ended_at", "until"])
    said = {name: words.strip() for name, words in told.items() if words.strip()}
    if not said:
        raise Hindered("nothing_told")
    reasons = against(open_case, found, sorted(said), by=by, at=at)
    if reasons:
        raise Hindered(*reasons)
    if any(holds_what_was_left_out(open_case.folder, one, seen_by=by) for one in said.values()):
        raise Hindered("left_out")
    body = PassedOnText(data={"scope": sorted(said)}, text="\n\n".join(said.values()))
    theirs = write_paper(other.folder, body=body, by=by, at=at, for_person=True)
    own = write_paper(
        open_case.folder, body=replace(body, label=found.name), by=by, at=at, for_person=True
    )
    IntermediaryDocument.objects.create(
        between=found.row, paper_ref=theirs.ref, own_ref=own.ref, passed_at=at
    )
    event = events.PassedOn(
        about=open_case.code, between=found.row.ref, scope="+".join(sorted(said)), paper=theirs.ref
    )
    record(event, by=by, at=at)
    refresh(other.case, at=at)


@transaction.atomic
def end_betweens(case: Case, *, reason: str, subject: str = "", by: Signs, at: datetime) -> int:
    """End a board's intermediaries, because it withdrew consent, left, or withdrew all sharing.
    What they were told is deleted from their pages. Return how many ended."""
    found = Intermediary.objects.select_related("board__case__filing", "case__filing").filter(
        board__case=case, ended_at=None
    )
    rows = list(found.filter(ref=subject) if subject else found)
    for row in rows:
        _end(row, reason, by=by, at=at)
    return len(rows)


@transaction.atomic
def shut_for_now(case: Case, subject: str, *, by: Signs, at: datetime) -> None:
    """Delete what an intermediary was told while the board wants to talk about it first."""
    found = Intermediary.objects.select_related("board__case__filing", "case__filing").filter(
        board__case=case, ref=subject, ended_at=None
    )
    for row in found:
        gone = _untell(row, at=at)
        event = events.ToldErased(about=case.code, between=row.ref, papers=gone)
        record(event, by=by, at=at)


@transaction.atomic
def end_excluded(case: Case, folder: Folder, *, by: Signs, at: datetime) -> None:
    """End intermediaries whom the board excluded."""
    found = Intermediary.objects.select_related("board__case__filing", "case__filing").filter(
        board__case=case, ended_at=None
    )
    for row in found:
        paper = Document.objects.get(filing=folder.filing, ref=row.paper_ref, current=True)
        name = str(folder.words(paper).get("who", ""))
        if is_barred_between(folder, name, seen_by=by) or read_by_whoever_must_not_know(
            folder, row.case, by=by
        ):
            _end(row, Ended.BY_BOARD, by=by, at=at)


@transaction.atomic
def tell_less(
    case: Case, folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> None:
    """Delete from the intermediary's page what names a member who had it redacted."""
    told = IntermediaryDocument.objects.select_related("between__case__filing").filter(
        between__board__case=case, erased_at=None
    )
    for one in told:
        paper = Document.objects.filter(filing=folder.filing, ref=one.own_ref, current=True).first()
        if paper and scrub(folder.words(paper)) != folder.words(paper):
            gone = _untell(one.between, at=at, only=one)
            event = events.ToldErased(about=case.code, between=one.between.ref, papers=gone)
            record(event, by=by, at=at)


def files_told(board: int) -> list[int]:
    """Primary keys of the files of intermediaries that stand or were told something, by the primary
    key of their board's file: acts of the board lock and write these files too."""
    mine = Intermediary.objects.filter(board__case__filing=board)
    told = mine.filter(Q(ended_at=None) | Q(passed__erased_at=None, passed__isnull=False))
    return list(told.values_list("case__filing", flat=True).distinct())


def end_overdue(*, by: Signs, at: datetime) -> int:
    """End intermediaries whose last day is over, and delete what they were told. Return
    how many."""
    rows = Intermediary.objects.select_related("board__case__filing", "case__filing")
    ended = sum(_end_overdue(row, by=by, at=at) for row in rows.filter(ended_at=None))
    for row in rows.filter(ended_at__isnull=False, passed__erased_at=None).distinct():
        _erase_the_rest(row, by=by, at=at)
    return ended


# --- inside ---


@transaction.atomic
def _end_overdue(row: Intermediary, *, by: Signs, at: datetime) -> bool:
    _hold_both(row)
    zone = load_protocol(row.board.case.filing.protocol).zone
    if row.ended_at is not None or row.until >= at.astimezone(zone).date():
        return False
    _end(row, Ended.TIME_OVER, by=by, at=at)
    return True


@transaction.atomic
def _erase_the_rest(row: Intermediary, *, by: Signs, at: datetime) -> None:
    """Delete what was still being told at the moment in which it ended."""
    _hold_both(row)
    if gone := _untell(row, at=at):
        event = events.ToldErased(about=row.board.case.code, between=row.ref, papers=gone)
        record(event, by=by, at=at)


def _hold_both(row: Intermediary) -> None:
    """Lock both files before the record, in the common order of all writers, and reread the row."""
    hold_rows([row.board.case.filing, row.case.filing])
    row.refresh_from_db(fields=["ended_at", "until"])


def _end(row: Intermediary, reason: str, *, by: Signs, at: datetime) -> None:
    gone = _untell(row, at=at)
    ended = Intermediary.objects.filter(pk=row.pk, ended_at=None).update(ended=reason, ended_at=at)
    if ended:
        event = events.BetweenEnded(
            about=row.board.case.code, between=row.ref, reason=reason, papers=gone
        )
        record(event, by=by, at=at)


def _untell(row: Intermediary, *, at: datetime, only: IntermediaryDocument | None = None) -> int:
    """Delete from the intermediary's own file what it was told; the rows stay. The file is locked
    since the act began (`files_told`), so this does not wait."""
    found = IntermediaryDocument.objects.filter(between=row, erased_at=None)
    gone = list(found.filter(pk=only.pk) if only else found)
    Document.objects.filter(
        filing=row.case.filing, ref__in=[one.paper_ref for one in gone]
    ).delete()
    IntermediaryDocument.objects.filter(pk__in=[one.pk for one in gone]).update(erased_at=at)
    return len(gone)


def _today(open_case: OpenCase, at: datetime) -> date:
    return at.astimezone(load_protocol(open_case.folder.filing.protocol).zone).date()
