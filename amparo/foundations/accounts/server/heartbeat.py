"""Heartbeat of the jobs. The jobs note each complete run where the desk reads it, since they cannot
send mail while they stand still. Services and queries, by noun: beats."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from amparo.foundations.accounts.models import SchedulerRun

LATE = timedelta(minutes=10)
ONE = 1  # the one row
_ONE = SchedulerRun.objects.order_by("pk")


@dataclass(frozen=True, slots=True)
class Silence:
    """The jobs do not run. `since`: their last complete run; None if there was none."""

    since: datetime | None


def beat(*, at: datetime) -> None:
    """Note a complete run of the jobs."""
    SchedulerRun.objects.update_or_create(pk=ONE, defaults={"at": at})


def silence_of_jobs(*, at: datetime) -> Silence | None:
    """Return since when the jobs are silent; None while they run."""
    last = next((one.at for one in _ONE[:1]), None)
    return None if last and abs(at - last) <= LATE else Silence(last)
