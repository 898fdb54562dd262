"""Accounts that open nothing any more, for good or until two persons give them back. Services, by
noun: suspensions."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts import events
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.accounts.membership.suspended import has_ended
from amparo.foundations.accounts.models import Credentials, Invitation, Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.ledger.services import Signs, record

OWN_WAYS = ("sealed_passkeys", "sealed_recovery", "words_public", "sealed_by_words")


@transaction.atomic
def stand_down(member: Member, *, by: Signs, at: datetime) -> None:
    """Whoever sits at her account now is out, and no new case comes to it."""
    end_invitations(member, at=at)
    sittings.end_all_of(member)
    Member.objects.filter(pk=member.pk).update(on_duty=False)
    record(events.DutyChanged(about=member.code, on_duty=False), by=by, at=at)


@transaction.atomic
def suspend(member: Member, *, by: Signs, at: datetime) -> None:
    """Nobody signs in with this account, and no key of a group is sealed to it, until it is given
    back: then by password and code, since whoever had it may have added a passkey."""
    shut(member)
    sittings.end_all_of(member)
    end_invitations(member, at=at)
    record_in_own_hand(events.MemberSuspended(about=member.code), by=by, at=at)


def end_invitations(member: Member, *, at: datetime, announced: bool = False) -> None:
    """None that she may have made is good any more. One that was `announced` to everybody is the
    operator's, and ends only where somebody who supervises is free again."""
    if Permission.TEAM_MANAGE in permissions_of(member.role_set):
        found = Invitation.objects.filter(used_at=None, expires_at__gt=at)
        (found if announced else found.filter(good_from=None)).update(expires_at=at)


@transaction.atomic
def reinstate(member: Member, *, asked: int = 0, by: Signs, at: datetime) -> None:
    """The account signs in again, off duty. Whoever calls this has seen that two persons say so;
    `asked`: the entry by which the first did. One that has ended since stays so."""
    if has_ended(member):
        return
    Member.objects.filter(pk=member.pk).update(active=True)
    record_in_own_hand(events.MemberReinstated(about=member.code, asked=asked), by=by, at=at)


def shut(member: Member) -> None:
    """Nobody signs in with it. Her passkeys, codes on paper and words are gone:
    others may have made them."""
    Member.objects.filter(pk=member.pk).update(active=False, on_duty=False)
    Credentials.objects.filter(member=member).update(**dict.fromkeys(OWN_WAYS, b""))
