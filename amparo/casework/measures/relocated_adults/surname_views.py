"""The page on which the team says whether an adult is the excluded or feared person of the same
surname."""

from functools import partial

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures import view_helpers as acting
from amparo.casework.measures.forms import words
from amparo.casework.measures.relocated_adults import surname_services as doubts
from amparo.casework.measures.view_helpers import on_case
from amparo.casework.measures.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct
from amparo.foundations.intake.names.shared_surnames import meaning

act = partial(acting.act, why=why, template=acting.TEMPLATE, back=("measures:plan",))


class AlikeForm(forms.Form):
    same = forms.ChoiceField(
        label=later("Is it the same person?"),
        choices=(
            ("apart", later("No, it is somebody else who bears the surname")),
            ("same", later("Yes: they are asked nothing, and what they said does not count")),
        ),
        widget=forms.RadioSelect,
    )
    text = words(
        later("How that is known"),
        later("Ask the person, never the one whom you ask about. Only the team reads this."),
    )


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The answer whether it is the same person is recorded."))
def alike(request: StaffRequest, code: str, ref: str, adult: str) -> HttpResponse:
    """Say whether it is the same person. Until then the adult is told and asked nothing; a no
    counts, a yes does not."""
    open_case, shown = on_case(request, code, ref)
    named = next((one for one in shown.everybody if one.ref == adult and one.row.doubt), None)
    if named is None:
        raise Http404
    form = AlikeForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        said = {"same": given["same"] == "same", "text": given["text"]}
        doubts.say_who(open_case, ref, adult, **said, by=request.actor, at=timezone.now())

    who = doubts.who_is_doubted(open_case, named, seen_by=request.actor)
    text = {
        "title": _("Is %(name)s the same person?") % {"name": who},
        "why": _("Written of whoever must not know, or is behind the danger: %(names)s")
        % {"names": "; ".join(one.strip() for one in meaning(open_case.folder, who))},
        "verb": _("Say it"),
        "shown": shown,
    }
    return act(request, open_case, form, do, text)
