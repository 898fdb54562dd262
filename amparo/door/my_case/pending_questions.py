"""The questions put to the person, as their page shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amparo.door.my_case.answer_meanings import (
    ASKED,
    BEFORE_A_CHANGE,
    GIVES_UP,
    GOES_ON_OTHERWISE,
    MEANS,
    OF_A_CHANGE,
    OWN_FIELDS,
    OWN_MEASURE,
    PURPOSES,
    READS_ALREADY,
    THOUGHT_OF,
    TOLD_OF_A_CHANGE,
)
from amparo.door.my_data.hidden_from_person_page import asked_here
from amparo.door.related_people.answerer_wording import answered, named
from amparo.door.site_protocol import language_of, law_of, runs_the_desk, say
from amparo.door.wording import ANSWERED_BY_ADULT
from amparo.foundations.consent.accompanying_adults import adults_of
from amparo.foundations.consent.last_days import ASKED_AGAIN, WITHOUT
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overdue_permission import RECIPIENTS, TITLES
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.intake.documents.services import paper_called
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.web.dates import day_in_words
from amparo.law import Protocol

type Words = str | Promise
# The request itself would go there: the text of the question says what of it.
TELLS_HER_STORY = {Question.Kind.OUTSIDE}
# Each part of the account is among the fields of these questions.
NAMES_EACH_PART = {Question.Kind.EXPORT}
# The text of these questions names the recipient.
NAMED_IN_WORDS = {
    Question.Kind.REFERRAL,
    Question.Kind.INTERPRETER,
    Question.Kind.BETWEEN,
    Question.Kind.SEARCH,
    Question.Kind.EXPORT,
    Question.Kind.MEASURE,  # of what the organisation does itself; a unit has its own name
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One question put to the person, as `components/decision.html` shows it."""

    ref: str
    kind: str
    subject: str
    title: str
    text: str
    recipient: str
    purpose: str
    fields: list[tuple[str, str]]
    kept: list[str]
    address: str
    answer: str
    answer_words: Words
    answered_at: datetime | None
    asked_at: datetime
    withdrawn_at: datetime | None
    in_her_place: bool = False
    put_anew: bool = False
    """A representative answered, and the person is asked for their own answer."""
    language: str = ""
    """From and into which language, for a question about an interpreter."""
    child: str = ""
    """The child for whom the interpreter would be; empty where it is for the person."""
    until: date | None = None
    means: tuple[tuple[Words, Words], ...] = ()
    """What each answer means, where nothing would be shared."""
    answers: tuple[Words, Words] | None = None
    """Labels of yes and no, where "I agree" would not say to what."""
    reads_already: Words = ""
    """Said of an institution whose own staff works on the case."""
    each_adult: bool = False
    named: bool = False
    """Whether it is known which adults are asked besides the person."""
    in_words: bool = False
    """The text of the question says what else would be shared."""
    adults: tuple[tuple[str, str, Words], ...] = ()
    """For each adult: reference, chosen name, and the answer in words; empty while it waits."""

    own: bool = False
    """A measure that the organisation of this site does itself."""
    by_day: date | None = None
    """The day agreed on for it."""

    by_acta: bool = False
    """A collective is asked: its consent counts with the acta of its own decision."""
    has_acta: bool = False
    takes_last_day: bool = False
    """Whether a yes may end by itself on a day that the person sets."""
    ends_on: date | None = None
    ended: bool = False
    again: bool = False
    """Whether the person may answer it again, because their yes ended by its last day."""

    @property
    def answerable(self) -> bool:
        return self.withdrawn_at is None or self.again

    @property
    def waits_for_acta(self) -> bool:
        return self.stands and self.by_acta and not self.has_acta

    @property
    def in_force(self) -> bool:
        return self.stands and not self.waits_for_acta

    @property
    def waits_for_adults(self) -> bool:
        return self.withdrawn_at is None and any(not words for _ref, _name, words in self.adults)

    @property
    def waits(self) -> bool:
        return (not self.answer or self.put_anew) and self.withdrawn_at is None

    @property
    def stands(self) -> bool:
        return self.answer == Question.Answer.AGREED and self.withdrawn_at is None


