"""A member of the team declares a tie to a case: from that moment the member has no seat on it, no
path gives one, and the member rules on nothing of it. A tie that was declared by mistake ends by
the word of two who read the case: one who supervises says why, another who supervises or decides
says so too. Services, by noun: ties.

Which tie it is is not asked and not shown. It is left in the file as a linked case leaves there who
must not know: sealed, without an author, so that in a copy of the tables one looks as the other.
Nothing of the case is shown for it, and the code of a case that the member cannot read is answered
as one that they can. The record says that a tie ended and by whom, never whose.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.http import Http404

from amparo.casework.conflicts_of_interest.queries import ANSWERS, ties_of_case
from amparo.casework.measures.states import Hindered, must, must_be_one_of_two
from amparo.casework.review.complaints.services import take_from_member
from amparo.casework.review.models import ComplaintAddressee
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import FOR_A_TIE, SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.cases.access.access_log import note_not_hers
from amparo.foundations.cases.access.excluded_member_seats import unseat_told
from amparo.foundations.cases.access.who_can_read import is_read_by_others
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.events import TieEnded
from amparo.foundations.cases.models import EmergencyAccessKey
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.intake.conflicts_of_interest import (
    DOUBTED,
    ENDED,
    STANDS,
    Tie,
    saying,
)
from amparo.foundations.intake.documents.schemas.request import (
    Conflict,
    ExclusionsText,
    InheritedExclusionsText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import tied_in
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.services import shut_out
from amparo.foundations.ledger.services import record

MOST = 20  # in a quarter of an hour
LIMIT = "tie"
MISTAKEN = "tie_mistaken"
"""What the person reads under who looked."""


class TooMany(Exception):
    """More cases in a quarter of an hour than a member has ties to."""


@transaction.atomic
def say_tied(code: str, *, taker: Member | None = None, by: Actor, at: datetime) -> None:
    """Declare the acting member's tie to the case of this code.

    Where no other member can read the case, `taker` is the member who takes it over, and gets the
    seat at the same moment; elsewhere `taker` is ignored. Raises letterbox's NobodyMayRead where a
    taker is needed and missing, TooMany, KeyChanged, and accounts' Refused for a taker to whom no
    seat may be given.
    """
    limits.failed(LIMIT, by.member.code, at=at)  # counted first: of many at once each waits here
    if limits.too_many(LIMIT, by.member.code, at=at, limit=MOST + 1):
        raise TooMany
    code = marks.code_normalised(code)
    filing = Filing.objects.filter(code=code).first()
    if filing:
        hold_row(filing).values_list("pk").first()
    folder = _hers(code, by=by)
    if folder is None and not _was_told(code, by=by):
        note_not_hers(by=by, at=at)
    if folder and taker:
        _hand_over(folder, taker, by=by, at=at)
    if filing:
        _keep_from(filing, folder, by=by, at=at)


def _hand_over(folder: Folder, taker: Member, *, by: Actor, at: datetime) -> None:
    case = case_of_filing(folder.code)
    if case and not is_read_by_others(case, by.member):
        give_seat(case, folder, taker, reason=FOR_A_TIE, by=by, at=at)
        refresh(case, at=at)


def _keep_from(filing: Filing, folder: Folder | None, *, by: Actor, at: datetime) -> None:
    body = saying(by.member.code)
    drop(filing, about="", body=InheritedExclusionsText(**body), by=SYSTEM, at=at)
    if folder:
        shut_out(folder, by=SYSTEM, at=at)
    else:
        unseat_told(filing, body, at=at)
    take_from_member(filing, by.member, by=SYSTEM, at=at)


def _hers(code: str, *, by: Actor) -> Folder | None:
    """Return what the member can open: a request that waits, or a case with a seat; else None."""
    folder = filing_to_open(code, seen_by=by)
    if folder is None:
        try:
            folder = opened(code, seen_by=by).folder
        except Http404:
            return None
    return folder


def _was_told(code: str, *, by: Actor) -> bool:
    """Return whether the member reads the code on a page without a seat on the case."""
    ready = EmergencyAccessKey.objects.filter(case__filing__code=code, member=by.member)
    to_rule = ComplaintAddressee.objects.filter(complaint__filing__code=code, member=by.member)
    return ready.exists() or to_rule.exists()


@transaction.atomic
def doubt_tie(open_case: OpenCase, member: str, *, words: str, by: Actor, at: datetime) -> None:
    """State, as one who supervises, that the tie was declared by mistake.

    Nothing changes until another states it too. Raises Hindered, KeyChanged.
    """
    must(by, Permission.CASE_SUPERVISE)
    _must_be_seated(open_case)
    must_be_one_of_two(by)
    hold(open_case.folder)
    found = ties_of_case(open_case, seen_by=by)
    if found.doubted or member not in dict(found.standing):
        raise Hindered("nothing_open")
    said = [tie for tie in tied_in(open_case.folder) if tie[0] == member]
    _write(open_case, DOUBTED, member, said, words, by=by, at=at)


@transaction.atomic
def answer_doubt(
    open_case: OpenCase, ref: str, *, ended: bool, words: str, by: Actor, at: datetime
) -> None:
    """Answer the doubt: end the tie, or let it stand.

    Another member than the one who doubted it ends it: then a seat may be given again, and none
    comes back by itself. Any of them, also the one who doubted, may let it stand. A later
    declaration counts, and so does what a linked case tells of another one. Raises Hindered,
    KeyChanged.
    """
    if not any(by.may(one) for one in ANSWERS):
        raise Hindered("not_permitted")
    _must_be_seated(open_case)
    hold(open_case.folder)
    asked = ties_of_case(open_case, seen_by=by).doubted
    if asked is None or asked.ref != ref:
        raise Hindered("nothing_open")
    if ended:
        must_be_one_of_two(by)
        if asked.by == by.signature:
            raise Hindered("another_says")
    what = ENDED if ended else STANDS
    _write(open_case, what, asked.member, asked.said, words, by=by, at=at)
    if ended:
        role = "+".join(by.member.roles)
        record(TieEnded(about=open_case.code, role=role, reason=MISTAKEN), by=by, at=at)


def _must_be_seated(open_case: OpenCase) -> None:
    """Raise Hindered for a seat of some hours: it decides nothing that lasts."""
    if open_case.seat.ends_at:
        raise Hindered("not_permitted")


def _write(
    open_case: OpenCase,
    what: str,
    member: str,
    said: Iterable[Tie],
    words: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    finding: Conflict = {
        "what": what,
        "member": member,
        "said": [one for _code, one in said if one],
    }
    body = ExclusionsText(units=[], names="", finding=finding, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at)
