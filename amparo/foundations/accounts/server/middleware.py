"""Rules for every answer: no caching, no search engines, and errors are reported by code only."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts import error_pages as refusals
from amparo.foundations.accounts.server import disk_room as room
from amparo.law import UnknownProtocol

log = logging.getLogger("amparo.errors")

ANSWERED = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)
"""Exceptions for which Django has a page."""


class Quiet:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding:
            request.encoding = "utf-8"  # forms say no other; a codec of the sender's choice breaks
        request.get_host()  # another site's name is refused on every page, not on forms alone
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), interest-cohort=()")
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - Django calls it so
        args: tuple[Any, ...],  # noqa: ARG002
        named: dict[str, Any],
    ) -> HttpResponse | None:
        """Answer 404 for a null byte in an address: no name here has one, and not every database
        can look for one.

        A request whose body was not received gets a page that says so, whatever was asked for.
        """
        if any("\0" in str(value) for value in named.values()):
            raise Http404
        reason = request.META.get("amparo.refused")
        return refusals.not_arrived(request, reason) if reason else None

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, refusals.KeyChanged):
            return refusals.send_again(request)
        if isinstance(problem, refusals.AsksWhy):
            return refusals.asks_why(request, problem.code, problem.field)
        if isinstance(problem, refusals.AsksNobody):
            return refusals.asks_nobody(request)
        if isinstance(problem, UnknownProtocol):
            log.error("the norm %s is not here", problem.parts["given"])
            return refusals.norm_gone(request)
        if isinstance(problem, ANSWERED):
            return None
        code = marks.new_code()
        request.META["amparo.error_code"] = code
        frames = traceback.extract_tb(problem.__traceback__)
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
        log.error("%s %s %s", code, type(problem).__name__, where)
        return _told(request, problem)


def _told(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """Return a page of its own for an error that has a known remedy."""
    if isinstance(problem, Unsealable):
        return refusals.does_not_open(request)
    return refusals.no_room(request) if room.was_missing(problem) else None
