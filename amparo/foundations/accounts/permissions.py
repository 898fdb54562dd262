"""Who may do what, as code: a role is a set of permissions, and nobody is above it."""

from enum import StrEnum
from functools import cache


class Role(StrEnum):
    RECEPTION = "reception"
    ANALYST = "analyst"
    DECISION_MAKER = "decision_maker"
    SUPERVISOR = "supervisor"
    INSTITUTION_OFFICER = "institution_officer"
    OVERSEER = "overseer"


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
    DUTIES = "duties"
    OVERSIGHT = "oversight"
    OUTSIDE = "outside"
    CONSULTATION_OPEN = "consultation_open"
    CONSULTATION_ANSWER = "consultation_answer"


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
    Role.INSTITUTION_OFFICER: frozenset({Permission.DUTIES, Permission.OUTSIDE}),
    Role.OVERSEER: frozenset({Permission.OVERSIGHT, Permission.OUTSIDE}),
}

# Whoever oversees does nothing else here: nobody watches over her own work.
ALONE = frozenset({Role.OVERSEER})

# Who is seated on a new case: those who work on it. A rank is no reason to read a file.
DUTY_POOL = frozenset({Role.RECEPTION, Role.ANALYST})


@cache
def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def has_rank(roles: frozenset[Role]) -> bool:
    """Whether she decides or supervises: then a case may wait for her that is not in her hands."""
    return not roles <= DUTY_POOL
