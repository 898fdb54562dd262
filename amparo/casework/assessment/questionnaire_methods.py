"""Methods with questions in blocks, and with a percentage that is computed elsewhere; and the
methods of a law."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment.factor_table_method import Table
from amparo.casework.assessment.methods import (
    Body,
    Chapter,
    InWords,
    Method,
    Question,
    changed_in_words,
)
from amparo.casework.assessment.result_display import (
    Compared,
    Group,
    Item,
    Step,
    Weighed,
    grade_of,
    grade_read,
    reading_in_words,
)
from amparo.foundations.web.law.risk_assessment import weighing_by
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, WrongValue
from amparo.law.assessment.risk_matrix import Level, RiskMethod
from amparo.law.assessment.risk_questionnaires import WHOLE, Block, Instrument, of_percentage, weigh
from amparo.law.assessment.what_would_change_level import forgotten, points_of, still_missing, turns


class Sheet(Method):
    """Questions in blocks: the level follows from all of them, by what is shown or by points."""

    shared = ("collective", "own_view", "disagreement")
    reasoned = True

    def __init__(self, law: Protocol, instrument: Instrument) -> None:
        super().__init__(law)
        self.instrument, self.id = instrument, instrument.id
        self.name = say(law, f"instruments.{instrument.id}")

    def asked(self) -> tuple[Chapter, ...]:
        if self.instrument.every_part:
            every = tuple(self._question(one.id) for one in self.instrument.questions)
            why = later("The law requires all of these: if one is not shown, the level stays low.")
            return (Chapter("parts", self.name, why, questions=every),)
        why = later("No part decides alone: the level follows from all of them.")
        return tuple(
            Chapter(block.id, say(self.law, f"blocks.{block.id}"), why, self._of_block(block))
            for block in self.instrument.block
        )

    def always_needed(self) -> tuple[str, ...]:
        return ("own_view",)

    def needed(self, body: Body) -> tuple[str, ...]:
        """Each answer needs its reason, and at least one answer must be known."""
        given, words = self.answers(body), body.get("words", {})
        unreasoned = (one for one in given if not str(words.get(one, "")).strip())
        nothing = () if given else ("answers",)
        return (*nothing, *unreasoned, *super().needed(body))

    def weigh(self, body: Body) -> Weighed | None:
        self._refuse_unknown(body)
        reading = weigh(self.instrument, self.answers(body))
        known = self.answers(body)
        said = weighing_by(self.law, self.instrument)
        return Weighed(
            groups=tuple(
                Group(
                    str(part.title),
                    "info",
                    self.named([one.id for one in part.questions if one.id in known], body),
                )
                for part in self.asked()
            ),
            unknown=self.named(reading.unknown, body),
            grade=grade_read(self.law, reading),
            counted=self._counted(body),
            steps=tuple(self._steps(body)),
            name=self.name,
            follows=said.follows,
            source=self.instrument.source,
            checked=self.instrument.checked,
        )

    def level(self, body: Body) -> Level | None:
        return weigh(self.instrument, self.answers(body)).level

    def is_lowered(self, before: Body, now: Body) -> bool:
        """The same answers give the same level. It falls without a fact where a known answer is
        left out, or where an answer is less grave for an unchanged reason."""
        then, given = self.answers(before), self.answers(now)
        if forgotten(self.instrument, then, given):
            return True
        falls = weigh(self.instrument, given).least < weigh(self.instrument, then).least
        eased = (one for one in given if self.is_eased(one, then.get(one), given[one]))
        old, new = before.get("words", {}), now.get("words", {})
        return falls and any(old.get(one) == new.get(one) for one in eased)

    def is_eased(self, question: str, then: str | None, now: str | None) -> bool:
        answers = next(one for one in self.instrument.questions if one.id == question).answers
        return bool(then and now) and answers.index(str(now)) < answers.index(str(then))

    def _of_block(self, block: Block) -> tuple[Question, ...]:
        return tuple(self._question(one.id) for one in block.question)

    def _question(self, name: str) -> Question:
        one = next(one for one in self.instrument.questions if one.id == name)
        answers = tuple((each, self._answer(each)) for each in one.answers)
        return Question(one.id, say(self.law, f"weighed.{one.id}"), answers)

    def _answer(self, answer: str) -> str:
        return say(self.law, f"weighed_answers.{answer}")

    def _refuse_unknown(self, body: Body) -> None:
        known = {one.id for one in self.instrument.questions}
        for name in body.get("answers", {}):
            if name not in known:
                raise WrongValue(name="question", given=name, allowed=sorted(known))

    def _counted(self, body: Body) -> str:
        points = points_of(self.instrument, self.answers(body))
        if points is None:
            return ""
        if points.least == points.gravest:
            return _("%(points)d of %(most)d points") % {
                "points": points.least,
                "most": points.most,
            }
        return _("Between %(least)d and %(gravest)d of %(most)d points") % {
            "least": points.least,
            "gravest": points.gravest,
            "most": points.most,
        }

    def _steps(self, body: Body) -> Iterator[Step]:
        given = self.answers(body)
        for turn in turns(self.instrument, given):
            asked = self._question(turn.question)
            what = f"{asked.label}: {self._answer(turn.answer)}"
            yield Step(_("If this alone were so:"), what, reading_in_words(self.law, turn.reading))
        for one in still_missing(self.instrument, given):
            if len(one.needs) > 1:
                parts = [
                    f"{self._question(name).label}: {self._answer(answer)}"
                    for name, answer in one.needs
                ]
                before = _("If all of this were so:")
                yield Step(before, "; ".join(parts), say(self.law, f"levels.{one.level}"))


class Percentage(Method):
    """Bands of a percentage that is computed elsewhere: the number with its reasons."""

    shared = ("collective", "own_view", "disagreement")

    def __init__(self, law: Protocol, instrument: Instrument) -> None:
        super().__init__(law)
        self.instrument, self.id = instrument, instrument.id
        self.name = say(law, f"instruments.{instrument.id}")

    def asked(self) -> tuple[Chapter, ...]:
        why = later("It is worked out elsewhere. Here its band is read, and its reasons are kept.")
        return (
            Chapter("weight", self.name, why, fields=("percentage", "percentage_why", "new_fact")),
        )

    def always_needed(self) -> tuple[str, ...]:
        return ("percentage", "percentage_why", "own_view")

    def weigh(self, body: Body) -> Weighed | None:
        level = self.level(body)
        if level is None:
            return None
        return Weighed(
            groups=(),
            facts=(self._number(body), *changed_in_words(body)),
            grade=grade_of(self.law, level),
            steps=tuple(self._steps(level)),
            name=self.name,
            follows=weighing_by(self.law, self.instrument).follows,
            source=self.instrument.source,
            checked=self.instrument.checked,
        )

    def level(self, body: Body) -> Level | None:
        number = str(body.get("percentage", "")).strip()
        if not number:
            return None
        if not number.isascii() or not number.isdigit():
            raise WrongValue(name=self.id, given=number, allowed=[f"0 - {WHOLE}"])
        return of_percentage(self.instrument, int(number))

    def is_lowered(self, before: Body, now: Body) -> bool:
        """A smaller number is not a fact: the change must be stated."""
        then, level = self.level(before), self.level(now)
        if then is None or level is None or level.rank >= then.rank:
            return False
        return not changed_in_words(now)

    def compared(self, before: Body, now: Body) -> tuple[Compared, ...]:
        then, one = self._number(before), self._number(now)
        if then.answer == one.answer:
            return ()
        new = str(now.get("new_fact", "")).strip()
        less = int(str(now["percentage"]) or WHOLE) < int(str(before["percentage"]) or 0)
        eased = less and bool(new)
        return (Compared("percentage", one.what, then.answer, one.answer, new, eased=eased),)

    def _steps(self, level: Level) -> Iterator[Step]:
        bands = self.instrument.band
        if not level.highest:
            above = bands[level.rank + 1]
            yield self._step(_("If it were at least:"), above.starts_at, above.level)
        if level.rank:
            below = bands[level.rank - 1]
            yield self._step(_("If it were below:"), bands[level.rank].starts_at, below.level)

    def _step(self, before: str, share: int, level: str) -> Step:
        return Step(before, f"{share} %", say(self.law, f"levels.{level}"))

    def _number(self, body: Body) -> Item:
        number, why = str(body.get("percentage", "")), str(body.get("percentage_why", ""))
        return Item(_("Percentage"), f"{number} %" if number else _("Not known"), why)


def ways_of(law: Protocol, on: date) -> tuple[Method, ...]:
    """The methods of that law on the day of filing, the preferred one first; in words where the
    law's own method is not known."""
    return tuple(_made(law, one) for one in law.ways_of_weighing(on)) or (InWords(law),)


def way_called(law: Protocol, name: str) -> Method | None:
    """The method that an assessment is pinned to."""
    found = law.way_of_weighing(name)
    if found:
        return _made(law, found)
    return InWords(law) if name == InWords.id else None


def _made(law: Protocol, one: RiskMethod | Instrument) -> Method:
    if isinstance(one, RiskMethod):
        return Table(law, one)
    return Sheet(law, one) if one.block else Percentage(law, one)
