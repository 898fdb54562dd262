"""Sessions of the door: the person signed in with their access phrase, and a cookie keeps the
session until they leave."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import pair_of
from amparo.foundations.accounts.decorators import set_cookie, token_in
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import visit_again
from amparo.foundations.related_people.phrase_validity import WordsEnded
from amparo.foundations.related_people.queries import Beside, beside_again

COOKIE = "amparo_visit"
VISIT = "visit"
REMEMBERED = 20
"""Number of forms of a session whose second send is recognised."""

type View = Callable[..., HttpResponse]


class VisitRequest(HttpRequest):
    """A request of the person, signed in with their access phrase."""

    visitor: Visitor
    sitting: sittings.Opened


class BesideRequest(HttpRequest):
    """A request of a related person, signed in with their own access phrase."""

    beside: Beside
    sitting: sittings.Opened


def with_words(view: View) -> View:
    """Restrict a page to a signed-in person; it shows that person's own case and no other."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = enter(request)
        return view(visit, *args, **kwargs) if visit else words_first(request)

    guarded.opens_to = "words"  # type: ignore[attr-defined]
    return guarded


def decides(view: View) -> View:
    """Restrict a page to what only the person decides or states: after a death it is not
    available."""

    @wraps(view)
    def guarded(request: VisitRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.visitor.folder.filing.asks_nobody:
            sent = request.method == "POST"
            context = {
                "kept": form_recovery.fields(request) if sent else [],
                "had_files": bool(request.FILES),
            }
            return render(request, "door/over.html", context, status=409)
        return view(request, *args, **kwargs)

    return guarded


def told_to_the_team(view: View) -> View:
    """Restrict a page that sends text to the team. A person who left before the request was opened
    has no team: the request is on no list, and no confirmation is given for a message that would
    not be read."""

    @wraps(view)
    def guarded(request: VisitRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.visitor.folder.filing.left_unopened:
            return view(request, *args, **kwargs)
        return nobody_reads(request, "\n\n".join(filter(None, request.POST.getlist("text"))))

    return guarded


def nobody_reads(request: VisitRequest, said: str = "") -> HttpResponse:
    """Show what was sent without storing it; `said`, a part of it, can be sent as a new request."""
    sent = request.method == "POST"
    context = {
        "kept": form_recovery.to_read(request) if sent else [],
        "said": said,
        "had_files": sent and bool(request.FILES),
        "once": marks.token().hex(),
    }
    return render(request, "door/nobody_reads.html", context, status=409 if sent else 200)


def enter(request: HttpRequest) -> VisitRequest | None:
    """Return the request with the case of its session opened; None without a session."""
    found = _come_again(request, "way", visit_again)
    if found is None:
        return None
    visit = cast("VisitRequest", request)
    visit.sitting, visit.visitor = found
    return visit


def with_own_words(view: View) -> View:
    """Restrict a page to a signed-in related person; it shows what was copied for them, and no
    case."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = enter_beside(request)
        try:
            return view(visit, *args, **kwargs) if visit else words_first(request)
        except WordsEnded:
            return words_first(request)

    guarded.opens_to = "own_words"  # type: ignore[attr-defined]
    return guarded


def enter_beside(request: HttpRequest) -> BesideRequest | None:
    """Return the request with the signed-in related person, if their access phrase is still valid;
    otherwise None."""
    found = _come_again(request, "beside", beside_again)
    if found is None:
        return None
    visit = cast("BesideRequest", request)
    visit.sitting, visit.beside = found
    return visit


def _come_again[T](
    request: HttpRequest, way: str, again: Callable[..., T | None]
) -> tuple[sittings.Opened, T] | None:
    """Return the session and its visitor of this kind, if the access phrase is still valid."""
    token = token_in(request, COOKIE)
    opened = sittings.resume(VISIT, token, at=timezone.now()) if token else None
    if opened is None or way not in opened.content:
        return None
    pair = pair_of(bytes.fromhex(opened.content["secret"]))
    found = again(opened.content[way], pair, seen_by=STRANGER)
    return None if found is None else (opened, found)


def begin_visit(request: HttpRequest, response: HttpResponse, content: dict[str, Any]) -> None:
    """Begin a session and set its cookie. `content` has at least the credential and its secret."""
    end_visit(request)
    set_cookie(request, response, COOKIE, sittings.begin(VISIT, content, at=timezone.now()))


def end_visit(request: HttpRequest) -> None:
    token = token_in(request, COOKIE)
    if token:
        sittings.end(token)


def remember(request: VisitRequest | BesideRequest, **changes: Any) -> None:
    """Keep a value in the session, or remove it (None)."""
    content = {**request.sitting.content, **changes}
    sittings.replace(
        request.sitting, {key: value for key, value in content.items() if value is not None}
    )


def sent_already(request: VisitRequest | BesideRequest, once: str) -> bool:
    """Whether this form with the same content was sent before in this session. A second click does
    nothing more, and a form extended after an interrupted send is not lost."""
    return bool(once) and _sent_as(request, once) in request.sitting.content.get("sent", [])


def remember_sent(request: VisitRequest | BesideRequest, once: str, **changes: Any) -> None:
    """As `remember`, and record that this form was sent."""
    before = request.sitting.content.get("sent", [])
    remember(request, sent=[*before, _sent_as(request, once)][-REMEMBERED:], **changes)


def _sent_as(request: HttpRequest, once: str) -> str:
    """Return a keyed hash that identifies a sent form and its content without revealing it."""
    said = [one for one in sorted(request.POST.lists()) if one[0] not in form_recovery.NEVER]
    files = [
        (name, [getattr(one, "digest", b"").hex() for one in request.FILES.getlist(name)])
        for name in sorted(request.FILES)
    ]
    return marks.masked("sent", json.dumps([once, said, files]).encode()).hex()


def words_first(request: HttpRequest) -> HttpResponse:
    """Ask for the access phrase. What was typed meanwhile is kept inside the page, never here."""
    if request.method != "POST":
        return redirect(f"{reverse('door:return')}?next={quote(request.get_full_path())}")
    context = {
        "next": request.get_full_path(),
        "kept": [
            (f"{form_recovery.PREFIX}{name}", value)
            for name, value in form_recovery.fields(request)
        ],
        "had_files": bool(request.FILES),
        "ended": True,
    }
    return render(request, "door/return.html", context, status=401)
