"""What her page does not say while it may be in other hands: who searches for her, and what others
of the case told the team."""

from collections.abc import Iterable

from amparo.foundations.consent.held import HELD, SETTLED
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.events import IncidentTold
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Paper
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import PERSON
from amparo.foundations.related_people.events import OtherWrote

OF_A_SEARCH = frozenset({"search", "search_reason", "search_told"})
HERS_TO_READ = frozenset({HELD, SETTLED, "leak_told"})
"""What was asked here and not done, what got out: she reads it once she can be asked."""
TOLD_THE_TEAM = frozenset({OtherWrote.__name__, IncidentTold.__name__})


def asked_here(questions: Iterable[Question], visitor: Visitor) -> list[Question]:
    """Without who searches for her, until she can be asked."""
    hidden = Question.Kind.SEARCH if visitor.folder.filing.impediment else ""
    return [one for one in questions if one.kind != hidden]


def told_here(papers: Iterable[Paper], visitor: Visitor) -> list[Paper]:
    """Without the words about a search for her, and what was held, until she can be asked."""
    hidden = OF_A_SEARCH | HERS_TO_READ if visitor.folder.filing.impediment else frozenset()
    return [one for one in papers if one.kind not in hidden]


def done_here(entries: Iterable[Entry], visitor: Visitor) -> list[Entry]:
    """Without the fact that others of the case, or an institution, wrote to the team, until she can
    be asked."""
    if not visitor.folder.filing.impediment:
        return list(entries)
    return [one for one in entries if one.by == PERSON or one.event not in TOLD_THE_TEAM]


def said_here(visitor: Visitor) -> bool:
    """Whether what others of the case wrote is shown: not until she can be asked. Where somebody is
    missing it says where she may be, and who saw it."""
    return not visitor.folder.filing.impediment
