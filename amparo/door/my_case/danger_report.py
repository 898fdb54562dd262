"""Report a present danger with the access phrase of a case: it is added to that case."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from amparo.door.fields import sent
from amparo.door.request import known_question_keys as known
from amparo.door.request import uploads as uploading
from amparo.door.request.urgent import UrgentForm, reports_to_case, urgent_page
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import (
    VisitRequest,
    decides,
    remember_sent,
    sent_already,
    told_to_the_team,
    with_words,
)
from amparo.foundations.intake.contact.follow_up_reports import tell_incident
from amparo.foundations.intake.documents.schemas.request import UrgentText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor

TOLD = ("request", "urgent", "answer")
ON_FILE = (known.PLACE, known.CONTACT)


@with_words
@told_to_the_team
@decides
def danger(request: VisitRequest) -> HttpResponse:
    """Add an urgent report to the case, without a new access phrase or questions that the case
    already answers."""
    if not reports_to_case(request.visitor.folder.filing):
        return redirect("door:urgent")
    has = _on_file(request.visitor)
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
        typed = languages.typed(request, UrgentForm.base_fields)
        form = UrgentForm(initial=typed, without=has)
        page = urgent_page(request, form, status=200, in_case=True)
        return languages.remembered(request, page, spoken)
    form = UrgentForm(*sent(request), without=has)
    if request.method != "POST" or not form.is_valid():
        return urgent_page(request, form, status=400 if form.errors else 200, in_case=True)
    given = form.cleaned_data
    once = given["once"].hex()
    if not sent_already(request, once):
        _report(request.visitor, given)
        problems = uploading.problems(given["recording"])
        remember_sent(request, once, said="danger", problems=problems or None)
    return redirect("door:mine")


def _on_file(visitor: Visitor) -> list[str]:
    """Return which of place and contact the case has, in documents that can be opened."""
    bodies = [
        visitor.folder.words_if_they_open(paper) or {}
        for paper in papers_in(visitor.folder, seen_by=visitor, kinds=TOLD)
    ]
    return [name for name in ON_FILE if any(body.get(name) for body in bodies)]


@transaction.atomic
def _report(visitor: Visitor, given: dict[str, Any]) -> None:
    """Store what happened, and in a separate document the place and contact if the case lacked
    them."""
    folder, at = visitor.folder, timezone.now()
    if more := {name: given[name] for name in ON_FILE if given.get(name)}:
        write_paper(folder, body=UrgentText(given=more), by=visitor, at=at, for_person=True)
    words, uploads = given[known.FACTS], uploading.taken(given["recording"])
    tell_incident(folder, words=words, uploads=uploads, urgent=True, by=visitor, at=at)
