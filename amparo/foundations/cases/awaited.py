"""What waits in a case for whoever decides or supervises: where nothing does, she says why she
opens it, as everybody. Most of it only the stages and their pages know: they say so here."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.names.names import SPOILT
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.recent import who_wrote

A_WEEK = timedelta(days=7)
"""Amparo's own. What the team writes leads her there once in so many days: where much is written,
something is new nearly always."""
TEAM = ("member:", "system")

type Ask = Callable[..., bool]

_asked: list[Ask] = []


def also_awaited(ask: Ask) -> None:
    """Ask there too whether something waits for her: `ask(open_case, seen_by=, at=)`."""
    if ask not in _asked:
        _asked.append(ask)


def is_awaited(open_case: OpenCase, *, seen_by: Actor, at: datetime) -> bool:
    """Whether something of this case waits for her, or is new since she looked at it last. What
    cannot be read waits for nobody: she is asked, and it opens."""
    if _is_late(open_case, seen_by, at) or _has_news(open_case, seen_by, at):
        return True
    page = open_case.for_one_page()
    with suppress(*SPOILT):
        return any(ask(page, seen_by=seen_by, at=at) for ask in _asked)
    return False


def _is_late(open_case: OpenCase, reader: Actor, at: datetime) -> bool:
    """Whoever supervises answers for what her worklist calls past its date."""
    seat = open_case.seat
    return seat.open and seat.due_on < at and reader.may(Permission.CASE_SUPERVISE)


def _has_news(open_case: OpenCase, reader: Actor, at: datetime) -> bool:
    """What the person, or another of the case, did since she looked; and what the team did, if that
    look is a week ago. Of a case at which she never looked all would be new: there only the seat
    may be, see `looking.has_task`."""
    seen_at = open_case.seat.seen_at
    if seen_at is None:
        return False
    wrote = who_wrote(open_case.code, since=seen_at, seen_by=reader)
    from_outside = {one for one in wrote if not one.startswith(TEAM)}
    return bool(from_outside if at - seen_at < A_WEEK else wrote)
