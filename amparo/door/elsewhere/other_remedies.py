"""Other legal remedies besides the request. The page is the same for every case, since others may
look over the person's shoulder."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from amparo.door.site_protocol import language_of, law_of, say
from amparo.door.visit.person_session import VisitRequest, with_words


@with_words
def roads(request: VisitRequest) -> HttpResponse:
    law = law_of(request.visitor.folder.filing.protocol)
    if not law.admission.road:
        raise Http404
    told = law.texts[language_of(law)].told.get("roads", {})
    found = [
        (say(law, f"roads.{road.id}"), told.get(road.id, ""), road.source, road.checked)
        for road in law.admission.road
    ]
    return render(request, "door/roads.html", {"roads": found})
