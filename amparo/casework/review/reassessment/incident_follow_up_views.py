"""The page of an organisation on which a member notes what was done about an incident."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures.forms import words
from amparo.casework.measures.view_helpers import acted
from amparo.casework.review.reassessment import services as reassessing
from amparo.casework.review.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import DONE, act_page, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct


class LookedAtForm(forms.Form):
    text = words(
        later("What was done about it"),
        later("Whom you spoke with, what was agreed, what was told to whom. The team reads it."),
    )


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("What was done about it is noted."))
def looked_at(request: StaffRequest, code: str) -> HttpResponse:
    """Note what was done about an incident. Until then it leads the worklist."""
    open_case = opened_case(request, code)
    form = LookedAtForm(sent(request))

    def do() -> None:
        text = form.cleaned_data["text"]
        reassessing.looked_at(open_case, text=text, by=request.actor, at=timezone.now())

    status = acted(form, do, why)
    if status == DONE:
        return redirect("desk:case", open_case.code)
    said = {
        "title": _("Something happened: say what was done"),
        "why": _(
            "This site does not assess the risk in an authority's place. Talk with the person"
            " first; what an authority should learn is recorded where you follow that"
            " authority, and only if the person agrees."
        ),
        "verb": _("Store it"),
    }
    return act_page(request, open_case, form, said, status)
