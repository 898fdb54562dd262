"""The page of a related person with an own access phrase: what their right covers, no more."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.door.fields import WordsField, sent
from amparo.door.my_case.answer_meanings import ASKED, THOUGHT_OF
from amparo.door.my_case.documents import parts_of
from amparo.door.my_case.pending_questions import for_child, name_of, of_what
from amparo.door.my_case.person_decisions import ANSWERS, NOT_HERSELF
from amparo.door.related_people.incident_form import TellingForm
from amparo.door.related_people.measure_report import arrivals_of
from amparo.door.related_people.recourses import asks_of
from amparo.door.site_protocol import due_from, law_of, say
from amparo.door.visit.person_session import BesideRequest, end_visit, remember, with_own_words
from amparo.door.wording import PAPER, PAPERS
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.queries import Filing, every_file_demanded, standing
from amparo.foundations.related_people import services
from amparo.foundations.related_people.measure_share_waiver import SHARE
from amparo.foundations.related_people.messages_and_complaints import contestable_by, write_to_team
from amparo.foundations.related_people.queries import (
    AskedOf,
    Beside,
    asked_of,
    notice_for,
    notices_for,
)
from amparo.foundations.related_people.questions_put_alone import Asked, answer_alone, asked_alone
from amparo.foundations.related_people.services import answer_as, note_reading
from amparo.foundations.web.both_languages import in_others
from amparo.law import Protocol

SAID = {
    "agree": later("You agreed. It is stored."),
    "discuss": later("You want to talk about it. It is stored."),
    "refuse": later("You did not agree. It is stored."),
    "written": later("Your message is stored, where the team finds it."),
    "happened": later("Stored. The team assesses the danger anew."),
    "confirmed": later("Stored. The team and the person see what you said."),
    "gives_up": later(
        "Nothing ends yet. The team writes to you what it may mean; you answer here."
    ),
    "kept": later("The measure is for you again."),
    "contested": later("Stored. It is before who decides, under your name."),
    "as_message": later(
        "It was settled meanwhile. What you wrote is stored as a message, where the team finds it."
    ),
    "complained": later("Your complaint is filed, under your name."),
    "not_late": later("Nothing was filed: what was late has been done meanwhile."),
}
ANSWERED = {
    "agreed": later("You agreed"),
    "refused": later("You did not agree"),
    "discuss": later("You wanted to talk about it"),
}

TOLD = {
    "not_herself": NOT_HERSELF,
    "died": later("The person has died. Nothing is answered in their name any more."),
}


class MessageForm(TellingForm):
    text = WordsField(label=later("Your message to the team"))

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(_("Write something first."))
        return text


@with_own_words
def beside(request: BesideRequest) -> HttpResponse:
    """Show what they may read and what they are asked, on one page."""
    by, at = request.beside, timezone.now()
    law = law_of(by.filing.protocol)
    asked = _all_asked(by)
    context = {
        "right": by.way.right,
        "died": by.filing.asks_nobody,
        "cannot_be_asked": bool(by.filing.impediment),
        **(_stands(by.filing, law, at=at) if by.reads else {}),
        "waiting": [one for one in asked if not one["answer"]],
        "answered": [one for one in asked if one["answer"]],
        "notices": [
            (one.paper_ref, PAPERS.get(one.kind, PAPER), one.written_at, one.read_at is None)
            for one in notices_for(by, seen_by=by)
        ],
        "arrivals": arrivals_of(by),
        "every_file": every_file_demanded(seen_by=by, of=by.filing, lately=at),
        **asks_of(by, at=at),
        "said": SAID.get(request.sitting.content.get("said", ""), ""),
    }
    if context["said"]:
        remember(request, said=None)
    return render(request, "door/beside.html", context)


def _stands(filing: Filing, law: Protocol, *, at: datetime) -> dict[str, object]:
    """Return the stage and the next step by law; nothing about the person."""
    state = standing(filing, at=at)
    term = state.next_due
    return {
        "stage": say(law, f"stages.{state.stage}"),
        "next": say(law, f"terms.{term.term}") if term else "",
        "due": due_from(term, law, at=at) if term else None,
        "late": bool(term and term.late_by),
    }


@with_own_words
def notice(request: BesideRequest, ref: str) -> HttpResponse:
    """Show a document that their right covers. The reading is recorded, and does not count as the
    person's receipt."""
    by = request.beside
    found = notice_for(by, ref, seen_by=by)
    if found is None:
        raise Http404
    note_reading(found.copy, by=by, at=timezone.now())

    def said() -> dict[str, object]:
        return {"parts": parts_of(found.words)}

    context = {
        **said(),
        "title": PAPERS.get(found.copy.kind, PAPER),
        "written_at": found.copy.written_at,
        "others": in_others(
            request, law_of(by.filing.protocol), "door/beside_notice_said.html", said
        ),
        "ref": ref,
        "again": ref in {one.ref for one in contestable_by(by, at=timezone.now(), seen_by=by)},
    }
    return render(request, "door/beside_notice.html", context)


