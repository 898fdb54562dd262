"""Services for answers given in conversation: who said it, how, in which words, and that it was
read back. Every package that asks the person uses them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import FOR_HER, Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.consent.questions_put_anew import put_to_her
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.phrase_validity import who_may_answer
from amparo.foundations.related_people.who_answered import voice_on

WHY_NOT_HEARD: Mapping[str, Promise] = {
    "not_read_back": later("Read it back first: only what was confirmed counts."),
    "speaks_no_more": later(
        "Whoever said it may not answer this in the person's name. Choose again."
    ),
    "not_herself": later(
        "The person cannot be asked now: nobody says yes in their name. If it was the person who"
        " spoke to you, say so."
    ),
    "died": later("The person has died: nothing is asked of anybody, or answered in their name."),
}
"""Why an answer was not written down, in words."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Heard:
    """An answer as it was heard. `who`: the representative who answered; empty for the person.
    `way`: how it was said. `until`: the last day of a yes, where
    one was set. `seen`: the state of the question on the page of the form (`stood`)."""

    answer: str
    way: str
    words: str
    who: str = ""
    read_back: bool
    seen: str
    until: date | None = None


class AnsweredMeanwhile(Exception):
    """The question was answered, or an answer was noted, since the page was read. Nothing was
    stored."""


def stood(question: Question | None) -> str:
    """State of a question: its reference and when it was answered last."""
    if question is None:
        return ""
    return f"{question.ref}~{question.answered_at.isoformat() if question.answered_at else ''}"


def written_now(
    open_case: OpenCase, question: Question | None, *, seen_by: Signs
) -> dict[str, str]:
    """The answer that is noted now, as initial data of its form."""
    if question is None or question.answered_at is None:
        return {}
    said = [
        open_case.folder.words(one)
        for one in papers_in(open_case.folder, seen_by=seen_by, kinds=["oral_answer"])
        if one.written_at == question.answered_at
    ]
    words = next((one for one in said if one.get("about") in {question.subject, ""}), {})
    return {
        "answer": question.answer,
        "way": str(words.get("way", "")),
        "words": str(words.get("text", "")),
        "until": question.ends_on.isoformat() if question.ends_on else "",
    }


@transaction.atomic
def put_to_person(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Put to the person what a representative answered in their name; it stands until the person
    answers. Raises CannotConsent, KeyChanged."""
    folder = open_case.folder
    hold(folder)
    folder.filing.refresh_from_db()
    asked = questions_of(folder, seen_by=by)
    question = next((one for one in asked if one.ref == ref), None)
    voice = voice_on(folder, question, seen_by=by)
    if voice is None or voice.kind == "reason":
        raise CannotConsent("unknown_question")
    put_to_her(folder.filing, ref, by=by, at=at)
    refresh(open_case.case, at=at)


def asked_about(open_case: OpenCase, kind: str, subject: str, *, seen_by: Signs) -> Question | None:
    """The open question about one subject."""
    asked = questions_of(open_case.folder, seen_by=seen_by)
    mine = (one for one in asked if (one.kind, one.subject) == (kind, subject))
    return next((one for one in mine if one.withdrawn_at is None), None)


@transaction.atomic
def note_about(
    open_case: OpenCase,
    kind: str,
    subject: str,
    heard: Heard,
    *,
    label: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down the answer about one subject. Raises what `note_heard` raises."""
    hold(open_case.folder)
    question = asked_about(open_case, kind, subject, seen_by=by)
    if question is None:
        raise CannotConsent("unknown_question")
    note_heard(open_case, question, heard, label=label, about=subject, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_heard(
    open_case: OpenCase,
    question: Question,
    heard: Heard,
    *,
    label: str,
    about: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Write the answer down for the person to read, and apply it: as the person's own or as one in
    their name. Raises AnsweredMeanwhile, CannotConsent, KeyChanged."""
    folder = open_case.folder
    hold(folder)
    if not heard.read_back:
        raise CannotConsent("not_read_back")
    if heard.seen != stood(question):
        raise AnsweredMeanwhile
    if heard.who:
        speaking = who_may_answer(folder, question, seen_by=by)
        name = next((one.name for one in speaking if one.ref == heard.who), "")
        if not name:
            raise CannotConsent("speaks_no_more")
        label = _("%(what)s (said for you by %(name)s)") % {"what": label, "name": name}
    body = OralAnswerText(label=label, way=heard.way, text=heard.words, about=about)
    write_paper(folder, body=body, by=by, at=at, for_person=True)
    consent.answer(
        folder,
        question.ref,
        answer=heard.answer,
        by=by,
        at=at,
        how=FOR_HER if heard.who else "oral",
        who=heard.who,
        until=heard.until,
    )
