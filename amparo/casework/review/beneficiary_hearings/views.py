"""The page on which the team notes what one protected person said before a measure is lessened."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.queries import WAYS
from amparo.casework.measures import view_helpers as acting
from amparo.casework.measures.forms import words
from amparo.casework.review import services
from amparo.casework.review.beneficiary_hearings.queries import HeardOne
from amparo.casework.review.changes.views import called
from amparo.casework.review.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct

OUTCOMES = (
    ("agreed", later("Agrees to the change")),
    ("refused", later("Does not agree")),
    ("discuss", later("Wants to talk about it first")),
    ("asked", later("Was asked by name, and has not answered yet")),
    ("silent", later("Was asked by name, and did not answer in the term")),
    ("no_trace", later("Cannot be asked: nobody knows where, or how to reach them")),
)
act = partial(acting.act, why=why, template="review/heard.html")


class HearingForm(forms.Form):
    outcome = forms.ChoiceField(
        label=later("What came of it?"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    way = forms.ChoiceField(
        label=later("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    view = words(
        later("What the child thinks of it"),
        later(
            "In the child's own words; or how old, and why he or she could not be asked. Hear the"
            " child apart from whoever may be behind the danger. Only the team reads this."
        ),
        required=False,
    )
    words = words(
        later("What they said, in their words, or why they cannot be asked"),
        later(
            "As near as you can. Hear each one alone. Only the team and who decides read this:"
            " neither the person nor the institution does."
        ),
    )
    field_order = ("outcome", "way", "words", "view")

    def __init__(self, *args: Any, one: HeardOne, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hers = one.protected.row.hers_to_say
        if not one.child:
            del self.fields["view"]
            return
        self.fields["outcome"].label = _("What came of asking whoever answers for the child?")
        for name in ("outcome", "way", "words"):
            self.fields[name].required = False
        if self.hers:
            for name in ("outcome", "way", "words"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome"):
            for name in ("way", "words"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Say how, and in which words."))
        elif not self.errors and not data.get("view"):
            self.add_error("view", _("Write what the child thinks, or what the guardian said."))
        return data

    @property
    def noted(self) -> services.Noted:
        given = self.cleaned_data
        return services.Noted(
            **{name: given.get(name) or "" for name in ("outcome", "way", "words", "view")}
        )


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("What the protected person says is on record."))
def heard(request: StaffRequest, code: str, ref: str, who: str) -> HttpResponse:
    """Note what one of them said, or why nothing waits for them any more."""
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    one = next((one for one in found.hearings if one.ref == who), None)
    if one is None or not one.may_be_noted:
        raise Http404
    form = HearingForm(sent(request), one=one)

    def do() -> None:
        services.note_heard(open_case, ref, who, form.noted, by=request.actor, at=timezone.now())

    text = {
        "title": _("What %(name)s says of the change") % {"name": one.name},
        "why": str(found.body.get("what", "")),
        "verb": _("Store it"),
        "one": one,
        "found": found,
    }
    return act(request, open_case, form, do, text, back=("review:change", ref))
