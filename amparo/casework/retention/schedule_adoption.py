"""What the schedule says about closed files, and whether it is adopted. The adoption ends when a
member stops it. That one of the two members does not count at present ends nothing: they may be
back tomorrow, or another agrees."""

from datetime import datetime, timedelta

from amparo.foundations.cases.models import Case
from amparo.foundations.erasure.queries import adopted, adoption
from amparo.foundations.erasure.retention_schedule import digest, schedule
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs


def closed_before(*, seen_by: Signs, at: datetime) -> datetime | None:
    """Files closed until then are over, by the schedule that two members adopted, if it is
    unchanged; None if no file is."""
    days = schedule().days_of_files
    said = adopted(seen_by=seen_by)
    if days is None or said != digest():
        return None
    return at - timedelta(days=days)


def waits_for_two(*, seen_by: Signs) -> bool:
    """Whether a schedule was put forward and not stopped, and is not in effect: fewer than two
    members count, or the file differs from the one that they read."""
    found = adoption(seen_by=seen_by)
    return found is not None and not (found.holds and found.digest == digest())


def is_over(filing: Filing, *, seen_by: Signs, at: datetime) -> bool:
    """Whether what the schedule had begun must end: it was stopped, two members adopted one without
    it, or the case is open again."""
    closed = Case.objects.filter(filing=filing, closed_at__isnull=False)
    if waits_for_two(seen_by=seen_by):
        return not closed.exists()
    since = closed_before(seen_by=seen_by, at=at)
    return since is None or not closed.filter(closed_at__lte=since).exists()
