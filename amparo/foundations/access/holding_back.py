"""Whose account may have let something out, and signs in until a second person says whether it is
suspended: what it may do no more meanwhile. What persons wait for goes on. Queries."""

from collections.abc import Callable

from amparo.foundations.access.models import GroupSeat, Member
from amparo.foundations.access.permissions import Permission, Role, permissions_of

type IsHeldBack = Callable[[Member], bool]

LOST = frozenset(
    {
        Permission.TEAM_MANAGE,
        Permission.CASE_SUPERVISE,
        Permission.EXPORT_APPROVE,
        Permission.CONSULTATION_OPEN,
        Permission.CONSULTATION_ANSWER,
    }
)
"""Who gets in, what leaves, and whatever she would say over others."""
LOST_WHERE_OTHERS_CAN = frozenset({Permission.FILING_OPEN, Permission.CASE_DECIDE})
"""What nobody could do any more where she alone does it: by the word of one, nobody would be
answered."""
MAY_BE_LOST = LOST | LOST_WHERE_OTHERS_CAN

_asked: list[IsHeldBack] = []


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


def left_to(member: Member) -> frozenset[Permission]:
    """What her roles let her do, and what of it is left while she is held back."""
    whole = permissions_of(member.role_set)
    if not whole & MAY_BE_LOST or not is_held_back(member):
        return whole
    others = {one for one in LOST_WHERE_OTHERS_CAN & whole if _others_can(one, member)}
    return whole - LOST - others


def roles_left_to(member: Member) -> frozenset[Role]:
    """In which roles she rules on something now, where a law says by whom."""
    left = left_to(member)
    needed = {
        Role.SUPERVISOR: Permission.CASE_SUPERVISE,
        Role.DECISION_MAKER: Permission.CASE_DECIDE,
    }
    return frozenset(one for one in member.role_set if needed.get(one, Permission.DESK) in left)


def _others_can(permission: Permission, member: Member) -> bool:
    """Whether somebody else can, who is not held back."""
    others = Member.objects.select_related("unit").filter(active=True).exclude(pk=member.pk)
    if permission == Permission.FILING_OPEN:
        keys = GroupSeat.objects.filter(group__kind="reception", group__current=True)
        others = others.filter(pk__in=keys.values("member"))
    able = (one for one in others if permission in permissions_of(one.role_set))
    return any(not is_held_back(one) for one in able)
