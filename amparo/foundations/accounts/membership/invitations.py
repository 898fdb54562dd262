"""Unused invitations, and members who joined by one: read, agreed to, ended, reported. Services and
queries, by noun: open invitations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused, must_not_rule_alone
from amparo.foundations.accounts.mail.outbox import put, tell_as_long_as
from amparo.foundations.accounts.member_signatures import in_own_hand, record_in_own_hand
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.membership.two_supervisor_acts import (
    ALONE,
    AWAITED,
    CALLED_BACK,
    REASONS,
    UNANSWERED,
    agreed_by,
    first_of,
    is_awaited,
    made_by,
    said_of,
    who_agrees,
)
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.accounts.services import INVITATION_LASTS
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record

TOLD_FOR = timedelta(days=7)
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who may join by a code, or did. `by`: the name of who invited; empty if that was the
    operator, or is not recorded. `announced`: by the operator, publicly. `alone`: no second was
    free; `agreed`: the name of the second. While that is `awaited`, `agrees`: whether the reader
    may be the second; the last field: there is no possible second any more."""

    number: int
    name: str
    roles: str
    unit: str
    at: datetime  # until when the code is good, or a second is awaited; or when the member joined
    by: str
    announced: bool
    own: bool  # the reader invited
    alone: bool
    unanswered: bool  # the second did not answer in time: it opens, as made alone
    agreed: str
    awaited: bool = False
    agrees: bool = False
    nobody: bool = False


def open_invitations(*, seen_by: Signs, at: datetime) -> list[Invited]:
    """Return the open invitations, without codes, of which only a hash is kept."""
    found = list(_open(at).select_related("unit").order_by("expires_at", "pk"))
    made = _made(found)
    told = _told([(one, one.expires_at) for one in found], made, seen_by=seen_by)
    return [_with_second(one, made.get(one.number), seen_by=seen_by, at=at) for one in told]


def joined_lately(*, seen_by: Signs, at: datetime) -> list[Invited]:
    """Return who made an account in the last days and is active, the newest first."""
    found = list(_JOINED.filter(used_at__gt=at - TOLD_FOR))
    moments = [(one, one.used_at) for one in found if one.used_at]
    return _told(moments, _made(found), seen_by=seen_by)


@transaction.atomic
def agree(number: str, *, by: Actor, at: datetime) -> None:
    """Agree to an invitation: its code opens an account from now on, as long as any other. Raises
    Refused."""
    must_not_rule_alone(by)
    one = _called(number, at)
    made = made_by(one.entry) if one else None
    if one is None or made is None or not is_awaited(made, at=at):
        raise Refused("over")
    first = first_of(made)
    if first is None or by.member.pk not in {other.pk for other in who_agrees(first, at=at)}:
        raise Refused("not_second")
    roles = "+".join(one.roles)
    agreed = events.InvitationAgreed(about=one.unit.code, invited=one.entry, roles=roles)
    record(in_own_hand(agreed, by=by), by=by, at=at)
    Invitation.objects.filter(pk=one.pk).update(expires_at=at + INVITATION_LASTS)


@transaction.atomic
def end_invitation(number: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """End an invitation: its code opens nothing any more, and the name in it is erased. Invitations
    announced by the operator cannot be ended. Supervisors left alone by their own report cannot end
    any. Raises Refused."""
    must_not_rule_alone(by)
    one = _called(number, at)
    if one is None:
        raise Refused("over")
    made = made_by(one.entry)
    own = made is not None and made.by == by.signature
    if not own and reason not in REASONS:
        raise Refused("no_reason")
    if not Invitation.objects.filter(pk=one.pk, used_at=None).delete()[0]:
        raise Refused("over")
    ended = events.InvitationEnded(
        about=one.unit.code,
        invited=one.entry,
        roles="+".join(one.roles),
        reason=CALLED_BACK if own else reason,
    )
    record_in_own_hand(ended, by=by, at=at)


def tell_who_joined(*, at: datetime) -> int:
    """Queue a neutral mail to those who manage the team, once for each new account: also to the
    inviter, who did not see when the code was used. Returns how many were queued."""
    return sum(put(member, why, at=at) for member, why in _to_tell(at))


# --- inside ---


def _open(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, expires_at__gt=at)


def _used(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at__gt=at - TOLD_FOR)


# Asked with each first page of a supervisor.
_JOINED = (
    Invitation.objects.select_related("unit")
    .filter(sign_in_name__in=Member.objects.filter(active=True).values("sign_in_name"))
    .order_by("-used_at", "-pk")
)


def _called(number: str, at: datetime) -> Invitation | None:
    """Return the open invitation of this number with its row locked; None if it was announced by
    the operator."""
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    return _open(at).select_for_update().filter(pk=int(number), good_from=None).first()


def _made(found: Iterable[Invitation]) -> dict[int, Entry]:
    """Return, by the number of an invitation, the entry by which it was made."""
    numbers = {one.entry: one.pk for one in found if one.entry}
    entries = Entry.objects.filter(sequence__in=numbers) if numbers else ()
    return {numbers[one.sequence]: one for one in entries}


def _told(
    found: list[tuple[Invitation, datetime]], made: dict[int, Entry], *, seen_by: Signs
) -> list[Invited]:
    agreed = {number: agreed_by(one) for number, one in made.items() if said_of(one)}
    signed = [*(one.by for one in made.values()), *agreed.values()]
    names = names_of(signed, seen_by=seen_by)
    told = []
    for one, at in found:
        entry = made.get(one.pk)
        told.append(
            Invited(
                number=one.pk,
                name=one.name,
                roles="+".join(one.roles),
                unit=one.unit.name,
                at=at,
                by=names.get(entry.by, "") if entry else "",
                announced=one.good_from is not None,
                own=entry is not None and entry.by == seen_by.signature,
                alone=entry is not None and said_of(entry) == ALONE,
                unanswered=entry is not None
                and said_of(entry) == AWAITED
                and not agreed.get(one.pk),
                agreed=names.get(agreed.get(one.pk, ""), ""),
            )
        )
    return told


def _with_second(one: Invited, made: Entry | None, *, seen_by: Signs, at: datetime) -> Invited:
    """Add whether a second is awaited and whether the reader may be the second."""
    if made is None or one.alone or one.agreed or not is_awaited(made, at=at):
        return one
    first = first_of(made)
    seconds = who_agrees(first, at=at) if first else []
    agrees = isinstance(seen_by, Actor) and seen_by.member.pk in {other.pk for other in seconds}
    until = made.at + UNANSWERED
    return replace(one, at=until, awaited=True, unanswered=False, agrees=agrees, nobody=not seconds)


def _to_tell(at: datetime) -> Iterator[tuple[Member, str]]:
    """Yield each member who manages the team and joined before the new one."""
    used = _used(at).values_list("sign_in_name", "used_at")
    joined = {name: moment for name, moment in used if moment}
    here = members(seen_by=SYSTEM) if joined else []
    new = [(one, joined[one.sign_in_name]) for one in here if one.sign_in_name in joined]
    for one in here:
        if not (one.mail and supervises(one)):
            continue
        since = joined.get(one.sign_in_name)
        for other, moment in new:
            if other.pk != one.pk and (since is None or since < moment):
                yield one, f"joined/{other.code}"


tell_as_long_as("joined", _to_tell)
