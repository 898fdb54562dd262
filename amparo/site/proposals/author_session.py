"""The session of an author who signed in with the access phrase of a proposal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from amparo.crypto.keys import pair_of
from amparo.foundations.accounts.decorators import PROPOSAL as COOKIE
from amparo.foundations.accounts.decorators import set_cookie, token_in
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.observatory.consultations.queries import Author, author_again

VISIT = "visit"
OURS = "proposal"  # on separate surfaces, site and door do not read each other's sessions


def author_in(request: HttpRequest) -> tuple[sittings.Opened, Author] | None:
    """Return the current session and the author whose proposal it opens."""
    token = token_in(request, COOKIE)
    opened = sittings.resume(VISIT, token, at=timezone.now()) if token else None
    if opened is None or "proposal" not in opened.content:
        return None
    pair = pair_of(bytes.fromhex(opened.content["secret"]))
    author = author_again(opened.content["proposal"], pair, seen_by=STRANGER)
    return (opened, author) if author else None


def begin(request: HttpRequest, response: HttpResponse, content: dict[str, Any]) -> None:
    end(request)
    token = sittings.begin(VISIT, content, at=timezone.now(), subject=OURS)
    set_cookie(request, response, COOKIE, token)


def end(request: HttpRequest) -> None:
    token = token_in(request, COOKIE)
    if token:
        sittings.end(token)
