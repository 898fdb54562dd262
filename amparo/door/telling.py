"""What she tells later: what happened, how she sees the danger, what she wants to give up."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door import uploading
from amparo.door.fields import WordsField, sent
from amparo.door.mine import measures_of
from amparo.door.pages import VisitRequest, decides, remember_sent, sent_already, with_words
from amparo.door.writing import MessageForm
from amparo.foundations.letterbox.once import OnceField
from amparo.foundations.letterbox.telling import ask_to_give_up, see_otherwise, tell_incident


class HappenedForm(MessageForm):
    when = WordsField(line=True, label=_("When was it, more or less?"))
    text = WordsField(label=_("What happened?"))

    field_order = ("when", "text", "recordings", "once")


class OtherwiseForm(MessageForm):
    text = WordsField(label=_("How do you see the danger, and what was not taken into account?"))


class GiveUpForm(forms.Form):
    text = WordsField(label=_("Say something about it, if you want to"))
    once = OnceField()


@with_words
def happened(request: VisitRequest) -> HttpResponse:
    """Something happened: the risk is looked at anew."""
    said, files = sent(request)
    form = HappenedForm(said, files, label_suffix="")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not sent_already(request, given["once"]):
            tell_incident(
                request.visitor.folder,
                words=given["text"],
                when=given["when"],
                uploads=uploading.taken(given["recordings"]),
                by=request.visitor,
                at=timezone.now(),
            )
            _remember(request, given, said="happened")
        return redirect("door:mine")
    return _page(request, form, "door/happened.html")


@with_words
@decides
def otherwise(request: VisitRequest) -> HttpResponse:
    """She sees the danger otherwise than the team, and is answered."""
    said, files = sent(request)
    form = OtherwiseForm(said, files, label_suffix="")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not sent_already(request, given["once"]):
            see_otherwise(
                request.visitor.folder,
                words=given["text"],
                uploads=uploading.taken(given["recordings"]),
                by=request.visitor,
                at=timezone.now(),
            )
            _remember(request, given, said="otherwise")
        return redirect("door:mine")
    return _page(request, form, "door/otherwise.html")


@with_words
@decides
def give_up(request: VisitRequest, ref: str) -> HttpResponse:
    """She wants to give a measure up. First the team writes what that may mean."""
    found = next((one for one in measures_of(request) if one.ref == ref), None)
    if found is None:
        raise Http404
    form = GiveUpForm(sent(request)[0], label_suffix="")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not sent_already(request, given["once"]):
            ask_to_give_up(
                request.visitor.folder,
                measure=ref,
                label=found.title,
                words=given["text"],
                by=request.visitor,
                at=timezone.now(),
            )
            _remember(request, given, said="gives_up")
        return redirect("door:mine")
    return _page(request, form, "door/give_up.html", measure=found)


def _page(request: VisitRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    status = 400 if form.errors else 200
    return render(request, template, {"form": form, **more}, status=status)


def _remember(request: VisitRequest, given: dict[str, Any], *, said: str) -> None:
    problems = uploading.problems(given.get("recordings", []))
    remember_sent(request, given["once"], said=said, problems=problems or None)
