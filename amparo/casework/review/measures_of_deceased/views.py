"""The page on which the measures of a dead person end."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.forms import words
from amparo.casework.measures.queries import Shown
from amparo.casework.review import services
from amparo.casework.review.change_decisions.services import may_decide
from amparo.casework.review.changes.queries import Kind
from amparo.casework.review.changes.views import status_of, tried
from amparo.casework.review.measures_of_deceased import services as of_the_dead
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import act_page, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct
from amparo.law import load_protocol


class OfTheDeadForm(forms.Form):
    measures = forms.MultipleChoiceField(
        label=later("Which measures end?"),
        help_text=later("Tick each that protects nobody else. Who owes it learns that it ended."),
        widget=forms.CheckboxSelectMultiple,
    )
    text = words(
        later("Why nothing of it is needed any more"),
        later("For the team: that whoever is left was asked, and what goes on for them."),
    )

    def __init__(self, *args: Any, own: list[Shown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = self.fields["measures"]
        if isinstance(made, forms.MultipleChoiceField):
            made.choices = [(one.ref, _told(one)) for one in own]


def _told(one: Shown) -> str:
    unit = one.measure.unit
    return f"{one.entry.label}: {unit.name}" if unit else one.entry.label


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(MEASURES, later("The measures of the person who died are ended."))
def end_of_the_dead(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    if not may_decide(Kind.DEATH, open_case, seen_by=request.actor):
        raise Http404
    possible = of_the_dead.may_end(open_case, seen_by=request.actor)
    own, others = of_the_dead.running(open_case, seen_by=request.actor) if possible else ([], [])
    form = OfTheDeadForm(sent(request), own=own)
    if form.is_valid():
        refs, text = form.cleaned_data["measures"], form.cleaned_data["text"]
        by, at = request.actor, timezone.now()
        tried(form, lambda: services.end_of_the_dead(open_case, refs, text=text, by=by, at=at))
        if not form.errors:
            return redirect("desk:case", open_case.code)
    context = {
        "title": _("End the measures of somebody who has died"),
        "why": _("If the death turns out a mistake, they are granted again."),
        "verb": _("End these measures"),
        "destroys": True,
        "possible": possible,
        "own": own,
        "others": others,
        "ground": load_protocol(open_case.folder.filing.protocol).fate.ending,
    }
    template = "review/of_the_dead.html"
    return act_page(request, open_case, form, context, status_of(form), template=template)
