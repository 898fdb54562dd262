"""Neutral mails about acts that wait for a second supervisor, and about acts that had no effect.
Services, by noun: outgoing mails."""

from collections.abc import Iterator
from datetime import datetime

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail.outbox import put, tell_as_long_as
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.membership.two_supervisor_acts import (
    all_made,
    asked_in,
    first_of,
    is_awaited,
    who_agrees,
    who_may_end,
)
from amparo.foundations.accounts.membership.withdrawn_proposals import (
    ended,
    told_of_ends_lately,
    told_of_the_house,
)
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.queries import members


def tell_seconds(*, at: datetime) -> int:
    """Queue one mail for each member and act. Returns how many were queued."""
    return sum(put(member, why, at=at) for member, why in _to_tell(at))


# --- inside ---


def _to_tell(at: datetime) -> Iterator[tuple[Member, str]]:
    here = {one.code: one for one in members(seen_by=SYSTEM)}
    waits = Invitation.objects.filter(used_at=None, expires_at__gt=at).exclude(entry=0)
    for number, made in all_made([*waits.values_list("entry", flat=True)]).items():
        if is_awaited(made, at=at) and (first := first_of(made)):
            yield from _with_mail(who_agrees(first, at=at), number)
    ends = told_of_ends_lately([*here.values()], at)
    for code, asked in asked_in(ends, at=at).items():
        yield from _with_mail(who_may_end(asked, here[code], at=at), asked.sequence)
    for one in ended(told_of_the_house(at), ends, [*here.values()], at):
        whose = here.get(one.first.removeprefix(MEMBER))
        yield from _with_mail([whose] if whose else [], one.number)


def _with_mail(some: list[Member], number: int) -> Iterator[tuple[Member, str]]:
    yield from ((one, f"second/{number}") for one in some if one.mail)


tell_as_long_as("second", _to_tell)
