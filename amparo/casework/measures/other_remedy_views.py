"""The page of other remedies that are open beside the procedure."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures.forms import words
from amparo.casework.measures.other_remedies import Never, never_grounds, note_road
from amparo.casework.measures.states import Hindered
from amparo.casework.measures.view_helpers import act_page, refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct


class RoadForm(forms.Form):
    applies = forms.ChoiceField(
        label=later("Does this apply in this case?"),
        choices=(("yes", later("Yes")), ("no", later("No, or not any more"))),
        widget=forms.RadioSelect,
    )
    text = words(
        later("What the person said of it, and how to speak with them safely"),
        later("Sealed, for the team alone. It is not shown on the person's page."),
    )

    def __init__(self, data: object = None, *, nevers: list[Never]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["never"] = forms.ChoiceField(
            label=_("What is noted"),
            choices=[(one.row.id, one.words) for one in nevers],
            initial=nevers[0].row.id if nevers else "",
            widget=forms.RadioSelect,
        )
        self.order_fields(["never", "applies", "text"])


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("The other legal remedies are recorded."))
def roads(request: StaffRequest, code: str) -> HttpResponse:
    """Show what may never be a reason to refuse, and the remedy that is open instead."""
    open_case = opened_case(request, code)
    nevers = never_grounds(open_case, seen_by=request.actor)
    if not nevers:
        raise Http404
    form, status = RoadForm(sent(request), nevers=nevers), 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            note_road(
                open_case,
                given["never"],
                applies=given["applies"] == "yes",
                text=given["text"],
                by=request.actor,
                at=timezone.now(),
            )
        except Hindered as refusal:
            status = refused(form, refusal)
        else:
            return redirect("measures:roads", open_case.code)
    told = {
        "title": _("Other legal remedies"),
        "why": _("What may never be a reason to refuse, and what else the person can use."),
        "verb": _("Note it for the team"),
        "nevers": nevers,
    }
    return act_page(request, open_case, form, told, status, template="measures/roads.html")
