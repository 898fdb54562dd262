"""Addresses of pages on any surface: served here, or by another process."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

EVERYWHERE = "amparo.urls.all_surfaces"


def address(view: str, *parts: object) -> str:
    """Return the address of a page by its name (`door:home`). If another process serves its
    surface, it is under the address that the site sets for that surface; empty if it sets none."""
    try:
        return reverse(view, args=parts)
    except NoReverseMatch:
        base = settings.ADDRESSES.get(view.partition(":")[0], "")
        return f"{base}{reverse(view, args=parts, urlconf=EVERYWHERE)}" if base else ""


def whole_address(path: str) -> str:
    """Return an address that can be opened elsewhere: under the first name that AMPARO_HOSTS gives
    besides this machine's own; the path alone where it gives none."""
    named = (one for one in settings.ALLOWED_HOSTS if one[:1] not in {"*", ".", "["})
    host = next((one for one in named if one not in {"localhost", "127.0.0.1"}), "")
    scheme = "https" if settings.SECURE_TRANSPORT else "http"
    return f"{scheme}://{host}{path}" if host and path.startswith("/") else path
