"""Roles and permissions as code. A role is a set of permissions; no role has all of them."""

from enum import StrEnum
from functools import cache


class Role(StrEnum):
    RECEPTION = "reception"
    ANALYST = "analyst"
    DECISION_MAKER = "decision_maker"
    SUPERVISOR = "supervisor"
    INSTITUTION_OFFICER = "institution_officer"
    OVERSEER = "overseer"
    MONITOR = "monitor"


class Permission(StrEnum):
    DESK = "desk"
    FILING_OPEN = "filing_open"
    FILING_RECORD = "filing_record"
    CASE_READ = "case_read"
    CASE_WORK = "case_work"
    CASE_ASSESS = "case_assess"
    CASE_PLAN = "case_plan"
    CASE_DECIDE = "case_decide"
    CASE_SUPERVISE = "case_supervise"
    EXPORT_APPROVE = "export_approve"
    TEAM_MANAGE = "team_manage"
    PORTAL = "portal"
    OVERSIGHT = "oversight"
    OUTSIDE = "outside"
    CONSULTATION_OPEN = "consultation_open"
    CONSULTATION_ANSWER = "consultation_answer"
    ATTACK_DOCUMENT = "attack_document"


_READS = frozenset({Permission.DESK, Permission.CASE_READ})
_CONSULTS = frozenset({Permission.CONSULTATION_OPEN, Permission.CONSULTATION_ANSWER})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.RECEPTION: _READS
    | {Permission.FILING_OPEN, Permission.FILING_RECORD, Permission.CASE_WORK},
    Role.ANALYST: _READS
    | {
        Permission.FILING_RECORD,
        Permission.CASE_WORK,
        Permission.CASE_ASSESS,
        Permission.CASE_PLAN,
        Permission.CONSULTATION_ANSWER,
    },
    Role.DECISION_MAKER: _READS | _CONSULTS | {Permission.CASE_DECIDE, Permission.EXPORT_APPROVE},
    Role.SUPERVISOR: _READS
    | _CONSULTS
    | {
        Permission.CASE_SUPERVISE,
        Permission.EXPORT_APPROVE,
        Permission.TEAM_MANAGE,
        Permission.CASE_WORK,
    },
    Role.INSTITUTION_OFFICER: frozenset({Permission.PORTAL, Permission.OUTSIDE}),
    Role.OVERSEER: frozenset({Permission.OVERSIGHT, Permission.OUTSIDE}),
    Role.MONITOR: frozenset({Permission.DESK, Permission.ATTACK_DOCUMENT}),
}

# Oversight is not combined with another role: members do not oversee their own work.
ALONE = frozenset({Role.OVERSEER})

# Who gets a seat on a new case: those who work on it. A senior role is no reason to read a file.
DUTY_POOL = frozenset({Role.RECEPTION, Role.ANALYST})


@cache
def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def has_rank(roles: frozenset[Role]) -> bool:
    """Return whether the roles include deciding or supervising: then a case held by other members
    may wait for this one."""
    return not roles <= DUTY_POOL
