"""Asking that a decision be decided again: in her own words, without proof, early or late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door import uploading
from amparo.door.fields import WordsField, sent
from amparo.door.law import due_from, law_of, say
from amparo.door.pages import VisitRequest, remember, with_words
from amparo.door.wording import RESULTS
from amparo.door.writing import REMEMBERED, MessageForm
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox import recourses
from amparo.foundations.letterbox.folders import Visitor
from amparo.foundations.letterbox.recourses import Contestable, NothingToContest, Plea
from amparo.foundations.look.due import Due
from amparo.sealing import marks


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """One decision on her page: until when she can contest it, or what becomes of it since she did.
    `due` is empty until she has received it."""

    ref: str
    result: str
    issued_on: date
    due: Due | None
    late: bool
    contested_at: datetime | None
    rule_due: Due | None
    ruled: bool
    takes_away: bool


class ContestForm(MessageForm):
    """What she does not agree with, and why. Nothing of it can make it void."""

    grounds = forms.MultipleChoiceField(
        label=_("What do you not agree with?"),
        help_text=_("You can choose several, or none."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = WordsField(label=_("Why? In your own words; you need no new proof."))
    waits = forms.BooleanField(
        label=_("I ask that nothing change until it has been decided again"), required=False
    )
    field_order = ("grounds", "text", "recordings", "waits", "once")

    def __init__(
        self, *args: Any, grounds: Sequence[tuple[str, str]], takes_away: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["grounds"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = list(grounds)
        if len(grounds) < 2:  # noqa: PLR2004 - one is no choice
            del self.fields["grounds"]
        if not takes_away:
            del self.fields["waits"]

    @property
    def plea(self) -> Plea:
        given = self.cleaned_data
        return Plea(
            words=given["text"],
            grounds=given.get("grounds", []),
            waits=bool(given.get("waits")),
            uploads=uploading.taken(given["recordings"]),
        )


def cards_of(visitor: Visitor, entries: Iterable[Entry], *, at: datetime) -> list[Card]:
    """The decisions that she has received, or contested already; the newest first."""
    found = recourses.contestable(visitor.folder, seen_by=visitor, at=at, entries=entries)
    known = [one for one in found if one.received_at or one.contested_at]
    return [card_of(one, visitor, at=at) for one in reversed(known)]


def card_of(one: Contestable, visitor: Visitor, *, at: datetime) -> Card:
    law = law_of(visitor.folder.filing.protocol)
    rule = recourses.term_to_rule(visitor.folder.filing, one.contested_at, at=at)
    return Card(
        ref=one.paper.ref,
        result=str(RESULTS.get(one.kind, "")),
        issued_on=one.issued_on,
        due=due_from(one.term, law, at=at) if one.term else None,
        late=one.late,
        contested_at=one.contested_at,
        rule_due=due_from(rule, law, at=at) if rule and not one.ruled else None,
        ruled=one.ruled,
        takes_away=one.takes_away,
    )


@with_words
def contest(request: VisitRequest, ref: str) -> HttpResponse:
    """One decision, her days, and the form. Sending it late is possible, and said."""
    at, visitor = timezone.now(), request.visitor
    found = recourses.against(visitor.folder, ref, seen_by=visitor, at=at)
    if found is None:
        raise Http404
    law = law_of(visitor.folder.filing.protocol)
    said, files = sent(request)
    form = ContestForm(
        said,
        files,
        grounds=[(one, say(law, f"grounds.{one}")) for one in found.grounds],
        takes_away=found.takes_away,
        initial={"once": marks.token().hex()},
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        return _contested(request, ref, form, at=at)
    context = {
        "form": form,
        "card": card_of(found, visitor, at=at),
        "receipt": law.review.receipt,
        "receipt_words": say(law, "review.receipt"),
        "waiting": law.review.waiting if found.takes_away else None,
        "waiting_words": say(law, "review.waiting"),
    }
    return render(request, "door/contest.html", context, status=400 if form.errors else 200)


def _contested(request: VisitRequest, ref: str, form: ContestForm, *, at: datetime) -> HttpResponse:
    once, before = form.cleaned_data["once"], request.sitting.content.get("sent", [])
    if once and once in before:
        return redirect("door:mine")
    problems = uploading.problems(form.cleaned_data["recordings"])
    try:
        recourses.contest(request.visitor.folder, ref, form.plea, by=request.visitor, at=at)
    except NothingToContest:
        remember(request, said="not_contested")
        return redirect("door:mine")
    remember(
        request,
        sent=[*before, once][-REMEMBERED:],
        said="contested",
        problems=problems or None,
    )
    return redirect("door:mine")
