"""The actor of a request and the keys that the request unlocked. Nothing outlives the request."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.keys import KeyPair, pair_of
from amparo.foundations.accounts.membership.leak_suspension import LOST, is_held_back, is_left_alone
from amparo.foundations.accounts.models import GroupKeyHolder, Member
from amparo.foundations.accounts.permissions import Permission, Role, permissions_of
from amparo.foundations.ledger.chain import Signs


class Refused(Exception):
    """The actor holds no key, or no permission, for the act. Carries a code, no content."""


@dataclass(frozen=True)
class Actor:
    """A signed-in member with the unlocked key pair."""

    member: Member
    pair: KeyPair = field(repr=False)
    sitting_id: int = 0
    since: datetime | None = None  # when this sitting began
    proved_at: datetime | None = None  # when password and code were shown last

    @property
    def signature(self) -> str:
        return f"member:{self.member.code}"

    @cached_property
    def roles(self) -> frozenset[Role]:
        return self.member.role_set

    @property
    def role(self) -> str:
        """The member's roles, as one code for the record."""
        return "+".join(sorted(self.roles))

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """The permissions of the member's roles; without `LOST` while the member is held back."""
        whole = permissions_of(self.roles)
        return whole - LOST if whole & LOST and self.is_held_back else whole

    @cached_property
    def is_held_back(self) -> bool:
        return is_held_back(self.member)

    def may(self, permission: Permission) -> bool:
        whole = permissions_of(self.roles)
        return permission in (self.permissions if permission in LOST & whole else whole)

    def group_pairs(self, kind: str, ref: str = "") -> list[KeyPair]:
        """Return every pair of a group that was ever given to the member, the newest first."""
        seats = GroupKeyHolder.objects.select_related("group").filter(
            member=self.member, group__kind=kind, group__ref=ref
        )
        return [
            pair_of(boxes.open_with(self.pair.secret, bytes(one.sealed), context=one.group.context))
            for one in seats.order_by("-group__number")
        ]

    def group_pair(self, kind: str, ref: str = "", *, public: bytes = b"") -> KeyPair:
        """Return the unlocked key pair of a group in which the member has a seat. Raises Refused
        otherwise.

        With `public`, return the older pair of the same group if the member held it too: data may
        have been sealed to it while the key was being changed.
        """
        seat = (
            GroupKeyHolder.objects.select_related("group")
            .filter(member=self.member, group__kind=kind, group__ref=ref, group__current=True)
            .first()
        )
        if seat is None:
            raise Refused("no_seat")
        if public and public != bytes(seat.group.public):
            seat = get_seat(self.member, kind, ref, public)
        secret = boxes.open_with(self.pair.secret, bytes(seat.sealed), context=seat.group.context)
        return pair_of(secret)


FOR_A_DECISION = "decision"
"""Reason of a seat that persons wait for: members who are held back may give and receive it."""
FOR_A_TIE = "tied"
"""Reason of a seat given by a member who has a conflict of interest and would otherwise remain the
only reader."""


KEPT = frozenset({FOR_A_DECISION, FOR_A_TIE})


def must_be_free(by: Signs, reason: str = "") -> None:
    """Refuse an act that gives or removes access or hands data on, if the member is held back.

    The check runs at the moment of the act with the member's row locked, in a transaction, so that
    it is ordered with a concurrent suspicion. Lock order: files first, the record after. Raises
    Refused.
    """
    of_team = isinstance(by, Actor) and Permission.DESK in permissions_of(by.roles)
    if not isinstance(by, Actor) or not of_team or reason in KEPT:
        return
    rows = Member.objects.select_for_update(no_key=True)
    active = rows.filter(pk=by.member.pk).values_list("active", flat=True).first()
    if not active or is_held_back(by.member):
        raise Refused("held_back")


def must_not_rule_alone(by: Signs) -> None:
    """Refuse the admission or removal of members to a member who is held back, or by whose word
    alone no other supervisor is free. Raises Refused."""
    must_be_free(by)
    if isinstance(by, Actor) and is_left_alone(by.member):
        raise Refused("second_person_first")


def must_not_be_held_back(member: Member, reason: str = "") -> None:
    """Refuse to open more to a member who is held back. Raises Refused."""
    if reason != FOR_A_DECISION and is_held_back(member):
        raise Refused("held_back")


def get_seat(member: Member, kind: str, ref: str, public: bytes) -> GroupKeyHolder:
    """Return the member's seat in the group of this public key. Raises Refused."""
    seats = GroupKeyHolder.objects.select_related("group").filter(
        member=member, group__public=public
    )
    seat = seats.filter(group__kind=kind, group__ref=ref).first()
    if seat is None:
        raise Refused("no_seat")
    return seat


@dataclass(frozen=True)
class System:
    """The machine itself: set-up and scheduler runs. It holds no member's key."""

    @property
    def signature(self) -> str:
        return "system"


SYSTEM = System()
