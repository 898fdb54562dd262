"""The method with factors, and a table of probability and impact."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment.methods import KINDS, YES_OR_NO, Body, Chapter, Method, Question
from amparo.casework.assessment.result_display import (
    Cell,
    Compared,
    Group,
    Item,
    Step,
    Weighed,
    grade_of,
    level_in_words,
)
from amparo.foundations.web.law.risk_assessment import short, way_called
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, Unanswered
from amparo.law.assessment import risk_matrix as risk
from amparo.law.assessment.risk_matrix import FactorAnswer, FactorKind, Level, RiskMethod


class Table(Method):
    """Factors first; then probability and impact, from which the table gives the level."""

    def __init__(self, law: Protocol, table: RiskMethod) -> None:
        super().__init__(law)
        self.table, self.id = table, table.id
        self.name = way_called(law, table)

    def asked(self) -> tuple[Chapter, ...]:
        factors = [
            Chapter(kind.value, title, why, questions=self._of_kind(kind))
            for kind, (title, why, _icon) in KINDS.items()
        ]
        weight = Chapter(
            "weight",
            later("Probability and impact"),
            later(
                "The protocol's table gives the level from these two answers, and from"
                " nothing else."
            ),
            fields=("probability", "probability_why", "impact", "impact_why", "collective"),
        )
        return (*factors, weight)

    def always_needed(self) -> tuple[str, ...]:
        return ("probability", "probability_why", "impact", "impact_why", "own_view")

    def weigh(self, body: Body) -> Weighed | None:
        try:
            found = risk.explain(
                self.table,
                self.law.assessment.factor,
                body.get("answers", {}),
                probability=body.get("probability"),
                impact=body.get("impact"),
            )
        except Unanswered:
            return None
        present = (found.threats, found.vulnerabilities, found.capacities)
        return Weighed(
            groups=tuple(
                Group(str(title), icon, self._without_answer(ids, body))
                for (title, _why, icon), ids in zip(KINDS.values(), present, strict=True)
            ),
            unknown=self._without_answer(found.unknown, body),
            facts=self._axes(body),
            grade=grade_of(self.law, found.level),
            steps=self._steps(found.probability, found.impact),
            name=self.name,
            impacts=tuple(short(self.law, f"impacts.{one}") for one in self.table.impacts),
            rows=tuple(self._row(one, body) for one in self.table.probabilities),
            source=self.table.source,
            checked=self.table.checked,
        )

    def level(self, body: Body) -> Level | None:
        try:
            return risk.level(self.table, body.get("probability"), body.get("impact"))
        except Unanswered:
            return None

    def is_lowered(self, before: Body, now: Body) -> bool:
        then, level = self.level(before), self.level(now)
        if then is None or level is None or level.rank >= then.rank:
            return False
        known, given, words = self.answers(before), self.answers(now), now.get("words", {})
        return not any(known.get(one) != given[one] and words.get(one) for one in given)

    def compared(self, before: Body, now: Body) -> tuple[Compared, ...]:
        names = ("probability", "impact")
        axes = zip(names, self._axes(before), self._axes(now), strict=True)
        moved = (
            Compared(name, one.what, then.answer, one.answer, one.words, eased=False, estimate=True)
            for name, then, one in axes
            if then.answer != one.answer
        )
        return (*super().compared(before, now), *moved)

    def is_eased(self, question: str, then: str | None, now: str | None) -> bool:
        """A threat or a vulnerability that is gone, or a new capacity."""
        capacities = {one.id for one in self._of_kind(FactorKind.CAPACITY)}
        if question in capacities:
            return now == FactorAnswer.YES
        return then == FactorAnswer.YES and now == FactorAnswer.NO

    def is_graver(self, before: Body, now: Body) -> bool:
        """Also graver where a threat or a vulnerability is newly known."""
        known, given = self.answers(before), self.answers(now)
        kinds = (FactorKind.THREAT, FactorKind.VULNERABILITY)
        worse = [one.id for kind in kinds for one in self._of_kind(kind)]
        new = any(given.get(one) == FactorAnswer.YES != known.get(one) for one in worse)
        return new or super().is_graver(before, now)

    def _of_kind(self, kind: FactorKind) -> tuple[Question, ...]:
        return tuple(
            Question(one.id, say(self.law, f"factors.{one.id}"), YES_OR_NO)
            for one in self.law.assessment.factor
            if one.kind is kind
        )

    def _without_answer(self, ids: tuple[str, ...], body: Body) -> tuple[Item, ...]:
        """The items without the answer, which is the same for all and is shown above them."""
        return tuple(Item(one.what, "", one.words) for one in self.named(ids, body))

    def _axes(self, body: Body) -> tuple[Item, Item]:
        return (
            Item(
                _("How likely"),
                say(self.law, f"probabilities.{body.get('probability')}"),
                str(body.get("probability_why", "")),
            ),
            Item(
                _("How far it would keep the person from the work"),
                say(self.law, f"impacts.{body.get('impact')}"),
                str(body.get("impact_why", "")),
            ),
        )

    def _row(self, row: str, body: Body) -> tuple[str, tuple[Cell, ...]]:
        here = (body.get("probability"), body.get("impact"))
        cells = zip(self.table.impacts, self.table.table[row], strict=True)
        return short(self.law, f"probabilities.{row}"), tuple(
            Cell(say(self.law, f"levels.{level}"), here=(row, column) == here)
            for column, level in cells
        )

    def _steps(self, probability: str, impact: str) -> tuple[Step, ...]:
        before = {
            "probability": (_("If it were this likely:"), "probabilities"),
            "impact": (_("If the harm were this:"), "impacts"),
        }
        return tuple(
            Step(
                before[one.axis][0],
                say(self.law, f"{before[one.axis][1]}.{one.to}"),
                level_in_words(self.law, one.level),
            )
            for one in risk.steps_away(self.table, probability, impact)
        )
