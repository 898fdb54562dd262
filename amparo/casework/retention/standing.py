"""What the schedule says of closed files, and whether anybody stands by it. The record says when it
is over: somebody stopped it. That one of the two does not count just now ends nothing: she may be
back tomorrow, or another agrees."""

from datetime import datetime, timedelta

from amparo.foundations.cases.models import Case
from amparo.foundations.erasure.queries import adopted, adoption
from amparo.foundations.erasure.scheduled import digest, schedule
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs


def closed_before(*, seen_by: Signs, at: datetime) -> datetime | None:
    """Files closed until then are over, by a schedule that two members agreed to and is that very
    one; None: no file is."""
    days = schedule().days_of_files
    said = adopted(seen_by=seen_by)
    if days is None or said != digest():
        return None
    return at - timedelta(days=days)


def waits_for_two(*, seen_by: Signs) -> bool:
    """Whether one is put forward, nobody stopped it, and nothing is done by it: fewer than two
    count, or the file says another than the one that they read."""
    found = adoption(seen_by=seen_by)
    return found is not None and not (found.holds and found.digest == digest())


def is_over(filing: Filing, *, seen_by: Signs, at: datetime) -> bool:
    """Whether what the schedule had begun ends: it was stopped, two agreed to one that says it no
    more, or the case is open again."""
    closed = Case.objects.filter(filing=filing, closed_at__isnull=False)
    if waits_for_two(seen_by=seen_by):
        return not closed.exists()
    since = closed_before(seen_by=seen_by, at=at)
    return since is None or not closed.filter(closed_at__lte=since).exists()
