"""What the person's page hides while others may control it: searches for the person, and what
related persons told the team."""

from collections.abc import Iterable

from amparo.foundations.consent.held_requests import HELD, SETTLED
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.events import IncidentTold
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import PERSON
from amparo.foundations.related_people.events import OtherWrote

OF_A_SEARCH = frozenset({"search", "search_reason", "search_told"})
HERS_TO_READ = frozenset({HELD, SETTLED, "leak_told"})
"""Held requests and leaks, shown to the person once they can be asked."""
TOLD_THE_TEAM = frozenset({OtherWrote.__name__, IncidentTold.__name__})


def asked_here(questions: Iterable[Question], visitor: Visitor) -> list[Question]:
    """Return the questions without those about a search, until the person can be asked."""
    hidden = Question.Kind.SEARCH if visitor.folder.filing.impediment else ""
    return [one for one in questions if one.kind != hidden]


def told_here(papers: Iterable[Document], visitor: Visitor) -> list[Document]:
    """Return the documents without those about a search and held requests, until the person can be
    asked."""
    hidden = OF_A_SEARCH | HERS_TO_READ if visitor.folder.filing.impediment else frozenset()
    return [one for one in papers if one.kind not in hidden]


def done_here(entries: Iterable[Entry], visitor: Visitor) -> list[Entry]:
    """Return the entries without those about texts of related persons and institutions to the team,
    until the person can be asked."""
    if not visitor.folder.filing.impediment:
        return list(entries)
    return [one for one in entries if one.by == PERSON or one.event not in TOLD_THE_TEAM]


def said_here(visitor: Visitor) -> bool:
    """Whether the page shows what related persons wrote: only once the person can be asked. In a
    disappearance it may say where the person may be and who saw them."""
    return not visitor.folder.filing.impediment
