"""Pages that are saved or sent after another window of the same browser went on.

Another person may be reading at that keyboard: the notices say what may have happened, and are the
same whether or not anything was sent.
"""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.door.request.drafts import EXPIRED
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import VisitRequest, enter
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.intake.requests.page_to_request_marks import is_mark_of

ELSEWHERE, ANOTHER, NOTHING_SENT = "elsewhere", "another", "nothing_sent"
LEFT, OWN = "left", "own"
MEANWHILE = {ELSEWHERE, LEFT}
"""Why a page begins a new request. Shown at once, also where that page has errors."""
LONGEST = 64
"""Length of the mark of a page: 32 bytes in hexadecimal digits."""

SAID: dict[str, Promise] = {
    EXPIRED: _(
        "What you wrote before is no longer here: we keep an unfinished request for one day"
        " only, for your safety. What stands on this page is kept."
    ),
    ELSEWHERE: _(
        "What you wrote before on other pages is no longer here: another window sent it or threw"
        " it away, or it waited for more than one day. What you write now is a new request: it is"
        " kept here, and not sent yet. If you sent the other one, you can add this to it with its"
        " ten words."
    ),
    ANOTHER: _(
        "Another window has gone on to something else. What you wrote here stands below, and is not"
        " saved yet. If you save it now, it becomes part of that, in place of what was written"
        " there on this page. If it does not belong there, copy it first. A file must be chosen"
        " again."
    ),
    NOTHING_SENT: _(
        "Nothing was sent now: another window has gone on to something else. What was written there"
        " stands below. Look it over before you send it."
    ),
    LEFT: _(
        "The request that you had sent was left before anybody opened it, and nobody would read"
        " what is added there. What you write now is a new request: it is kept here, and not sent"
        " yet."
    ),
    OWN: _(
        "This is a new request now: it is kept here, and not sent yet. What you had sent before is"
        " not in it. Write again what matters of that."
    ),
}


def page_of(request: HttpRequest) -> str:
    """Return the mark of the draft to which the sent page belongs; "" where nothing had been stored
    when it was opened."""
    return request.POST.get(form_recovery.DRAFT, "")[:LONGEST]


def visit_to(request: HttpRequest, page: str) -> VisitRequest | None:
    """Return the session for the request to which this page belongs, if there is one and members
    read what is added."""
    visit = enter(request) if page else None
    if visit is None:
        return None
    filing = visit.visitor.folder.filing
    return visit if is_mark_of(page, filing) and not filing.left_unopened else None


def only_asks(request: HttpRequest) -> bool:
    """Whether the form only asks for another language or a search. A form with a file counts as
    saved, because the file would have to be chosen again."""
    asks = languages.asked_for(request) or request.POST.get("go") == "search"
    return bool(asks) and not request.FILES


def in_words(codes: Iterable[str]) -> list[Promise]:
    return [SAID[code] for code in dict.fromkeys(codes) if code in SAID]
