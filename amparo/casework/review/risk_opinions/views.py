"""Pages on which institutions are asked how great the danger is now, before a measure is
changed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.obligations import services as obligations
from amparo.casework.obligations.delivery import consent_gate as deliveries
from amparo.casework.obligations.delivery.consent_gate import Delivery
from amparo.casework.obligations.forms import AskOfDangerForm
from amparo.casework.obligations.titles_and_grounds import source_of_asking
from amparo.casework.obligations.views import ASK_HER, choices_of, fields_page, refused_page
from amparo.casework.review import services
from amparo.casework.review.changes import forms as change_forms
from amparo.casework.review.changes.queries import ChangeState, Changing
from amparo.casework.review.changes.views import called, tried
from amparo.casework.review.risk_opinions.queries import KIND
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import act_page, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, TO_INSTITUTION, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.law import Opening, load_protocol


@needs(Permission.CASE_PLAN)
def asked(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show which units can be asked, which were asked, and which are late."""
    open_case, found = _change(request, code, ref)
    units = deliveries.askable(found.shown.measure)
    form = change_forms.WhomForm(request.GET or None, units=units)
    if form.is_valid():
        return redirect("review:ask", open_case.code, ref, form.cleaned_data["unit"])
    law = load_protocol(open_case.folder.filing.protocol)
    context = {
        "open_case": open_case,
        "found": found,
        "form": form,
        "source": source_of_asking(law, KIND, timezone.now()),
        "silence": law.review.silence,
        "now": timezone.now(),
    }
    status = 422 if form.errors else 200
    return render(request, "review/asked.html", context, status=status)


@needs(Permission.CASE_PLAN)
@afresh()
@CaseAct(MEASURES, later("The institution is asked about the risk."), TO_INSTITUTION)
def ask(request: StaffRequest, code: str, ref: str, unit: str) -> HttpResponse:
    """Ask the person for consent first; once they agree, ask the unit."""
    open_case, found = _change(request, code, ref)
    one = deliveries.delivery_called(
        open_case, found.shown.ref, unit, kind=KIND, seen_by=request.actor
    )
    asks_her = bool(one.reasons) and set(one.reasons) <= ASK_HER
    choices = choices_of(request, open_case, one)
    form = AskOfDangerForm(sent(request), choices=choices, asks_her=asks_her)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, open_case, one, form)
        except obligations.MayNotLeave as refusal:
            return refused_page(request, open_case, one, refusal)
        else:
            return redirect("review:asked", open_case.code, ref)
    return fields_page(request, open_case, one, form, _words(open_case, asks_her=asks_her))


def _ask(request: StaffRequest, open_case: OpenCase, one: Delivery, form: AskOfDangerForm) -> None:
    """Ask the person where consent is missing, otherwise the unit."""
    fields, what = form.cleaned_data["fields_sent"], form.cleaned_data.get("what")
    asked = open_case, one.measure, one.unit, one.kind
    told: dict[str, Any] = {"fields": fields, "by": request.actor, "at": timezone.now()}
    if what is None:
        obligations.ask_unit(*asked, **told)
    else:
        obligations.ask_her_first(*asked, what=what, **told)


def _words(open_case: OpenCase, *, asks_her: bool) -> dict[str, Any]:
    law = load_protocol(open_case.folder.filing.protocol)
    source = source_of_asking(law, KIND, timezone.now())
    words: dict[str, Any] = {
        "title": _("Ask how strong the danger is now"),
        "why": _("Its answer decides nothing by itself, and neither does its silence."),
        "verb": _("Ask the person first") if asks_her else _("Ask the institution"),
        "asks_her": asks_her,
        "ground": f"{law.procedure.source}: {source}" if source else "",
        "of_danger": True,
    }
    if asks_her:
        words["what"] = ""
    return words


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("It is noted who did not answer. Silence decides nothing."))
def silence(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note, with reasons, that a unit did not answer in its term, by the member who prepares the
    change."""
    open_case, _found = _change(request, code, ref)
    law = load_protocol(open_case.folder.filing.protocol)
    if law.review.silence is None:
        raise Http404
    form, status = change_forms.SilenceForm(sent(request)), 200
    if form.is_valid():
        text = form.cleaned_data["text"]
        tried(
            form,
            lambda: services.note_silence(
                open_case, ref, text=text, by=request.actor, at=timezone.now()
            ),
        )
        if not form.errors:
            return redirect("review:change", open_case.code, ref)
        status = 409
    words = {
        "title": _("Say who did not answer in its term"),
        "why": _("It stands beside the report for who decides; silence alone decides nothing."),
        "verb": _("Put it on record"),
    }
    return act_page(request, open_case, form, words, status)


def _change(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, Changing]:
    """Return a change for which institutions are asked, while it is being prepared; otherwise
    404."""
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    asks = any(one.opened_by == Opening.CONTEXT_ANSWERED for one in found.gates)
    gone = open_case.folder.filing.withdrawn_at
    if gone or not asks or found.row.state != ChangeState.OPEN:
        raise Http404
    return open_case, found
