"""Limits on how the person is contacted, set on their page and effective at once. Nothing here
removes earlier limits. What was agreed with the team is not shown, not even that something was
agreed: others with the access phrase could read it."""

from datetime import time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.visit.person_session import VisitRequest, decides, remember, with_words
from amparo.foundations.intake.contact.may_contact import Limits, limit, limits_in
from amparo.foundations.intake.contact.safe_way import BY_THE_TEAM
from amparo.foundations.web.field_display import HourInput

WHOLE_DAY = time.min


class LimitsForm(forms.Form):
    nothing = forms.BooleanField(
        label=_("Nobody is to reach me for now"),
        help_text=_("Until you speak with the team yourself."),
        required=False,
    )
    never = forms.MultipleChoiceField(
        label=_("Not this way"),
        choices=list(BY_THE_TEAM.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    begins = forms.TimeField(
        label=_("Only from this hour"),
        required=False,
        widget=HourInput,
    )
    ends = forms.TimeField(
        label=_("Until this hour"),
        required=False,
        widget=HourInput,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for one, other in (("begins", "ends"), ("ends", "begins")):
            wrong = data.get(one) and not data.get(other)
            if wrong and other not in self.errors:
                self.add_error(other, _("Write both hours, or none."))
        said = data.get("nothing") or data.get("never") or data.get("begins") != data.get("ends")
        if not said and not self.errors:
            self.add_error(None, _("Say at least one thing, or go back without it."))
        return data

    @property
    def limits(self) -> Limits:
        given = self.cleaned_data
        hours = {name: given[name] or WHOLE_DAY for name in ("begins", "ends")}
        return Limits(nothing=given["nothing"], never=tuple(given["never"]), **hours)


@with_words
@decides
def reached(request: VisitRequest) -> HttpResponse:
    visitor = request.visitor
    form = LimitsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        limit(form.limits, by=visitor, at=timezone.now())
        remember(request, said="limited")
        return redirect("door:mine")
    context = {"form": form, "limits": limits_in(visitor.folder, seen_by=visitor)}
    return render(request, "door/reached.html", context, status=422 if form.errors else 200)
