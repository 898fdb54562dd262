"""What is missing in the request, and providing it in words, by a recording or by a photo."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import FilesField, WordsField, sent
from amparo.door.request import uploads as uploading
from amparo.door.site_protocol import due_from, law_of, say
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import (
    VisitRequest,
    decides,
    remember,
    remember_sent,
    sent_already,
    with_words,
)
from amparo.foundations.intake.contact.follow_up_reports import tell_team
from amparo.foundations.intake.documents.services import read_by_person
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.requests.corrections import (
    Lack,
    NothingGiven,
    Wanted,
    give,
    may_be_given,
    term_to_correct,
    wanted_in,
)
from amparo.foundations.intake.requests.single_use_forms import OnceField
from amparo.foundations.web.law.due_dates import Due

WORDS, FILES = "words-", "files-"


@dataclass(frozen=True, slots=True)
class Card:
    """The notice on the person's page. The list of what is missing has a page of its own, because
    opening that page is the person's receipt."""

    missing: int
    read: bool
    due: Due | None
    late: bool


class MissingForm(forms.Form):
    """Text, a recording or a photo for each missing item; any of them may be left for later."""

    once = OnceField()

    def __init__(self, *args: Any, lacks: tuple[Lack, ...], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.lacks = lacks
        for lack in lacks:
            self.fields[WORDS + lack.requirement] = WordsField(label=_("In your words"))
            self.fields[FILES + lack.requirement] = FilesField(
                label=_("Or a recording, a photo or a paper")
            )

    def clean(self) -> None:
        if self.errors or not self.lacks or self.said or self.good_files:
            return
        first = WORDS + self.lacks[0].requirement
        for reason in uploading.in_words(uploading.problems(self.uploads)):
            self.add_error(FILES + self.lacks[0].requirement, str(reason))
        self.add_error(first, _("Write something, or add a recording or a photo."))

    @property
    def said(self) -> dict[str, str]:
        names = [one.requirement for one in self.lacks]
        given = {name: self.cleaned_data.get(WORDS + name) for name in names}
        return {name: words for name, words in given.items() if words}

    @property
    def brought(self) -> dict[str, list[Any]]:
        return {
            one.requirement: self.cleaned_data.get(FILES + one.requirement) or []
            for one in self.lacks
        }

    @property
    def uploads(self) -> list[Any]:
        return [upload for uploads in self.brought.values() for upload in uploads]

    @property
    def good_files(self) -> dict[str, list[Any]]:
        """Return the complete files, as many as one send may contain."""
        found, already = {}, 0
        for name, uploads in self.brought.items():
            good = uploading.taken(uploads, already=already)
            already += len(good)
            if good:
                found[name] = good
        return found


def card_of(visitor: Visitor, *, at: datetime) -> Card | None:
    """Return the notice; None where nothing is requested, or the law no longer waits for it."""
    filing = visitor.folder.filing
    wanted = wanted_in(visitor.folder, seen_by=visitor)
    if wanted is None or not wanted.missing or not may_be_given(filing, at=at):
        return None
    term = term_to_correct(filing, at=at)
    due = due_from(term, law_of(filing.protocol), at=at) if term else None
    return Card(
        missing=len(wanted.missing),
        read=wanted.paper.read_at is not None,
        due=due,
        late=due is not None and due.state == "late",
    )


@with_words
@decides
def missing(request: VisitRequest) -> HttpResponse:
    """Show exactly what is missing, until when, and a form to provide it. Opening it is the
    person's receipt."""
    at, visitor = timezone.now(), request.visitor
    wanted = wanted_in(visitor.folder, seen_by=visitor)
    if wanted is None:
        return redirect("door:mine")
    read_by_person(visitor.folder, wanted.paper, by=visitor, at=at)
    visitor.folder.filing.refresh_from_db()  # the receipt may have started the term
    waited = wanted.missing if may_be_given(visitor.folder.filing, at=at) else ()
    lacks = _lacks_in(request, wanted, waited)
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
        names = MissingForm(lacks=lacks).fields
        form = MissingForm(lacks=lacks, initial=languages.typed(request, names))
        return languages.remembered(request, _page(request, wanted, form, at=at), spoken)
    said, files = sent(request)
    form = MissingForm(said, files, lacks=lacks)
    if request.method == "POST" and lacks and form.is_valid():
        return _given(request, form, waited, at=at)
    return _page(request, wanted, form, at=at)


def _page(
    request: VisitRequest, wanted: Wanted, form: MissingForm, *, at: datetime
) -> HttpResponse:
    context = {
        "form": form,
        "text": wanted.text,
        "lacks": _shown(request.visitor, wanted, form),
        "open_still": may_be_given(request.visitor.folder.filing, at=at),
        "complete": not wanted.missing,
        "card": card_of(request.visitor, at=at),
        "had_files": bool(request.FILES),
    }
    status = 400 if form.errors else 200
    return render(request, "door/missing.html", context, status=status)


def _lacks_in(request: VisitRequest, wanted: Wanted, waited: tuple[Lack, ...]) -> tuple[Lack, ...]:
    """Return the items waited for, and those that were sent although they were settled after the
    page was opened."""
    given = {name for name, words in request.POST.items() if str(words).strip()} | {*request.FILES}
    return tuple(
        one
        for one in wanted.lacks
        if one in waited or given & {WORDS + one.requirement, FILES + one.requirement}
    )


def _given(
    request: VisitRequest, form: MissingForm, waited: tuple[Lack, ...], *, at: datetime
) -> HttpResponse:
    once = form.cleaned_data["once"]
    if sent_already(request, once):
        return redirect("door:mine")
    visitor, problems = request.visitor, uploading.problems(form.uploads)
    names = {one.requirement for one in waited}
    told = _tell(visitor, form, names, at=at)
    said, files = _of(form.said, names), _of(form.good_files, names)
    given = "as_message"
    if said or files or not told:
        try:
            give(visitor.folder, said, files, by=visitor, at=at)
        except NothingGiven:
            remember(request, problems=problems or ["gone"])
            return redirect("door:missing")
        left = wanted_in(visitor.folder, seen_by=visitor)
        given = "all_given" if left is not None and not left.missing else "part_given"
    remember_sent(request, once, said=given, problems=problems or None)
    return redirect("door:mine")


def _of[T](found: Mapping[str, T], names: Collection[str]) -> dict[str, T]:
    return {name: one for name, one in found.items() if name in names}


def _tell(visitor: Visitor, form: MissingForm, waited: Collection[str], *, at: datetime) -> bool:
    """Send what is no longer waited for to the team as a message. Returns whether there was any."""
    law = law_of(visitor.folder.filing.protocol)
    text = "\n\n".join(
        f"{say(law, f'requirements.{name}', otherwise=name)}: {words}"
        for name, words in form.said.items()
        if name not in waited
    )
    files = form.good_files.items()
    uploads = [one for name, good in files if name not in waited for one in good]
    if text or uploads:
        tell_team(visitor.folder, words=text, uploads=uploads, by=visitor, at=at)
    return bool(text or uploads)


def _shown(visitor: Visitor, wanted: Wanted, form: MissingForm) -> list[dict[str, Any]]:
    """Return each item with its description and its fields."""
    law = law_of(visitor.folder.filing.protocol)
    return [
        {
            "title": say(law, f"requirements.{one.requirement}", otherwise=one.requirement),
            "words": one.words,
            "given_at": one.given_at,
            "fields": [
                form[prefix + one.requirement]
                for prefix in (WORDS, FILES)
                if prefix + one.requirement in form.fields
            ],
        }
        for one in wanted.lacks
    ]
