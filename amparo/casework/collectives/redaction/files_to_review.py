"""Services for what follows a member's redaction: files of the case to look at, and requests from
other cases of the same community.

The redacted words are kept sealed in the inbox of the file, and only until the last answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.casework.collectives import events
from amparo.casework.exports.single_file import also_waiting
from amparo.casework.measures.states import Hindered, must
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.redacted_data_detection import SOMEBODY
from amparo.foundations.intake.documents.redaction import ELSEWHERE, nothing_is_left_of
from amparo.foundations.intake.documents.schemas.collectives import LeftOutElsewhereText, LookText
from amparo.foundations.intake.files.attachments import (
    OpenedFile,
    attachments_in,
    described,
    erase_file,
)
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.keys.sealed_messages import drop, dropped_rows, say_anew, take_up
from amparo.foundations.intake.models import SealedMessage
from amparo.foundations.ledger.services import Signs, record

LOOK = "look_for_a_member"
WITHIN = timedelta(days=2)
"""The service's own target; no law sets it."""

_WAITING = (
    SealedMessage.objects.filter(kind__in=[ELSEWHERE, LOOK])
    .only("pk", "kind", "dropped_at")
    .order_by("dropped_at", "pk")
)


class Answer(StrEnum):
    """Who it is in this case."""

    SAME = "same"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request from another case. It does not say from which case, or by whom."""

    row: SealedMessage
    lines: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """The redacted words of a member, and the files that still wait."""

    row: SealedMessage
    lines: tuple[str, ...] = field(repr=False)
    files: tuple[OpenedFile, ...] = field(repr=False)


# --- what waits ---


def asked_elsewhere(folder: Folder) -> list[Asked]:
    return [Asked(row, tuple(said["lines"])) for row, said in dropped_rows(folder, ELSEWHERE)]


def looks_in(folder: Folder, *, seen_by: Signs) -> list[Look]:
    """Looks with at least one waiting file that still exists."""
    rows = dropped_rows(folder, LOOK)
    if not rows:
        return []
    here = {one.ref: one for one in attachments_in(folder, seen_by=seen_by)}
    found = [
        Look(
            row,
            tuple(said["lines"]),
            tuple(described(folder, here[ref]) for ref in said["ref"] if ref in here),
        )
        for row, said in rows
    ]
    return [one for one in found if one.files]


def files_held_back(folder: Folder, *, seen_by: Signs) -> frozenset[str]:
    """References of files that may not leave the team before a member has looked at them."""
    looks = looks_in(folder, seen_by=seen_by)
    return frozenset(one.attachment.ref for look in looks for one in look.files)


def looks_due(case: Case) -> list[Waiting]:
    """The worklist entries, read without any key."""
    found = _WAITING.filter(filing_id=case.filing_id)
    return [Waiting(one.dropped_at + WITHIN, one.kind) for one in found]


# --- asking for a look ---


def tell_beside(cases: Iterable[Case], lines: Sequence[str], *, at: datetime) -> int:
    """Leave the request in each of these files, sealed and signed by the system: it names no
    member. Return how many."""
    told = 0
    for case in cases:
        body = LeftOutElsewhereText(lines=list(lines))
        drop(case.filing, about="", body=body, by=SYSTEM, at=at)
        refresh(case, at=at)
        told += 1
    return told


def want_looks(folder: Folder, lines: Sequence[str], *, by: Signs, at: datetime) -> int:
    """Ask for a look at each file of this case, for the person whom these lines name. Return how
    many."""
    settle(folder, by=by)
    files = [one.ref for one in attachments_in(folder, seen_by=by)]
    if files:
        body = LookText(lines=list(lines), ref=files)
        drop(folder.filing, about="", body=body, by=by, at=at)
    return len(files)


def want_look_at(case: Case, file: str, *, by: Signs, at: datetime) -> None:
    """Ask for a look at a file that arrived after a redaction; the member meant is not stored."""
    body = LookText(lines=[SOMEBODY], ref=[file])
    drop(case.filing, about="", body=body, by=by, at=at)
    refresh(case, at=at)


# --- answering ---


@transaction.atomic
def answer_looks(
    open_case: OpenCase, ref: str, said: Mapping[str, bool], *, by: Actor, at: datetime
) -> None:
    """Store by file whether it shows or names the member, and erase those that do. Raises Hindered,
    KeyChanged."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    look = look_called(open_case.folder, ref, seen_by=by)
    waiting = {one.attachment.ref for one in look.files} if look else set()
    if look is None or not waiting & set(said):
        raise Hindered("nothing_open")
    for file in sorted(waiting & set(said)):
        if said[file]:
            erase_file(open_case.folder, file, by=by, at=at)
        event = events.FileLookedAt(about=open_case.code, file=file, shows=said[file])
        record(event, by=by, at=at)
    _wait_for(open_case.folder, look.row, waiting - set(said), look.lines)
    settle(open_case.folder, by=by)
    refresh(open_case.case, at=at)


@transaction.atomic
def leave_as_it_is(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Answer that the name means another person in this case. Raises Hindered, KeyChanged."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    asked = asked_called(open_case.folder, ref)
    if asked is None:
        raise Hindered("nothing_open")
    answered(open_case, asked, Answer.ANOTHER, by=by, at=at)
    refresh(open_case.case, at=at)


def answered(open_case: OpenCase, asked: Asked, answer: Answer, *, by: Signs, at: datetime) -> None:
    take_up(asked.row)
    event = events.ElsewhereAnswered(about=open_case.code, asked=asked.row.ref, answer=answer)
    record(event, by=by, at=at)


def settle(folder: Folder, *, by: Signs) -> None:
    """Delete looks and requests that are settled: their files are gone, or nothing is left of the
    words."""
    here = {one.ref for one in attachments_in(folder, seen_by=by)}
    for row, said in dropped_rows(folder, LOOK):
        files = [] if _all_gone(said) else [ref for ref in said["ref"] if ref in here]
        _wait_for(folder, row, files, said["lines"])
    for row, said in dropped_rows(folder, ELSEWHERE):
        if _all_gone(said):
            take_up(row)


def asked_called(folder: Folder, ref: str) -> Asked | None:
    wanted = marks.code_normalised(ref)
    found = asked_elsewhere(folder)
    return next((one for one in found if one.row.ref == wanted), None)


def look_called(folder: Folder, ref: str, *, seen_by: Signs) -> Look | None:
    wanted = marks.code_normalised(ref)
    found = looks_in(folder, seen_by=seen_by)
    return next((one for one in found if one.row.ref == wanted), None)


# --- inside ---


def _wait_for(
    folder: Folder, row: SealedMessage, files: Iterable[str], lines: Sequence[str]
) -> None:
    left = sorted(files)
    if left:
        say_anew(folder, row, {"lines": list(lines), "ref": left})
    else:
        take_up(row)


def _all_gone(said: Mapping[str, Any]) -> bool:
    return all(nothing_is_left_of(str(line)) for line in said["lines"])


also_waiting(files_held_back)
also_due(
    looks_due,
    [
        (
            ELSEWHERE,
            _(
                "A member of this community asked to be left out: say whether it is the same"
                " person here"
            ),
        ),
        (LOOK, _("Look at files: do they show a member who is left out?")),
    ],
    rows=[SealedMessage],
)
