"""The rest of a request, begun and not added, becomes a request of its own where nobody would read
it as the rest: she left before anybody opened that one, or it was erased."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from amparo.crypto import marks
from amparo.door.request import concurrent_windows as late
from amparo.door.request import drafts as drafting
from amparo.door.visit.visits import VisitRequest


def begin_with(request: HttpRequest, draft: drafting.Writing) -> HttpResponse:
    """She says that it is: it is looked over before it is sent. A second press finds it done. It
    looks up no request, so that it is the same whether there was one."""
    response = redirect("door:check")
    if "completes" in draft.content:
        with suppress(drafting.GoneMeanwhile):
            _make_own(request, response, draft)
    return response


def after_leaving(request: VisitRequest, response: HttpResponse) -> bool:
    """What this browser shows already, and would add to a request that nobody reads now, stays
    typed. What waits behind that of somebody else does so as the rest, or they could read it.
    Returns whether anything is kept so."""
    filing = request.visitor.folder.filing
    draft = drafting.completing(request, filing.pk) if filing.left_unopened else None
    if draft is None or not drafting.is_first(request, draft):
        return False
    try:
        _make_own(request, response, draft)
    except drafting.GoneMeanwhile:
        return False
    return draft.begun


def _make_own(request: HttpRequest, response: HttpResponse, draft: drafting.Writing) -> None:
    """Raises GoneMeanwhile."""
    draft.content |= {
        "was": draft.page,  # pages of it that stand open
        "once": marks.token().hex(),
        "problems": [late.OWN],
    }
    for of_the_other in ("completes", "told"):
        draft.content.pop(of_the_other, None)
    drafting.keep(request, response, draft)
