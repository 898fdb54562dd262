"""The pages of an organisation on which a member notes what was done: about an incident, and about
a measure of the plan."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures.forms import words
from amparo.casework.measures.view_helpers import acted, on_case
from amparo.casework.review.reassessment import services as reassessing
from amparo.casework.review.reassessment.forms import CarriedOutForm
from amparo.casework.review.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import DONE, act_page, opened_case, sent, today
from amparo.foundations.cases.next_acts import MEASURES, ON_OWN_PAGE, CaseAct


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
            "Talk with the person first. If the risk may be another now, assess it again instead:"
            " that answers this too. What an authority should learn is recorded where you follow"
            " that authority, and only if the person agrees."
        ),
        "verb": _("Store it"),
    }
    return act_page(request, open_case, form, said, status)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("How the measure stands is on record."), ON_OWN_PAGE)
def carried_out(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note whether a measure of the plan is done, and by when it is looked at again."""
    open_case, shown = on_case(request, code, ref)
    if not shown.to_do:
        raise Http404
    form = CarriedOutForm(sent(request), today=today(open_case))

    def do() -> None:
        given = {name: form.cleaned_data[name] for name in ("how", "text", "next_on")}
        reassessing.note_carried_out(open_case, ref, **given, by=request.actor, at=timezone.now())

    status = acted(form, do, why)
    if status == DONE:
        return redirect("desk:case", open_case.code)
    said = {
        "title": shown.entry.label,
        "why": _("Say whether what was agreed with the person is done."),
        "verb": _("Store it"),
        "shown": shown,
    }
    return act_page(request, open_case, form, said, status, "measures/act.html")
