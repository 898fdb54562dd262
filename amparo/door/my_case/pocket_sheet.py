"""A sheet for the pocket: what shows a patrol or a checkpoint that protection is owed."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from amparo.door.my_case.dashboard import measures_of
from amparo.door.visit.person_session import VisitRequest, decides, with_words
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Visitor


@dataclass(frozen=True, slots=True, repr=False)
class Numbered:
    """A resolution that the person has opened."""

    number: str
    issued_on: date


@with_words
@decides
def pocket_sheet(request: VisitRequest) -> HttpResponse:
    """Print the number of the resolution and who must act; no story, and no name of this service.
    The telephone of who coordinates is not stored for the person: it is written by hand."""
    context = {
        "numbered": _numbered(request.visitor),
        "units": list(dict.fromkeys(one.who for one in measures_of(request))),
    }
    return render(request, "door/pocket_sheet.html", context)


def _numbered(visitor: Visitor) -> list[Numbered]:
    """Return the resolutions that grant something, newest first."""
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=["decision"])
    bodies = [visitor.folder.words_if_they_open(one) or {} for one in papers if one.read_at]
    return [
        Numbered(str(data["number"]), date.fromisoformat(data["issued_on"]))
        for body in reversed(bodies)
        if isinstance(data := body.get("data"), dict)
        and data.get("number")
        and any(one["granted"] for one in data["measures"])
    ]
