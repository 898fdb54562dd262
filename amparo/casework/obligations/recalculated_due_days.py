"""Services for the due days of questions to institutions, where the law or its calendar has changed
since."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.titles_and_grounds import ASKED_FOR
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import end_of
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.procedure.law_of_filing import law_at
from amparo.law import asked_term, known_protocols

WAITING = (Obligation.State.PREPARED, Obligation.State.OPEN, Obligation.State.ACKNOWLEDGED)


def date_asked_anew(*, at: datetime, problems: list[Exception]) -> int:
    """Recompute the due day of unanswered questions, except where the team set its own day by
    insisting. Return how many changed.

    A question whose day cannot be computed, such as when its norm is gone, keeps its day and is
    added to `problems`; the others go on.
    """
    asked = Obligation.objects.filter(kind__in=ASKED_FOR, state__in=WAITING)
    known = asked.filter(case__filing__protocol__in=known_protocols())
    left = known.exclude(answers__kind=ObligationAnswer.Kind.INSISTED).select_related(
        "case__filing"
    )
    return each_by_itself((partial(_dated, one, at=at) for one in left.order_by("pk")), problems)


@transaction.atomic
def _dated(duty: Obligation, *, at: datetime) -> bool:
    hold_row(duty.case.filing).values_list("pk").first()
    duty.refresh_from_db(fields=["state", "due_on"])
    day = _day_of(duty)
    if day is None or day == duty.due_on or duty.state not in WAITING:
        return False
    Obligation.objects.filter(pk=duty.pk).update(due_on=day)
    refresh(duty.case, at=at)
    return True


def _day_of(duty: Obligation) -> datetime | None:
    """The due day by the law in force when it was asked, with the time given since; None where the
    calendar does not reach that far."""
    law = law_at(duty.case.filing, duty.forwarded_at)
    newest_first = ObligationAnswer.objects.filter(duty=duty).order_by("-at", "-pk")
    said = dict(newest_first.values_list("kind", "at"))  # the oldest of each kind stays
    given = said.get(ObligationAnswer.Kind.TIME_GIVEN)
    term = asked_term(
        law,
        law.term_to_answer(ASKED_FOR[Obligation.Kind(duty.kind)]),
        duty.forwarded_at,
        given or duty.forwarded_at,
        extended=(said[ObligationAnswer.Kind.MORE_TIME], given) if given else None,
        calendar=settings.CALENDAR,
    )
    return end_of(term, law.zone) if term else None
