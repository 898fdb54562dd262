"""A new access phrase, where others may have seen the old one."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from amparo.door.fields import sent
from amparo.door.request.draft_submission import places_to_ask, written_language
from amparo.door.visit.current_phrase_check import KnowsForm
from amparo.door.visit.person_session import VisitRequest, remember, with_words
from amparo.foundations.consent.held_requests import hold_new_words
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.queries import NoSuchWords, visit_by_phrase
from amparo.foundations.intake.services import (
    confirm_way,
    end_other_ways,
    end_unconfirmed_ways,
    issue_way,
)


@with_words
def new_words(request: VisitRequest) -> HttpResponse:
    """Explain the renewal, then issue a new access phrase. The old one is valid until the person
    has proved that they noted the new one."""
    if request.sitting.content.get("words"):
        return redirect("door:words")
    form = KnowsForm(sent(request)[0], label_suffix="")
    if not form.knows(request):
        status = 400 if form.errors else 200
        return render(request, "door/new_words.html", {"form": form}, status=status)
    if hold_new_words(request.visitor, at=timezone.now()):
        remember(request, said="held")
        return redirect("door:mine")
    with transaction.atomic():
        remember(request, **_issued(request.visitor))
    return redirect("door:words")


def _issued(visitor: Visitor) -> dict[str, Any]:
    at = timezone.now()
    # The old phrase is known, as its use shows; unconfirmed it would end with the new one.
    confirm_way(visitor.folder, visitor.way, by=visitor, at=at)
    words = issue_way(visitor.folder, by=visitor, at=at, language=written_language())
    new, pair = visit_by_phrase(" ".join(words), seen_by=visitor)
    return {
        "words": list(words),
        "places": places_to_ask(),
        "renews": {"way": new.way.pk, "secret": pair.secret.hex()},
    }


@require_POST
@with_words
def keep_old_words(request: VisitRequest) -> HttpResponse:
    """Cancel the renewal: the new access phrase is invalid, the old one stays."""
    if "renews" in request.sitting.content:
        folder = request.visitor.folder
        with transaction.atomic():
            end_unconfirmed_ways(folder, by=request.visitor, at=timezone.now())
            remember(request, words=None, places=None, renews=None)
    return redirect("door:mine")


def renewed(request: VisitRequest) -> HttpResponse:
    """Switch to the new access phrase. Other sessions with the old one end at once; only this one
    continues."""
    visitor, new = request.visitor, request.sitting.content["renews"]
    text = " ".join(request.sitting.content["words"])
    done = {"words": None, "places": None, "renews": None}
    try:
        keeps = visit_by_phrase(text, seen_by=visitor)[0].way
    except NoSuchWords:  # the team issued another one meanwhile
        remember(request, **done)
        return redirect("door:new_words")
    at = timezone.now()
    with transaction.atomic():
        if hold_new_words(visitor, at=at):  # requested before an impediment was recorded
            end_unconfirmed_ways(visitor.folder, by=visitor, at=at)
            remember(request, **done, said="held")
            return redirect("door:mine")
        confirm_way(visitor.folder, keeps, by=visitor, at=at)
        end_other_ways(visitor.folder, keep=keeps, by=visitor, at=at)
        remember(request, **done, **new, said="renewed")
    return redirect("door:mine")
