"""Requests of a related person to the authority: review of a decision, or a complaint about delay.
They are stored under the related person's name, which the person and the team can see."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import WordsField, sent
from amparo.door.my_case.decision_cards import Card, card_from
from amparo.door.recourses import delay_complaint as complaining
from amparo.door.recourses import review_request as contesting
from amparo.door.recourses.review_request import ContestForm
from amparo.door.related_people.incident_form import TellingForm
from amparo.door.site_protocol import due_from, language_of, law_of, say
from amparo.door.visit.person_session import (
    BesideRequest,
    remember_sent,
    sent_already,
    with_own_words,
)
from amparo.foundations.intake.procedure.complaints import draft
from amparo.foundations.intake.procedure.contestable import Contestable
from amparo.foundations.intake.procedure.defects import defects_of
from amparo.foundations.intake.requests.single_use_forms import OnceField
from amparo.foundations.related_people.messages_and_complaints import (
    complain_as,
    contest_as,
    contestable_by,
    late_for,
    may_complain_as,
    write_to_team,
)
from amparo.foundations.related_people.queries import Beside
from amparo.foundations.web.both_languages import in_others
from amparo.foundations.web.law.wording import another_language, say_term

SOMEBODY = _("somebody else of this case")


class AgainForm(TellingForm, ContestForm):
    """The person's form without files: a related person cannot store any."""

    field_order = ("grounds", "text", "about", "waits", "once")

    text = WordsField(
        label=_("Why? In your own words; you need no new proof."),
        error_messages={"required": _("Write a few words. One sentence is enough.")},
    )

    def __init__(self, *args: Any, reads: bool, **kwargs: Any) -> None:
        super().__init__(*args, told=reads, **kwargs)
        del self.fields["recordings"]

    def clean(self) -> None:
        if not self.errors and not str(self.cleaned_data.get("text") or "").strip():
            self.add_error("text", str(_("Write a few words. One sentence is enough.")))


class KeptForm(TellingForm):
    """The text of a form whose matter was settled meanwhile."""

    text = WordsField()
    once = OnceField()


class LateForm(TellingForm):
    WORDS = "words"
    words = WordsField(label=_("Do you want to add something? The person and the team read it."))
    field_order: tuple[str, ...] = ("words", "about")


def asks_of(by: Beside, *, at: datetime) -> dict[str, Any]:
    """Return what they may ask for, as their page lists it."""
    law = law_of(by.filing.protocol)
    return {
        "decided": [_card(one, by, at=at) for one in contestable_by(by, at=at, seen_by=by)][::-1],
        "lates": [
            (term.term, say(law, f"roles.{term.owed_by}"), say_term(law, term.term))
            for term in late_for(by, at=at, seen_by=by)
        ],
        "defects": may_complain_as(by) and bool(defects_of(by.filing, at=at)),
    }


def _card(one: Contestable, by: Beside, *, at: datetime) -> Card:
    """Return the card of a decision. Others who asked for its review are not named."""
    own = not one.contested_at or one.who == by.way.other.ref
    return card_from(one, by.filing, "" if own else str(SOMEBODY), over=one.ruled, at=at)


def _as_message(request: BesideRequest, form: TellingForm) -> str:
    """Store the text as a message where its matter was settled meanwhile. Returns the notice to
    show, or "" if there is no text."""
    text = str(form.cleaned_data.get(form.WORDS) or "")
    if not text:
        return ""
    write_to_team(text, happened=form.happened, by=request.beside, at=timezone.now())
    return "happened" if form.happened else "as_message"


def _settled(request: BesideRequest, form: TellingForm, *, may: bool) -> HttpResponse:
    """Handle a form with nothing left to ask for, without losing its text. Raises Http404."""
    if not may or not form.is_valid():
        raise Http404
    once = form.cleaned_data.get("once", "")
    if not sent_already(request, once):
        said = _as_message(request, form)
        if not said:
            raise Http404
        remember_sent(request, once, said=said)
    return redirect("door:beside")


@with_own_words
def again(request: BesideRequest, ref: str) -> HttpResponse:
    """Show one decision and the form for its review. Late requests are accepted, and the page says
    that they are late."""
    at, by = timezone.now(), request.beside
    asked = contestable_by(by, at=at, seen_by=by)
    found = next((one for one in asked if one.ref == ref), None)
    if found is None:
        return _settled(request, KeptForm(sent(request)[0]), may=by.filing.asks_nobody)
    law = law_of(by.filing.protocol)
    form = AgainForm(sent(request)[0], against=found, law=law, reads=by.reads)
    if request.method == "POST" and form.is_valid():
        act = partial(contest_as, ref, form.plea, happened=form.happened, by=by, at=at)
        contesting.file_it(request, form, act, partial(_as_message, request, form))
        return redirect("door:beside")

    def said() -> dict[str, Any]:
        return {
            "form": form,
            "card": _card(found, by, at=at),
            "reads": by.reads,
            "waiting": law.review.waiting if "waits" in form.fields else None,
            "waiting_words": say(law, "review.waiting"),
        }

    context = said()
    if not context["card"].ruled:
        context["others"] = in_others(request, law, "door/beside_again_said.html", said)
    status = 400 if form.errors else 200
    return render(request, "door/beside_again.html", context, status=status)


@with_own_words
def late(request: BesideRequest, term: str) -> HttpResponse:
    """Show the complaint in full, with one button that files it."""
    at, by = timezone.now(), request.beside
    found = next((one for one in late_for(by, at=at, seen_by=by) if one.term == term), None)
    form = LateForm(sent(request)[0], label_suffix="")
    if found is None:
        last = request.sitting.content
        if (last.get("said"), last.get("complained")) == ("complained", term):
            return redirect("door:beside")  # a second click
        return _settled(request, form, may=by.reads)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        act = partial(complain_as, term, words=words, happened=form.happened, by=by, at=at)
        instead = partial(_as_message, request, form)
        complaining.file_it(request, act, instead, term=term)
        return redirect("door:beside")
    law = law_of(by.filing.protocol)

    def told() -> dict[str, Any]:
        return {
            "who": say(law, f"roles.{found.owed_by}"),
            "what": say(law, f"terms.{found.term}"),
            "due": due_from(found, law, at=at),
            "text": draft(by.filing, found, language=language_of(law)),
        }

    context = {
        **told(),
        "form": form,
        "text": draft(by.filing, found),
        "filed_in": another_language(law),
        "text_here": told()["text"],
        "others": in_others(request, law, "door/beside_late_said.html", told),
    }
    status = 400 if form.errors else 200
    return render(request, "door/beside_late.html", context, status=status)
