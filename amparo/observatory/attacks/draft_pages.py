"""The forms of the register save themselves while they are filled in: one decorator on a view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts import form_drafts as pages
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.form_drafts import DISCARD, DISCARDED, FIELD, SAVE
from amparo.observatory.attacks import drafts
from amparo.observatory.attacks.models import Attack
from amparo.observatory.attacks.queries import attack_called


def saves_itself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the one form of a page of the register save itself. Stands below `@needs`. A page that is
    sent twice has one effect: the second time says so."""

    @wraps(view)
    def page(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pages.begin(request)
        if request.method != "POST":
            return view(request, *args, **kwargs)
        code = kwargs.get("code")
        attack = attack_called(code, seen_by=request.actor).attack if code else None
        if request.POST.get(FIELD) == SAVE:
            return _saved(request, attack)
        if request.POST.get(FIELD) == DISCARD:
            drafts.discard_attack_draft(request.path, by=request.actor)
            messages.success(request, DISCARDED)
            return redirect(request.get_full_path())
        return _sent(request, attack, lambda: view(request, *args, **kwargs))

    return pages.asks_own_server(page)


def drafted(request: HttpRequest) -> QueryDict:
    """Return the fields of the reader's draft of this page; empty without one."""
    page: pages.PageDraft | None = getattr(request, FIELD, None)
    if page is None or request.method == "POST":
        return QueryDict()
    actor = request.actor  # type: ignore[attr-defined]
    draft = drafts.attack_draft(request.path, seen_by=actor, at=timezone.now())
    if draft is None:
        return QueryDict()
    page.saved_at = draft.saved_at
    return QueryDict(urlencode(draft.fields))


def _saved(request: StaffRequest, attack: Attack | None) -> HttpResponse:
    once, at, by = pages.mark_of(request), timezone.now(), request.actor
    if drafts.attack_form_sent(request.path, once=once, seen_by=by):
        return _sent_before(request)
    drafts.keep_attack_draft(request.path, pages.typed_in(request), attack=attack, by=by, at=at)
    return pages.told_saved(at) if pages.saves_by_script(request) else redirect(request.path)


def _sent(
    request: StaffRequest, attack: Attack | None, view: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do the act and delete its draft, both or neither."""
    once, at, by = pages.mark_of(request), timezone.now(), request.actor
    with transaction.atomic():
        row = drafts.hold_attack_draft(request.path, attack=attack, by=by, at=at)
        if drafts.attack_form_sent(request.path, once=once, seen_by=by):
            return _sent_before(request)
        response = view()
        if isinstance(response, HttpResponseRedirect):
            drafts.forget_sent_draft(row, once=once, at=at)
    return response


def _sent_before(request: StaffRequest) -> HttpResponse:
    """Say that the page was sent already, with what came this time: to be copied, or sent anew."""
    typed = pages.typed_in(request)
    context = {
        "here": "attacks",
        "to_send": typed,
        "kept": [one for one in typed if one[1]],
        "once": marks.token().hex(),
    }
    return render(request, "attacks/sent_before.html", context, status=409)
