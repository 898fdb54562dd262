"""Every page says who may open it: `@anyone`, `@needs(...)`, or the door's `@with_words`."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.foundations.access import kept, sittings
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.forms import SignInForm
from amparo.foundations.access.models import Sitting
from amparo.foundations.access.permissions import Permission
from amparo.sealing.keys import KeyPair

COOKIE = "amparo_sitting"
PROPOSAL = "amparo_proposal"
"""Cookies of whoever works here, and of whoever came back to a proposal of hers."""

type View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody signed in."""

    actor: Actor


def anyone(view: View) -> View:
    """A page for the whole world."""
    view.opens_to = "anyone"  # type: ignore[attr-defined]
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """A page for members who hold `permission`; for other members it does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if actor is None:
                return sign_in_first(request, permission)
            if not actor.may(permission):
                raise Http404
            request.actor = actor  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.opens_to = permission.value  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor_of(request: HttpRequest) -> Actor | None:
    """Who is signed in, with her keys unlocked for this request."""
    token = token_in(request, COOKIE)
    opened = sittings.resume(Sitting.Kind.MEMBER, token, at=timezone.now()) if token else None
    if opened is None or opened.sitting.member is None:
        return None
    member = opened.sitting.member
    secret = bytes.fromhex(opened.content["secret"])
    pair = KeyPair(public=bytes(member.public), secret=secret)
    return Actor(member, pair, opened.sitting.pk, opened.sitting.began_at)


def token_in(request: HttpRequest, cookie: str) -> bytes | None:
    try:
        token = bytes.fromhex(request.COOKIES.get(cookie, ""))
    except ValueError:
        return None
    return token if len(token) == 32 else None  # noqa: PLR2004 - bytes of a token


def address_of(request: HttpRequest) -> str:
    """Where a try comes from, as our own proxy says; only a keyed hash of it is kept, for minutes.

    Everybody who comes by an onion address has the same one.
    """
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """The same for a request that is not whole yet."""
    here = str(environ.get("REMOTE_ADDR", ""))
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "") if here in settings.PROXIES else ""
    return str(forwarded).rpartition(",")[2].strip() or here


def set_cookie(request: HttpRequest, response: HttpResponse, cookie: str, token: bytes) -> None:
    """A cookie that ends with the browser and is sent to this site alone."""
    response.set_cookie(
        cookie,
        token.hex(),
        httponly=True,
        samesite="Strict",
        # Behind a proxy the request looks plain, and the cookie must not travel so all the same.
        secure=settings.SECURE_TRANSPORT or request.is_secure(),
    )


def sign_in_first(request: HttpRequest, permission: Permission) -> HttpResponse:
    """Ask to sign in and carry what was typed, so that an ended sitting loses nothing."""
    surface = "duties" if permission is Permission.DUTIES else "desk"
    if request.method != "POST":
        return redirect(f"{reverse(f'{surface}:sign_in')}?next={quote(request.get_full_path())}")
    context = {
        "surface": surface,
        "surface_page": f"{surface}_page.html",
        "sign_in": f"{surface}:sign_in",
        "form": SignInForm(),
        "next": request.get_full_path(),
        "kept": [(f"{kept.PREFIX}{name}", value) for name, value in kept.fields(request)],
        "had_files": bool(request.FILES),
    }
    return render(request, "access/sign_in_again.html", context, status=401)
