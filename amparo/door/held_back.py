"""What her page does not say while it may be in other hands: who searches for her."""

from collections.abc import Iterable

from amparo.foundations.consent.models import Question
from amparo.foundations.letterbox.folders import Visitor
from amparo.foundations.letterbox.models import Paper

OF_A_SEARCH = frozenset({"search", "search_reason", "search_told"})


def asked_here(questions: Iterable[Question], visitor: Visitor) -> list[Question]:
    """Without who searches for her, until she can be asked."""
    hidden = Question.Kind.SEARCH if visitor.folder.filing.impediment else ""
    return [one for one in questions if one.kind != hidden]


def told_here(papers: Iterable[Paper], visitor: Visitor) -> list[Paper]:
    """Without the words about a search for her, until she can be asked."""
    hidden = OF_A_SEARCH if visitor.folder.filing.impediment else frozenset()
    return [one for one in papers if one.kind not in hidden]
