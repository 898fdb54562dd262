"""Change the language within a page, keeping what was typed.

Where there is a form, the names of the languages are buttons of it. They send the form as it is;
nothing is validated or sent further.
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

ASKED = "language"


def asked_for(request: HttpRequest) -> str:
    """Return the language that a form asks for instead of being sent; "" where it is sent."""
    code = request.POST.get(ASKED, "") if request.method == "POST" else ""
    return code if code in dict(settings.LANGUAGES) else ""


def speak(code: str) -> None:
    """Use this language for the rest of this request."""
    translation.activate(code)


def typed(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """Return the values of these fields, to be shown again unchanged."""
    return {name: request.POST[name] for name in names if name in request.POST}


def remembered[R: HttpResponse](request: HttpRequest, response: R, code: str) -> R:
    """Set the language cookie, so that later pages use this language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
