"""Accounts that open nothing any more, for good or until two persons give them back. Services, by
noun: suspensions."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts import events
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.accounts.membership.suspension_queries import has_ended
from amparo.foundations.accounts.models import Credentials, Invitation, Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.ledger.services import Signs, record

OWN_WAYS = ("sealed_passkeys", "sealed_recovery", "words_public", "sealed_by_words")


@transaction.atomic
def stand_down(member: Member, *, by: Signs, at: datetime) -> None:
    """End the member's sessions and invitations and take the member off duty, so that no new case
    comes."""
    end_invitations(member, at=at)
    sittings.end_all_of(member)
    Member.objects.filter(pk=member.pk).update(on_duty=False)
    record(events.DutyChanged(about=member.code, on_duty=False), by=by, at=at)


@transaction.atomic
def suspend(member: Member, *, by: Signs, at: datetime) -> None:
    """Suspend an account: no sign-in, and no group key is sealed to it, until it is given back.
    Sign-in is then by password and code only, since an intruder may have added a passkey."""
    shut(member)
    sittings.end_all_of(member)
    end_invitations(member, at=at)
    record_in_own_hand(events.MemberSuspended(about=member.code), by=by, at=at)


def end_invitations(member: Member, *, at: datetime, announced: bool = False) -> None:
    """End all open invitations if the member may have made them. One that was `announced` is the
    operator's, and ends only when a supervisor is free again."""
    if Permission.TEAM_MANAGE in permissions_of(member.role_set):
        found = Invitation.objects.filter(used_at=None, expires_at__gt=at)
        (found if announced else found.filter(good_from=None)).update(expires_at=at)


@transaction.atomic
def reinstate(member: Member, *, asked: int = 0, by: Signs, at: datetime) -> None:
    """Give an account back, off duty. The caller has checked that two persons agree; `asked`: the
    entry by which the first did. An account that has ended since stays ended."""
    if has_ended(member):
        return
    Member.objects.filter(pk=member.pk).update(active=True)
    record_in_own_hand(events.MemberReinstated(about=member.code, asked=asked), by=by, at=at)


def shut(member: Member) -> None:
    """Close the sign-in of an account. Its passkeys, recovery codes and recovery words are erased:
    an intruder may have made them."""
    Member.objects.filter(pk=member.pk).update(active=False, on_duty=False)
    Credentials.objects.filter(member=member).update(**dict.fromkeys(OWN_WAYS, b""))
