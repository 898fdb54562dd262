"""The pages that turn an invitation into an account, on each surface that has accounts: a password,
and a phone that shows one-time codes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts import services
from amparo.foundations.accounts.forms import EnrolForm, InvitationForm
from amparo.foundations.accounts.own_account.views import drawn, wrong_first_code
from amparo.foundations.accounts.permissions import Permission, Role, permissions_of
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.refusal_messages import refused, too_easy
from amparo.foundations.web.cross_surface_addresses import address

COOKIE = "amparo_join"
KIND = "join"
WRONG_CODES = 20  # by one browser, and near one code from everywhere
WRONG_CODES_HERE = 200  # from one address, which a whole office may share
ENDED = 401
OVERTAKEN = 409
WAIT = 429


def joins_at(roles: Iterable[str], code: str = "", *, whole: Callable[[str], str] = str) -> str:
    """Return where a member of these roles makes the account, officers on their own surface: with a
    code, the page on which it is typed already. `whole` puts the site's address before it; where
    another process serves that page and its address is not set, it stays a path."""
    officer = Permission.DESK not in permissions_of(_roles(roles))
    surface = "portal" if officer else "desk"
    found = address(f"{surface}:invitation", code) if code else address(f"{surface}:join")
    path = f"{pages.FIRST_PAGES[surface]}join/{f'{code}/' if code else ''}"
    return whole(found) if found else path


def join_page(request: HttpRequest, surface: str, invited: str = "") -> HttpResponse:
    """Ask for three things on two pages: the invitation's code; then password and first code of the
    telephone. The address that gives the code (`invited`) only fills it in and does not check it,
    so that a preview of the link uses nothing up and codes cannot be tried by address."""
    if request.method == "POST" and "password" in request.POST:
        return _enrol(request, surface)
    if request.method == "POST":
        return _begin(request, surface)
    typed = {"invitation": marks.code_normalised(invited)}
    return _first_page(request, surface, InvitationForm(initial=typed))


def _begin(request: HttpRequest, surface: str) -> HttpResponse:
    """Check the invitation's code and make the secret of one-time codes. It waits under a token
    that only this browser has."""
    form, now = InvitationForm(request.POST), timezone.now()
    status = 422
    if form.is_valid():
        invited = form.cleaned_data["invitation"]
        try:
            invitation = _invitation(request, invited, at=now)
        except services.CannotEnrol as refusal:
            if str(refusal) == "unknown":  # a good code stays open to a further try
                for what, whom, _limit in _counted(request, invited):
                    limits.failed(what, whom, at=now)
            form.add_error("invitation", _refusal(str(refusal)))
            status = WAIT if str(refusal) == "wait" else status
        else:
            content = {
                "invitation": invited,
                "secret": codes.new_secret(),
                "name": invitation.sign_in_name,
                "hints": [invitation.name, invitation.sign_in_name],
            }
            token = sittings.begin(KIND, content, at=now)
            response = _second_page(request, surface, EnrolForm(), content)
            pages.set_cookie(request, response, COOKIE, token)
            return response
    return _first_page(request, surface, form, status=status)


def _invitation(request: HttpRequest, code: str, *, at: datetime) -> Any:
    """Return the invitation that this code opens. Guessing 80 bits is hopeless, and a partly seen
    code takes as long from many places as from one; the delay affects only who tries."""
    for what, whom, limit in _counted(request, code):
        if limits.too_many(what, whom, at=at, limit=limit):
            raise services.CannotEnrol("wait")
    found = services.invitation_for(code, at=at)
    if "desk" not in settings.SURFACES and Permission.DESK in permissions_of(_roles(found.roles)):
        raise services.CannotEnrol("team")  # no account of the team can be made on this process
    return found


def _counted(request: HttpRequest, code: str) -> list[tuple[str, str, int]]:
    """Return what a wrong code counts against: the browser, the address, and each group of the
    code. An attacker who saw a part of a code tries codes that have a group in common; of random
    codes, twenty with the same group come once in twenty million."""
    address, form = pages.address_of(request), request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    here = [("join-here", f"{address} {form}", WRONG_CODES), ("join", address, WRONG_CODES_HERE)]
    groups = marks.code_normalised(code).split("-")
    if len(groups) != services.CODE_GROUPS:  # none of ours
        return here
    pieces = [f"{place} {group}" for place, group in enumerate(groups)]
    return [*here, *(("join-code", piece, WRONG_CODES) for piece in pieces)]


def _roles(names: Iterable[str]) -> frozenset[Role]:
    return frozenset(map(Role, names))


def _enrol(request: HttpRequest, surface: str) -> HttpResponse:
    now = timezone.now()
    token = pages.token_in(request, COOKIE)
    opened = sittings.resume(KIND, token, at=now) if token else None
    if token is None or opened is None:
        return _first_page(request, surface, InvitationForm(), status=ENDED)
    content = opened.content
    enrol_form = EnrolForm(request.POST, hints=content["hints"])
    if not enrol_form.is_valid():
        return _second_page(request, surface, enrol_form, content, status=422)
    try:
        member = services.enrol(
            content["invitation"],
            password=enrol_form.cleaned_data["password"],
            code_secret=content["secret"],
            code=enrol_form.cleaned_data["code"],
            at=now,
        )
    except services.CannotEnrol as refusal:
        field = {"wrong_code": "code", "weak_password": "password"}.get(str(refusal))
        enrol_form.add_error(field, _refusal(str(refusal)))
        status = 422 if field else OVERTAKEN
        return _second_page(request, surface, enrol_form, content, status=status)
    sittings.end(token)
    own = "desk" if Permission.DESK in permissions_of(member.role_set) else "portal"
    context = {
        "surface_page": f"{surface}_page.html",
        "name": member.sign_in_name,
        # Where the surfaces are served apart, the address of the sign-in page may not be set.
        "sign_in": address(f"{own}:sign_in"),
    }
    response = render(request, "accounts/joined.html", context)
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


def _first_page(
    request: HttpRequest, surface: str, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "surface_page": f"{surface}_page.html",
        "form": form,
        "ended": status == ENDED,
        "next_page": reverse(f"{surface}:join"),  # where no code stands in the address
    }
    return render(request, "accounts/join.html", context, status=status)


def _second_page(
    request: HttpRequest,
    surface: str,
    form: EnrolForm,
    content: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "surface_page": f"{surface}_page.html",
        "form": form,
        "name": content["name"],
        **drawn(content["secret"], content["name"]),
    }
    return render(request, "accounts/join_second.html", context, status=status)


def _refusal(reason: str) -> str:
    reasons = {
        "wait": refused(services.NotSignedIn(wait=True)),
        "unknown": _(
            "No open invitation has this code. Compare its four groups with what you were given. If"
            " they are the same, the invitation was ended: ask for a new one where you got this"
            " one."
        ),
        "expired": _(
            "This code opens nothing any more: it was good for two days, or was ended before. Ask"
            " for a new invitation where you got this one."
        ),
        "early": _(
            "This code is good in some days only: it is published first that a member was invited."
            " Ask where you got it from when it is good."
        ),
        "awaited": _(
            "This invitation is not agreed to yet: a second supervisor does that. The code stays"
            " good; type it again once you are told so."
        ),
        "team": _("This invitation is for the team: use it on the team's own pages."),
        "used": _(
            "This code was used already: it makes one account. If you made it, sign in. If it was"
            " not you, tell the team at once."
        ),
        "name_taken": _(
            "Somebody signs in by this name already. Ask whoever invited you for another"
            " invitation, with another sign-in name."
        ),
        "weak_password": too_easy(),
        "wrong_code": wrong_first_code(),
    }
    return reasons.get(reason, reasons["unknown"])
