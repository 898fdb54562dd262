"""Whether something in a case waits for members who decide or supervise; if not, they must state
why they open it, like other members. Later stages register what waits."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.names.case_names import SPOILT
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.recent_entries import who_wrote

A_WEEK = timedelta(days=7)
"""Policy of Amparo: what the team writes counts as new once a week at most; in a busy case there is
almost always something new."""
TEAM = ("member:", "system")

type Ask = Callable[..., bool]

_asked: list[Ask] = []


def also_awaited(ask: Ask) -> None:
    """Register a function that tells whether something waits: `ask(open_case, seen_by=, at=)`."""
    if ask not in _asked:
        _asked.append(ask)


def is_awaited(open_case: OpenCase, *, seen_by: Actor, at: datetime) -> bool:
    """Return whether something in this case waits for the reader, or is new since their last look.
    What cannot be unsealed does not count: the reader states a reason and can still open the case.
    """
    if _is_late(open_case, seen_by, at) or _has_news(open_case, seen_by, at):
        return True
    page = open_case.for_one_page()
    with suppress(*SPOILT):
        return any(ask(page, seen_by=seen_by, at=at) for ask in _asked)
    return False


def _is_late(open_case: OpenCase, reader: Actor, at: datetime) -> bool:
    """Return whether the case is overdue and the reader supervises: supervisors answer for overdue
    cases."""
    seat = open_case.seat
    return seat.open and seat.due_on < at and reader.may(Permission.CASE_SUPERVISE)


def _has_news(open_case: OpenCase, reader: Actor, at: datetime) -> bool:
    """Return whether the person or a related person acted since the reader's last look, or, if that
    is a week ago, the team did. False for a case never looked at, where all would be new: there
    only the seat itself may be a reason, see `looking.has_task`."""
    seen_at = open_case.seat.seen_at
    if seen_at is None:
        return False
    wrote = who_wrote(open_case.code, since=seen_at, seen_by=reader)
    from_outside = {one for one in wrote if not one.startswith(TEAM)}
    return bool(from_outside if at - seen_at < A_WEEK else wrote)
