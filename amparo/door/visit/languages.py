"""The other language in the middle of a page: what was typed stays.

Where something is written, the names of the languages are buttons of its form. They send what
stands there as it is; nothing is judged, and nothing is sent on."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

ASKED = "language"


def asked_for(request: HttpRequest) -> str:
    """The language that a form asks for instead of being sent; empty where it is sent."""
    code = request.POST.get(ASKED, "") if request.method == "POST" else ""
    return code if code in dict(settings.LANGUAGES) else ""


def speak(code: str) -> None:
    """Say what follows in this request in that language already."""
    translation.activate(code)


def typed(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """What stands in these fields, to be shown again as it is."""
    return {name: request.POST[name] for name in names if name in request.POST}


def remembered[R: HttpResponse](request: HttpRequest, response: R, code: str) -> R:
    """The browser asks for that language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
