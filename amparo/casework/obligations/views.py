"""Pages for forwarding and for asking opinions; an obligation's own pages are in `duty_views`."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.measures.catalogue import PLACE
from amparo.casework.obligations import case_closing as closing
from amparo.casework.obligations import forms, queries, services
from amparo.casework.obligations.delivery import consent_gate as deliveries
from amparo.casework.obligations.delivery.consent_gate import REASONS, Delivery
from amparo.casework.obligations.delivery.instructions import (
    PLAN,
    RESOLUTION,
    Instructions,
    resolution_parts,
)
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.follow_up.views import act_page, duty_page, found_on_case, over
from amparo.casework.obligations.possible_acts import before_closing
from amparo.casework.obligations.titles_and_grounds import ground_of, title_of
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import GO_ON, opened_case, sent, today
from amparo.foundations.cases.fields import Folded, folded_among
from amparo.foundations.cases.next_acts import MEASURES, SUMMARY, TO_INSTITUTION, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.intake.services import NotInOrder
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol

ASK_HER = frozenset({"no_question"})


@needs(Permission.CASE_PLAN)
def forward(request: StaffRequest, code: str) -> HttpResponse:
    """List each granted measure with each unit that has nothing of it yet: what may be sent, what
    may not."""
    open_case = opened_case(request, code)
    waiting = deliveries.to_forward(open_case, seen_by=request.actor)
    if GO_ON in request.GET and len(waiting) == 1 and waiting[0].allowed:
        alone = waiting[0]
        return redirect(
            "obligations:forward_one", open_case.code, alone.measure.ref, alone.unit.code
        )
    context = {"open_case": open_case, "waiting": [_shown(open_case, one) for one in waiting]}
    return render(request, "obligations/forward.html", context)


@needs(Permission.CASE_PLAN)
@afresh()
@CaseAct(MEASURES, later("The measure is forwarded."), TO_INSTITUTION)
def forward_one(request: StaffRequest, code: str, measure: str, unit: str) -> HttpResponse:
    open_case, one = _one(request, code, measure, unit, "measure")
    choices = choices_of(request, open_case, one)
    parts = parts_of_resolution(request, open_case, one)
    form = forms.ForwardForm(sent(request), choices=choices, parts=parts, today=today(open_case))
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {
            "fields": form.cleaned_data["fields_sent"],
            "instructions": Instructions(**form.instructions),
        }
        told |= {"by": request.actor, "at": timezone.now()}
        try:
            duty = services.forward(open_case, one.measure, one.unit, **told)
        except services.MayNotLeave as refusal:
            return refused_page(request, open_case, one, refusal)
        except NotInOrder:
            return refused_page(request, open_case, one, None)
        if duty.by_paper:
            return redirect("obligations:duty", open_case.code, duty.alias)
        return redirect("desk:case", open_case.code)
    words = {"title": _("Forward: %(measure)s") % {"measure": one.title}, "verb": _("Forward it")}
    if not one.has_key:
        words["verb"] = _("Prepare it for paper")
    return fields_page(request, open_case, one, form, words)


@needs(Permission.CASE_PLAN)
def opinion(request: StaffRequest, code: str) -> HttpResponse:
    """List the measures for which the norm requires an opinion first, with the person's answer
    about asking for it."""
    open_case = opened_case(request, code)
    found = queries.measures_to_consult(open_case, seen_by=request.actor)
    asking = [
        (
            title_of(measure),
            [
                deliveries.delivery(open_case, measure, unit, kind="opinion", seen_by=request.actor)
                for unit in units
            ],
        )
        for measure, units in found
    ]
    context = {"open_case": open_case, "asking": asking}
    return render(request, "obligations/opinion.html", context)


@needs(Permission.CASE_PLAN)
@afresh()
@CaseAct(MEASURES, later("The opinion is asked for."), TO_INSTITUTION)
def opinion_of(request: StaffRequest, code: str, measure: str, unit: str) -> HttpResponse:
    """Ask the person first and then, if the person agrees, the unit."""
    open_case, one = _one(request, code, measure, unit, "opinion")
    asks_her = bool(one.reasons) and set(one.reasons) <= ASK_HER
    choices = choices_of(request, open_case, one)
    form = forms.FieldsForm(sent(request), choices=choices, asks_her=asks_her)
    if request.method == "POST" and form.is_valid():
        fields, now = form.cleaned_data["fields_sent"], timezone.now()
        act = services.ask_her_first if asks_her else services.ask_unit
        try:
            act(open_case, one.measure, one.unit, one.kind, fields=fields, by=request.actor, at=now)
        except services.MayNotLeave as refusal:
            return refused_page(request, open_case, one, refusal)
        return redirect("obligations:opinion", open_case.code)
    words = {
        "title": _("Opinion on: %(measure)s") % {"measure": one.title},
        "why": _("Its silence or its objection never decides."),
        "verb": _("Ask the person first") if asks_her else _("Ask for the opinion"),
        "asks_her": asks_her,
    }
    return fields_page(request, open_case, one, form, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, later("It is noted that the paper reached the institution."))
def hand_over(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    """Note that paper reached the unit; it counts as forwarded from then on."""
    open_case, found = found_on_case(request, code, alias)
    form = forms.HandOverForm(sent(request), today=today(open_case))
    if form.is_valid():
        given = form.cleaned_data
        taker = given["received_by"]
        against = excluded_as(open_case.folder, None, taker, seen_by=request.actor)
        if not against:
            return _acted(request, open_case, found, partial(services.hand_over, **given))
        form.add_error("received_by", against[0].why)
    words = {"title": _("The paper was handed over"), "verb": _("Record it")}
    return act_page(request, open_case, form, words)


@require_POST
@needs(Permission.CASE_WORK)
@afresh(at_once=True)
@CaseAct(MEASURES, later("It is sent to the page of the institution too."), TO_INSTITUTION)
def send_again(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    """Send what went on paper to the page of the unit, which has an officer now."""
    open_case, found = found_on_case(request, code, alias)
    return _acted(request, open_case, found, services.send_again)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(
    SUMMARY,
    later("The case is closed. It leaves the list."),
    later("It opens again by itself when something comes."),
)
def close(request: StaffRequest, code: str) -> HttpResponse:
    """Close the case where nothing is left to do. It leaves the worklists and returns when the
    person writes."""
    now = timezone.now()
    open_case = opened_case(request, code)
    form = forms.CloseForm(sent(request))
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            closing.close(open_case, text=form.cleaned_data["text"], by=request.actor, at=now)
        except closing.NotYet:
            status = 409
        else:
            return redirect("desk:case", open_case.code)
    missing = before_closing(open_case, at=now)
    context = {"open_case": open_case, "form": form, "missing": missing}
    return render(request, "obligations/close.html", context, status=status)


def _acted(
    request: StaffRequest, open_case: OpenCase, found: OpenDuty, act: Callable[..., None]
) -> HttpResponse:
    """Run the act and show the obligation as it is then, or why nothing was done."""
    try:
        act(open_case, found.duty, by=request.actor, at=timezone.now())
    except services.MayNotLeave as refusal:
        because = [REASONS[reason] for reason in refusal.reasons]
        return duty_page(request, open_case, found, because=because)
    except services.NotPrepared:
        return duty_page(request, open_case, found, because=[over()])
    return redirect("obligations:duty", open_case.code, found.duty.alias)


def _one(
    request: StaffRequest, code: str, measure: str, unit: str, kind: str
) -> tuple[OpenCase, Delivery]:
    open_case = opened_case(request, code)
    one = deliveries.delivery_called(open_case, measure, unit, kind=kind, seen_by=request.actor)
    return open_case, one


def choices_of(request: StaffRequest, open_case: OpenCase, one: Delivery) -> list[tuple[str, str]]:
    """The facts that may be sent besides the coarse place: those that the person agreed to, or
    could be asked about."""
    law = load_protocol(open_case.folder.filing.protocol)
    told = deliveries.words_asked(open_case, one, seen_by=request.actor)["fields"]
    names = one.fields if one.question else sorted(set(told) & deliveries.FIELDS)
    hidden = _folded(request, open_case, told)
    called = {name: capfirst(say(law, f"fields.{name}", otherwise=name)) for name in names}
    return [
        (name, called[name] if name in hidden else f"{called[name]}: {told[name]}")
        for name in names
        if name in told and name != PLACE
    ]


def parts_of_resolution(
    request: StaffRequest, open_case: OpenCase, one: Delivery
) -> list[tuple[str, str]]:
    """The parts of the resolution that may go to this unit, in words."""
    found = resolution_parts(open_case, one.measure, one.unit, seen_by=request.actor)
    words = {
        RESOLUTION: _("Number and authority: %(resolution)s, %(authority)s"),
        PLAN: _("Police activity plan: %(activity_plan)s"),
    }
    return [(name, words[name] % said) for name, said in found.items()]


def _folded(request: StaffRequest, open_case: OpenCase, told: Iterable[str]) -> dict[str, Folded]:
    page = request.resolver_match.view_name if request.resolver_match else ""
    return folded_among(open_case, told, seen_by=request.actor, page=page)


def _shown(open_case: OpenCase, one: Delivery) -> dict[str, Any]:
    law = load_protocol(open_case.folder.filing.protocol)
    fields = [say(law, f"fields.{name}", otherwise=name) for name in one.fields]
    return {"one": one, "fields": fields}


def fields_page(
    request: StaffRequest,
    open_case: OpenCase,
    one: Delivery,
    form: forms.FieldsForm,
    words: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    status = 422 if form.errors else status
    asked = deliveries.words_asked(open_case, one, seen_by=request.actor)
    context = {
        "open_case": open_case,
        "one": one,
        "form": form,
        "what": asked["what"],
        "place": asked["fields"].get(PLACE, ""),
        "folded": _folded(request, open_case, asked["fields"]).values(),
        "ground": ground_of(one.measure),
        "may": one.allowed or words.get("asks_her"),
        **words,
    }
    return render(request, "obligations/fields.html", context, status=status)


def refused_page(
    request: StaffRequest,
    open_case: OpenCase,
    one: Delivery,
    refusal: services.MayNotLeave | None,
) -> HttpResponse:
    """Show why nothing was sent, because something changed between two requests."""
    because = (
        [REASONS[reason] for reason in refusal.reasons]
        if refusal
        else [_("The protocol does not allow this act now.")]
    )
    context = {"open_case": open_case, "one": one, "because": because}
    return render(request, "obligations/refused.html", context, status=409)
