"""Later statements of the person: an incident, another view of the risk, giving up a measure."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import WordsField, sent
from amparo.door.my_case.dashboard import measures_of
from amparo.door.my_case.messages import MessageForm
from amparo.door.request import uploads as uploading
from amparo.door.visit.person_session import (
    VisitRequest,
    decides,
    remember_sent,
    sent_already,
    told_to_the_team,
    with_words,
)
from amparo.foundations.intake.contact.follow_up_reports import (
    ask_to_give_up,
    see_otherwise,
    tell_incident,
)
from amparo.foundations.intake.requests.single_use_forms import OnceField


class TellingForm(MessageForm):
    @property
    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"words": given["text"], "uploads": uploading.taken(given["recordings"])}


class HappenedForm(TellingForm):
    when = WordsField(line=True, label=_("When was it, more or less?"))
    text = WordsField(label=_("What happened?"))

    field_order = ("when", "text", "recordings", "once")

    @property
    def told(self) -> dict[str, Any]:
        return {**super().told, "when": self.cleaned_data["when"]}


class OtherwiseForm(TellingForm):
    text = WordsField(label=_("How do you see the danger, and what was not taken into account?"))


class GiveUpForm(forms.Form):
    text = WordsField(label=_("Say something about it, if you want to"))
    once = OnceField()

    @property
    def told(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["text"]}


@with_words
@told_to_the_team
def happened(request: VisitRequest) -> HttpResponse:
    """Report an incident, so that the risk is reviewed."""
    said, files = sent(request)
    form = HappenedForm(said, files, label_suffix="")
    return _telling(request, form, tell_incident, "happened", "door/happened.html")


@with_words
@told_to_the_team
@decides
def otherwise(request: VisitRequest) -> HttpResponse:
    """Submit another view of the risk, which the team must answer."""
    said, files = sent(request)
    form = OtherwiseForm(said, files, label_suffix="")
    return _telling(request, form, see_otherwise, "otherwise", "door/otherwise.html")


@with_words
@decides
def give_up(request: VisitRequest, ref: str) -> HttpResponse:
    """Ask to give up a measure. The team first writes what that may mean."""
    found = next((one for one in measures_of(request) if one.ref == ref), None)
    if found is None or not found.protects_her or found.own:
        raise Http404
    form = GiveUpForm(sent(request)[0], label_suffix="")
    tell = partial(ask_to_give_up, measure=ref, label=found.title)
    return _telling(request, form, tell, "gives_up", "door/give_up.html", measure=found)


def _telling(
    request: VisitRequest,
    form: TellingForm | GiveUpForm,
    tell: Callable[..., object],
    said: str,
    template: str,
    **more: Any,
) -> HttpResponse:
    """Show the form; or store the statement once, however often it is sent."""
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, template, {"form": form, **more}, status=status)
    given = form.cleaned_data
    if not sent_already(request, given["once"]):
        visitor = request.visitor
        tell(visitor.folder, **form.told, by=visitor, at=timezone.now())
        problems = uploading.problems(given.get("recordings", []))
        remember_sent(request, given["once"], said=said, problems=problems or None)
    return redirect("door:mine")
