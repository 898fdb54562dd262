"""The page on which the authority declares what follows after the person left the procedure."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.decisions.conclusion import declare
from amparo.casework.measures.decisions.conclusion_declaration import Result, declaration_of
from amparo.casework.measures.forms import words
from amparo.casework.measures.states import Hindered
from amparo.casework.measures.view_helpers import refused
from amparo.casework.measures.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import act_page, opened_case, sent
from amparo.foundations.cases.next_acts import CHOICE_NOTED, MEASURES, ON_OWN_PAGE, CaseAct
from amparo.foundations.web.law.wording import language_of, say_act
from amparo.law import Deed, load_protocol


class DeclareForm(forms.Form):
    result = forms.ChoiceField(
        label=_("What is declared?"),
        choices=(
            (Result.CONCLUDED, _("The procedure is concluded")),
            (Result.GOES_ON, _("The authority goes on with it of its own motion")),
        ),
        widget=forms.RadioSelect,
    )
    text = words(
        _("The reasons"),
        _(
            "Needed where the procedure goes on: which interests of others, or which general"
            " interest. The person reads them."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("result") == Result.GOES_ON and not data.get("text"):
            self.add_error("text", why("reasons"))
        return data


@needs(Permission.CASE_DECIDE)
@afresh()
@CaseAct(MEASURES, CHOICE_NOTED, ON_OWN_PAGE)
def conclude(request: StaffRequest, code: str) -> HttpResponse:
    """Declare the procedure concluded, or that it goes on."""
    open_case = opened_case(request, code)
    law = load_protocol(open_case.folder.filing.protocol)
    act = law.act_that(Deed.DECLARE_CONCLUDED)
    if act is None:
        raise Http404
    form, status = DeclareForm(sent(request)), 200
    if form.is_valid():
        given = form.cleaned_data
        result, at = Result(given["result"]), timezone.now()
        try:
            declare(open_case, result, text=given["text"], by=request.actor, at=at)
        except Hindered as refusal:
            status = refused(form, refusal)
        else:
            return redirect("desk:case", open_case.code)
    told = law.texts[language_of(law)].told.get("acts", {})
    context = {
        "title": say_act(law, Deed.DECLARE_CONCLUDED),
        "why": f"{told.get(act.id, '')} ({act.source})",
        "verb": _("Declare it"),
        "declaration": declaration_of(open_case, seen_by=request.actor),
    }
    return act_page(request, open_case, form, context, status, template="measures/conclude.html")
