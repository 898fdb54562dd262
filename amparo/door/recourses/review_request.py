"""Requests for review of a decision: in the person's own words, without proof, early or late."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import WordsField, sent
from amparo.door.my_case.decision_cards import card_of
from amparo.door.my_case.messages import MessageForm
from amparo.door.request import uploads as uploading
from amparo.door.site_protocol import law_of, say
from amparo.door.visit.person_session import (
    BesideRequest,
    VisitRequest,
    decides,
    remember_sent,
    sent_already,
    with_words,
)
from amparo.foundations.intake.contact.follow_up_reports import tell_team
from amparo.foundations.intake.procedure import contestable as recourses
from amparo.foundations.intake.procedure.contestable import Contestable, NothingToContest, Plea
from amparo.foundations.web.both_languages import in_others
from amparo.law import Protocol


class ContestForm(MessageForm):
    """What the person does not agree with, and why. No content makes the request void. Without
    `told`, the form is the same for every decision, so that it does not reveal the content."""

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
        self, *args: Any, against: Contestable, law: Protocol, told: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        chosen = self.fields["grounds"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = [(one, say(law, f"grounds.{one}")) for one in against.grounds]
        if not told or len(against.grounds) < 2:  # noqa: PLR2004 - one is no choice
            del self.fields["grounds"]
        if told and not against.takes_away:
            del self.fields["waits"]

    @property
    def plea(self) -> Plea:
        given = self.cleaned_data
        return Plea(
            words=given["text"],
            grounds=given.get("grounds", []),
            waits=bool(given.get("waits")),
            uploads=uploading.taken(given.get("recordings", [])),
        )


@with_words
@decides
def contest(request: VisitRequest, ref: str) -> HttpResponse:
    """Show one decision, the term, and the form for its review. Late requests are accepted, and the
    page says that they are late."""
    at, visitor = timezone.now(), request.visitor
    found = recourses.against(visitor.folder, ref, seen_by=visitor, at=at)
    if found is None:
        return _settled(request)
    law = law_of(visitor.folder.filing.protocol)
    form = ContestForm(*sent(request), against=found, law=law)

    def as_message() -> str:
        words, uploads = form.plea.words, form.plea.uploads
        tell_team(visitor.folder, words=words, uploads=uploads, by=visitor, at=at)
        return "as_message"

    if request.method == "POST" and form.is_valid():
        file_it(
            request,
            form,
            lambda: recourses.contest(visitor.folder, ref, form.plea, by=visitor, at=at),
            as_message,
        )
        return redirect("door:mine")

    def said() -> dict[str, Any]:
        return {
            "form": form,
            "card": card_of(found, visitor, at=at),
            "grounds": [say(law, f"grounds.{one}") for one in found.grounds],
            "receipt": law.review.receipt,
            "receipt_words": say(law, "review.receipt"),
            "waiting": law.review.waiting if found.takes_away else None,
            "waiting_words": say(law, "review.waiting"),
        }

    context = said()
    if not context["card"].ruled:
        context["others"] = in_others(request, law, "door/contest_said.html", said)
    return render(request, "door/contest.html", context, status=400 if form.errors else 200)


def _settled(request: VisitRequest) -> HttpResponse:
    """Send the text to the team as a message, where the person left the procedure while it was
    written, perhaps in another window."""
    visitor, form = request.visitor, MessageForm(*sent(request))
    if not visitor.folder.filing.withdrawn_at or not form.is_valid():
        raise Http404
    said = form.cleaned_data
    if not sent_already(request, said["once"]):
        told = {"words": said["text"], "uploads": uploading.taken(said["recordings"])}
        tell_team(visitor.folder, **told, by=visitor, at=timezone.now())
        problems = uploading.problems(said["recordings"])
        remember_sent(request, said["once"], said="as_message", problems=problems or None)
    return redirect("door:mine")


def file_it(
    request: VisitRequest | BesideRequest,
    form: ContestForm,
    contest: Callable[[], object],
    instead: Callable[[], str],
) -> None:
    """File once, however often it is sent, and set the notice for the next page. `instead`: stores
    the text where it was decided again meanwhile, and returns the notice."""
    once = form.cleaned_data["once"]
    if sent_already(request, once):
        return
    problems = uploading.problems(form.cleaned_data.get("recordings", []))
    try:
        contest()
    except NothingToContest:
        remember_sent(request, once, said=instead(), problems=problems or None)
    else:
        remember_sent(request, once, said="contested", problems=problems or None)
