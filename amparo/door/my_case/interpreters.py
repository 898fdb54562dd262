"""Interpreters on the person's page: the need for one, who may interpret, and the wish for one or
for none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import OneOfField, WordsField, sent
from amparo.door.my_case.dashboard_sections import facts_of
from amparo.door.my_case.pending_questions import Decision, Words, for_child
from amparo.door.related_people.access_phrases import NOT_HERE, RELATIONS
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import VisitRequest, decides, remember, with_words
from amparo.door.wording import INTERPRETERS, WHY_AN_INTERPRETER
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.representative_answers import is_in_other_hands
from amparo.foundations.intake.documents.schemas.interpreting import (
    InterpreterWishOfText,
    InterpreterWishText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.services import NotGiven, other_named


@dataclass(frozen=True, slots=True)
class Carrier:
    """One proposed interpreter, as the page names them. `address`: page where the person changes
    the answer; empty where that is not possible."""

    name: str
    language: str
    chip: str
    state: Words
    address: str


@dataclass(frozen=True, slots=True)
class Interpreting:
    """State of interpreting. `why`: empty where the person needs no interpreter; `over`: that was
    recorded."""

    why: Words
    over: bool
    carriers: tuple[Carrier, ...]


def interpreting_of(decisions: Iterable[Decision], entries: list[Entry]) -> Interpreting | None:
    """Return the state of interpreting; None where there was never any."""
    said = [one for one in entries if one.event in {"InterpreterNeeded", "InterpreterNotNeeded"}]
    asked = [one for one in decisions if one.kind == Question.Kind.INTERPRETER]
    if not said and not any(one.child for one in asked):
        return None
    needed = facts_of(said[-1:], "InterpreterNeeded")
    why = WHY_AN_INTERPRETER[needed[0]["source"]] if needed else ""
    states = _states(entries)
    over = bool(said) and not needed
    return Interpreting(
        why, over, tuple(_carrier(one, states.get(one.subject, {})) for one in asked)
    )


def _carrier(decision: Decision, known: dict[str, str]) -> Carrier:
    chip, state = INTERPRETERS[_state(decision, known)]
    address = "" if decision.withdrawn_at or decision.waits else decision.address
    name = for_child(decision.child) if decision.child else ""
    name = f"{name}: {decision.recipient}" if name else decision.recipient
    return Carrier(name, decision.language, chip, state, address)


def _state(decision: Decision, known: dict[str, str]) -> str:
    if known.get("ended"):
        return known["ended"]
    if decision.answer != Question.Answer.AGREED:
        return decision.answer or "waits"
    if known.get("vetting") != "clear":
        return "not_vetted"
    return "ready" if known.get("signed") else "not_signed"


def _states(entries: list[Entry]) -> dict[str, dict[str, str]]:
    """Return the last state of each by the record."""
    states: dict[str, dict[str, str]] = {}
    kept = {
        "InterpreterVetted": ("vetting", "result"),
        "ConfidentialitySigned": ("signed", "day"),
        "InterpreterEnded": ("ended", "reason"),
    }
    for entry in entries:
        if entry.event in kept:
            facts = facts_of([entry], entry.event)[0]
            name, fact = kept[entry.event]
            states.setdefault(facts["interpreter"], {})[name] = facts[fact]
        elif entry.event == "InterpreterAnswered":
            # Asked anew after a refusal, which alone had ended it.
            answered = facts_of([entry], entry.event)[0]["interpreter"]
            states.setdefault(answered, {}).pop("ended", None)
    return states


class WishForm(forms.Form):
    """A wish for an interpreter for the person, or for a related person who is named."""

    interpreter = OneOfField(
        label=_("Is an interpreter needed?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
    )
    language = WordsField(
        line=True,
        label=_("Which language is preferred?"),
        help_text=_("And of which people or place, if it is spoken in several ways."),
    )

    who = WordsField(
        line=True,
        label=_("What do you call them?"),
        help_text=_("A name that you and the team understand. It is encrypted in your file."),
    )
    relation = OneOfField(label=_("Who are they to you?"), choices=RELATIONS.items())

    def clean_interpreter(self) -> str:
        said: str = self.cleaned_data["interpreter"]
        if not said:
            raise forms.ValidationError(_("Choose one of the two."))
        return said

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.is_for_another:
            if not said.get("who", "").strip():
                self.add_error("who", _("Write what you call them."))
            if not said.get("relation"):
                self.add_error("relation", _("Say who they are to you."))
        return said

    @property
    def is_for_another(self) -> bool:
        said = self.cleaned_data
        return bool(said.get("who", "").strip() or said.get("relation"))


@with_words
@decides
def interpreter(request: VisitRequest) -> HttpResponse:
    """Ask for an interpreter, for the person or for a related person, or say that none is
    needed."""
    if request.visitor.folder.filing.withdrawn_at:
        return redirect("door:mine")
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
        typed: dict[str, Any] = languages.typed(request, WishForm.base_fields)
        form = WishForm(initial=typed, label_suffix="")
        response = render(request, "door/interpreter.html", {"form": form})
        return languages.remembered(request, response, spoken)
    form = WishForm(sent(request)[0], label_suffix="")
    if form.is_valid():
        try:
            remember(request, said=_wish(request.visitor, form))
        except NotGiven:
            form.add_error("who", str(NOT_HERE))
        else:
            return redirect("door:mine")
    status = 400 if form.errors else 200
    return render(request, "door/interpreter.html", {"form": form}, status=status)


@transaction.atomic
def _wish(visitor: Visitor, form: WishForm) -> str:
    """Store the wish. Returns the notice to show. Raises NotGiven where it cannot be done here."""
    said, at = form.cleaned_data, timezone.now()
    wish = InterpreterWishText(interpreter=said["interpreter"], language=said["language"])
    kept: dict[str, Any] = {"by": visitor, "at": at, "for_person": True}
    if not form.is_for_another:
        write_paper(visitor.folder, body=wish, **kept)
        return "interpreter" if said["interpreter"] == "yes" else "no_interpreter"
    if is_in_other_hands(visitor.folder.filing, seen_by=visitor):
        raise NotGiven("in_other_hands")
    name = said["who"].strip()
    named = {"name": name, "relation": said["relation"], "by": visitor, "at": at}
    other = other_named(visitor.folder, **named)
    body = InterpreterWishOfText(
        who=name, interpreter=wish.interpreter, language=wish.language, about=other.ref
    )
    write_paper(visitor.folder, body=body, **kept)
    return "interpreter_of_another"
