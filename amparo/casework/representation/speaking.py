"""The board of a case, and another case beside it, for whoever is about to do something."""

from django.http import Http404

from amparo.casework.measures.life import Hindered
from amparo.casework.representation.queries import board_of
from amparo.casework.representation.shown import Speaking
from amparo.foundations.access.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.letterbox.folders import hold
from amparo.foundations.letterbox.models import Filing


def other_case(open_case: OpenCase, code: str, *, by: Actor) -> OpenCase:
    """Another case on which the actor has a seat too. Raises Hindered for any other."""
    try:
        other = opened(code, seen_by=by)
    except Http404:
        raise Hindered("no_such_case") from None
    if other.case.pk == open_case.case.pk:
        raise Hindered("same_case")
    return other


def speaking_in(open_case: OpenCase, *, by: Actor) -> Speaking:
    """The board of this case, if it may be asked anything now. Raises Hindered."""
    hold(open_case.folder)
    speaking = board_of(open_case, seen_by=by)
    if speaking is None:
        raise Hindered("no_collective")
    if speaking.row.ended_on:
        raise Hindered("ended")
    if Filing.objects.get(pk=open_case.folder.filing.pk).withdrawn_at:
        raise Hindered("procedure_withdrawn")
    return speaking
