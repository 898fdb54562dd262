"""A passkey in the place of a code, after the password: where one signs in, and where one is asked
again. It needs JavaScript; without it the same pages take a code."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts.credentials.passkeys import Asked

COOKIE = "amparo_passkey"
WAY = "by"
"""Which button was used: `passkey` asks for one, `shown` brings its answer, `code` goes back."""


def ask_browser(
    request: HttpRequest, surface: str, asked: Asked, *, page: str, about: dict[str, object]
) -> HttpResponse:
    """The page whose script asks the browser. `page`: where the answer goes, by its name."""
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
    """The token that this browser was given, and what it answers."""
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
