"""A long form of a case that saves itself: one decorator on its view.

The browser saves by a script or by the button *Save draft*; both send the form to its own address,
with the field `form_draft`. The script's request counts as no act of the member, so that it does
not put off the end of the session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.decorators import RELOADED, StaffRequest
from amparo.foundations.accounts.sign_in import form_recovery as kept
from amparo.foundations.cases.access.access_log import note_not_hers
from amparo.foundations.cases.form_drafts import sealed_drafts as drafts
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.ledger.queries import acted_just_now
from amparo.foundations.web.dates import compact

type View = Callable[..., HttpResponse]

FIELD, SAVE, DISCARD = "form_draft", "save", "discard"
DISCARDED = "form_draft:discarded"
"""Name under which the next page confirms that a draft was discarded."""
VERSION = "seen"
"""Field with the version that a page shows of what is stored. Such a page may be sent again with
other words: the act itself compares them with what is stored."""
_OWN = {FIELD, kept.ONCE}


@dataclass(slots=True)
class PageDraft:
    """What the page of a form that saves itself shows. `once`: mark of the page; `saved_at`: of the
    draft with which its form is filled in, or None."""

    request: HttpRequest
    once: str
    saved_at: datetime | None = None

    @property
    def address(self) -> str:
        """Where the script saves: the page itself, as no act of the member."""
        asked = self.request.GET.copy()
        asked[RELOADED] = "1"
        return f"{self.request.path}?{asked.urlencode()}"


def saves_itself(view: View) -> View:
    """Let the one form of a page about a case save itself while it is filled in. Stands below
    `@needs`; the view calls `fill_in`, or shows its form with `act_page`.

    A page that is sent twice has one effect: the second time says so.
    """

    @wraps(view)
    def page(request: StaffRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        once = _once(request) or marks.token()
        request.form_draft = PageDraft(request, once.hex())  # type: ignore[attr-defined]
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

    # The script asks this site, and no other; no other page may ask anything.
    allowed = {**settings.SECURE_CSP, "connect-src": ["'self'"]}
    return csp_override(allowed)(page)


def drafted(request: HttpRequest, open_case: OpenCase) -> QueryDict:
    """Return the fields of the reader's draft of this page; empty without one."""
    page: PageDraft | None = getattr(request, FIELD, None)
    if page is None or request.method == "POST":
        return QueryDict()
    actor = request.actor  # type: ignore[attr-defined]
    draft = drafts.form_draft(open_case, request.path, seen_by=actor, at=timezone.now())
    if draft is None:
        return QueryDict()
    page.saved_at = draft.saved_at
    return QueryDict(urlencode(draft.fields))


def fill_in(form: BaseForm, typed: QueryDict) -> None:
    """Show what was typed in a form that is not sent yet. A field that was not on the page when it
    was saved stays as it is; so do files, which no draft holds."""
    if not typed or form.is_bound:
        return
    for name, field in form.fields.items():
        sent, widget = form.add_prefix(name), field.widget
        if widget.needs_multipart_form or widget.value_omitted_from_data(typed, {}, sent):
            continue
        form.initial[name] = widget.value_from_datadict(typed, {}, sent)


# --- inside ---


def _opened(request: StaffRequest, code: str) -> OpenCase:
    """Open the case without recording a look: nothing of it is shown. Raises Http404."""
    try:
        return opened(code, seen_by=request.actor)
    except Http404:
        note_not_hers(by=request.actor, at=timezone.now())
        raise


def _saved(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    by_script = request.GET.get(RELOADED) == "1"
    once, at = _once(request), timezone.now()
    try:
        drafts.keep_draft(
            open_case, request.path, _typed(request), once=once, by=request.actor, at=at
        )
    except drafts.SentBefore:
        return _sent_before(request, open_case)
    if not by_script:
        return redirect(request.get_full_path())
    said = f"{_('Draft saved')} {compact(timezone.localtime(at))}"
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


def _sent(
    request: StaffRequest, open_case: OpenCase, view: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do the act and delete its draft, both or neither. The filing is locked first, as by every
    act, so that a page that is sent twice at once waits for itself."""
    once, actor, began, typed = _once(request), request.actor, timezone.now(), _typed(request)
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
    typed = _typed(request)
    context = {
        "open_case": open_case,
        "to_send": typed,
        "kept": [one for one in typed if one[1]],
        "once": marks.token().hex(),
    }
    return render(request, "desk/sent_before.html", context, status=409)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of the form without those that the page itself has put into it."""
    return [(name, value) for name, value in kept.fields(request) if name not in _OWN]


def _once(request: HttpRequest) -> bytes:
    """Return the mark of the page that was sent; empty if it has none."""
    try:
        once = bytes.fromhex(request.POST.get(kept.ONCE, ""))
    except ValueError:
        return b""
    return once if len(once) == marks.SIZE else b""
