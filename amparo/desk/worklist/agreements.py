"""On the page of the team and on the worklist: what one who supervises began and another agrees to,
and what a colleague ended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.membership.ending import (
    Ending,
    ask_to_end,
    drop_ending,
    endings,
    endings_in,
)
from amparo.foundations.accounts.membership.invitations import (
    agree,
    end_invitation,
    open_invitations,
)
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.membership.withdrawn_proposals import (
    Ended,
    Told,
    ended_of,
    told_of_ends_lately,
    told_of_the_house,
)
from amparo.foundations.accounts.queries import member_called, members
from amparo.foundations.accounts.wording import roles_in_words


def of_agreements(request: StaffRequest, told: Told, at: datetime) -> dict[str, Any]:
    """For the worklist of whoever supervises."""
    waits = [one for one in open_invitations(seen_by=request.actor, at=at) if one.awaited]
    ends = _of_the_end(request, told, at)
    return {
        "awaited": [(one, roles_in_words(one.roles)) for one in waits],
        "decides": any(one.agrees for one in (*waits, *ends.get("endings", ()))),
        **ends,
    }


def of_the_end(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Accounts whose end was asked for; and what she began and what came to nothing."""
    if not supervises(request.actor.member):
        return {}
    return _of_the_end(request, told_of_the_house(at), at)


def reasons() -> dict[str, str]:
    """Why a second does not agree, by their code."""
    return {
        "not_known": _("I do not know of it"),
        "not_so": _("Something in it is wrong"),
        "not_now": _("It is not needed now"),
    }


def act_on(request: StaffRequest, asked: str, now: datetime) -> str:
    """Do one of `ACTS`. Returns why it cannot be done; nothing where it was."""
    try:
        ACTS[asked](request, now)
    except Refused as refusal:
        return str(refusal)
    return ""


def asked_to_end(request: StaffRequest, member: Any, now: datetime) -> str:
    """Ask that an account end, since she ended another lately. Returns why not."""
    try:
        ask_to_end(member, by=request.actor, at=now)
    except Refused as refusal:
        return str(refusal)
    return ""


def asked_of_her(request: StaffRequest, member: Any, at: datetime) -> Ending | None:
    """That this account end, where she is the second who may agree."""
    asked = endings(seen_by=request.actor, at=at)
    return next((one for one in asked if one.agrees and one.member.pk == member.pk), None)


def not_alone(code: str) -> str:
    """Why one who supervises lets nobody in, or ends no account, by herself."""
    known = {
        "over": _(
            "This invitation is open no more: it was used, was ended, or its time is over. See who"
            " joined."
        ),
        "not_second": _(
            "You cannot be the second here: one of you let the other in lately while nobody else"
            " agreed, or whoever invited is not free. Another who supervises agrees."
        ),
        "no_reason": _("Choose why not. Nothing was changed."),
        "ended_or_kept": _("Nobody asks any more that this account end. Nothing was changed."),
        "oneself": _("You cannot end your own account: another supervisor does it."),
        "last_other": _(
            "Nobody else who supervises would be here whom you did not let in alone lately: let"
            " another join first. Where nobody answers, that takes three days. If the account may"
            " be in other hands, note that something got out."
        ),
        "second_person_first": _(
            "By your word alone nobody else who supervises is free. Until a second person says so"
            " too, you let nobody in and end no account: call the operator, or whoever decides on"
            " measures."
        ),
    }
    return known.get(code, _("This cannot be done now. Nothing was changed."))


# --- inside ---


def _of_the_end(request: StaffRequest, told: Told, at: datetime) -> dict[str, Any]:
    here = members(seen_by=request.actor)
    ends = told_of_ends_lately(here, at)  # asked once for both
    gone = ended_of(told, ends, here, seen_by=request.actor, at=at)
    return {
        "endings": endings_in(ends, here, seen_by=request.actor, at=at),
        "ended": [_in_words(one) for one in gone],
    }


def _in_words(one: Ended) -> tuple[Ended, str, str]:
    """With its roles, and why."""
    roles = roles_in_words(one.roles) if one.roles else ""
    return one, roles, reasons().get(one.reason, "")


def _agree(request: StaffRequest, now: datetime) -> None:
    agree(request.POST.get("invitation", ""), by=request.actor, at=now)


def _end(request: StaffRequest, now: datetime) -> None:
    """An invitation that nobody has used: given to the wrong person, or with a wrong role."""
    number, reason = (request.POST.get(name, "") for name in ("invitation", "reason"))
    end_invitation(number, reason=reason, by=request.actor, at=now)


def _keep(request: StaffRequest, now: datetime) -> None:
    member = member_called(request.POST.get("member", ""), seen_by=request.actor)
    if member is None:
        raise Http404
    drop_ending(member, reason=request.POST.get("reason", ""), by=request.actor, at=now)


ACTS: dict[str, Callable[[StaffRequest, datetime], None]] = {
    "agree": _agree,
    "end": _end,
    "keep": _keep,
}
