"""Decisions of the person. Each is stored and in force before the next page is shown."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.door.fields import WordsField
from amparo.door.my_case.dashboard import decisions_of, measures_of
from amparo.door.my_case.dashboard_sections import FAILED
from amparo.door.my_case.pending_questions import Decision
from amparo.door.request import draft_as_new_request as own
from amparo.door.site_protocol import language_of, law_of, source_said
from amparo.door.visit.person_session import VisitRequest, decides, remember, with_words
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.accompanying_adults import answer_for_oneself
from amparo.foundations.consent.beneficiary_shares import confirm_in
from amparo.foundations.consent.forms import LastDayField
from amparo.foundations.consent.models import Confirmation, Question
from amparo.foundations.consent.representative_answers import is_in_other_hands
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.schemas.request import MessageText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor, must_be_alive
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.web.both_languages import in_others
from amparo.foundations.web.dates import day_in_words
from amparo.law import Deed

NOT_HERSELF = later(
    "This was asked for somebody who cannot be asked now, so nobody can say yes for them here. If"
    " you are that person, or can reach them, write to the team: then it is asked anew."
)
NOT_LEFT = later(
    "While this person cannot be asked, nobody leaves in their place: this page may be in other"
    " hands. If you are that person, write to the team. What is shared can still be taken back."
)
NOT_HERE = later("This cannot be done here. Speak with the team.")
ANSWERS = {
    "agree": Question.Answer.AGREED,
    "discuss": Question.Answer.DISCUSS,
    "refuse": Question.Answer.REFUSED,
}

NO_MORE = later("From this moment nothing more is done or shared on it.")
# What stops, shown before a consent is withdrawn; by kind, as TAKEN_BACK.
STOPS = {
    "measure": later(
        "From this moment this institution owes it no more, and sees nothing of you here. It is not"
        " told why. What went there on paper, the team fetches back."
    ),
    "assessment": later(
        "From this moment nobody visits you or asks others about you to study the danger."
    ),
    "referral": later(
        "From this moment nothing more goes there, and the team must tell whoever has something to"
        " destroy it."
    ),
    "outside": later(
        "From this moment nothing more is done there in your name. What was filed there stays with"
        " that authority: the team must say there that you want it stopped."
    ),
}
STOPS["export"] = STOPS["referral"]

# The button that was pressed where a plain yes would end a protection.
GIVEN_UP = {"agreed": "gives_up", "refused": "keeps"}

# The notice after a consent is withdrawn, where it differs from that of a measure.
TAKEN_BACK = {
    "assessment": "not_assessed",
    "referral": "not_referred",
    "export": "not_referred",
    "outside": "not_asked_outside",
}


def her_decision(request: VisitRequest, ref: str) -> Decision:
    """Return a question of this file. Raises Http404 for one of another file, as for a missing
    one."""
    found = next((one for one in decisions_of(request) if one.ref == ref), None)
    if found is None:
        raise Http404
    return found


@with_words
@decides
def decision(request: VisitRequest, ref: str) -> HttpResponse:
    found = her_decision(request, ref)
    if request.method == "POST":
        return _decide(request, found)
    return _decision_page(request, found)


def _decision_page(
    request: VisitRequest,
    found: Decision,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    law = law_of(request.visitor.folder.filing.protocol)
    set_before = found.ends_on.isoformat() if found.ends_on and not found.ended else ""
    context = {
        "decision": found,
        "problem": problem,
        "note": request.POST.get("note", ""),
        "until": request.POST.get("until", set_before),
        "others": in_others(
            request,
            law,
            "door/decision_said.html",
            lambda: {"decision": her_decision(request, found.ref)},
        )
        if found.answerable
        else [],
    }
    return render(request, "door/decision.html", context, status=status)


def _decide(request: VisitRequest, found: Decision) -> HttpResponse:
    answer = ANSWERS.get(request.POST.get("answer", ""))
    try:
        words = WordsField(patient=True).clean(request.POST.get("note", ""))
        until = _last_day(request, found, answer)
    except ValidationError as problem:
        return _decision_page(request, found, status=400, problem=problem.messages[0])
    if answer is None:
        return _decision_page(request, found, status=400, problem=_("Choose one of the three."))
    try:
        found = _answered(request.visitor, found, answer, words, until)
    except CannotConsent as refusal:
        told = str(NOT_HERSELF) if str(refusal) == "not_herself" else ""
        again = her_decision(request, found.ref)
        return _decision_page(request, again, status=409, problem=told)
    lacks = her_decision(request, found.ref).waits_for_acta
    said = "agreed_by_acta" if lacks else answer.value
    pressed = GIVEN_UP.get(answer.value, answer.value) if found.answers else answer.value
    told = found.title
    if until:
        told = f"{told}. {_('It holds until')} {day_in_words(until)}."
    remember(request, said=said, pressed=pressed, said_of=told)
    return redirect("door:mine")


def _last_day(
    request: VisitRequest, found: Decision, answer: Question.Answer | None
) -> date | None:
    """Return the last day of a yes, where one was set. Raises ValidationError."""
    if answer != Question.Answer.AGREED or not found.takes_last_day:
        return None
    return LastDayField().clean(request.POST.get("until", ""))


@require_POST
@with_words
@decides
def adult(request: VisitRequest, ref: str, adult: str) -> HttpResponse:
    """Store the own answer of one adult of the household, given on the person's page."""
    found = her_decision(request, ref)
    if adult not in {one for one, _name, _words in found.adults}:
        raise Http404
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        return _decision_page(request, found, status=400, problem=_("Choose one of the three."))
    visitor, at = request.visitor, timezone.now()
    try:
        answer_for_oneself(visitor.folder, adult, answer=answer.value, by=visitor, at=at)
    except CannotConsent as refusal:
        told = str(NOT_HERSELF if str(refusal) == "not_herself" else NOT_HERE)
        again = her_decision(request, found.ref)
        return _decision_page(request, again, status=409, problem=told)
    return redirect("door:decision", ref)


