"""Access phrases that the person gives to related persons: to whom, with which right, ended one by
one."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from amparo.door.fields import CHOOSE, WordsField, sent
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.door.my_data.hidden_from_person_page import done_here, said_here
from amparo.door.request.draft_submission import written_language
from amparo.door.visit.current_phrase_check import KnowsForm
from amparo.door.visit.person_session import VisitRequest, decides, remember, with_words
from amparo.foundations.consent.representative_answers import is_in_other_hands
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import AccessCredential, RelatedPerson
from amparo.foundations.related_people.queries import Listed, Written, others_of, written_by
from amparo.foundations.related_people.services import NotGiven, end_way, give_way, other_named

RELATIONS: dict[str, Promise] = {
    RelatedPerson.Relation.FAMILY: _("Family, or somebody I live with"),
    RelatedPerson.Relation.LAWYER: _("My lawyer"),
    RelatedPerson.Relation.TRUSTED: _("Somebody I trust"),
    RelatedPerson.Relation.WITNESS: _("A witness"),
}
RIGHTS: dict[str, Promise] = {
    AccessCredential.Right.READS: _("Only read: where it stands, and what the authority tells you"),
    AccessCredential.Right.ANSWERS: _("Answer for themselves, where a measure would move them too"),
    AccessCredential.Right.SPEAKS: _(
        "Speak for me: read all that, and answer what I have not answered"
    ),
}
MAY: dict[str, Promise] = {
    AccessCredential.Right.READS: _("May read where it stands, and what the authority tells you"),
    AccessCredential.Right.ANSWERS: _("May answer for themselves, and reads nothing else"),
    AccessCredential.Right.SPEAKS: _("May speak for you"),
}
# One sentence for every refusal, so that a bystander learns nothing of what the team knows.
NOT_HERE = _("This cannot be done here. Speak with the team.")
THEY_STAY = _(
    "While this person cannot be asked, access is neither given nor ended here: this page may"
    " be in other hands. Write to the team: it can end it."
)
DID: dict[str, Promise] = {
    "OtherCame": _("Came in"),
    "OtherRead": _("Read a paper"),
    "OtherWrote": _("Wrote to the team"),
    "ConsentAnswered": _("Answered for you"),
    "AdultAnswered": _("Answered for themselves"),
    "ResolutionContested": _("Asked that a decision be decided again"),
    "ComplaintFiled": _("Complained about a delay"),
}
LAST = 5


class OtherForm(KnowsForm):
    name = WordsField(
        line=True,
        label=_("What do you call them?"),
        help_text=_("A name that you and the team understand. It is encrypted in your file."),
    )
    relation = forms.ChoiceField(
        label=_("Who are they to you?"),
        choices=RELATIONS.items(),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    right = forms.ChoiceField(
        label=_("What may they do?"),
        choices=RIGHTS.items(),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise forms.ValidationError(_("Write what you call them."))
        return name


@dataclass(frozen=True, slots=True)
class Companion:
    """A related person with access, as the person's page lists them."""

    ref: str
    name: str
    relation: Promise
    may: Promise
    given_at: datetime
    did: tuple[tuple[datetime, Promise], ...]


@with_words
@decides
def others(request: VisitRequest) -> HttpResponse:
    """List related persons with access, and give an access phrase to one more."""
    if request.sitting.content.get("given"):
        return redirect("door:others_words")
    form = OtherForm(sent(request)[0], label_suffix="")
    if form.knows(request):
        try:
            _give(request, form)
        except NotGiven:
            form.add_error("name", str(NOT_HERE))
        else:
            return redirect("door:others_words")
    return _page(request, form, status=400 if form.errors else 200)


def _page(request: VisitRequest, form: OtherForm, *, status: int) -> HttpResponse:
    visitor = request.visitor
    listed = others_of(visitor.folder, seen_by=visitor)
    context = {
        "filing": visitor.folder.filing,
        "form": form,
        "they_stay": they_stay(visitor),
        "companions": companions_of(listed, done_here(entries_of(visitor), visitor)),
        "written": written_in(visitor, listed),
    }
    return render(request, "door/others.html", context, status=status)


def they_stay(visitor: Visitor) -> str:
    """Return why no access phrase is given or ended here; "" while the person can be asked."""
    elsewhere = is_in_other_hands(visitor.folder.filing, seen_by=visitor)
    return str(THEY_STAY) if elsewhere else ""


@transaction.atomic
def _give(request: VisitRequest, form: OtherForm) -> None:
    visitor, at, said = request.visitor, timezone.now(), form.cleaned_data
    if they_stay(visitor):
        raise NotGiven("in_other_hands")
    given = {"name": said["name"], "relation": said["relation"]}
    other = other_named(visitor.folder, **given, by=visitor, at=at)
    words = give_way(
        visitor.folder,
        other.ref,
        right=said["right"],
        by=visitor,
        at=at,
        language=written_language(),
    )
    remember(request, given={"words": list(words), "name": said["name"]})


@with_words
def words(request: VisitRequest) -> HttpResponse:
    """Show the access phrase until the person says that it was handed over."""
    given = request.sitting.content.get("given")
    if not given:
        return redirect("door:others")
    if request.method == "POST":
        remember(request, given=None)
        return redirect("door:others")
    return render(request, "door/others_words.html", given)


@with_words
def slip(request: VisitRequest) -> HttpResponse:
    """Print a list of words without any hint of its purpose."""
    given = request.sitting.content.get("given")
    if not given:
        return redirect("door:others")
    return render(request, "door/others_slip.html", given)


@require_POST
@with_words
@decides
def end(request: VisitRequest, ref: str) -> HttpResponse:
    """End this access phrase."""
    visitor = request.visitor
    if ref not in {one.ref for one in others_of(visitor.folder, seen_by=visitor)}:
        raise Http404
    if they_stay(visitor):
        return _page(request, OtherForm(label_suffix=""), status=409)
    end_way(visitor.folder.filing, ref, why="by_her", by=visitor, at=timezone.now())
    return redirect("door:others")


def companions_of(listed: list[Listed], entries: list[Entry]) -> list[Companion]:
    """Return related persons with a valid access phrase, and their last acts."""
    return [
        Companion(
            ref=one.ref,
            name=one.name,
            relation=RELATIONS[RelatedPerson.Relation(one.other.relation)],
            may=MAY[one.way.right],
            given_at=one.way.given_at,
            did=_did(f"other:{one.ref}", entries),
        )
        for one in listed
        if one.way
    ]


def _did(signature: str, entries: list[Entry]) -> tuple[tuple[datetime, Promise], ...]:
    own = [one for one in reversed(entries) if one.by == signature and one.event in DID]
    return tuple((one.at, DID[one.event]) for one in own[:LAST])


def written_in(visitor: Visitor, listed: list[Listed]) -> list[Written]:
    return written_by(visitor.folder, listed, seen_by=visitor)[::-1] if said_here(visitor) else []
