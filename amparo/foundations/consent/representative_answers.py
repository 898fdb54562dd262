"""Answers by a representative, and the questions that only the person can answer."""

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
    """Register a check whether something already depends on the answer to a question. Higher layers
    register their own checks."""
    if function not in _runs:
        _runs.append(function)
    return function


def is_hers_alone(question: Question, *, seen_by: Signs) -> bool:
    """Whether a representative can no longer answer this: the person answered it, a supervisor's
    decision stands or stood for it, it was put to the person, the person once spoke against it, or
    something depends on it."""
    return (
        bool(question.answer and not question.for_her)
        or question.replaced
        or question.reopened
        or question.put_at is not None
        or spoke_against(question, seen_by=seen_by)
        or any(runs(question) for runs in _runs)
    )


def spoke_against(question: Question, *, seen_by: Signs) -> bool:  # noqa: ARG001 - a query says who reads
    """Whether the person ever refused this or withdrew a consent to it, ended all sharing, or left
    the procedure. Answers in the person's name do not count."""
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
    if any(one.ended for one in earlier):
        return True
    withdrawn = Entry.objects.filter(about=filing.code, event=ConsentWithdrawn.__name__)
    refs = {json.loads(entry.facts)["question"] for entry in withdrawn}
    return earlier.filter(ref__in=refs).exists()


def is_in_other_hands(filing: Filing, *, seen_by: Signs) -> bool:  # noqa: ARG001 - a query says who reads
    """Whether an impediment began after the filing, so that others may hold the person's access
    phrase."""
    return bool(filing.impediment and _began(filing))


def may_be_anothers(question: Question, *, seen_by: Signs) -> bool:  # noqa: ARG001 - a query says who reads
    """Whether others may have answered this on the person's page, whenever that was: an impediment
    becomes known later than it begins. Asked only while it lasts, because a person who can be asked
    can change the answer."""
    return bool(question.how == "page" and question.answered_at and question.filing.impediment)


def _began(filing: Filing) -> Entry | None:
    """Return the entry of the last impediment that began after the filing, or None."""
    found = Entry.objects.filter(about=filing.code, event=ImpedimentBegan.__name__)
    return found.order_by("sequence").last()


def _ended_in_other_hands(filing: Filing) -> bool:
    """Whether all sharing was ended from the person's page only after an impediment began, when
    others may control the page."""
    began = _began(filing) if filing.impediment else None
    ended = Entry.objects.filter(about=filing.code, event=AllSharingWithdrawn.__name__)
    return began is not None and not ended.filter(sequence__lt=began.sequence).exists()


def impediment_of(filing: Filing, *, agrees: bool, seen_by: Signs) -> str:  # noqa: ARG001 - a query says who reads
    """Return the impediment, or "". `agrees`: whether the answer is a consent that the person did
    not give themselves. Raises CannotConsent."""
    impeded = Filing.objects.values_list("impediment", flat=True).get(pk=filing.pk)
    if impeded == DIED:
        raise CannotConsent("died")
    if impeded and agrees:
        raise CannotConsent("not_herself")
    return impeded


def must_not_be_written_over(question: Question, *, how: str, by: Signs) -> None:
    """Check that an answer of the person is not overwritten. Raises CannotConsent."""
    no_of_hers = (question.answer, question.how) == ("refused", "page")
    if no_of_hers and question.put_at is None and by.signature != "person":
        raise CannotConsent("answered_herself")
    if how == FOR_HER and is_hers_alone(question, seen_by=by):
        raise CannotConsent("answered_herself")