def decisions_of(visitor: Visitor, *, address: str) -> list[Decision]:
    """Return all questions put to the person, newest first. `address` has `REF` in place of the
    reference."""
    law = law_of(visitor.folder.filing.protocol)
    questions = asked_here(questions_of(visitor.folder, seen_by=visitor), visitor)
    last: dict[tuple[str, str, int | None], str] = {}
    for one in questions:
        last.setdefault((one.kind, one.subject, one.unit_id), one.ref)
    adults = adults_of(visitor.folder, questions, seen_by=visitor)
    return [
        replace(
            decision_of(question, visitor, law, address=address.replace("REF", question.ref)),
            adults=tuple(
                (one.ref, named(one.name, one.row.child), ANSWERED_BY_ADULT.get(one.row.answer, ""))
                for one in adults
                if one.row.question_id == question.pk
            ),
            again=question.ref in last.values() and _may_be_asked_again(question, visitor),
        )
        for question in questions
    ]


def _may_be_asked_again(question: Question, visitor: Visitor) -> bool:
    filing = visitor.folder.filing
    over = filing.withdrawn_at is not None or filing.asks_nobody
    return question.ended and question.kind in ASKED_AGAIN and not over


def decision_of(question: Question, visitor: Visitor, law: Protocol, *, address: str) -> Decision:
    words = words_asked(question, visitor)
    values = words.get("values") or words.get("fields")
    values = values if isinstance(values, dict) else {}
    between = question.kind == Question.Kind.BETWEEN
    everything = OWN_FIELDS.get(question.kind) or law.texts[language_of(law)].fields
    own = question.kind == Question.Kind.MEASURE and question.unit is None
    desk = question.unit is not None and runs_the_desk(question.unit.code, law)
    return Decision(
        ref=question.ref,
        kind=question.kind,
        subject=question.subject,
        title=_title_of(question, words, law),
        text=_text_of(question, words),
        recipient=_recipient_of(question, words),
        purpose=str(PURPOSES.get(question.kind) or words.get("purpose") or words.get("why") or ""),
        fields=[
            (capfirst(str(everything.get(code, code))), str(values.get(code, "")))
            for code in question.fields
        ],
        kept=[] if desk else _stays_here(question, everything),
        address=address,
        answer=question.answer,
        answer_words=answered(question.answer, question.how),
        answered_at=question.answered_at,
        asked_at=question.asked_at,
        withdrawn_at=question.withdrawn_at,
        in_her_place=question.reopened,
        put_anew=question.put_at is not None,
        language=str(words.get("language") or ""),
        child=str(words.get("child") or ""),
        means=_means_of(question, words),
        answers=GIVES_UP if _gives_up(question, words) else None,
        reads_already=READS_ALREADY if desk else "",
        in_words=question.kind in TELLS_HER_STORY,
        each_adult=question.each_adult,
        named=question.adults is not None,
        by_acta=question.by_acta,
        has_acta=bool(question.acta_ref),
        until=_last_day(words) if between else None,
        own=own,
        by_day=_agreed_day(words) if own else None,
        takes_last_day=question.kind not in WITHOUT,
        ends_on=question.ends_on,
        ended=question.ended,
    )


def _stays_here(question: Question, everything: Mapping[str, Words]) -> list[str]:
    """Return what the recipient would not learn. The person's account may contain any of it: where
    that is shared too, nothing is promised."""
    if question.kind in TELLS_HER_STORY:
        return []
    asked = set(question.fields)
    return [
        *(capfirst(str(said)) for code, said in everything.items() if code not in asked),
        *([] if question.kind in NAMES_EACH_PART else [_("What you told, and your files")]),
    ]


def _title_of(question: Question, words: dict[str, Any], law: Protocol) -> str:
    """Return the title of the question; where its document names only the recipient, the kind of
    question. The recipient is shown beside it."""
    if words.get("child"):
        return for_child(str(words["child"]))
    label, recipient = str(words.get("label") or ""), _recipient_of(question, words)
    names_only = question.kind == Question.Kind.OUTSIDE and recipient in label
    if not label or label == recipient or names_only:
        label = name_of(question, words, law)
    return of_what(question, words, label)


def of_what(question: Question, words: dict[str, Any], title: str) -> str:
    """Return a title that distinguishes a mere inquiry from the measure whose name it bears, so
    that the person does not confuse them when withdrawing one."""
    if not (words.get("label") or words.get("measure")):
        return title
    if question.kind == Question.Kind.OPINION:
        return _("Opinion on: %(measure)s") % {"measure": title}
    if question.kind == Question.Kind.CONTEXT:
        return f"{_('Asking an institution about the danger')}: {title}"
    return title


