"""A member of the team says of herself that she has a tie to a case: from that moment she has no
seat on it, no path gives her one, and she rules on nothing of it. Services, by noun: ties.

Which tie it is nobody asks, and nobody is told it. It is left in the file as a linked case leaves
there who must not know: sealed, by nobody, so that in a copy of the tables one looks as the other.
Nothing of the case is shown for it, and a code that is not hers is answered as one that is.
"""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from amparo.casework.review.complaints.services import take_from_member
from amparo.casework.review.models import Addressee
from amparo.crypto import marks
from amparo.foundations.accounts.actors import FOR_A_TIE, SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.cases.access.looks import note_not_hers
from amparo.foundations.cases.access.readers import is_read_by_others
from amparo.foundations.cases.access.unseating import unseat_told
from amparo.foundations.cases.models import Glass
from amparo.foundations.cases.queries import case_of_filing, opened
from amparo.foundations.cases.services import give_seat, refresh
from amparo.foundations.intake.conflicts_of_interest import saying
from amparo.foundations.intake.exclusions import INHERITED
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.services import shut_out

MOST = 20  # in a quarter of an hour
LIMIT = "tie"


class TooMany(Exception):
    """Nobody has a tie to so many cases at once."""


@transaction.atomic
def say_tied(code: str, *, taker: Member | None = None, by: Actor, at: datetime) -> None:
    """Raises intake's NobodyMayRead where nobody but she can read it: then she says who takes
    the case over, without reading on, and that seat is given in the same moment. `taker` counts
    nowhere else. Raises TooMany, KeyChanged, and access's Refused for a taker to whom no seat may
    be given."""
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
    drop(filing, kind=INHERITED, about="", body=body, by=SYSTEM, at=at)
    if folder:
        shut_out(folder, by=SYSTEM, at=at)
    else:
        unseat_told(filing, body, at=at)
    take_from_member(filing, by.member, by=SYSTEM, at=at)


def _hers(code: str, *, by: Actor) -> Folder | None:
    """What she can open: a request that waits, or a case on which she has a seat."""
    folder = filing_to_open(code, seen_by=by)
    if folder is None:
        try:
            folder = opened(code, seen_by=by).folder
        except Http404:
            return None
    return folder


def _was_told(code: str, *, by: Actor) -> bool:
    """Whether its code stands on a page of hers without a seat."""
    ready = Glass.objects.filter(case__filing__code=code, member=by.member)
    to_rule = Addressee.objects.filter(complaint__filing__code=code, member=by.member)
    return ready.exists() or to_rule.exists()
