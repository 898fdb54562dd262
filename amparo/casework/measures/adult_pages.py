"""Pages about the adults whom a measure would move besides the person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.queries import WAYS
from amparo.casework.measures import adults
from amparo.casework.measures.acting import act_page, on_case, refused, sent
from amparo.casework.measures.forms import words
from amparo.casework.measures.life import Hindered
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.others.queries import Listed, others_of

LONGEST_NAME, MOST = 120, 40


class AdultsForm(forms.Form):
    names = words(
        later("Which adults would be moved besides the person?"),
        later(
            "One on each line, by the name that each chose. Never somebody who must not know."
            " Children are not asked here: hear them with whoever cares for them."
        ),
        required=False,
    )
    nobody = forms.BooleanField(
        label=later("Nobody else: the person would go alone, or with children only"), required=False
    )

    def __init__(self, data: QueryDict | None = None, *, others: Sequence[Listed]) -> None:
        super().__init__(data)
        self.others = {one.ref: one.name for one in others}
        if self.others:
            self.fields["listed"] = forms.MultipleChoiceField(
                label=_("Who of them is a person of this case already?"),
                help_text=_("Whoever has words of their own to answer with is asked there too."),
                required=False,
                choices=list(self.others.items()),
                widget=forms.CheckboxSelectMultiple,
            )
        self.order_fields(["listed", "names", "nobody"])

    @property
    def known(self) -> dict[str, str]:
        """Of those who are listed already: which name is whose."""
        return {self.others[ref]: ref for ref in self.cleaned_data.get("listed", [])}

    @property
    def everybody(self) -> list[str]:
        return list(dict.fromkeys([*self.known, *self.cleaned_data["names"]]))

    def clean_names(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST or any(len(line) > LONGEST_NAME for line in found):
            raise forms.ValidationError(_("Write one name on each line, and nothing else."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = bool(data.get("names") or data.get("listed"))
        if not self.errors and named is bool(data.get("nobody")):
            self.add_error("names", _("Write who they are, or tick that there is nobody else."))
        return data


class AdultSaidForm(forms.Form):
    answer = forms.ChoiceField(
        label=later("What did this adult say?"),
        choices=(
            ("agreed", later("Yes, for herself or himself")),
            ("refused", later("No")),
            ("discuss", later("First they want to talk about it")),
        ),
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label=later("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    words = words(
        later("In which words"),
        later("As near as you can. The person finds on their page that you wrote this down."),
    )


@needs(Permission.CASE_PLAN)
def name(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Who else would be moved: each of them is asked."""
    open_case, shown = on_case(request, code, ref)
    if shown.question is None or not shown.question.each_adult:
        raise Http404
    others = others_of(open_case.folder, seen_by=request.actor)
    form, status = AdultsForm(sent(request), others=others), 200
    if form.is_valid():
        try:
            adults.name(
                open_case,
                ref,
                names=form.everybody,
                others=form.known,
                by=request.actor,
                at=timezone.now(),
            )
        except Hindered as refusal:
            status = refused(form, refusal)
        except CannotConsent as refusal:
            status = refused(form, Hindered(str(refusal)))
        else:
            return redirect("measures:plan", open_case.code)
    text = {
        "title": _("Who would be moved"),
        "why": _("Nothing is forwarded before every adult has agreed for herself or himself."),
        "verb": _("Ask each of them"),
        "shown": shown,
    }
    return act_page(request, open_case, form, text, status)


@needs(Permission.CASE_PLAN)
def said(request: StaffRequest, code: str, ref: str, adult: str) -> HttpResponse:
    """What one adult said in conversation."""
    open_case, shown = on_case(request, code, ref)
    named = next((one for one in shown.adults if one.ref == adult), None)
    if named is None:
        raise Http404
    form, status = AdultSaidForm(sent(request)), 200
    if form.is_valid():
        try:
            adults.note_answer(
                open_case, ref, adult, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except Hindered as refusal:
            status = refused(form, refusal)
        except CannotConsent as refusal:
            status = refused(form, Hindered(str(refusal)))
        else:
            return redirect("measures:plan", open_case.code)
    text = {
        "title": _("Note what %(name)s said") % {"name": named.name},
        "why": _("Each adult answers alone: nobody's yes stands for another."),
        "verb": _("Note the answer"),
        "shown": shown,
    }
    return act_page(request, open_case, form, text, status)
