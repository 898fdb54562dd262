"""Reading a case leaves a line in the record: once a sitting, with role and reason."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404

from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import DUTY_POOL, Role
from amparo.foundations.access.refusals import AsksWhy
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import looked, seal_anew
from amparo.foundations.ledger.queries import worked_lately
from amparo.foundations.letterbox.folders import KeyChanged
from amparo.foundations.letterbox.inheriting import take_in
from amparo.foundations.letterbox.keyed import hand_over_look
from amparo.foundations.letterbox.services import ExclusionLost

URGENT = 2  # from this danger on nobody is kept with a question
NEW = timedelta(days=2)
LATELY = timedelta(days=30)
WITHOUT_TASK = frozenset(
    {"person_called", "colleague_asked", "takes_over", "compares", "other_task"}
)


def look_into(code: str, *, seen_by: Actor, at: datetime) -> OpenCase:
    """The case, unlocked, and the look noted. Http404 for whoever has no seat. Raises AsksWhy where
    nothing of it is hers."""
    open_case = _in_order(opened(code, seen_by=seen_by), by=seen_by, at=at)
    seen_at = open_case.seat.seen_at
    first_time = seen_at is None or seen_by.since is None or seen_at < seen_by.since
    if first_time and seen_by.reads and not has_task(open_case, seen_by, at=at):
        raise AsksWhy(open_case.code)
    # A page that is read again tells nothing new and costs no write.
    if first_time or (seen_at and seen_at < open_case.case.changed_at):
        looked(
            open_case.case,
            reason=reason_of(open_case, seen_by),
            by=seen_by,
            at=at,
            first_time=first_time,
        )
    if first_time and getattr(open_case.seat, "guarded", False):
        hand_over_look(open_case.folder, by=seen_by, at=at)
    return open_case


@transaction.atomic
def say_why(code: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Open a file in which nothing waits for her, for this reason; the person reads it. A reason
    that there is not opens nothing. Raises Http404."""
    open_case = opened(code, seen_by=by)
    if reason in WITHOUT_TASK:
        looked(open_case.case, reason=reason, by=by, at=at, first_time=True)


def has_task(open_case: OpenCase, reader: Actor, *, at: datetime) -> bool:
    """Whether something of this case is hers: it is in her hands or in nobody's, she decides or
    supervises, her seat is new, somebody may be in danger now, or she worked on it lately."""
    case, seat = open_case.case, open_case.seat
    if case.holder_id in {None, reader.member.pk} or case.danger >= URGENT:
        return True
    if not reader.roles <= DUTY_POOL or at - seat.given_at < NEW:
        return True
    return worked_lately(open_case.code, since=at - LATELY, seen_by=reader)


def _in_order(open_case: OpenCase, *, by: Actor, at: datetime) -> OpenCase:
    """What could not be done without the open file: what a linked case left here, and a new key
    after somebody lost the seat."""
    inherits = getattr(open_case.seat, "inherits", False)
    if not inherits and not open_case.case.seal_anew:
        return open_case
    with suppress(KeyChanged, ExclusionLost):  # somebody else just did it; or it must wait
        if inherits:
            take_in(open_case.folder, by=by, at=at)
        seal_anew(open_case.case, open_case.folder, by=by, at=at)
    return opened(open_case.code, seen_by=by)


def may_see(code: str, *, seen_by: Actor) -> bool:
    """Whether the reader can open this case now."""
    try:
        opened(code, seen_by=seen_by)
    except Http404:
        return False
    return True


def reason_of(open_case: OpenCase, reader: Actor) -> str:
    """Why she may be reading, as a code: see `access.words.reason_in_words`."""
    if open_case.case.holder_id == reader.member.pk:
        return "holds"
    if Role.DECISION_MAKER in reader.roles:
        return "decides"
    return "supervises" if Role.SUPERVISOR in reader.roles else "duty"
