"""Change the language within a form by a button, so that what was typed stays."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def asked_for(request: HttpRequest) -> str:
    code = request.POST.get("language", "")
    return code if code in dict(settings.LANGUAGES) else ""


def spoken_in(language: str, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Set the language cookie, so that later pages use this language."""
    name, secure = settings.LANGUAGE_COOKIE_NAME, request.is_secure()
    response.set_cookie(name, language, httponly=True, samesite="Lax", secure=secure)
    return response
