"""Whose account may have let something out, and signs in until a second person says whether it is
suspended: what it may do no more meanwhile. What persons wait for goes on. Queries."""

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
"""Who gets in, and what leaves. Nothing that a person waits for: who else could do it in her case
(who opens it, may know of it, is on duty) no list of the house says, and one word would stop it."""

_asked: list[IsHeldBack] = []
_alone: list[IsHeldBack] = []


def also_held_back(ask: IsHeldBack) -> IsHeldBack:
    """A later stage knows whose account it may be."""
    if ask not in _asked:
        _asked.append(ask)
    return ask


def is_held_back(member: Member) -> bool:
    """Of the team: an officer and whoever watches have no power over others here."""
    if Permission.DESK not in permissions_of(member.role_set):
        return False
    return member.active and any(ask(member) for ask in _asked)


def also_left_alone(ask: IsHeldBack) -> IsHeldBack:
    """A later stage knows whose word alone holds the others back."""
    if ask not in _alone:
        _alone.append(ask)
    return ask


def is_left_alone(member: Member) -> bool:
    """Whether by her own word alone nobody else who supervises is free. She works on, and what she
    said stands; who gets in and who goes waits until a second person says so too."""
    return any(ask(member) for ask in _alone)


def supervises(member: Member) -> bool:
    """Whether her roles let her say who works here."""
    return Permission.TEAM_MANAGE in permissions_of(member.role_set)


def left_for(opener: Member, allowed: list[Member]) -> list[Member]:
    """Who is seated of those who may know of a new case: whoever is held back only where nobody
    else of them weighs the danger."""
    free = [one for one in allowed if one.pk == opener.pk or not is_held_back(one)]
    weighs = any(Permission.CASE_ASSESS in permissions_of(one.role_set) for one in free)
    return free if weighs else allowed
