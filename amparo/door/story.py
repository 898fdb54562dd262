"""What the person's own page says: where it stands, what waits for her, who looked."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amparo import rules
from amparo.door.law import due_from, language_of, law_of, say
from amparo.door.who_answers import answered, named
from amparo.door.wording import (
    ANSWERED_BY_ADULT,
    ASKED,
    CONFIRMATIONS,
    MEANS,
    MEASURE_STATES,
    NOT_YET,
    ON_ITS_WAY,
    THOUGHT_OF,
    UNDER_WAY,
)
from amparo.foundations.consent.adults import adults_of
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import confirmations_of, questions_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.letterbox.folders import Visitor
from amparo.foundations.letterbox.papers import paper_called
from amparo.foundations.look.due import Due
from amparo.foundations.look.law import without_date
from amparo.foundations.look.words import in_words

type Words = str | Promise
# Her request itself would go there: the words that she is asked with say what of it.
TELLS_HER_STORY = {Question.Kind.OUTSIDE}
# Who it would be stands in the words that she is asked with.
NAMED_IN_WORDS = {Question.Kind.REFERRAL, Question.Kind.INTERPRETER}


@dataclass(frozen=True, slots=True)
class Now:
    """The first line of her page, and the date behind it."""

    sentence: str
    due: Due | None
    late: bool = False
    unknown: str = ""  # why no date is said


def now_of(state: rules.CaseState, law: rules.Protocol, *, at: datetime) -> Now:
    """Where it stands and what the law says comes next, as sentences."""
    if settings.ORGANISATION:
        told = _(
            "Your request is with %(whose)s, which is no authority. It asks an authority for"
            " nothing before you agree to that very thing, here."
        )
        return Now(told % {"whose": settings.ORGANISATION}, None)
    stage = say(law, f"stages.{state.stage}")
    term = state.next_due
    due = due_from(term, law, at=at) if term else None
    if term is None or due is None:
        at_stage = _("Your request is at this stage: %(stage)s.") % {"stage": stage}
        return Now(at_stage, None, unknown=without_date(law, state))
    parts = {
        "stage": stage,
        "what": say(law, f"terms.{term.term}"),
        "day": in_words(due.when),
    }
    if term.late_by:
        late = _(
            "Your request is at this stage: %(stage)s. %(what)s was due on %(day)s, and is late."
        )
        return Now(late % parts, due, late=True)
    comes = _(
        "Your request is at this stage: %(stage)s. What comes next: %(what)s, by %(day)s at the"
        " latest."
    )
    return Now(comes % parts, due)


@dataclass(frozen=True, slots=True)
class Decision:
    """One question put to her, as `components/decision.html` shows it."""

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
    language: str = ""
    """From and into which language, where it is about an interpreter."""
    until: None = None
    means: tuple[tuple[Words, Words], ...] = ()
    """What each answer means, where nothing would leave on it."""
    each_adult: bool = False
    named: bool = False
    """Whether somebody has said yet which adults are asked besides her."""
    in_words: bool = False
    """The words it is asked with say what else would travel."""
    adults: tuple[tuple[str, str, Words], ...] = ()
    """Of each of them: reference, chosen name, and the answer in words; empty while it waits."""

    @property
    def waits_for_adults(self) -> bool:
        return self.withdrawn_at is None and any(not words for _ref, _name, words in self.adults)

    @property
    def waits(self) -> bool:
        return not self.answer and self.withdrawn_at is None

    @property
    def stands(self) -> bool:
        return self.answer == Question.Answer.AGREED and self.withdrawn_at is None


def decisions_of(visitor: Visitor, *, address: str) -> list[Decision]:
    """Everything she was asked, newest first. `address` has `REF` where the reference goes."""
    law = law_of(visitor.folder.filing.protocol)
    questions = questions_of(visitor.folder, seen_by=visitor)
    adults = adults_of(visitor.folder, questions, seen_by=visitor)
    return [
        replace(
            decision_of(question, visitor, law, address=address.replace("REF", question.ref)),
            adults=tuple(
                (one.ref, named(one.name, one.row.child), ANSWERED_BY_ADULT.get(one.row.answer, ""))
                for one in adults
                if one.row.question_id == question.pk
            ),
        )
        for question in questions
    ]


def decision_of(
    question: Question, visitor: Visitor, law: rules.Protocol, *, address: str
) -> Decision:
    words = words_asked(question, visitor)
    values = words.get("values") or words.get("fields")
    values = values if isinstance(values, dict) else {}
    everything = law.texts[language_of(law)].fields
    return Decision(
        ref=question.ref,
        kind=question.kind,
        subject=question.subject,
        title=str(words.get("label") or name_of(question, words, law)),
        text=_text_of(question, words),
        recipient=_recipient_of(question, words),
        purpose=str(words.get("purpose") or words.get("why") or ""),
        fields=[
            (capfirst(say(law, f"fields.{code}", otherwise=code)), str(values.get(code, "")))
            for code in question.fields
        ],
        kept=[
            *(capfirst(name) for code, name in everything.items() if code not in question.fields),
            *([] if question.kind in TELLS_HER_STORY else [_("What you told, and your files")]),
        ],
        address=address,
        answer=question.answer,
        answer_words=answered(question.answer, question.how),
        answered_at=question.answered_at,
        asked_at=question.asked_at,
        withdrawn_at=question.withdrawn_at,
        in_her_place=question.reopened,
        language=str(words.get("language") or ""),
        means=MEANS.get(question.kind, ()),
        in_words=question.kind in TELLS_HER_STORY,
        each_adult=question.each_adult,
        named=question.adults is not None,
    )


def _recipient_of(question: Question, words: dict[str, Any]) -> str:
    if question.unit:
        return question.unit.name
    by_name = question.kind in NAMED_IN_WORDS and words.get("who")
    return str(by_name or _("The team"))


def words_asked(question: Question, visitor: Visitor) -> dict[str, Any]:
    """The words that the question was put with; none where there is no paper for her."""
    if not question.paper_ref:
        return {}
    paper = paper_called(visitor.folder, question.paper_ref, seen_by=visitor)
    return visitor.folder.words(paper) if paper else {}


def _text_of(question: Question, words: dict[str, Any]) -> str:
    text = str(words.get("what") or words.get("text") or ASKED.get(question.kind, ""))
    if question.kind == Question.Kind.CHANGE and words.get("kind") in THOUGHT_OF:
        return f"{THOUGHT_OF[words['kind']]} {text}"
    return text


def name_of(question: Question, words: dict[str, Any], law: rules.Protocol) -> str:
    code = words.get("measure", "")
    kinds = {
        Question.Kind.ASSESSMENT: _("Assessing the danger you are in"),
        Question.Kind.MEASURE: _("A measure of protection"),
        Question.Kind.OPINION: _("Asking the police for its opinion"),
        Question.Kind.ACTION: _("Immediate help"),
        Question.Kind.CHANGE: _("A change of a measure"),
        Question.Kind.REFERRAL: _("A referral to somebody elsewhere"),
        Question.Kind.INTERPRETER: _("Who interprets for you"),
        Question.Kind.OUTSIDE: _("Asking an authority for protection"),
    }
    named = say(law, f"immediate_actions.{words.get('kind', '')}")
    kind = named or str(kinds[Question.Kind(question.kind)])
    return say(law, f"measures.{code}", otherwise=kind)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that is on its way to her, her last word on it, and what she can say of it now."""

    ref: str
    title: str
    who: str
    chip: str
    state: Words
    last_word: Words
    words: dict[str, Promise]


