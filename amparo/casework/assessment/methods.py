"""Methods of risk assessment that the law of the case names. Each kind is a class: what it asks,
what it requires, what the answers say, and when a level may not fall."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment.result_display import Compared, Group, Item, Weighed
from amparo.law import Protocol
from amparo.law.assessment.risk_matrix import FactorAnswer, FactorKind, Level

UNKNOWN = FactorAnswer.UNKNOWN.value
type Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the law; `answers`: each with its words, without “not known”."""

    id: str
    label: str
    answers: tuple[tuple[str, str | Promise], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the page: questions of the law, and fields of Amparo by name."""

    name: str
    title: str | Promise
    why: str | Promise
    questions: tuple[Question, ...] = ()
    fields: tuple[str, ...] = ()


KINDS: Mapping[FactorKind, tuple[Promise, Promise, str]] = {
    FactorKind.THREAT: (
        later("Threats"),
        later("What somebody does, or could do, against the person or the work."),
        "flag",
    ),
    FactorKind.VULNERABILITY: (
        later("Vulnerabilities"),
        later("What would make an attack easier, or its harm greater."),
        "alert",
    ),
    FactorKind.CAPACITY: (
        later("Capacities"),
        later("What protects the person already. It never makes a threat disappear."),
        "check",
    ),
}
YES_OR_NO = ((FactorAnswer.YES.value, later("Yes")), (FactorAnswer.NO.value, later("No")))


class Method:
    """A method of assessment, in the version that one assessment is pinned to."""

    id = "in_words"
    name = ""
    shared: tuple[str, ...] = ("own_view", "disagreement")
    """Fields of the last part: what the person thinks, and what it means for others."""

    reasoned = False
    """Whether each answer needs its reason."""

    def __init__(self, law: Protocol) -> None:
        self.law = law

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return (
            *self.asked(),
            Chapter(
                "own_view",
                later("The person's own view"),
                later("It stands beside yours in the report, whether or not you agree."),
                fields=self.shared,
            ),
        )

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the reader's language: a method is created for each page."""
        return tuple(one for part in self.chapters for one in part.questions)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for part in self.chapters for name in part.fields)

    def asked(self) -> tuple[Chapter, ...]:
        raise NotImplementedError

    def always_needed(self) -> tuple[str, ...]:
        """Fields without which nothing is recorded, whatever the answers."""
        raise NotImplementedError

    def needed(self, body: Body) -> tuple[str, ...]:
        """Names of what is missing before it can be recorded. Questions may stay unknown."""
        return tuple(name for name in self.always_needed() if not str(body.get(name, "")).strip())

    def weigh(self, body: Body) -> Weighed | None:
        """The result; None while nothing can be said. Raises WrongValue for values that the method
        does not know."""
        raise NotImplementedError

    def level(self, body: Body) -> Level | None:
        """The level, where there is one and no missing answer could change it."""
        raise NotImplementedError

    def is_lowered(self, before: Body, now: Body) -> bool:
        """Whether the level falls although no fact has changed."""
        raise NotImplementedError

    def compared(self, before: Body, now: Body) -> tuple[Compared, ...]:
        """Answers that differ from before, question by question."""
        then, words = self.answers(before), now.get("words", {})
        given = self.answers(now)
        return tuple(
            Compared(
                one.id,
                one.label,
                self._said(one, then.get(one.id, UNKNOWN)),
                self._said(one, given.get(one.id, UNKNOWN)),
                str(words.get(one.id, "")),
                eased=self.is_eased(one.id, then.get(one.id), given.get(one.id)),
            )
            for one in self.questions
            if then.get(one.id, UNKNOWN) != given.get(one.id, UNKNOWN)
        )

    def is_eased(self, question: str, then: str | None, now: str | None) -> bool:
        """Whether this answer is known to be less grave than the one before."""
        raise NotImplementedError

    def is_graver(self, before: Body, now: Body) -> bool:
        """Whether the danger is assessed as graver: the level has risen, or an answer is worse."""
        then, level = self.level(before), self.level(now)
        if then and level and level.rank > then.rank:
            return True
        known, given = self.answers(before), self.answers(now)
        ids = [one.id for one in self.questions if given.get(one.id) != known.get(one.id)]
        return any(self.is_eased(one, given.get(one), known.get(one)) for one in ids)

    def answers(self, body: Body) -> dict[str, str]:
        """The answers that are known."""
        given = body.get("answers", {})
        return {one.id: str(given[one.id]) for one in self.questions if _known(given, one.id)}

    def named(self, ids: tuple[str, ...] | list[str], body: Body) -> tuple[Item, ...]:
        """These questions, with their answers and the words on them."""
        asked, words = {one.id: one for one in self.questions}, body.get("words", {})
        given = self.answers(body)
        return tuple(
            Item(
                asked[one].label,
                self._said(asked[one], given[one]) if one in given else "",
                str(words.get(one, "")),
            )
            for one in ids
        )

    def _said(self, question: Question, answer: str) -> str:
        return str(dict(question.answers).get(answer, _("Not known")))


class InWords(Method):
    """The method for a law whose own method is not known: facts in words, and no level."""

    shared = ("new_fact", "own_view", "disagreement")

    def asked(self) -> tuple[Chapter, ...]:
        return tuple(
            Chapter(kind.value, title, why, fields=(f"{kind.value}_words",))
            for kind, (title, why, _icon) in KINDS.items()
        )

    def always_needed(self) -> tuple[str, ...]:
        return (*(f"{kind.value}_words" for kind in KINDS), "own_view")

    def weigh(self, body: Body) -> Weighed | None:
        said = ((kind, str(body.get(f"{kind.value}_words", "")).strip()) for kind in KINDS)
        return Weighed(
            groups=tuple(
                Group(str(KINDS[kind][0]), KINDS[kind][2], (Item("", "", text),) if text else ())
                for kind, text in said
            ),
            facts=changed_in_words(body),
        )

    def level(self, body: Body) -> Level | None:  # noqa: ARG002 - words give no level
        return None

    def is_lowered(self, before: Body, now: Body) -> bool:  # noqa: ARG002
        return False

    def compared(self, before: Body, now: Body) -> tuple[Compared, ...]:  # noqa: ARG002
        """The stated change, since there are no questions to compare."""
        return tuple(
            Compared("new_fact", one.what, "", "", one.words, eased=True)
            for one in changed_in_words(now)
        )


def changed_in_words(body: Body) -> tuple[Item, ...]:
    """The change as stated in words, for methods that have no questions to compare."""
    said = str(body.get("new_fact", "")).strip()
    return (Item(_("What has changed"), "", said),) if said else ()


def _known(given: Mapping[str, Any], name: str) -> bool:
    return given.get(name) not in {None, "", UNKNOWN}