@with_own_words
def question(request: BesideRequest, ref: str) -> HttpResponse:
    """Show one question, and store the answer."""
    by = request.beside
    found = next((one for one in _all_asked(by) if one["ref"] == ref), None)
    if found is None:
        raise Http404
    problem, status = "", 200
    if request.method == "POST":
        given = request.POST.get("answer", "")
        problem, status = _answered(request, ref, given, about_them=bool(found["about_them"]))
        if not problem:
            remember(request, said=given)
            return redirect("door:beside")

    def again() -> dict[str, object]:
        return {"asked": next((one for one in _all_asked(by) if one["ref"] == ref), found)}

    others = in_others(
        request, law_of(by.filing.protocol), "door/beside_question_other.html", again
    )
    context = {"asked": found, "right": by.way.right, "problem": problem, "others": others}
    return render(request, "door/beside_question.html", context, status=status)


def _answered(request: BesideRequest, ref: str, given: str, *, about_them: bool) -> tuple[str, int]:
    if given not in ANSWERS:
        return _("Choose one of the three."), 400
    answer = answer_alone if about_them else answer_as
    try:
        answer(ref, answer=ANSWERS[given].value, by=request.beside, at=timezone.now())
    except CannotConsent as refusal:
        told = TOLD.get(str(refusal), _("It was answered meanwhile."))
        return str(told), 409
    return "", 200


@with_own_words
def write(request: BesideRequest) -> HttpResponse:
    form = MessageForm(sent(request)[0], label_suffix="")
    if request.method == "POST" and form.is_valid():
        text, now = form.cleaned_data["text"], timezone.now()
        write_to_team(text, happened=form.happened, by=request.beside, at=now)
        remember(request, said="happened" if form.happened else "written")
        return redirect("door:beside")
    status = 400 if form.errors else 200
    context = {"form": form, "alone": bool(request.beside.filing.impediment)}
    return render(request, "door/beside_write.html", context, status=status)


@with_own_words
def give_back(request: BesideRequest) -> HttpResponse:
    """End the access phrase at once, because others may know it or it is not wanted any more."""
    if request.method != "POST":
        return render(request, "door/beside_give_back.html")
    services.give_back(by=request.beside, at=timezone.now())
    end_visit(request)
    return redirect("door:home")


def _all_asked(by: Beside) -> list[dict[str, object]]:
    """Return what is asked of them alone, then what is asked in the case."""
    law = law_of(by.filing.protocol)
    own = [_own(one) for one in asked_alone(by, seen_by=by)]
    return own + [_shown(one, law) for one in asked_of(by, seen_by=by)]


def _own(asked: Asked) -> dict[str, object]:
    """Return a question put to them alone: who would interpret, or what becomes of a measure that
    protects them or a child for whom they answer."""
    child, kind = str(asked.words.get("child") or ""), str(asked.words.get("kind") or "")
    title = for_child(child) if child else _("Who interprets for you")
    if kind:
        label = str(asked.words.get("label") or _("A measure of protection"))
        title = f"{label}: {child}" if child else label
    text = str(asked.words.get("what") or "")
    return {
        "ref": asked.row.ref,
        "title": title,
        "text": f"{THOUGHT_OF.get(kind, '')} {text}".strip(),
        "why": "",
        "recipient": str(asked.words.get("who") or ""),
        "nothing_leaves": True,
        "fields": [],
        "answer": ANSWERED.get(asked.row.answer, ""),
        "alone": True,
        "child": child,
        "about_them": True,
        "of_measure": bool(kind) and kind != SHARE,
        "of_share": kind == SHARE,
    }


def _shown(asked: AskedOf, law: Protocol) -> dict[str, object]:
    """Return a question as a page shows it."""
    row, words = asked.question, asked.words
    values = words.get("values") or words.get("fields")
    told = values if isinstance(values, dict) else {}
    title = of_what(row, words, str(words.get("label") or name_of(row, words, law)))
    return {
        "ref": asked.ref,
        "title": f"{title}: {asked.child}" if asked.child else title,
        "text": str(words.get("what") or words.get("text") or ASKED.get(row.kind, "")),
        "why": str(words.get("purpose") or words.get("why") or ""),
        "recipient": row.unit.name if row.unit else _("The team"),
        "nothing_leaves": row.unit is None,
        "fields": [
            (capfirst(say(law, f"fields.{code}", otherwise=code)), str(told.get(code, "")))
            for code in row.fields
        ],
        "answer": ANSWERED.get(asked.answer, ""),
        "alone": asked.adult is not None,
        "child": bool(asked.adult and asked.adult.child),
        "about_them": False,
        "of_measure": False,
        "of_share": False,
    }
