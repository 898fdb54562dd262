"""The team page: inviting, duty, leaving, and giving group keys."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.leaks.suspicion.who_may_second import may_ask
from amparo.desk.forms import InviteForm
from amparo.desk.worklist.second_confirmations import (
    ACTS,
    act_on,
    asked_of_her,
    asked_to_end,
    not_alone,
    of_the_end,
    reasons,
)
from amparo.desk.worklist.supervisor_notices import in_words, of_suspensions, of_the_machine
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.credentials.lost_phone import (
    confirm_phone_change,
    phone_changes_asked,
)
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.error_pages import KeyChanged
from amparo.foundations.accounts.membership.account_endings import needs_a_second
from amparo.foundations.accounts.membership.enrolment_views import joins_at
from amparo.foundations.accounts.membership.invitations import joined_lately, open_invitations
from amparo.foundations.accounts.membership.two_supervisor_acts import AWAITED, how_it_holds
from amparo.foundations.accounts.permissions import Permission, Role, permissions_of
from amparo.foundations.accounts.queries import (
    keys_held_alone,
    keys_known_to_leavers,
    member_called,
    members,
    waiting_for_group_key,
)
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.cases.access.former_member_seats import LeavesAlone, let_go, take_left_seats
from amparo.foundations.cases.access.who_can_read import alone_with, seats_left
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.services import rotate_reception
from amparo.foundations.intake.voluntary_traits import renew_statistics_key
from amparo.observatory.attacks.services import renew_documentation_key
from amparo.observatory.consultations.queries import read_alone_by

GIVEN_HERE = {"reception", "statistics", "documentation"}
PATIENCE = 8.0  # seconds that a page may take; the rest is done by the next click
LONGEST_NUMBER = 9


@needs(Permission.DESK)
@afresh("invite", "agree", "end", "leave", "keep", "phone", "give", "renew")
def team(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _act(request)
    return _page(request, _invitation(request))


def _act(request: StaffRequest) -> HttpResponse:
    acts: dict[str, Callable[[StaffRequest, datetime], HttpResponse]] = {
        "invite": _invite,
        **dict.fromkeys(ACTS, _agreement),
        "duty": _duty,
        "leave": _leave,
        "give": _give,
        "renew": _renew,
        "take": _take,
        "phone": _phone,
    }
    # The permission that each of these acts needs; for a key, holding it is checked.
    needed = {"give": None, "renew": None, "take": Permission.CASE_WORK}
    asked = request.POST.get("act", "")
    permission = needed.get(asked, Permission.TEAM_MANAGE)
    if asked not in acts or (permission and not request.actor.may(permission)):
        raise Http404
    return acts[asked](request, timezone.now())


def _invite(request: StaffRequest, now: datetime) -> HttpResponse:
    form = InviteForm(request.POST, units=units(seen_by=request.actor))
    if form.is_valid():
        awaited = how_it_holds(request.actor, at=now) == AWAITED
        try:
            code = services.invite(**form.invitation, by=request.actor, at=now)
        except services.CannotEnrol:
            form.add_error("sign_in_name", _("Somebody has this sign-in name already."))
        except Refused as refusal:
            form.add_error(None, not_alone(str(refusal)))
            return _page(request, form, status=409)
        else:
            name, roles = form.cleaned_data["name"], form.cleaned_data["roles"]
            context = {
                "code": code,
                "name": name,
                "opens_at": joins_at(roles, code, whole=request.build_absolute_uri),
                "joins_at": joins_at(roles, whole=request.build_absolute_uri),
                "awaited": awaited,
            }
            return render(request, "desk/invited.html", context)
    return _page(request, form, status=422)


def _agreement(request: StaffRequest, now: datetime) -> HttpResponse:
    """Agree to, end or refuse what the member or another supervisor began."""
    if code := act_on(request, request.POST["act"], now):
        status = 422 if code == "no_reason" else 409
        return _page(request, _invitation(request), status=status, told=not_alone(code))
    return redirect("desk:team")


def _duty(request: StaffRequest, now: datetime) -> HttpResponse:
    member = _member(request)
    on_duty = request.POST.get("on") == "yes"
    services.set_on_duty(member, on_duty=on_duty, by=request.actor, at=now)
    return redirect("desk:team")


def _leave(request: StaffRequest, now: datetime) -> HttpResponse:
    """End an account, with a confirmation; where cases would lose their only reader, their number
    must be typed."""
    member = _member(request)
    if request.POST.get("sure") != "yes":
        return _sure(request, member)
    if needs_a_second(member, by=request.actor, at=now):  # only asks, nothing is lost
        return _not_ended(request, member, "second_ends", now)
    lost = request.POST.get("lost") == "yes"  # a compromised account is ended at once even so
    if read_alone_by(member, seen_by=request.actor) and not lost:
        return _sure(request, member, status=409)
    try:
        let_go(member, alone=_number(request.POST.get("alone", "")), by=request.actor, at=now)
    except LeavesAlone:
        return _sure(request, member, status=409)
    except Refused as refusal:
        return _not_ended(request, member, str(refusal), now)
    return redirect("desk:team")


def _not_ended(request: StaffRequest, member: Any, code: str, now: datetime) -> HttpResponse:
    """Ask for a second member's agreement where it is needed; otherwise say why it cannot be
    done."""
    if code == "second_ends":
        code = asked_to_end(request, member, now)
    if code:
        return _page(request, _invitation(request), status=409, told=not_alone(code))
    return redirect("desk:team")


def _sure(request: StaffRequest, member: Any, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "member": member,
        "alone": alone_with(member),
        "asked": asked_of_her(request, member, now),
        "second": needs_a_second(member, by=request.actor, at=now),
        "keys": keys_held_alone(member, seen_by=request.actor),
        "consulted": read_alone_by(member, seen_by=request.actor),
        "mistyped": status != 200,  # noqa: PLR2004 - the code of an answer
    }
    return render(request, "desk/leave.html", context, status=status)


def _number(text: str) -> int:
    """Parse a typed number; 0 where there is none."""
    typed = text.strip()[:LONGEST_NUMBER]
    return int(typed) if typed.isdecimal() else 0


def _take(request: StaffRequest, now: datetime) -> HttpResponse:
    """Remove the access of members who left, case by case, within the time of one page."""
    until = monotonic() + PATIENCE
    taken = kept = 0
    for code in seats_left(seen_by=request.actor).codes:
        if monotonic() > until:
            break
        try:
            taken += bool(take_left_seats(code, by=request.actor, at=now))
        except (Http404, KeyChanged, Refused):
            kept += 1
    context = {"taken": taken, "kept": kept}
    return _page(request, _invitation(request), done=context)


def _invitation(request: StaffRequest) -> InviteForm:
    return InviteForm(units=units(seen_by=request.actor))


def _give(request: StaffRequest, now: datetime) -> HttpResponse:
    """Let a holder of a group key give it to a colleague. Other members cannot, including
    supervisors."""
    member, kind = _member(request), request.POST.get("kind", "")
    wanted = {(one.pk, kind) for one, kind, _ref in waiting_for_group_key(seen_by=request.actor)}
    if kind not in GIVEN_HERE or (member.pk, kind) not in wanted:
        raise Http404
    try:
        services.give_group_seat(member, kind=kind, by=request.actor, at=now)
    except Refused:
        form = _invitation(request)
        told = _("You do not hold this key, so you cannot give it. Somebody who holds it can.")
        return _page(request, form, status=409, told=told)
    return redirect("desk:team")


def _renew(request: StaffRequest, now: datetime) -> HttpResponse:
    """Renew a group key for all current holders who still work here."""
    kind = request.POST.get("kind", "reception")
    if kind not in GIVEN_HERE:
        raise Http404
    try:
        told = _renewed(kind, by=request.actor, at=now)
    except Refused:
        raise Http404 from None
    return _page(request, _invitation(request), told=told) if told else redirect("desk:team")


def _renewed(kind: str, *, by: Actor, at: datetime) -> str:
    """Renew the key and return what is left to do, if anything. Raises Refused."""
    if kind == "reception":
        rotate_reception(without=None, by=by, at=at)
    elif kind == "documentation":
        if left := renew_documentation_key(by=by, at=at):
            return _(
                "The new key holds. You never held the key of %(left)s earlier attacks: a"
                " monitor who held it must renew once more."
            ) % {"left": left}
    elif left := renew_statistics_key(by=by, at=at).left:
        return _(
            "The new key holds. You never held the key of %(left)s earlier answers about"
            " persons: somebody who held it must renew once more."
        ) % {"left": left}
    return ""


def _phone(request: StaffRequest, now: datetime) -> HttpResponse:
    try:
        confirm_phone_change(request.POST.get("heard", ""), by=request.actor, at=now)
    except Refused:
        told = _(
            "Nobody waits with this code: it is mistyped, confirmed already, or over. Let them read"
            " it once more, or begin anew."
        )
        return _page(request, _invitation(request), status=409, told=told)
    return redirect("desk:team")


def _member(request: StaffRequest) -> Any:
    member = member_called(request.POST.get("member", ""), seen_by=request.actor)
    if member is None:
        raise Http404
    return member


def _page(
    request: StaffRequest,
    form: InviteForm,
    *,
    status: int = 200,
    told: str = "",
    done: dict[str, int] | None = None,
) -> HttpResponse:
    now = timezone.now()
    waiting = waiting_for_group_key(seen_by=request.actor)
    everybody = members(seen_by=request.actor)
    staff = [one for one in everybody if Permission.DESK in permissions_of(one.role_set)]
    works = request.actor.may(Permission.CASE_WORK)
    known = keys_known_to_leavers(seen_by=request.actor)
    context = (
        {
            "here": "team",
            "form": form,
            "told": told,
            "done": done,
            "left": seats_left(seen_by=request.actor) if works else None,
            "known": [one for one in known if one.kind in GIVEN_HERE],
            "unit_known": [
                (_unit_name(one.ref, request), one.names) for one in known if one.kind == "unit"
            ],
            "members": [(one, roles_in_words("+".join(one.roles))) for one in staff],
            "officers": [one for one in everybody if Role.INSTITUTION_OFFICER in one.role_set],
            "overseers": [one for one in everybody if Role.OVERSEER in one.role_set],
            "phones": phone_changes_asked(seen_by=request.actor, at=now),
            "invited": in_words(open_invitations(seen_by=request.actor, at=now)),
            "reasons": reasons(),
            "newcomers": in_words(joined_lately(seen_by=request.actor, at=now)),
            "waiting": [(one, kind) for one, kind, _ref in waiting if kind in GIVEN_HERE],
            "unit_waiting": [(one, ref) for one, kind, ref in waiting if kind not in GIVEN_HERE],
            "receives": request.actor.may(Permission.FILING_OPEN),
            "manages": request.actor.may(Permission.TEAM_MANAGE),
            "leaks": may_ask(request.actor),
            "approves": request.actor.may(Permission.EXPORT_APPROVE),
            "counts": request.actor.may(Permission.CASE_ASSESS) and not settings.ORGANISATION,
        }
        | of_the_machine(request, now)
        | of_the_end(request, now)
        | of_suspensions(request)
    )
    return render(request, "desk/team.html", context, status=status)


def _unit_name(code: str, request: StaffRequest) -> str:
    found = (unit.name for unit in units(seen_by=request.actor) if unit.code == code)
    return next(found, code)
