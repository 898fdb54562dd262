"""What whoever supervises hears first: that the house does not work, has somebody new, that
somebody else signed in with a member's name, or that something waits for a second."""

from datetime import datetime
from typing import Any

from amparo.desk.worklist.agreements import of_agreements
from amparo.foundations.accounts.credentials.recovery_codes import used_lately
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.mail.outbox import stuck_since
from amparo.foundations.accounts.membership.invitations import Invited, joined_lately
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.membership.suspended import not_given_back, open_all_the_same
from amparo.foundations.accounts.membership.withdrawn_proposals import told_of_the_house
from amparo.foundations.accounts.server.heartbeat import silence_of_jobs
from amparo.foundations.accounts.sign_in.impersonation import disowned_lately
from amparo.foundations.accounts.wording import roles_in_words


def of_the_house(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """For the worklist of whoever supervises, also while she is held back; nothing for others."""
    if not supervises(request.actor.member):
        return {}
    joined = joined_lately(seen_by=request.actor, at=at)
    told = told_of_the_house(at)  # asked once for all
    disowned = disowned_lately(told, seen_by=request.actor)
    back = not_given_back(told, seen_by=request.actor)
    seen = {"newcomers": in_words(joined), "disowned": disowned, "not_given_back": back}
    seen["on_paper"] = used_lately(told, seen_by=request.actor)
    return of_the_machine(request, at) | of_agreements(request, told, at) | seen


def of_the_machine(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Whether it wakes anybody: for whoever supervises."""
    if not supervises(request.actor.member):
        return {}
    return {"jobs_silent": silence_of_jobs(at=at), "mail_stuck": stuck_since(at=at)}


def of_suspensions(request: StaffRequest) -> dict[str, Any]:
    """Whose account is suspended, whatever the tables say: on the page of the team."""
    if not supervises(request.actor.member):
        return {}
    return {"open_all_the_same": open_all_the_same(seen_by=request.actor)}


def in_words(some: list[Invited]) -> list[tuple[Invited, str]]:
    """Each with its roles, as they are called."""
    return [(one, roles_in_words(one.roles)) for one in some]
