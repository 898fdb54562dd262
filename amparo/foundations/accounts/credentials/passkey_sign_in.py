"""Pages where a passkey replaces the code, after the password: on sign-in, and where password and
code are asked again. They need JavaScript; without it the same pages take a code."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts.credentials.passkeys import Asked

COOKIE = "amparo_passkey"
WAY = "by"
"""The field of the button used: `passkey` asks for one, `shown` brings its answer, `code` goes
back."""


def ask_browser(
    request: HttpRequest, surface: str, asked: Asked, *, page: str, about: dict[str, object]
) -> HttpResponse:
    """Return the page whose script asks the browser. `page`: the name of the page that gets the
    answer."""
    context = {
        "surface_page": f"{surface}_page.html",
        "page": f"{surface}:{page}",
        "makes": page == "account",
        "asked": asked.options,
        **about,
    }
    response = render(request, "accounts/passkey.html", context)
    pages.set_cookie(request, response, COOKIE, asked.token)
    return response


def answer_of(request: HttpRequest) -> tuple[bytes | None, str]:
    """Return the token that this browser was given, and its answer."""
    return pages.token_in(request, COOKIE), request.POST.get("passkey", "")


def way_of[R: HttpRequest](
    request: R, ways: Mapping[str, Callable[[R, str], HttpResponse]]
) -> Callable[[R, str], HttpResponse] | None:
    return ways.get(request.POST.get(WAY, "")) if request.method == "POST" else None


def not_shown() -> str:
    return _(
        "No passkey of yours answered in time. Try once more, or use a code. If this one no longer"
        " answers anywhere, somebody may have copied it: remove it on the page of your account."
    )


def wrong_first_half() -> str:
    return _("These two do not belong together, or no passkey belongs to them at this address.")
