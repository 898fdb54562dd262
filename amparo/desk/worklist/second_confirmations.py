"""Acts of a supervisor that a second member must confirm, and accounts ended by colleagues, for the
team page and the worklist."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.membership.account_endings import (
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
    """Return the context for a supervisor's worklist."""
    waits = [one for one in open_invitations(seen_by=request.actor, at=at) if one.awaited]
    ends = _of_the_end(request, told, at)
    return {
        "awaited": [(one, roles_in_words(one.roles)) for one in waits],
        "decides": any(one.agrees for one in (*waits, *ends.get("endings", ()))),
        **ends,
    }


def of_the_end(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Return accounts whose end was requested, and the member's own acts that were withdrawn or
    refused."""
    if not supervises(request.actor.member):
        return {}
    return _of_the_end(request, told_of_the_house(at), at)


def reasons() -> dict[str, str]:
    """Return the reasons for not agreeing, by code."""
    return {
        "not_known": _("I do not know of it"),
        "not_so": _("Something in it is wrong"),
        "not_now": _("It is not needed now"),
    }


def act_on(request: StaffRequest, asked: str, now: datetime) -> str:
    """Do one of `ACTS`. Returns why it cannot be done, or ""."""
    try:
        ACTS[asked](request, now)
    except Refused as refusal:
        return str(refusal)
    return ""


def asked_to_end(request: StaffRequest, member: Any, now: datetime) -> str:
    """Request the end of an account, because the member ended another one recently. Returns why
    not."""
    try:
        ask_to_end(member, by=request.actor, at=now)
    except Refused as refusal:
        return str(refusal)
    return ""


def asked_of_her(request: StaffRequest, member: Any, at: datetime) -> Ending | None:
    """Return the request to end this account if the member is the second who may agree."""
    asked = endings(seen_by=request.actor, at=at)
    return next((one for one in asked if one.agrees and one.member.pk == member.pk), None)


def not_alone(code: str) -> str:
    """Return why a supervisor cannot invite or end an account alone."""
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
            "No other supervisor would be left whom you did not recently let in alone: let"
            " another join first. Where nobody answers, that takes three days. If the account"
            " may be in other hands, report a security incident (leak)."
        ),
        "second_person_first": _(
            "By your word alone no other supervisor is free to decide. Until a second person"
            " says so too, you let nobody in and end no account: call the operator, or whoever"
            " decides on measures."
        ),
    }
    return known.get(code, _("This cannot be done now. Nothing was changed."))


# --- inside ---


def _of_the_end(request: StaffRequest, told: Told, at: datetime) -> dict[str, Any]:
    here = members(seen_by=request.actor)
    ends = told_of_ends_lately(here, at)  # queried once for both
    gone = ended_of(told, ends, here, seen_by=request.actor, at=at)
    return {
        "endings": endings_in(ends, here, seen_by=request.actor, at=at),
        "ended": [_in_words(one) for one in gone],
    }


def _in_words(one: Ended) -> tuple[Ended, str, str]:
    """Return the ended act with its roles and its reason in words."""
    roles = roles_in_words(one.roles) if one.roles else ""
    return one, roles, reasons().get(one.reason, "")


def _agree(request: StaffRequest, now: datetime) -> None:
    agree(request.POST.get("invitation", ""), by=request.actor, at=now)


def _end(request: StaffRequest, now: datetime) -> None:
    """End an unused invitation, for example one given to the wrong person or with a wrong role."""
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
