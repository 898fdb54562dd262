"""Text typed into a page whose session or form had expired: it stays in the browser, inside the
next page, and is never stored here."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

NEVER = {"csrfmiddlewaretoken", "password", "again", "code", "phrase", "passkey"}
PART_OF_A_PHRASE = re.compile(r"word\d+")
PREFIX = "kept-"
A_CLICK = [(f"{PREFIX}clicked", "")]
"""Carried for a form that had no fields to fill in, so that it is sent again and not only
displayed."""
ONCE = "once"  # by which a form that is sent twice is known
DRAFT = "draft"  # by which a page of a request in the making is known
PROOF = {"password", "passkey"}  # fields of the page that asks for password and code again
MOST_FILES = 20  # fields of files that one form has
ACCOUNTS = {
    f"{surface}:{page}"
    for surface in ("desk", "portal")
    for page in ("account", "forgotten", "invitation", "join", "lost_phone")
}
"""Pages, by URL name, of which nothing is carried: all their fields are passwords, codes and
recovery words."""


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return name and value of each sent field, without secrets and without files."""
    page = request.resolver_match
    if page is not None and page.view_name in ACCOUNTS:
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not _is_secret(name) and not name.startswith(PREFIX)
        for value in values
    ]


def to_read(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the same fields without those that the page itself had put into its form."""
    return [(name, value) for name, value in fields(request) if name != ONCE]


def to_carry(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the same fields under the names by which an intermediate page carries them."""
    return [(f"{PREFIX}{name}", value) for name, value in fields(request)]


def a_click(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what is carried of a form in which nothing was filled in."""
    only_pressed = request.method == "POST" and not set(request.POST) - {"csrfmiddlewaretoken"}
    return A_CLICK if only_pressed else []


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields that a sign-in page carried for later."""
    return [
        (name.removeprefix(PREFIX), value)
        for name, values in request.POST.lists()
        if name.startswith(PREFIX) and not _is_secret(name.removeprefix(PREFIX))
        for value in values
    ]


def take_what_was_carried(request: HttpRequest) -> None:
    """Make the carried fields the fields of this request, if the page that asked for password and
    code, or for a passkey, sent it on."""
    fields = carried(request) if PROOF & set(request.POST) else []
    if fields:
        request.POST = QueryDict(urlencode(fields))


def file_fields(request: HttpRequest) -> list[str]:
    """Return the names of file fields whose files were not stored, in this request or in the one it
    carries on."""
    if request.FILES:
        return list(request.FILES)
    return [name for name in request.POST.getlist("had_files")[:MOST_FILES] if name]


def _is_secret(name: str) -> bool:
    return name in NEVER or bool(PART_OF_A_PHRASE.fullmatch(name))


def carried_on(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the carried fields under the names by which a sign-in page carries them."""
    return [(f"{PREFIX}{name}", value) for name, value in carried(request)]


def to_send_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields that send the very same request again, including those carried for
    later."""
    return [*fields(request), *carried_on(request)]


def safe_path(path: str, *, fallback: str) -> str:
    """Return a path on this site, never an address elsewhere."""
    own = path.startswith("/") and not path.startswith(("//", "/\\"))
    if own and path.isprintable() and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return fallback
