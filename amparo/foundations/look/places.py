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
