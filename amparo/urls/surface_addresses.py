"""Where each surface begins, and what a surface has of its own where it is served alone."""

from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path

from amparo.door import security_txt as reporting
from amparo.door.visit import front_page_and_exit as entrance
from amparo.foundations.accounts.decorators import anyone
from amparo.site import ledger as published

LAYOUT: dict[str, tuple[str, str]] = {
    "desk": ("desk/", "amparo.desk.urls"),
    "portal": ("duties/", "amparo.portal.urls"),
    "door": ("", "amparo.door.urls"),
    "site": ("", "amparo.site.urls"),
}
BEGINS = {"desk": "/desk/", "portal": "/duties/", "site": "/public/"}
# The way out, the languages and whom to tell of a hole belong to every page of every surface.
OUT: list[URLPattern] = [
    path("exit/", entrance.leave_another, name="exit"),
    path("language/<slug:code>/", entrance.language, name="language"),
    path(reporting.WHERE, reporting.security_txt, name="security_txt"),
]


# The signed heads of an organisation's record are at the same addresses as those of a mechanism:
# beside the door, since nothing else of it is for everybody.
HEADS: list[URLPattern] = [
    path("public/ledger/", published.ledger, name="ledger"),
    path("public/ledger.json", published.ledger_json, name="ledger_json"),
    path("public/ledger.atom", published.ledger_feed, name="ledger_feed"),
]


def pages_of(surfaces: Collection[str]) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = [
        path(prefix, include(module))
        for surface, (prefix, module) in LAYOUT.items()
        if surface in surfaces
    ]
    if "door" in surfaces:
        alone = settings.ORGANISATION and "site" not in surfaces
        return [*found, path("", include((HEADS, "site")))] if alone else found
    return [*found, path("", include((OUT, "door"))), *_beginning(surfaces)]


def _beginning(surfaces: Collection[str]) -> list[URLPattern]:
    """Without the door the bare address leads to the first surface there is."""
    first = next((BEGINS[one] for one in ("site", "desk", "portal") if one in surfaces), "")

    @anyone
    def begin(_: HttpRequest) -> HttpResponse:
        return redirect(first)

    return [path("", begin, name="begin")] if first else []
