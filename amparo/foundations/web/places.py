"""Addresses of pages, whichever surface they are on: served here, or by a process of their own."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

EVERYWHERE = "amparo.urls.everywhere"


def address(view: str, *parts: object) -> str:
    """Of a page by its name (`door:home`). Where another process serves its surface, under the
    address that the site names for that one; nothing where it names none."""
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
