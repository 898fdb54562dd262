"""What was typed into a page whose sitting or form had expired: it stays in the browser, inside the
next page, and is never written down here."""

import re

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NEVER = {"csrfmiddlewaretoken", "password", "again", "code", "phrase"}
PART_OF_A_PHRASE = re.compile(r"word\d+")
PREFIX = "kept-"


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of each field that was sent, without secrets and without files."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER and not name.startswith(PREFIX)
        if not PART_OF_A_PHRASE.fullmatch(name)
        for value in values
    ]


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields that a sign-in page carried for later."""
    return [
        (name.removeprefix(PREFIX), value)
        for name, values in request.POST.lists()
        if name.startswith(PREFIX)
        for value in values
    ]


def carried_on(request: HttpRequest) -> list[tuple[str, str]]:
    """The same fields under the names that a sign-in page carries them by."""
    return [(f"{PREFIX}{name}", value) for name, value in carried(request)]


def safe_path(path: str, *, fallback: str) -> str:
    """A path on this site, never an address elsewhere."""
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return fallback
