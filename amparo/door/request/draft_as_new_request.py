"""Turn a draft that completes a request into a request of its own, where it would not be read as a
completion: the person left before the request was opened, or it was erased."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from amparo.crypto import hashes_and_tokens as marks
from amparo.door.request import concurrent_windows as late
from amparo.door.request import drafts as drafting
from amparo.door.visit.person_session import VisitRequest


def begin_with(request: HttpRequest, draft: drafting.Writing) -> HttpResponse:
    """Make the draft a request of its own and review it before sending. A second press has no
    further effect. No request is looked up, so that the answer is the same whether there was
    one."""
    response = redirect("door:check")
    if "completes" in draft.content:
        with suppress(drafting.GoneMeanwhile):
            _make_own(request, response, draft)
    return response


def after_leaving(request: VisitRequest, response: HttpResponse) -> bool:
    """Keep the draft of this browser that would complete a request which will not be read. Drafts
    that wait behind that of another person stay completions, so that they are not shown to that
    person. Returns whether anything is kept."""
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
        "was": draft.page,  # pages of it that are open
        "once": marks.token().hex(),
        "problems": [late.OWN],
    }
    for of_the_other in ("completes", "told"):
        draft.content.pop(of_the_other, None)
    drafting.keep(request, response, draft)
