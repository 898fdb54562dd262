"""The contact for reports of security vulnerabilities: RFC 9116."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from amparo.foundations.accounts.decorators import anyone

WHERE: Final = ".well-known/security.txt"
HOLDS_FOR: Final = timedelta(days=180)
"""Amparo's choice: the RFC recommends less than a year. A stored copy has to be fetched again after
it."""


@anyone
@require_safe
def security_txt(_: HttpRequest) -> HttpResponse:
    """Return security.txt; 404 where the site has no security contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + HOLDS_FOR).date()
    lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
    lines += [f"Expires: {until}T00:00:00Z", "Preferred-Languages: es, en"]
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
