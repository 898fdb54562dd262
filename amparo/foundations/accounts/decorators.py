"""Decorators that say who may open a page: `@anyone`, `@needs(...)`, or the door's
`@with_words`."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.forms import ProofForm, SignInForm
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.role_history import by_record
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.accounts.sign_in import reauthenticated_forms as filling
from amparo.foundations.accounts.sign_in import sessions as sittings

COOKIE = "amparo_sitting"
PROPOSAL = "amparo_proposal"
"""Cookies of a signed-in member, and of a person who came back to a proposal."""

OUTSIDE = frozenset({Permission.PORTAL, Permission.OVERSIGHT, Permission.OUTSIDE})
"""Permissions of pages under /duties/, for members who are not of the team."""
FIRST_PAGES = {"desk": "/desk/", "portal": "/duties/"}
"""The first page of each surface with accounts."""

RELOADED = "auto"
"""Field of an address that a page asks for by itself: it counts as no act of the member."""

type View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of a signed-in member."""

    actor: Actor


def anyone(view: View) -> View:
    """Mark a page as open to anyone."""
    view.opens_to = "anyone"  # type: ignore[attr-defined]
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """Mark a page for members who hold `permission`; other members get 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if actor is None:
                return sign_in_first(request, permission)
            if not actor.may(permission):
                raise Http404
            request.actor = actor  # type: ignore[attr-defined]
            if not _asks_to_prove(request):
                form_recovery.take_what_was_carried(request)
            return view(request, *args, **kwargs)

        guarded.opens_to = permission.value  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the signed-in member with keys unlocked for this request, and with the roles that the
    record gives, whatever the row says. None if the account is suspended or has ended in the
    record."""
    token, by_itself = token_in(request, COOKIE), request.GET.get(RELOADED) == "1"
    acts, now = not by_itself, timezone.now()
    opened = sittings.resume(Session.Kind.MEMBER, token, at=now, acts=acts) if token else None
    if opened is None or opened.sitting.member is None:
        return None
    here = by_record([opened.sitting.member], read=opened.sitting)
    if not here:
        return None
    [member] = here
    secret = bytes.fromhex(opened.content["secret"])
    pair = KeyPair(public=bytes(member.public), secret=secret)
    sitting = opened.sitting
    return Actor(member, pair, sitting.pk, sitting.began_at, sitting.proved_at)


def reloads_itself(response: HttpResponse, address: str, *, after: int) -> None:
    """Have the browser ask for this address, which has a query, after so many seconds. The session
    ends as if the page had not been asked for."""
    response["Refresh"] = f"{after}; url={address}&{RELOADED}=1"


def token_in(request: HttpRequest, cookie: str) -> bytes | None:
    try:
        token = bytes.fromhex(request.COOKIES.get(cookie, ""))
    except ValueError:
        return None
    return token if len(token) == 32 else None  # noqa: PLR2004 - bytes of a token


def address_of(request: HttpRequest) -> str:
    """Return where a try comes from, as our own proxy says; only a keyed hash of it is kept, for
    minutes. All visitors by an onion address have the same one."""
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """Return the same for a request that is not whole yet."""
    here = str(environ.get("REMOTE_ADDR", ""))
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "") if here in settings.PROXIES else ""
    return str(forwarded).rpartition(",")[2].strip() or here


def origin_of(request: HttpRequest, surface: str) -> str:
    """Return the origin of this surface, as a browser tells it to a passkey: only by a name that
    the site gives itself. Empty if it is reached by an IP address, which no passkey belongs to, or
    by a name that merely fits a pattern."""
    asked = request.get_host().lower()
    name, origin = split_domain_port(asked)[0], f"{request.scheme}://{asked}"
    if name not in settings.ALLOWED_HOSTS and origin != settings.ADDRESSES.get(surface):
        return ""
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return origin
    return ""


def set_cookie(
    request: HttpRequest, response: HttpResponse, cookie: str, token: bytes, *, path: str = "/"
) -> None:
    """Set a cookie that ends with the browser and is sent to this site alone."""
    response.set_cookie(
        cookie,
        token.hex(),
        path=path,
        httponly=True,
        samesite="Strict",
        # Behind a proxy the request looks plain, and the cookie must not travel so all the same.
        secure=settings.SECURE_TRANSPORT or request.is_secure(),
    )


