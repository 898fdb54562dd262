"""Complaints about another defect of the procedure than a missed term: which one, in the law's
words, by whom, and which duty. Possible at any time, where the law says so."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import WordsField, sent
from amparo.door.related_people.incident_form import TellingForm
from amparo.door.related_people.recourses import LateForm
from amparo.door.site_protocol import law_of, say
from amparo.door.visit.person_session import (
    BesideRequest,
    VisitRequest,
    decides,
    remember,
    with_own_words,
    with_words,
)
from amparo.foundations.intake.procedure.complaints import (
    ComplainedAlready,
    NotLate,
    complain_of_defect,
)
from amparo.foundations.intake.procedure.defects import Named, defects_of, duties_in_words
from amparo.foundations.related_people.messages_and_complaints import (
    complain_of_defect_as,
    may_complain_as,
)
from amparo.law import Protocol


class DefectForm(forms.Form):
    defect = forms.ChoiceField(
        label=_("What is wrong with how the request is handled?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    duty = forms.ChoiceField(
        label=_("Who did not do what they had to do, and what was it?"),
        error_messages={"required": _("Choose one.")},
    )
    words = WordsField(label=_("Do you want to add something? Only the team reads it."))

    def __init__(self, *args: Any, law: Protocol, defects: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        choices: dict[str, list[Any]] = {
            "defect": [(one, say(law, f"defects.{one}")) for one in defects],
            "duty": [("", "—"), *duties_in_words(law)],
        }
        for name, given in choices.items():
            made = self.fields[name]
            if isinstance(made, forms.ChoiceField):
                made.choices = given

    @property
    def named(self) -> Named:
        role, _slash, duty = self.cleaned_data["duty"].partition("/")
        return Named(self.cleaned_data["defect"], role, duty)


class DefectAsForm(DefectForm, LateForm):
    words = WordsField(label=_("Do you want to add something? The person and the team read it."))
    field_order = ("defect", "duty", "words", "about")


@with_words
@decides
def defect(request: VisitRequest) -> HttpResponse:
    """Name a defect, and file the complaint."""
    at, visitor = timezone.now(), request.visitor
    defects = defects_of(visitor.folder.filing, at=at)
    if not defects:
        raise Http404
    law = law_of(visitor.folder.filing.protocol)
    form = DefectForm(sent(request)[0], law=law, defects=defects)
    act = partial(complain_of_defect, visitor.folder, by=visitor, at=at)
    return _page(request, form, act, back="door:mine")


@with_own_words
def beside_defect(request: BesideRequest) -> HttpResponse:
    """The same for a related person who may make requests to the authority."""
    at, by = timezone.now(), request.beside
    defects = defects_of(by.filing, at=at) if may_complain_as(by) else []
    if not defects:
        raise Http404
    form = DefectAsForm(sent(request)[0], law=law_of(by.filing.protocol), defects=defects)
    return _page(request, form, partial(complain_of_defect_as, by=by, at=at), back="door:beside")


def _page(
    request: VisitRequest | BesideRequest, form: DefectForm, act: Any, *, back: str
) -> HttpResponse:
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        more = {"happened": form.happened} if isinstance(form, TellingForm) else {}
        try:
            act(form.named, words=form.cleaned_data["words"], **more)
        except ComplainedAlready:
            form.add_error(None, _("A complaint about this is before who rules on it already."))
            status = 409
        except NotLate:
            form.add_error(None, _("Nothing was filed: this cannot be complained of now."))
            status = 409
        else:
            remember(request, said="complained")
            return redirect(back)
    return render(request, "door/defect.html", {"form": form, "back": back}, status=status)
