"""Asking the person whether she agrees to be assessed, and noting what she said: pages."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.admission.queries import WAYS
from amparo.casework.assessment import agreeing
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.looking import look_into
from amparo.foundations.consent.services import CannotConsent

CONFLICT, WRONG = 409, 422


class AgreedForm(forms.Form):
    """What the person said of being assessed."""

    answer = forms.ChoiceField(
        label=later("What did the person say?"),
        choices=(
            ("agreed", later("Yes: the team may study the danger with them")),
            ("refused", later("No")),
            ("discuss", later("First they want to talk about it")),
        ),
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label=later("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=later("In which words"),
        help_text=later("As near as you can. The person finds on their page that you wrote this."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@needs(Permission.CASE_ASSESS)
def agreement(request: StaffRequest, code: str) -> HttpResponse:
    """What she said in conversation, with how and in which words."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    form = AgreedForm(request.POST if request.method == "POST" else None)
    status = WRONG if form.errors else 200
    if form.is_valid():
        try:
            agreeing.note_answer(
                open_case, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except (agreeing.NotNow, CannotConsent) as refusal:
            form.add_error(None, why(str(refusal)))
            status = CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    context: dict[str, Any] = {
        "open_case": open_case,
        "form": form,
        "title": _("Note what the person said about being assessed"),
        "why": _(
            "Say first what a no means: nobody visits them or asks others about them, the request"
            " goes on, and it is never a reason to refuse protection."
        ),
        "verb": _("Note the answer"),
    }
    return render(request, "desk/act.html", context, status=status)


@require_POST
@needs(Permission.CASE_ASSESS)
def ask(request: StaffRequest, code: str) -> HttpResponse:
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    try:
        agreeing.ask(open_case, by=request.actor, at=timezone.now())
    except agreeing.NotNow as refusal:
        context = {"open_case": open_case, "why": why(str(refusal))}
        return render(request, "assessment/not_asked.html", context, status=CONFLICT)
    return redirect("desk:case", open_case.code)


def why(reason: str) -> str:
    reasons = {
        "asked_already": _(
            "The person is asked already, or has answered. They can change their answer on their"
            " page at any time."
        ),
        "not_asked": _("The person was not asked about this, or took the answer back. Ask first."),
        "withdrew": _("The person has left the procedure."),
        "answered_herself": _(
            "The person said no on their own page. Only they can change that, there."
        ),
    }
    return reasons.get(reason, _("This cannot be done now. Nothing was changed."))
