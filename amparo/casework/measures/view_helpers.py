"""Helpers that the pages of the plan share: finding the case and the measure, and reporting refused
acts."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from amparo.casework.measures import queries
from amparo.casework.measures.states import Hindered
from amparo.casework.measures.wording import why
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.cases import act_pages as acting
from amparo.foundations.cases.act_pages import CONFLICT, DONE, SHOWN, UNPROCESSABLE, opened_case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent

TEMPLATE = "measures/act.html"


def on_case(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.Shown]:
    open_case = opened_case(request, code)
    shown = queries.measure_called(open_case, ref, seen_by=request.actor)
    if shown is None:
        raise Http404
    return open_case, shown


def refused(form: Any, refusal: Hindered) -> int:
    """Add the reason of the refusal to the form and return 409; nothing was written."""
    code = refusal.reasons[0]
    form.add_error(
        "unit" if code == "recipient_excluded" and "unit" in form.fields else None, why(code)
    )
    return CONFLICT


def acted(form: Any, do: Callable[[], Any], why: Callable[[str], Any]) -> int:
    """Run `do` if the form is complete. Return 302 if it ran, the status of the page otherwise."""
    if not form.is_valid():
        return UNPROCESSABLE if form.is_bound else SHOWN
    try:
        do()
    except Hindered as refusal:
        for code in refusal.reasons:
            form.add_error(None, why(code))
        return CONFLICT
    except CannotConsent as refusal:
        form.add_error(None, why(str(refusal)))
        return CONFLICT
    return DONE


def act(
    request: StaffRequest,
    open_case: OpenCase,
    form: Any,
    do: Callable[[], Any],
    words: dict[str, Any],
    *,
    why: Callable[[str], Any],
    template: str,
    back: tuple[str, ...] = ("desk:case",),
) -> HttpResponse:
    """Run `do` if the form is complete and redirect to `back` (the case by default); otherwise show
    the form again with the reason and everything that was typed."""
    status = acted(form, do, why)
    if status == DONE:
        page, *about = back
        return redirect(page, open_case.code, *about)
    return acting.act_page(request, open_case, form, words, status, template)


act_page = partial(acting.act_page, template=TEMPLATE)
