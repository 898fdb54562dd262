"""Later texts of the person: a message, who else must not know, the rest of a request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from amparo.crypto import hashes_and_tokens as marks
from amparo.door.fields import FilesField, WordsField, sent
from amparo.door.my_case.dashboard import can_complete, measures_of
from amparo.door.my_case.unmet_measures import words_about
from amparo.door.request import drafts as drafting
from amparo.door.request import question_pages as questions
from amparo.door.request import uploads as uploading
from amparo.door.request.unit_choice import UnitsField, chosen_units
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import (
    VisitRequest,
    decides,
    remember,
    remember_sent,
    sent_already,
    told_to_the_team,
    with_words,
)
from amparo.door.wording import NOBODY_LEFT
from amparo.foundations.consent.held_requests import keep_from_or_hold
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.contact.follow_up_reports import tell_team
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.requests.services import NobodyMayRead
from amparo.foundations.intake.requests.single_use_forms import OnceField


class MessageForm(forms.Form):
    text = WordsField(label=_("Your message"))
    recordings = FilesField(label=_("A recording, a photo or a paper"))
    once = OnceField()

    def clean(self) -> None:
        files = self.cleaned_data.get("recordings", [])
        if self.errors or self.cleaned_data.get("text") or uploading.taken(files):
            return
        for reason in uploading.in_words(uploading.problems(files)):
            self.add_error("recordings", ValidationError(str(reason)))
        self.add_error("text", _("Write something, or add a recording."))


class KeepFromForm(forms.Form):
    """Who must not know, from now on."""

    names = WordsField(label=_("Persons who must not know"))

    def __init__(self, data: QueryDict | None = None, *, find: str = "") -> None:
        super().__init__(data, label_suffix="")
        chosen = data.getlist("units") if data else []
        self.fields["units"] = UnitsField(
            chosen=chosen, find=find, label=_("Institutions that must not know")
        )
        self.order_fields(["units", "names"])


@with_words
@told_to_the_team
def write(request: VisitRequest) -> HttpResponse:
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
        form = MessageForm(
            initial=languages.typed(request, MessageForm.base_fields), label_suffix=""
        )
        context = {"form": form, "had_files": bool(request.FILES)}
        response = render(request, "door/write.html", context)
        return languages.remembered(request, response, spoken)
    said, files = sent(request)
    form = MessageForm(said, files, initial=_begun(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        return _written(request, form.cleaned_data)
    status = 400 if form.errors else 200
    return render(request, "door/write.html", {"form": form}, status=status)


def _begun(request: VisitRequest) -> dict[str, str]:
    """Return the first words of a message that the plan leads to."""
    ref = request.GET.get("measure", "")
    return {"text": words_about(measures_of(request), ref)} if ref else {}


def _written(request: VisitRequest, said: dict[str, Any]) -> HttpResponse:
    if sent_already(request, said["once"]):
        return redirect("door:mine")
    visitor, uploads = request.visitor, said["recordings"]
    told = {"words": said["text"], "uploads": uploading.taken(uploads)}
    with transaction.atomic():
        tell_team(visitor.folder, **told, by=visitor, at=timezone.now())
        problems = uploading.problems(uploads)
        remember_sent(request, said["once"], said="written", problems=problems or None)
    return redirect("door:mine")


@with_words
def keep_it_from(request: VisitRequest) -> HttpResponse:
    """Add an institution or a person that must not know."""
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
    find = request.POST.get("find", "")[:100]
    form = KeepFromForm(sent(request)[0], find=find)
    searching = bool(spoken) or request.POST.get("go") == "search"
    if request.method == "POST" and not searching and form.is_valid():
        units, names = chosen_units(form.cleaned_data["units"]), form.cleaned_data["names"]
        if (units or names) and _kept_from(request, form, units, names):
            return redirect("door:mine")
        if not units and not names:
            form.add_error("units", _("Choose an institution, or write a name."))
    bad = bool(form.errors) and not searching
    tree = form.fields["units"]
    usual = "search" if isinstance(tree, UnitsField) and tree.long else "on"
    context = {"form": form, "find": find, "tree": tree, "searching": searching, "usual": usual}
    response = render(request, "door/keep_from.html", context, status=400 if bad else 200)
    return languages.remembered(request, response, spoken) if spoken else response


def _kept_from(request: VisitRequest, form: KeepFromForm, units: list[Unit], names: str) -> bool:
    try:
        visitor = request.visitor
        folder, at = visitor.folder, timezone.now()
        done = keep_from_or_hold(folder, units, names=names, by=visitor, at=at)
    except NobodyMayRead:
        form.add_error("units", str(NOBODY_LEFT))
        return False
    remember(request, said="kept_from" if done else "held")
    return True


@require_POST
@with_words
@decides
def complete(request: VisitRequest) -> HttpResponse:
    """Begin or continue the remaining questions of an urgent request. A draft begun before in this
    browser is used if the person says that it is theirs."""
    if not can_complete(request):
        return redirect("door:mine")
    response = redirect("door:step", questions.first_page().id)
    older, whose = drafting.writing(request), request.POST.get("whose", "")
    if "filed" in older.content:  # its answer may be lost: show the access phrase first
        return redirect("door:check")
    begun = drafting.completing(request, request.visitor.folder.filing.pk)
    if begun is not None:
        drafting.put_first(request, response, begun)
        return response
    asks = older.begun and "completes" not in older.content
    if asks and whose not in {"mine", "not_mine"}:
        return render(request, "door/begun_before.html", {"saved": older.saved_at})
    draft = older if asks and whose == "mine" else drafting.begun_anew(lost="")
    if draft is not older and "completes" not in older.content:
        drafting.throw_away(older)
    return _begin(request, response, draft)


def _begin(request: VisitRequest, response: HttpResponse, draft: drafting.Writing) -> HttpResponse:
    """Continue with the questions, unless another window has just sent or discarded the draft. A
    draft that completes another request is kept behind it, without a notice."""
    draft.content |= {
        "was": draft.page or None,  # pages of it that are open
        "once": marks.token().hex(),
        "completes": request.visitor.folder.filing.pk,
        "told": told_before(request.visitor),
    }
    try:
        drafting.keep(request, response, draft)
    except drafting.SentMeanwhile:
        return redirect("door:check")  # it is a request of its own by now: show its access phrase
    except drafting.GoneMeanwhile:
        return redirect("door:mine")
    return response


def told_before(visitor: Visitor) -> list[str]:
    """Return the questions that the urgent report answered, by text or by a file."""
    said = [
        name
        for paper in papers_in(visitor.folder, seen_by=visitor, kinds=["urgent"])
        for name, words in visitor.folder.words(paper).items()
        if words
    ]
    files = [one.question for one in attachments_in(visitor.folder, seen_by=visitor)]
    return sorted({*said, *filter(None, files)})
