"""Somebody who speaks for her: what he answered, and what is asked of her alone all the same."""

import json
from collections.abc import Callable

from amparo.foundations.consent.events import (
    AllSharingWithdrawn,
    ConsentWithdrawn,
    ImpedimentBegan,
)
from amparo.foundations.consent.models import FOR_HER, Question
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs


class CannotConsent(Exception):
    """Carries a reason code: unknown_question | no_impediment | not_a_supervisor |
    answered_herself | not_herself | died."""


type Runs = Callable[[Question], bool]

_runs: list[Runs] = []


def where_it_runs[F: Runs](function: F) -> F:
    """Asked whether something runs already on what was answered to a question. Registered where
    what happens next is said, as the stages above know it."""
    if function not in _runs:
        _runs.append(function)
    return function


def is_hers_alone(question: Question, *, seen_by: Signs) -> bool:
    """Whether nobody answers this in her name any more: she answered it, a supervisor's reason
    stands or stood for her answer, it was put to herself, she once spoke against it, or something
    runs on it."""
    return (
        bool(question.answer and not question.for_her)
        or question.replaced
        or question.reopened
        or question.put_at is not None
        or spoke_against(question, seen_by=seen_by)
        or any(runs(question) for runs in _runs)
    )


def spoke_against(question: Question, *, seen_by: Signs) -> bool:  # noqa: ARG001 - a query says who reads
    """Whether she ever said no to this, or took back what she had agreed to. What was answered in
    her name is no word of hers."""
    filing = Filing.objects.get(pk=question.filing_id)
    earlier = Question.objects.filter(
        filing=filing, kind=question.kind, subject=question.subject, unit=question.unit
    )
    ended = filing.sharing_ended_at and not (
        question.kind == Question.Kind.SEARCH and _ended_in_other_hands(filing)
    )
    if filing.withdrawn_at or ended:
        return True
    against = [Question.Answer.REFUSED, Question.Answer.DISCUSS]
    if earlier.filter(answer__in=against).exclude(how=FOR_HER).exists():
        return True
    withdrawn = Entry.objects.filter(about=filing.code, event=ConsentWithdrawn.__name__)
    refs = {json.loads(entry.facts)["question"] for entry in withdrawn}
    return earlier.filter(ref__in=refs).exists()


def is_in_other_hands(filing: Filing, *, seen_by: Signs) -> bool:  # noqa: ARG001 - a query says who reads
    """Whether something prevents her from being asked that did not when the request came: somebody
    else may have her words."""
    return bool(filing.impediment and _began(filing))


def may_be_anothers(question: Question, *, seen_by: Signs) -> bool:  # noqa: ARG001 - a query says who reads
    """Whether somebody else may have answered this on her page, whenever it was: that she cannot be
    asked is known later than it is so. Asked while it lasts: whoever can be asked changes what
    stands there."""
    return bool(question.how == "page" and question.answered_at and question.filing.impediment)


def _began(filing: Filing) -> Entry | None:
    """What prevented her last, where it came after the request."""
    found = Entry.objects.filter(about=filing.code, event=ImpedimentBegan.__name__)
    return found.order_by("sequence").last()


def _ended_in_other_hands(filing: Filing) -> bool:
    """Whether all sharing was ended by her page while nobody knows who has it, and never before."""
    began = _began(filing) if filing.impediment else None
    ended = Entry.objects.filter(about=filing.code, event=AllSharingWithdrawn.__name__)
    return began is not None and not ended.filter(sequence__lt=began.sequence).exists()


def impediment_of(filing: Filing, *, agrees: bool, seen_by: Signs) -> str:  # noqa: ARG001 - a query says who reads
    """Why she cannot be asked, if anything prevents it. `agrees`: whether it is a yes that she did
    not say herself. Raises CannotConsent."""
    impeded = Filing.objects.values_list("impediment", flat=True).get(pk=filing.pk)
    if impeded == DIED:
        raise CannotConsent("died")
    if impeded and agrees:
        raise CannotConsent("not_herself")
    return impeded


def must_not_be_written_over(question: Question, *, how: str, by: Signs) -> None:
    """What she said herself stays hers. Raises CannotConsent."""
    no_of_hers = (question.answer, question.how) == ("refused", "page")
    if no_of_hers and question.put_at is None and by.signature != "person":
        raise CannotConsent("answered_herself")
    if how == FOR_HER and is_hers_alone(question, seen_by=by):
        raise CannotConsent("answered_herself")