def measures_of(
    visitor: Visitor, decisions: Iterable[Decision], entries: list[Entry]
) -> list[Measure]:
    """Her measures by what the record says of them; only her word makes one protection."""
    moved = {fact["measure"]: fact["state"] for fact in facts_of(entries, "MeasureMoved")}
    said = {one.measure: one.word for one in confirmations_of(visitor.folder, seen_by=visitor)}
    found: dict[str, Measure] = {}
    for one in decisions:
        state = moved.get(one.subject, "")
        if one.kind == Question.Kind.OPINION or state not in ON_ITS_WAY or one.subject in found:
            continue
        chip, words = MEASURE_STATES[state]
        word = said.get(one.subject, "")
        found[one.subject] = Measure(
            ref=one.subject,
            title=one.title,
            who=one.recipient,
            chip=chip,
            state=words,
            last_word=CONFIRMATIONS.get(word, ""),
            words={
                code: said
                for code, said in CONFIRMATIONS.items()
                if state in UNDER_WAY or code in NOT_YET
            },
        )
    return list(found.values())


def entries_of(visitor: Visitor) -> list[Entry]:
    return entries_about(visitor.folder.code, seen_by=visitor)


def facts_of(entries: Iterable[Entry], event: str) -> list[dict[str, Any]]:
    return [json.loads(entry.facts) for entry in entries if entry.event == event]
