"""Common steps of the team's pages about one case: open it, read what was submitted, show the form
of one act."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.form_drafts import fill_in
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.form_drafts.pages import drafted
from amparo.foundations.cases.queries import OpenCase
from amparo.law import load_protocol

GO_ON = "go_on"
"""Name of the button with which an act leads straight to the page of what comes next."""
SHOWN, DONE, CONFLICT, UNPROCESSABLE = 200, 302, 409, 422


def opened_case(request: StaffRequest, code: str) -> OpenCase:
    return look_into(code, seen_by=request.actor, at=timezone.now())


def today(open_case: OpenCase) -> date:
    """Return the current day in the time zone of the case's law."""
    zone = load_protocol(open_case.folder.filing.protocol).zone
    return timezone.localtime(timezone.now(), zone).date()


def sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def files_sent(request: StaffRequest) -> Any:
    return request.FILES if request.method == "POST" else None


def act_page(
    request: StaffRequest,
    open_case: OpenCase,
    form: Any,
    words: dict[str, Any],
    status: int = SHOWN,
    template: str = "desk/act.html",
) -> HttpResponse:
    fill_in(form, drafted(request, open_case))
    if status == SHOWN and form.errors:
        status = UNPROCESSABLE
    context = {"open_case": open_case, "form": form, **words}
    return render(request, template, context, status=status)
