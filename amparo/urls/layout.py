"""Where each surface begins, and what a surface has of its own where it is served alone."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path

from amparo.door import entrance, reporting
from amparo.foundations.access.pages import anyone

LAYOUT: dict[str, tuple[str, str]] = {
    "desk": ("desk/", "amparo.desk.urls"),
    "duties": ("duties/", "amparo.duties.urls"),
    "door": ("", "amparo.door.urls"),
    "site": ("", "amparo.site.urls"),
}
BEGINS = {"desk": "/desk/", "duties": "/duties/", "site": "/public/"}
# The way out, the languages and whom to tell of a hole belong to every page, whoever serves it.
OUT: list[URLPattern] = [
    path("exit/", entrance.leave_another, name="exit"),
    path("language/<slug:code>/", entrance.language, name="language"),
    path(reporting.WHERE, reporting.security_txt, name="security_txt"),
]


def pages_of(surfaces: Collection[str]) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = [
        path(prefix, include(module))
        for surface, (prefix, module) in LAYOUT.items()
        if surface in surfaces
    ]
    if "door" in surfaces:
        return found
    return [*found, path("", include((OUT, "door"))), *_beginning(surfaces)]


def _beginning(surfaces: Collection[str]) -> list[URLPattern]:
    """Without the door the bare address leads to the first surface there is."""
    first = next((BEGINS[one] for one in ("site", "desk", "duties") if one in surfaces), "")

    @anyone
    def begin(_: HttpRequest) -> HttpResponse:
        return redirect(first)

    return [path("", begin, name="begin")] if first else []
