"""Two messages of their own kind: a journey, and where the person wants to be notified."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import CHOOSE, WordsField, sent
from amparo.door.visit.person_session import (
    VisitRequest,
    decides,
    remember_sent,
    sent_already,
    told_to_the_team,
    with_words,
)
from amparo.foundations.intake.contact.follow_up_reports import (
    tell_of_own_kind,
)
from amparo.foundations.intake.documents.schemas.request import JourneyText, NoticesText
from amparo.foundations.intake.requests.single_use_forms import OnceField

PLACES: dict[str, Promise] = {
    "lawyer": _("My lawyer"),
    "federation": _("My federation or organisation"),
    "parish": _("A parish or another place that I trust"),
    "mail": _("An e-mail address"),
    "page": _("Only this page: I come in with my passphrase"),
}


class JourneyForm(forms.Form):
    route = WordsField(
        label=_("Which way do you go?"),
        help_text=_("From where to where, by which road or river, and with whom."),
    )
    leaves = WordsField(line=True, label=_("When do you leave?"))
    arrives = WordsField(line=True, label=_("By when must you have arrived?"))
    call = WordsField(
        line=True,
        label=_("Whom does the team call if you do not arrive?"),
        help_text=_("A name and a telephone. They are called only then."),
    )
    once = OnceField()

    def clean(self) -> None:
        for name, problem in (
            ("route", _("Write which way you go.")),
            ("arrives", _("Write by when you must have arrived.")),
        ):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, problem)

    @property
    def body(self) -> JourneyText:
        names = ("route", "leaves", "arrives", "call")
        return JourneyText(**{name: self.cleaned_data[name] or None for name in names})


class NoticesForm(forms.Form):
    place = forms.ChoiceField(
        label=_("Where do you want to be notified?"),
        choices=list(PLACES.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    text = WordsField(
        label=_("Name and address, telephone or e-mail there"),
        help_text=_("Nothing is needed if you chose this page."),
    )
    once = OnceField()

    def clean(self) -> None:
        place = self.cleaned_data.get("place")
        if place and place != "page" and not self.cleaned_data.get("text") and not self.errors:
            self.add_error("text", _("Write who it is and how the notice gets there."))

    @property
    def body(self) -> NoticesText:
        place, text = self.cleaned_data["place"], self.cleaned_data["text"]
        return NoticesText(notify=str(PLACES[place]), text=text or None)


@with_words
@told_to_the_team
@decides
def journey(request: VisitRequest) -> HttpResponse:
    """Tell the team of a journey: the way, when, and whom to call."""
    form = JourneyForm(sent(request)[0], label_suffix="")
    return _told(request, form, "door/journey.html")


@with_words
@told_to_the_team
@decides
def notices(request: VisitRequest) -> HttpResponse:
    """Ask to be notified elsewhere than at the address of the identity card."""
    form = NoticesForm(sent(request)[0], label_suffix="")
    return _told(request, form, "door/notices.html")


def _told(request: VisitRequest, form: JourneyForm | NoticesForm, template: str) -> HttpResponse:
    if request.method != "POST" or not form.is_valid():
        context: dict[str, Any] = {"form": form}
        return render(request, template, context, status=400 if form.errors else 200)
    once = form.cleaned_data["once"]
    if not sent_already(request, once):
        visitor = request.visitor
        tell_of_own_kind(visitor.folder, body=form.body, by=visitor, at=timezone.now())
        remember_sent(request, once, said=form.body.KIND)
    return redirect("door:mine")
