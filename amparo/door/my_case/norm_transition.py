"""Change of the norm that applies to the case: since when, why, and what changed."""

from dataclasses import dataclass
from datetime import datetime

from amparo.foundations.intake.documents.services import Document
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.web.law.norm_transition import changes_in_words, norm_in_words

KIND = "norm_changed"


@dataclass(frozen=True, slots=True)
class Passed:
    """A change of norm. `paper`: the document that says why and what changed; `undone`: the former
    norm applies again."""

    older: str
    newer: str
    at: datetime
    undone: bool
    paper: str


def passed_of(visitor: Visitor) -> Passed | None:
    """Return the last change of norm; None where there was none."""
    norms = visitor.folder.filing.norms
    if not norms:
        return None
    last = norms[-1]
    return Passed(
        older=norm_in_words(last["from"]),
        newer=norm_in_words(last["to"]),
        at=datetime.fromisoformat(last["at"]),
        undone=bool(last["undoes"]),
        paper=last["paper"],
    )


def changes_in(paper: Document, visitor: Visitor) -> list[str]:
    """Return the changes that such a document states; empty for any other."""
    data = visitor.folder.words(paper).get("data") if paper.kind == KIND else None
    return changes_in_words(data) if isinstance(data, dict) else []