@transaction.atomic
def _answered(
    visitor: Visitor, found: Decision, answer: Question.Answer, words: str, until: date | None
) -> Decision:
    """Store the answer and what the person says about it: both, or neither. What ended by its last
    day is put again first: a new yes is a new answer. Return what was answered."""
    at = timezone.now()
    if found.again:
        again = consent.ask_ended_again(visitor.folder, found.ref, by=visitor, at=at)
        found = replace(found, ref=again.ref)
    consent.answer(visitor.folder, found.ref, answer=answer.value, by=visitor, at=at, until=until)
    if words:
        body = MessageText(text=words, about=found.ref, label=found.title)
        write_paper(visitor.folder, body=body, by=visitor, at=at, for_person=True)
    return found


@with_words
@decides
def withdraw(request: VisitRequest, ref: str) -> HttpResponse:
    """Withdraw one consent, after showing what stops and what continues."""
    found = her_decision(request, ref)
    if request.method != "POST":
        context = {"decision": found, "stops": STOPS.get(found.kind, NO_MORE)}
        return render(request, "door/withdraw.html", context)
    if found.stands:
        visitor = request.visitor
        consent.withdraw(visitor.folder, found.ref, by=visitor, at=timezone.now())
    remember(request, said=TAKEN_BACK.get(found.kind, "withdrawn"))
    return redirect("door:mine")


@with_words
@decides
def withdraw_all(request: VisitRequest) -> HttpResponse:
    """Withdraw all consents at once; what institutions do on them stops too."""
    if request.method != "POST":
        stop = [one for one in measures_of(request) if one.stops]
        return render(request, "door/withdraw.html", {"measures": stop, "stops": NO_MORE})
    visitor = request.visitor
    consent.withdraw_all(visitor.folder, by=visitor, at=timezone.now())
    remember(request, said="all_withdrawn")
    return redirect("door:mine")


@require_POST
@with_words
@decides
def confirm_measure(request: VisitRequest, ref: str) -> HttpResponse:
    """Store the person's word on whether help arrived, for themselves or for a child in their care.
    Only words that the page offers for a measure are accepted: a proposed measure cannot be
    confirmed as protection."""
    visitor, word = request.visitor, request.POST.get("word", "")
    found = next((one for one in measures_of(request) if one.ref == ref), None)
    if found is None:
        raise Http404
    if word not in Confirmation.Word.values:
        return render(request, "400.html", status=400)
    if word not in found.words:
        remember(request, said="moved_on")
        return redirect("door:mine")
    child = request.POST.get("for", "")
    if child and child not in {one.ref for one in found.shares if one.hers_to_say}:
        raise Http404
    if not _confirmed(visitor, ref, word, child):
        remember(request, said="moved_on")
    else:
        said = "not_helped" if word in FAILED else "confirmed"
        remember(request, said=said, pressed=word, said_of=found.title)
    return redirect("door:mine")


def _confirmed(visitor: Visitor, ref: str, word: str, child: str) -> bool:
    """Store the word of the person, also for a child. Returns False where the measure no longer
    protects them."""
    filing, at = visitor.folder.filing, timezone.now()
    try:
        with transaction.atomic():  # the row is held until the word is stored
            must_be_alive(filing)
            told = {"measure": ref, "word": word, "beneficiary": child, "how": "page"}
            confirm_in(filing, **told, by=visitor, at=at)
    except CannotConsent:
        return False
    return True


@with_words
@decides
def leave_procedure(request: VisitRequest) -> HttpResponse:
    """Leave the procedure; the right to protection remains."""
    visitor = request.visitor
    filing = visitor.folder.filing
    elsewhere = is_in_other_hands(filing, seen_by=visitor) and not filing.withdrawn_at
    if request.method != "POST" or elsewhere:
        status = 409 if request.method == "POST" else 200
        law = law_of(filing.protocol)
        act = law.act_that(Deed.WITHDRAW)
        context = {
            "filing": filing,
            "not_here": NOT_LEFT if elsewhere else "",
            "by_law": law.texts[language_of(law)].told.get("acts", {}).get(act.id, "")
            if act
            else "",
            "source": source_said(act),
            "measures": measures_of(request),
        }
        return render(request, "door/leave.html", context, status=status)
    response = redirect("door:mine")
    left_before = filing.withdrawn_at is not None
    withdraw_procedure(visitor, at=timezone.now())
    if not left_before:  # a second press does not replace the first notice
        remember(request, said="left_begun" if own.after_leaving(request, response) else "left")
    return response
