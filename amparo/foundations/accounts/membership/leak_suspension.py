"""Accounts under suspicion of a leak. They sign in until a second person says whether they are
suspended, with fewer permissions meanwhile; what persons wait for goes on. Queries."""

from collections.abc import Callable

from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of

type IsHeldBack = Callable[[Member], bool]

LOST = frozenset(
    {
        Permission.TEAM_MANAGE,
        Permission.EXPORT_APPROVE,
        Permission.CONSULTATION_OPEN,
        Permission.CONSULTATION_ANSWER,
    }
)
"""Permissions to admit members and to let data out. None that a person's case waits for: no list of
the house tells who else could do it in that case (who opens it, may know of it, is on duty), and a
single report would block it."""

_asked: list[IsHeldBack] = []
_alone: list[IsHeldBack] = []


def also_held_back(ask: IsHeldBack) -> IsHeldBack:
    """Register a query of a later stage that says whether an account is held back."""
    if ask not in _asked:
        _asked.append(ask)
    return ask


def is_held_back(member: Member) -> bool:
    """Return whether the member is held back. Applies to the team only: officers and observers have
    no power over others here."""
    if Permission.DESK not in permissions_of(member.role_set):
        return False
    return member.active and any(ask(member) for ask in _asked)


def also_left_alone(ask: IsHeldBack) -> IsHeldBack:
    """Register a query of a later stage that says whose report alone holds the others back."""
    if ask not in _alone:
        _alone.append(ask)
    return ask


def is_left_alone(member: Member) -> bool:
    """Return whether, by this member's own report alone, no other supervisor is free. The member
    works on and the report stands; admission and removal wait until a second person confirms it."""
    return any(ask(member) for ask in _alone)


def supervises(member: Member) -> bool:
    """Return whether the member's roles include managing the team."""
    return Permission.TEAM_MANAGE in permissions_of(member.role_set)


def left_for(opener: Member, allowed: list[Member]) -> list[Member]:
    """Return who gets a seat of those allowed in a new case: members who are held back only if no
    other of them assesses the risk."""
    free = [one for one in allowed if one.pk == opener.pk or not is_held_back(one)]
    weighs = any(Permission.CASE_ASSESS in permissions_of(one.role_set) for one in free)
    return free if weighs else allowed
