"""The risk report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from amparo.foundations.intake.documents.schemas.document_text import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskReportText(Answers):
    """`given`: what the method of the law asks besides its questions, such as the person's view.
    `level` and `measures` are added when the report is recorded, and put to decision."""

    KIND: ClassVar = "risk_report"

    method: str | None = None
    answers: Mapping[str, str] | None = None
    words: Mapping[str, str] | None = None  # on each answer
    level: str | None = None
    measures: Sequence[Mapping[str, Any]] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what is sealed, in the order in which a page shows what changed."""
        own = Answers.as_json(self)
        first: dict[str, Any] = {
            name: own[name] for name in ("method", "answers", "words") if name in own
        }
        last: dict[str, Any] = {
            name: own.pop(name) for name in ("level", "measures") if name in own
        }
        return {**first, **own, **last}
