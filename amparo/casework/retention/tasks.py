"""What must be done by a day because somebody asks to have a file erased: hear, then decide; when a
hold is looked at again; and when a second reads why the person reads nothing."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amparo.casework.referral.models import Demand
from amparo.foundations.cases.dates import Waiting, also_due, end_of_day
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.offers import Words
from amparo.foundations.erasing.models import Erasure, Hold
from amparo.foundations.erasing.scheduled import schedule
from amparo.foundations.letterbox.silence import Silenced
from amparo.foundations.prepared import Prepared

PREFIX = "erasure."
TASKS: dict[str, Words] = {
    "hear": _("Ask the person, by the safe way, whether it is they who want it erased"),
    "decide": _("Decide what the person asked to have erased"),
    "silence": _("Read the order by which a court keeps something from the person"),
    "hold": _("Look again whether the file must still be kept"),
}
_GOING_ON = Prepared(
    lambda filing: Erasure.objects.filter(
        filing_id=filing, ended_at__isnull=True, erased_at__isnull=True, answer=""
    )
)
_DEMANDS = Prepared(
    lambda case: Demand.objects.filter(case_id=case, told_at__isnull=True).only(
        "order_until", "silence_seen_by", "silent_until", "told_at"
    )
)
_HOLDS = Prepared(
    lambda filing: Hold.objects.filter(filing_id=filing, lifted_at__isnull=True).only(
        "look_again_on", "order_until", "silence_seen_by", "silent_until", "told_at"
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


def next_kept(case: Case) -> Waiting | None:
    """A hold does not end by itself, and what one member says that a court keeps from the person
    waits for a second to read it; in a closed case too."""
    holds = list(_HOLDS(filing=case.filing_id))
    kept: list[Silenced] = [*holds, *_DEMANDS(case=case.pk)]
    days = [(one.look_again_on, "hold") for one in holds]
    ends = [one.silent_until for one in kept if one.silence_waits]
    days += [(day, "silence") for day in ends if day]
    if not days:
        return None
    day, task = min(days)
    return Waiting(end_of_day(case.filing, day), PREFIX + task)


also_due(next_kept, ())
also_due(next_erasing, [(PREFIX + name, words) for name, words in TASKS.items()])
