"""The page on which the team explains in writing what giving up one's share in a measure may
mean."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures.forms import words
from amparo.casework.measures.view_helpers import acted
from amparo.casework.review.changes import share_renunciation as shares
from amparo.casework.review.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import DONE, act_page, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct


class ExplainForm(forms.Form):
    text = words(
        later("What it may mean"),
        later(
            "Which danger is left, what nobody does for them any more, and that they can take it"
            " back on any day. They alone read it, and answer there. Where they speak another"
            " language, say it through their interpreter."
        ),
    )


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("It is noted that it was explained to the person."))
def explain(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = shares.share_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = ExplainForm(sent(request))

    def do() -> None:
        text = form.cleaned_data["text"]
        shares.explain(open_case, ref, text=text, by=request.actor, at=timezone.now())

    status = acted(form, do, why)
    if status == DONE:
        return redirect("desk:case", open_case.code)
    shown, one = found
    said = {
        "title": _("%(name)s wants to give up their part") % {"name": one.name},
        "why": _("%(measure)s. It goes on for everybody else; nothing ends before their own yes.")
        % {"measure": shown.entry.label},
        "verb": _("Send it to them alone"),
    }
    return act_page(request, open_case, form, said, status)
