"""The other language in the middle of a form: a button of it, so that what was typed stays."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def asked_for(request: HttpRequest) -> str:
    code = request.POST.get("language", "")
    return code if code in dict(settings.LANGUAGES) else ""


def spoken_in(language: str, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The browser asks for that language from now on."""
    name, secure = settings.LANGUAGE_COOKIE_NAME, request.is_secure()
    response.set_cookie(name, language, httponly=True, samesite="Lax", secure=secure)
    return response
