"""A long form of a case that saves itself: one decorator on its view.

The browser saves by a script or by the button *Save draft*; both send the form to its own address,
with the field `form_draft`. The script's request counts as no act of the member, so that it does
not put off the end of the session.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts import form_drafts as pages
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.form_drafts import DISCARD, DISCARDED, FIELD, SAVE, VERSION, View
from amparo.foundations.cases.access.access_log import note_not_hers
from amparo.foundations.cases.form_drafts import sealed_drafts as drafts
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.ledger.queries import acted_just_now


def saves_itself(view: View) -> View:
    """Let the one form of a page about a case save itself while it is filled in. Stands below
    `@needs`; the view calls `fill_in`, or shows its form with `act_page`.

    A page that is sent twice has one effect: the second time says so.
    """

    @wraps(view)
    def page(request: StaffRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        pages.begin(request)
        if request.method != "POST":
            return view(request, code, *args, **kwargs)
        open_case = _opened(request, code)
        if request.POST.get(FIELD) == SAVE:
            return _saved(request, open_case)
        if request.POST.get(FIELD) == DISCARD:
            drafts.discard_draft(open_case, request.path, by=request.actor)
            messages.success(request, DISCARDED)
            return redirect(request.get_full_path())
        return _sent(request, open_case, lambda: view(request, code, *args, **kwargs))

    return pages.asks_own_server(page)


def drafted(request: HttpRequest, open_case: OpenCase) -> QueryDict:
    """Return the fields of the reader's draft of this page; empty without one."""
    page: pages.PageDraft | None = getattr(request, FIELD, None)
    if page is None or request.method == "POST":
        return QueryDict()
    actor = request.actor  # type: ignore[attr-defined]
    draft = drafts.form_draft(open_case, request.path, seen_by=actor, at=timezone.now())
    if draft is None:
        return QueryDict()
    page.saved_at = draft.saved_at
    return QueryDict(urlencode(draft.fields))


# --- inside ---


def _opened(request: StaffRequest, code: str) -> OpenCase:
    """Open the case without recording a look: nothing of it is shown. Raises Http404."""
    try:
        return opened(code, seen_by=request.actor)
    except Http404:
        note_not_hers(by=request.actor, at=timezone.now())
        raise


def _saved(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    once, at = pages.mark_of(request), timezone.now()
    try:
        drafts.keep_draft(
            open_case, request.path, pages.typed_in(request), once=once, by=request.actor, at=at
        )
    except drafts.SentBefore:
        return _sent_before(request, open_case)
    if not pages.saves_by_script(request):
        return redirect(request.get_full_path())
    return pages.told_saved(at)


def _sent(
    request: StaffRequest, open_case: OpenCase, view: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do the act and delete its draft, both or neither. The filing is locked first, as by every
    act, so that a page that is sent twice at once waits for itself."""
    once, typed = pages.mark_of(request), pages.typed_in(request)
    actor, began = request.actor, timezone.now()
    same = typed if request.POST.get(VERSION) else None
    with transaction.atomic():
        hold_row(open_case.case.filing).values_list("pk").first()
        if drafts.sent_before(open_case, request.path, once=once, seen_by=actor, fields=same):
            return _sent_before(request, open_case)
        response = view()
        led_on = isinstance(response, HttpResponseRedirect)
        if led_on and acted_just_now(began, seen_by=actor):
            drafts.forget_sent(open_case, request.path, typed, once=once, by=actor, at=began)
    return response


def _sent_before(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    """Say that the page was sent already, with what came this time: to be copied, or sent anew."""
    typed = pages.typed_in(request)
    context = {
        "open_case": open_case,
        "to_send": typed,
        "kept": [one for one in typed if one[1]],
        "once": marks.token().hex(),
    }
    return render(request, "desk/sent_before.html", context, status=409)
