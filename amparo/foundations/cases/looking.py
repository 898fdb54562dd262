"""Reading a case leaves a line in the record: once a sitting, with role and reason."""

from datetime import datetime

from django.http import Http404

from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Role
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import looked
from amparo.foundations.letterbox.inheriting import take_in


def look_into(code: str, *, seen_by: Actor, at: datetime) -> OpenCase:
    """The case, unlocked, and the look noted. Http404 for whoever has no seat."""
    open_case = opened(code, seen_by=seen_by)
    if getattr(open_case.seat, "inherits", False):
        take_in(open_case.folder, by=seen_by, at=at)
    seen_at = open_case.seat.seen_at
    first_time = seen_at is None or seen_by.since is None or seen_at < seen_by.since
    # A page that is read again tells nothing new and costs no write.
    if first_time or (seen_at and seen_at < open_case.case.changed_at):
        looked(
            open_case.case,
            reason=reason_of(open_case, seen_by),
            by=seen_by,
            at=at,
            first_time=first_time,
        )
    return open_case


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
