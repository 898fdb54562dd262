"""What must be done by a day because somebody asks to have a file erased: hear, then decide; and
when a hold is looked at again."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amparo.foundations.cases.dates import Waiting, also_due, end_of_day
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.offers import Words
from amparo.foundations.erasing.models import Erasure, Hold
from amparo.foundations.erasing.scheduled import schedule
from amparo.foundations.prepared import Prepared

PREFIX = "erasure."
TASKS: dict[str, Words] = {
    "hear": _("Ask the person, by the safe way, whether it is they who want it erased"),
    "decide": _("Decide what the person asked to have erased"),
    "hold": _("Look again whether the file must still be kept"),
}
_GOING_ON = Prepared(
    lambda filing: Erasure.objects.filter(
        filing_id=filing, ended_at__isnull=True, erased_at__isnull=True, answer=""
    )
)
_HOLDS = Prepared(
    lambda filing: Hold.objects.filter(filing_id=filing, lifted_at__isnull=True).order_by(
        "look_again_on"
    )
)


def task_of(found: Erasure) -> tuple[str, datetime]:
    days = schedule().request
    if found.heard_at is None:
        return "hear", found.asked_at + timedelta(days=days.hear_days)
    return "decide", max(found.not_before, found.asked_at + timedelta(days=days.decide_days))


def next_erasing(case: Case) -> Waiting | None:
    """Somebody asks to have the file erased: the team hears her, and it is decided."""
    found = next(iter(_GOING_ON(filing=case.filing_id)), None)
    if found is None:
        return None
    task, by = task_of(found)
    return Waiting(by, PREFIX + task, keeps_open=True)


def next_hold(case: Case) -> Waiting | None:
    """A hold does not end by itself; a closed case has one too."""
    found = next(iter(_HOLDS(filing=case.filing_id)), None)
    if found is None:
        return None
    return Waiting(end_of_day(case.filing, found.look_again_on), PREFIX + "hold")


also_due(next_hold, ())
also_due(next_erasing, [(PREFIX + name, words) for name, words in TASKS.items()])
