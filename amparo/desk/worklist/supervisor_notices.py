"""Notices for supervisors: jobs or mail do not work, a member joined, a sign-in was disowned, or an
act waits for a second member."""

from datetime import datetime
from typing import Any

from amparo.desk.worklist.second_confirmations import of_agreements
from amparo.foundations.accounts.credentials.recovery_codes import used_lately
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.mail.outbox import stuck_since
from amparo.foundations.accounts.membership.invitations import Invited, joined_lately
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.membership.suspension_queries import (
    not_given_back,
    open_all_the_same,
)
from amparo.foundations.accounts.membership.withdrawn_proposals import told_of_the_house
from amparo.foundations.accounts.server.heartbeat import silence_of_jobs
from amparo.foundations.accounts.sign_in.disowned_sign_ins import disowned_lately
from amparo.foundations.accounts.wording import roles_in_words


def of_the_house(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Return the context for a supervisor's worklist, also while they are held back; empty for
    others."""
    if not supervises(request.actor.member):
        return {}
    joined = joined_lately(seen_by=request.actor, at=at)
    told = told_of_the_house(at)  # queried once for all
    disowned = disowned_lately(told, seen_by=request.actor)
    back = not_given_back(told, seen_by=request.actor)
    seen = {"newcomers": in_words(joined), "disowned": disowned, "not_given_back": back}
    seen["on_paper"] = used_lately(told, seen_by=request.actor)
    return of_the_machine(request, at) | of_agreements(request, told, at) | seen


def of_the_machine(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Return whether jobs and mail work, for supervisors."""
    if not supervises(request.actor.member):
        return {}
    return {"jobs_silent": silence_of_jobs(at=at), "mail_stuck": stuck_since(at=at)}


def of_suspensions(request: StaffRequest) -> dict[str, Any]:
    """Return accounts that are suspended although the tables say otherwise, for the team page."""
    if not supervises(request.actor.member):
        return {}
    return {"open_all_the_same": open_all_the_same(seen_by=request.actor)}


def in_words(some: list[Invited]) -> list[tuple[Invited, str]]:
    """Return each invitation with the names of its roles."""
    return [(one, roles_in_words(one.roles)) for one in some]