def afresh(
    *acts: str, named: str = "act", at_once: bool = False, on_sending: bool = False
) -> Callable[[View], View]:
    """Ask for password and code again before an act that cannot be undone, unless they were shown
    within PROOF_LASTS.

    A page with one form asks before it is filled in, and then leaves time to fill it in. `acts`:
    only for these of a page with several, given in the field `named`. `at_once`: there is nothing
    to write, and no time is left; nor with `on_sending`, where reading the page does not ask.
    Nothing typed is lost.
    """
    leaves_time = not acts and not at_once and not on_sending

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            sent = request.method == "POST"
            meant = sent or not on_sending
            if acts:
                meant = sent and request.POST.get(named, "") in acts
            proved = filling.proved(request.actor, at=timezone.now())
            if meant and not proved and not (sent and leaves_time and _was_open(request)):
                surface = "portal" if request.path.startswith("/duties/") else "desk"
                return prove_again(request, surface, ProofForm(), status=401)
            response = view(request, *args, **kwargs)
            if leaves_time and proved and response.status_code == HTTPStatus.OK:
                _stays_open(request, response)
            return response

        return guarded

    return decorate


def _was_open(request: StaffRequest) -> bool:
    token = token_in(request, filling.cookie_of(request.path))
    return filling.was_shown(request.actor, request.path, token, at=timezone.now())


def _stays_open(request: StaffRequest, response: HttpResponse) -> None:
    token = filling.shown(request.actor, request.path, at=timezone.now())
    cookie = filling.cookie_of(request.path)
    set_cookie(request, response, cookie, token, path=quote(request.path))


def prove_again(
    request: StaffRequest, surface: str, form: ProofForm, *, status: int, told: str = ""
) -> HttpResponse:
    """Ask for password and code, and carry what was about to be sent."""
    context = {
        "surface_page": f"{surface}_page.html",
        "prove": f"{surface}:prove",
        "name": request.actor.member.sign_in_name,
        "form": form,
        "told": told,
        "passkeys": bool(origin_of(request, surface)),
        "on_paper": request.actor.proved_at is None,
        **carried_along(request),
    }
    return render(request, "accounts/prove.html", context, status=status)


def carried_along(request: HttpRequest) -> dict[str, object]:
    """Return the context of an intermediate page: the page that was meant, and what was about to be
    sent there."""
    return {
        "next": _meant(request),
        "kept": _kept_for_later(request),
        "had_files": form_recovery.file_fields(request),
    }


def go_on_with(
    request: HttpRequest, surface: str, *, fallback: str, told: str = ""
) -> HttpResponse:
    """Go to the page that was meant; if a form was about to be sent, with its fields: its files are
    chosen there once more. `told`: what was just done."""
    target = form_recovery.safe_path(request.POST.get("next", ""), fallback=fallback)
    fields, files = form_recovery.carried(request), form_recovery.file_fields(request)
    if not fields and not files:
        return redirect(target)
    context = {
        "surface_page": f"{surface}_page.html",
        "target": target,
        "fields": fields,
        "had_files": files,
        "told": told or gettext("You are signed in."),
    }
    return render(request, "accounts/go_on.html", context)


def sign_in_first(request: HttpRequest, permission: Permission) -> HttpResponse:
    """Ask to sign in and carry what was typed, so that an ended session loses nothing."""
    surface = "portal" if permission in OUTSIDE else "desk"
    if request.method != "POST":
        return redirect(f"{reverse(f'{surface}:sign_in')}?next={quote(request.get_full_path())}")
    context = {
        "surface": surface,
        "surface_page": f"{surface}_page.html",
        "sign_in": f"{surface}:sign_in",
        "forgotten": f"{surface}:forgotten",
        "lost_phone": f"{surface}:lost_phone",
        "form": SignInForm(),
        "passkeys": bool(origin_of(request, surface)),
        **carried_along(request),
    }
    return render(request, "accounts/sign_in_again.html", context, status=401)


def _meant(request: HttpRequest) -> str:
    """Return the page that follows after password and code; never the page that asks for them."""
    if _asks_to_prove(request):
        return form_recovery.safe_path(request.POST.get("next", ""), fallback="")
    return form_recovery.safe_path(request.get_full_path(), fallback="")


def _kept_for_later(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was about to be sent, under the names by which a page carries it."""
    if _asks_to_prove(request):
        return form_recovery.carried_on(request)
    return form_recovery.to_carry(request) or form_recovery.a_click(request)


def _asks_to_prove(request: HttpRequest) -> bool:
    page = request.resolver_match
    return page is not None and page.view_name in {"desk:prove", "portal:prove"}
