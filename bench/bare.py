"""A bare Django page: fifty rows of the same table in a plain list. No sitting, no keys, no law."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

from amparo.foundations.cases.models import CaseAccess

PAGE = Engine().from_string(
    "<!doctype html><title>Rows</title><table>{% for seat in seats %}<tr>"
    "<td>{{ seat.case.filing.code }}</td><td>{{ seat.case.stage }}</td><td>{{ seat.due_on }}</td>"
    "<td>{{ seat.case.opened_at }}</td></tr>{% endfor %}</table>"
)


def bare(request: HttpRequest) -> HttpResponse:
    seats = CaseAccess.objects.select_related("case__filing", "case__holder").filter(
        member_id=int(request.GET["member"]), open=True
    )
    return HttpResponse(
        PAGE.render(Context({"seats": seats.order_by("-danger", "due_on", "case_id")[:50]}))
    )
