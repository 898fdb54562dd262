"""What every page of the plan does: find the case and the measure, say what hinders an act."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.casework.measures import queries
from amparo.casework.measures.life import Hindered
from amparo.casework.measures.wording import why
from amparo.foundations.access.pages import StaffRequest
from amparo.foundations.cases.looking import look_into
from amparo.foundations.cases.queries import OpenCase

CONFLICT = 409


def opened_case(request: StaffRequest, code: str) -> OpenCase:
    return look_into(code, seen_by=request.actor, at=timezone.now())


def on_case(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.Shown]:
    open_case = opened_case(request, code)
    shown = queries.measure_called(open_case, ref, seen_by=request.actor)
    if shown is None:
        raise Http404
    return open_case, shown


def sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def refused(form: Any, refusal: Hindered) -> int:
    """Say why beside what it is about; nothing was written."""
    code = refusal.reasons[0]
    form.add_error(
        "unit" if code == "recipient_excluded" and "unit" in form.fields else None, why(code)
    )
    return CONFLICT


def act_page(
    request: StaffRequest,
    open_case: OpenCase,
    form: Any,
    words: dict[str, Any],
    status: int,
    template: str = "measures/act.html",
) -> HttpResponse:
    if status == 200 and form.errors:  # noqa: PLR2004 - the code of an answer
        status = 422
    context = {"open_case": open_case, "form": form, **words}
    return render(request, template, context, status=status)
