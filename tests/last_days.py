"""Consents whose last day passes: set as the person sets it with a yes, and what the jobs do."""

from datetime import datetime, timedelta

from django.utils import timezone

from amparo.cli.commands.site import tick
from amparo.foundations.consent.models import Question, today_by_law
from tests.clock import Clock

ENDED = "consents that ended by their last day"
SOON = "consents that end within a week"


def holds_until(subject: str, *, days: int = 0, kind: str = "") -> Question:
    """The consent about this subject ends today, or days later."""
    kinds = {"kind": kind} if kind else {}
    question = Question.objects.standing().get(subject=subject, answer="agreed", **kinds)
    question.ends_on = today_by_law() + timedelta(days=days)
    question.save(update_fields=["ends_on"])
    return question


def jobs_run(*, at: datetime | None = None) -> list[object]:
    """Both jobs, held to the rights of the jobs: what each returns."""
    named = dict(tick.JOBS)
    return [named[name](at=at or timezone.now()) for name in (ENDED, SOON)]


def its_day_passes(clock: Clock) -> None:
    """From ten in the morning in Lima to an hour after midnight there."""
    clock.move(timedelta(hours=15))