def for_child(name: str) -> str:
    return _("Who interprets for %(name)s") % {"name": name}


def _recipient_of(question: Question, words: dict[str, Any]) -> str:
    if question.unit:
        return question.unit.name
    if question.kind == Question.Kind.OVERDUE:
        return str(RECIPIENTS[question.subject])
    by_name = question.kind in NAMED_IN_WORDS and words.get("who")
    return str(by_name or _("The team"))


def _last_day(words: dict[str, Any]) -> date | None:
    data = words.get("data") or {}
    return date.fromisoformat(data["until"]) if data.get("until") else None


def _agreed_day(words: dict[str, Any]) -> date | None:
    return date.fromisoformat(words["by_day"]) if words.get("by_day") else None


def words_asked(question: Question, visitor: Visitor) -> dict[str, Any]:
    """Return the content of the document with which the question was put; empty where there is none
    for the person."""
    if not question.paper_ref:
        return {}
    paper = paper_called(visitor.folder, question.paper_ref, seen_by=visitor)
    return visitor.folder.words(paper) if paper else {}


def _means_of(question: Question, words: dict[str, Any]) -> tuple[tuple[Words, Words], ...]:
    if question.kind == Question.Kind.MEASURE and question.unit is None:
        return (*_who_and_when(question, words), *OWN_MEASURE)
    means = MEANS.get(question.kind, ())
    if question.kind != Question.Kind.CHANGE:
        return means
    kind = str(words.get("kind"))
    told = (TOLD_OF_A_CHANGE,) if kind in GOES_ON_OTHERWISE else ()
    return (*OF_A_CHANGE.get(kind, means), *told)


def _who_and_when(question: Question, words: dict[str, Any]) -> Iterator[tuple[Words, Words]]:
    """Say of a measure of the organisation itself who does it, and by which day."""
    yield _("Who does it"), _recipient_of(question, words)
    if day := _agreed_day(words):
        yield _("By which day"), day_in_words(day)


def _gives_up(question: Question, words: dict[str, Any]) -> bool:
    return question.kind == Question.Kind.CHANGE and words.get("kind") == "renounce"


def _text_of(question: Question, words: dict[str, Any]) -> str:
    text = str(words.get("what") or words.get("text") or ASKED.get(question.kind, ""))
    if question.kind == Question.Kind.CHANGE and words.get("kind") in THOUGHT_OF:
        return f"{THOUGHT_OF[words['kind']]} {text}"
    if question.kind == Question.Kind.CONTEXT:
        return f"{BEFORE_A_CHANGE} {text}"
    return text


def name_of(question: Question, words: dict[str, Any], law: Protocol) -> str:
    code = words.get("measure", "")
    kinds = {
        Question.Kind.ASSESSMENT: _("Assessing the danger you are in"),
        Question.Kind.MEASURE: _("A measure of protection"),
        Question.Kind.OPINION: _("Asking the police for its opinion"),
        Question.Kind.CONTEXT: _("Asking an institution about the danger"),
        Question.Kind.ACTION: _("Immediate help"),
        Question.Kind.CHANGE: _("A change of a measure"),
        Question.Kind.REFERRAL: _("A referral to somebody elsewhere"),
        Question.Kind.INTERPRETER: _("Who interprets for you"),
        Question.Kind.OUTSIDE: _("Asking an authority for protection"),
        Question.Kind.SEARCH: _("Telling the authority that searches"),
        Question.Kind.COLLECTIVE: _("A measure for all of you"),
        Question.Kind.BETWEEN: _("An intermediary"),
        Question.Kind.OVERSIGHT: _("Watching from outside how your case goes"),
        Question.Kind.OVERDUE: TITLES.get(question.subject, ""),
        Question.Kind.EXPORT: _copy_of(words),
    }
    named = say(law, f"immediate_actions.{words.get('kind', '')}")
    kind = named or str(kinds[Question.Kind(question.kind)])
    return say(law, f"measures.{code}", otherwise=kind)


def _copy_of(words: dict[str, Any]) -> str:
    one_file = "files" in words.get("values", {})
    return (
        _("One of your files, for somebody outside")
        if one_file
        else _("A copy of parts of your file")
    )
