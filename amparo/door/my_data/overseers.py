"""Let an external overseer follow the stage of the case, and end that."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.door.my_case.pending_questions import decisions_of
from amparo.door.my_case.person_decisions import NOT_HERE
from amparo.door.visit.person_session import VisitRequest, decides, with_words
from amparo.foundations.consent.overseer_permission import (
    KIND,
    NotAnOverseer,
    let_watch,
    who_may_watch,
)
from amparo.foundations.consent.services import CannotConsent


@with_words
@decides
def overseers(request: VisitRequest) -> HttpResponse:
    """Show who could follow the case, who is let in, and what they would see. The person is never
    asked to do this."""
    if request.method == "POST":
        return _let(request)
    return _page(request)


def _let(request: VisitRequest) -> HttpResponse:
    visitor, at = request.visitor, timezone.now()
    units = {one.code: one for one in who_may_watch(visitor.folder, seen_by=visitor)}
    unit = units.get(request.POST.get("unit", ""))
    if unit is None:
        raise Http404
    try:
        let_watch(visitor.folder, unit, by=visitor, at=at)
    except CannotConsent:
        return _page(request, told=str(NOT_HERE), status=409)
    except NotAnOverseer:
        raise Http404 from None
    return redirect("door:overseers")


def _page(request: VisitRequest, *, told: str = "", status: int = 200) -> HttpResponse:
    visitor = request.visitor
    watching = [one for one in decisions_of(visitor, address="") if one.kind == KIND and one.stands]
    let = {one.recipient for one in watching}
    could = who_may_watch(visitor.folder, seen_by=visitor)
    context = {
        "told": told,
        "watching": watching,
        "could": [one for one in could if one.name not in let],
    }
    return render(request, "door/overseers.html", context, status=status)
