"""What every long form that saves itself shares: its fields, the mark of its page, and what its
page shows of the draft. Which table keeps the draft is the caller's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.decorators import RELOADED
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.web.dates import compact

type View = Callable[..., HttpResponse]

FIELD, SAVE, DISCARD = "form_draft", "save", "discard"
DISCARDED = "form_draft:discarded"
"""Name under which the next page confirms that a draft was discarded."""
VERSION = "seen"
"""Field with the version that a page shows of what is stored. Such a page may be sent again with
other words: the act itself compares them with what is stored."""
_OWN = {FIELD, form_recovery.ONCE}


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


def begin(request: HttpRequest) -> None:
    """Give the request the draft that its page shows, with a new mark or the one that was sent."""
    once = mark_of(request) or marks.token()
    request.form_draft = PageDraft(request, once.hex())  # type: ignore[attr-defined]


def asks_own_server(view: View) -> View:
    """Let the page's script ask this site, and no other; no other page may ask anything."""
    return csp_override({**settings.SECURE_CSP, "connect-src": ["'self'"]})(view)


def saves_by_script(request: HttpRequest) -> bool:
    return request.GET.get(RELOADED) == "1"


def told_saved(at: datetime) -> HttpResponse:
    """Answer the script: when the draft was saved."""
    said = f"{_('Draft saved')} {compact(timezone.localtime(at))}"
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of the form without those that the page itself has put into it."""
    return [(name, value) for name, value in form_recovery.fields(request) if name not in _OWN]


def mark_of(request: HttpRequest) -> bytes:
    """Return the mark of the page that was sent; empty if it has none."""
    try:
        once = bytes.fromhex(request.POST.get(form_recovery.ONCE, ""))
    except ValueError:
        return b""
    return once if len(once) == marks.SIZE else b""
