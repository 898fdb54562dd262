"""A visit: the person came with her words, and a cookie keeps her here until she leaves."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.crypto import marks
from amparo.crypto.keys import pair_of
from amparo.foundations.accounts.decorators import set_cookie, token_in
from amparo.foundations.accounts.sign_in import form_recovery as kept
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import visit_again
from amparo.foundations.related_people.queries import Beside, beside_again
from amparo.foundations.related_people.standing import WordsEnded

COOKIE = "amparo_visit"
VISIT = "visit"
REMEMBERED = 20
"""Forms of a visit whose second send is known."""

type View = Callable[..., HttpResponse]


class VisitRequest(HttpRequest):
    """A request of somebody who came with her words."""

    visitor: Visitor
    sitting: sittings.Opened


class BesideRequest(HttpRequest):
    """A request of somebody of a case who came with words of her or his own."""

    beside: Beside
    sitting: sittings.Opened


def with_words(view: View) -> View:
    """A page for whoever said her words: it shows her own file and no other."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = enter(request)
        return view(visit, *args, **kwargs) if visit else words_first(request)

    guarded.opens_to = "words"  # type: ignore[attr-defined]
    return guarded


def decides(view: View) -> View:
    """Something that only the person decides, or can say: after her death nobody does it here."""

    @wraps(view)
    def guarded(request: VisitRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.visitor.folder.filing.asks_nobody:
            sent = request.method == "POST"
            context = {
                "kept": kept.fields(request) if sent else [],
                "had_files": bool(request.FILES),
            }
            return render(request, "door/over.html", context, status=409)
        return view(request, *args, **kwargs)

    return guarded


def told_to_the_team(view: View) -> View:
    """Words for the team. Whoever left before anybody opened the request has no team: it stands on
    no list any more, and nobody is told that a message was received which nobody would read."""

    @wraps(view)
    def guarded(request: VisitRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.visitor.folder.filing.left_unopened:
            return view(request, *args, **kwargs)
        return nobody_reads(request, "\n\n".join(filter(None, request.POST.getlist("text"))))

    return guarded


def nobody_reads(request: VisitRequest, said: str = "") -> HttpResponse:
    """What was sent is shown and not stored; `said`, of it, can go as a new request."""
    sent = request.method == "POST"
    context = {
        "kept": kept.to_read(request) if sent else [],
        "said": said,
        "had_files": sent and bool(request.FILES),
        "once": marks.token().hex(),
    }
    return render(request, "door/nobody_reads.html", context, status=409 if sent else 200)


def enter(request: HttpRequest) -> VisitRequest | None:
    """The same request with the file of its visit opened, if there is a visit."""
    found = _come_again(request, "way", visit_again)
    if found is None:
        return None
    visit = cast("VisitRequest", request)
    visit.sitting, visit.visitor = found
    return visit


def with_own_words(view: View) -> View:
    """A page for somebody of a case who said words of her or his own: what was copied for them, and
    no file."""

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
    """The same request with whoever came, if such a visit is on and the words still hold."""
    found = _come_again(request, "beside", beside_again)
    if found is None:
        return None
    visit = cast("BesideRequest", request)
    visit.sitting, visit.beside = found
    return visit


def _come_again[T](
    request: HttpRequest, way: str, again: Callable[..., T | None]
) -> tuple[sittings.Opened, T] | None:
    """The visit that is on, and whoever came with words of this kind, if they still hold."""
    token = token_in(request, COOKIE)
    opened = sittings.resume(VISIT, token, at=timezone.now()) if token else None
    if opened is None or way not in opened.content:
        return None
    pair = pair_of(bytes.fromhex(opened.content["secret"]))
    found = again(opened.content[way], pair, seen_by=STRANGER)
    return None if found is None else (opened, found)


def begin_visit(request: HttpRequest, response: HttpResponse, content: dict[str, Any]) -> None:
    """Give the browser its cookie. `content` holds at least the way and the secret of the words."""
    end_visit(request)
    set_cookie(request, response, COOKIE, sittings.begin(VISIT, content, at=timezone.now()))


def end_visit(request: HttpRequest) -> None:
    token = token_in(request, COOKIE)
    if token:
        sittings.end(token)


def remember(request: VisitRequest | BesideRequest, **changes: Any) -> None:
    """Keep something in the visit, or let go of it (None)."""
    content = {**request.sitting.content, **changes}
    sittings.replace(
        request.sitting, {key: value for key, value in content.items() if value is not None}
    )


def sent_already(request: VisitRequest | BesideRequest, once: str) -> bool:
    """Whether this form was sent before in this visit, with all that it brings now: a second click
    does nothing more, and whoever stopped it on its way to write more loses nothing of that."""
    return bool(once) and _sent_as(request, once) in request.sitting.content.get("sent", [])


def remember_sent(request: VisitRequest | BesideRequest, once: str, **changes: Any) -> None:
    """As `remember`, and that this form was sent."""
    before = request.sitting.content.get("sent", [])
    remember(request, sent=[*before, _sent_as(request, once)][-REMEMBERED:], **changes)


def _sent_as(request: HttpRequest, once: str) -> str:
    """By what a send is known again: its form, and what was in it. Nobody reads that out of it."""
    said = [one for one in sorted(request.POST.lists()) if one[0] not in kept.NEVER]
    files = [
        (name, [getattr(one, "digest", b"").hex() for one in request.FILES.getlist(name)])
        for name in sorted(request.FILES)
    ]
    return marks.masked("sent", json.dumps([once, said, files]).encode()).hex()


def words_first(request: HttpRequest) -> HttpResponse:
    """Ask for the words; what was typed meanwhile waits inside the page, never here."""
    if request.method != "POST":
        return redirect(f"{reverse('door:return')}?next={quote(request.get_full_path())}")
    context = {
        "next": request.get_full_path(),
        "kept": [(f"{kept.PREFIX}{name}", value) for name, value in kept.fields(request)],
        "had_files": bool(request.FILES),
        "ended": True,
    }
    return render(request, "door/return.html", context, status=401)
