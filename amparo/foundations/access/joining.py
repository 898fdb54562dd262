"""Turning an invitation into an account, on each surface that has accounts: a password, and a phone
that shows one-time codes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.foundations.access import limits, pages, services, sittings
from amparo.foundations.access.account import drawn, wrong_first_code
from amparo.foundations.access.forms import EnrolForm, InvitationForm
from amparo.foundations.access.permissions import Permission, Role, permissions_of
from amparo.foundations.access.refused import refused, too_easy
from amparo.foundations.look.places import address
from amparo.sealing import codes

COOKIE = "amparo_join"
KIND = "join"
WRONG_WORDS = 20  # by one browser, and near one word from everywhere
WRONG_WORDS_HERE = 200  # from one address, which a whole office may share
LONG, PARTS = 64, 4  # letters of a word, and how many pieces of it are looked at
ENDED = 401
OVERTAKEN = 409
WAIT = 429


def joins_at(roles: Iterable[str]) -> str:
    """Where somebody with these roles makes her account: officers on their own surface."""
    officer = Permission.DESK not in permissions_of(_roles(roles))
    surface = "duties" if officer else "desk"
    return address(f"{surface}:join") or f"/{surface}/join/"


def join_page(request: HttpRequest, surface: str) -> HttpResponse:
    """Three things on two pages: the invitation's word; then password and first code."""
    if request.method == "POST" and "password" in request.POST:
        return _enrol(request, surface)
    if request.method == "POST":
        return _begin(request, surface)
    return _first_page(request, surface, InvitationForm())


def _begin(request: HttpRequest, surface: str) -> HttpResponse:
    """The code's secret is made now. It waits under a token that only this browser has."""
    form, now = InvitationForm(request.POST), timezone.now()
    status = 422
    if form.is_valid():
        word = form.cleaned_data["word"]
        try:
            invitation = _invitation(request, word, at=now)
        except services.CannotEnrol as refusal:
            if str(refusal) == "expired":  # of a good word nobody is kept from trying it again
                for what, whom, _limit in _counted(request, word):
                    limits.failed(what, whom, at=now)
            form.add_error("word", _refusal(str(refusal)))
            status = WAIT if str(refusal) == "wait" else status
        else:
            content = {
                "word": word,
                "secret": codes.new_secret(),
                "name": invitation.sign_in_name,
                "hints": [invitation.name, invitation.sign_in_name],
            }
            token = sittings.begin(KIND, content, at=now)
            response = _second_page(request, surface, EnrolForm(), content)
            pages.set_cookie(request, response, COOKIE, token)
            return response
    return _first_page(request, surface, form, status=status)


def _invitation(request: HttpRequest, word: str, *, at: datetime) -> Any:
    """Guessing a word of 256 bits is hopeless, and one of which most was seen takes as long from
    many places as from one; trying costs time, and only who tries."""
    for what, whom, limit in _counted(request, word):
        if limits.too_many(what, whom, at=at, limit=limit):
            raise services.CannotEnrol("wait")
    found = services.invitation_for(word, at=at)
    if "desk" not in settings.SURFACES and Permission.DESK in permissions_of(_roles(found.roles)):
        raise services.CannotEnrol("team")  # here nobody may write an account of the team
    return found


def _counted(request: HttpRequest, word: str) -> list[tuple[str, str, int]]:
    """What a wrong word counts against: the browser, the address, and each quarter of it. Who saw
    the rest of a word tries words that have a quarter in common; who makes them up, never."""
    address, form = pages.address_of(request), request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    here = [("join-here", f"{address} {form}", WRONG_WORDS), ("join", address, WRONG_WORDS_HERE)]
    typed, size = "".join(word.split()).casefold(), LONG // PARTS
    if len(typed) != LONG:  # none of ours
        return here
    pieces = [f"{start} {typed[start : start + size]}" for start in range(0, LONG, size)]
    return [*here, *(("join-word", piece, WRONG_WORDS) for piece in pieces)]


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
            content["word"],
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
    own = "desk" if Permission.DESK in permissions_of(member.role_set) else "duties"
    context = {
        "surface_page": f"{surface}_page.html",
        "name": member.sign_in_name,
        # Where the surfaces are served apart, nobody may have said where hers is.
        "sign_in": address(f"{own}:sign_in"),
    }
    response = render(request, "access/joined.html", context)
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


def _first_page(
    request: HttpRequest, surface: str, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    context = {"surface_page": f"{surface}_page.html", "form": form, "ended": status == ENDED}
    return render(request, "access/join.html", context, status=status)


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
    return render(request, "access/join_second.html", context, status=status)


def _refusal(reason: str) -> str:
    reasons = {
        "wait": refused(services.NotSignedIn(wait=True)),
        "expired": _(
            "This word opens no invitation: it is mistyped, or older than two days. Ask whoever"
            " invited you for a new one."
        ),
        "early": _(
            "This invitation is good in some days only: everybody reads first that somebody was"
            " invited. Whoever gave it to you knows from when."
        ),
        "awaited": _(
            "This invitation is not agreed to yet: a second person who manages the team does that."
            " The word stays good; type it again once whoever invited you says so."
        ),
        "team": _("This invitation is for the team: use it on the team's own pages."),
        "used": _("This invitation was used already. If it was not you, say so at once."),
        "name_taken": _(
            "Somebody signs in by this name already. Ask whoever invited you for another"
            " invitation, with another sign-in name."
        ),
        "weak_password": too_easy(),
        "wrong_code": wrong_first_code(),
    }
    return reasons.get(reason, reasons["expired"])
