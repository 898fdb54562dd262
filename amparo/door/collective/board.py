"""The page of a board that speaks for a collective: how it decides, the acta of each decision,
intermediaries, and redaction of a member's data. It reads nothing of other boards."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import CHOOSE, NEEDED, FilesField, WordsField, sent
from amparo.door.my_case import dashboard_sections as story
from amparo.door.my_case.dashboard import decisions_of
from amparo.door.my_case.pending_questions import Decision
from amparo.door.my_case.person_decisions import ANSWERS, NOT_HERSELF, her_decision
from amparo.door.request import uploads as uploading
from amparo.door.site_protocol import law_of, say
from amparo.door.visit.person_session import VisitRequest, remember, with_words
from amparo.foundations.consent.actas import MOST_TAKE_PART, Acta, EmptyActa, actas_in, lay_acta
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.schemas.collectives import LeaveOutText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor

MOST_TYPED = 4_000


@dataclass(frozen=True, slots=True, repr=False)
class Speaking:
    """What is recorded of this board, as it reads it."""

    kind: str
    name: str
    speaks: str
    procedure: str
    ended_on: date | None


class ActaForm(forms.Form):
    """What was decided, on which day, and by how many; never by whom."""

    decided = forms.ChoiceField(
        label=_("What did you decide?"),
        choices=(
            ("agree", _("We agree")),
            ("discuss", _("We want to talk about it")),
            ("refuse", _("We do not agree")),
        ),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    on = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=NEEDED,
    )
    took_part = forms.IntegerField(
        label=_("How many of you took part?"),
        help_text=_("Only the number. Do not write names."),
        min_value=1,
        max_value=MOST_TAKE_PART,
        error_messages=NEEDED,
    )
    text = WordsField(label=_("Your acta, in words"))
    recordings = FilesField(label=_("Or a photo of the paper, or a recording"))

    def clean_on(self) -> date:
        found: date = self.cleaned_data["on"]
        if found > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return found

    def clean(self) -> None:
        files = self.cleaned_data.get("recordings", [])
        for reason in uploading.in_words(uploading.problems(files)):
            self.add_error("recordings", str(reason))
        if not self.errors and not self.cleaned_data.get("text") and not uploading.taken(files):
            self.add_error("text", _("Write what was decided, or add a photo or a recording."))


class LeaveOutForm(forms.Form):
    names = WordsField(
        label=_("What is to be left out"),
        help_text=_("Each name, number or place on a line of its own."),
        max_length=MOST_TYPED,
    )


def speaking_in(visitor: Visitor) -> Speaking | None:
    """Return the board of this case; None where the requester speaks for individuals."""
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=["board", "board_ended"])
    boards = [one for one in papers if one.kind == "board"]
    if not boards:
        return None
    body: dict[str, Any] = visitor.folder.words(boards[-1])
    ended = [visitor.folder.words(one) for one in papers if one.kind == "board_ended"]
    law = law_of(visitor.folder.filing.protocol)
    return Speaking(
        kind=say(law, f"collectives.{body['data']['collective']}"),
        name=str(body.get("name", "")),
        speaks=str(body.get("speaks", "")),
        procedure=str(body.get("procedure", "")),
        ended_on=date.fromisoformat(str(ended[-1]["on"])) if ended else None,
    )


@with_words
def collective(request: VisitRequest) -> HttpResponse:
    speaking = speaking_in(request.visitor)
    if speaking is None:
        raise Http404
    decisions = decisions_of(request)
    entries = story.entries_of(request.visitor)
    ended = {one["between"] for one in story.facts_of(entries, "BetweenEnded")}
    context = {
        "filing": request.visitor.folder.filing,
        "speaking": speaking,
        "open": [one for one in decisions if one.by_acta and (one.waits or one.waits_for_acta)],
        "actas": actas_in(request.visitor.folder, seen_by=request.visitor),
        "betweens": [
            one
            for one in decisions
            if one.kind == "between" and one.stands and one.subject not in ended
        ],
    }
    return render(request, "door/collective.html", context)


@with_words
def acta(request: VisitRequest, ref: str) -> HttpResponse:
    """Store the acta of the board's own decision on one question of its own file."""
    found = her_decision(request, ref)
    if not found.by_acta:
        raise Http404
    said, files = sent(request)
    form = ActaForm(said, files, label_suffix="")
    problem = ""
    posted = request.method == "POST"
    if posted and found.withdrawn_at:
        context = {"decision": found, "typed": request.POST.get("text", "")}
        return render(request, "door/acta.html", context, status=409)
    if posted and form.is_valid():
        problem = _laid(request, found, form.cleaned_data)
        if not problem:
            return redirect("door:mine")
    status = 400 if form.errors else 409 if problem else 200
    context = {"decision": found, "form": form, "problem": problem}
    return render(request, "door/acta.html", context, status=status)


def _laid(request: VisitRequest, found: Decision, said: dict[str, Any]) -> str:
    """Store the acta. Returns why it was not stored, or ""."""
    acta = Acta(
        label=found.title,
        on=said["on"],
        took_part=said["took_part"],
        decided=ANSWERS[said["decided"]].value,
        words=said["text"],
        uploads=uploading.taken(said["recordings"]),
    )
    visitor = request.visitor
    try:
        lay_acta(visitor.folder, found.ref, acta, by=visitor, at=timezone.now())
    except EmptyActa:
        return str(_("Write what was decided, or add a photo or a recording."))
    except CannotConsent as refusal:
        closed = _("This question is closed. Your page shows what waits now.")
        return str(NOT_HERSELF if str(refusal) == "not_herself" else closed)
    remember(request, said=f"acta_{acta.decided}")
    return ""


@with_words
def leave_out(request: VisitRequest) -> HttpResponse:
    """Ask for a redaction of a member's data; the team does it with the member."""
    if speaking_in(request.visitor) is None:
        raise Http404
    form = LeaveOutForm(sent(request)[0], label_suffix="")
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["names"]:
            visitor, body = request.visitor, LeaveOutText(text=form.cleaned_data["names"])
            write_paper(visitor.folder, body=body, by=visitor, at=timezone.now())
            remember(request, said="leave_out")
            return redirect("door:mine")
        form.add_error("names", _("Write what is to be left out."))
    context = {"form": form}
    return render(request, "door/leave_out.html", context, status=400 if form.errors else 200)
