"""Reading a case leaves a line in the record: once a sitting, with role and reason."""

from contextlib import suppress
from datetime import datetime

from django.http import Http404

from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Role
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import looked, seal_anew
from amparo.foundations.letterbox.folders import KeyChanged
from amparo.foundations.letterbox.inheriting import take_in
from amparo.foundations.letterbox.keyed import hand_over_look
from amparo.foundations.letterbox.services import ExclusionLost


def look_into(code: str, *, seen_by: Actor, at: datetime) -> OpenCase:
    """The case, unlocked, and the look noted. Http404 for whoever has no seat."""
    open_case = _in_order(opened(code, seen_by=seen_by), by=seen_by, at=at)
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
    if first_time and getattr(open_case.seat, "guarded", False):
        hand_over_look(open_case.folder, by=seen_by, at=at)
    return open_case


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
