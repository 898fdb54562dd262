"""The last day that the person may set for a consent. It holds through the end of that day and then
counts as withdrawn, whether or not the jobs run. Services and queries, by noun."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.consent import events
from amparo.foundations.consent.models import Question, end_of_consent, today_by_law
from amparo.foundations.consent.representative_answers import CannotConsent
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import record

WITHOUT = frozenset({Question.Kind.CHANGE, Question.Kind.COLLECTIVE, Question.Kind.BETWEEN})
"""Kinds that take no such day: a view on a change, another board's answer, and an intermediary,
whose last day stands in the question itself."""
ASKED_AGAIN = frozenset(
    {
        Question.Kind.ASSESSMENT,
        Question.Kind.MEASURE,
        Question.Kind.OUTSIDE,
        Question.Kind.OVERDUE,
    }
)
"""Kinds that the person may answer again on their page once the day has passed. What rested on the
others was destroyed or ended with it: the team proposes it anew."""
FARTHEST = timedelta(days=3660)
"""Ten years: a day beyond that is a slip."""


def wrong_day(day: date) -> str:
    """Return why this cannot be the last day of a consent given now: past_day, far_day, or ""."""
    today = today_by_law()
    if day < today:
        return "past_day"
    return "far_day" if day > today + FARTHEST else ""


def last_day(question: Question, until: date | None) -> date | None:
    """Return the last day to store with the answer of a question: none where it is no consent.
    Raises CannotConsent."""
    if until is None or question.answer != Question.Answer.AGREED:
        return None
    wrong = "no_last_day" if question.kind in WITHOUT else wrong_day(until)
    if wrong:
        raise CannotConsent(wrong)
    return until


class NotNoted(Exception):
    """What ended in some cases could not be put on record; the rest was."""


def end_passed(*, at: datetime) -> int:
    """Put on record what ended by its last day, with all that follows from a withdrawal. Return how
    many. May run twice, or late: what rests on it has stopped already for each reader."""
    waiting = Question.objects.ended_unnoted().values("filing")
    filings = list(Filing.objects.filter(pk__in=waiting).order_by("pk"))
    wrong: list[Exception] = []
    noted = each_by_itself((partial(note_ended, one, at=at) for one in filings), wrong)
    if wrong:
        raise NotNoted from wrong[0]
    return noted


@transaction.atomic
def note_ended(filing: Filing, *, at: datetime) -> int:
    """Put on record what ended in one case; return how many. No member signs it: the person set the
    day."""
    rows = Question.objects.ended_unnoted().filter(filing=filing)
    if not rows.exists():
        return 0
    hold_row(filing).values_list("pk").first()
    found = list(rows.select_for_update(of=("self",)).select_related("unit").order_by("pk"))
    for one in found:
        if one.ends_on is None:
            continue
        Question.objects.filter(pk=one.pk).update(withdrawn_at=end_of_consent(one.ends_on))
        until = one.ends_on.isoformat()
        event = events.ConsentWithdrawn(about=filing.code, until=until, **one.in_events())
        record(event, by=SYSTEM, at=at)
    return len(found)
