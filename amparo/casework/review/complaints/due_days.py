"""Days that a complaint sets: by which the ruling orders that it be done, else by which the late
authority promised it. Neither is a term of the law."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.casework.review.models import Complaint
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due, end_of_day
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.law_of_filing import law_at, term_at
from amparo.foundations.intake.queries import standing

PROMISED, ORDERED = "complaint.promised", "complaint.ordered"
NAMES = {
    PROMISED: _("Do what was promised in answer to a complaint"),
    ORDERED: _("Do what the ruling on a complaint orders"),
}
DONE = "done_meanwhile"
"""The reason by which the late authority says that it is done."""

# The door and the portal, which state anew what is due, read no other column of a ruling.
_DATED = (
    Complaint.objects.filter(Q(promised_on__isnull=False) | Q(ruling__do_by__isnull=False))
    .values_list("pk", "ruling__do_by", "ruling__ruled_at")
    .order_by("pk")
)


@dataclass(frozen=True, slots=True)
class DueDay:
    """The day by which something complained of must be done, while nothing shows that it is."""

    row: Complaint
    day: date
    task: str


def may_say_done(row: Complaint) -> bool:
    """Return whether the ruling orders something that no event of the record shows as done: then
    the late authority says so."""
    ruling = getattr(row, "ruling", None)
    if ruling is None or ruling.do_by is None or _is_shown_by_record(row):
        return False
    return not _said_done(row, since=ruling.ruled_at)


def days_in(filing: Filing) -> list[DueDay]:
    found = {pk: (do_by, ruled_at) for pk, do_by, ruled_at in _DATED.filter(filing=filing)}
    rows = Complaint.objects.filter(pk__in=found).order_by("pk") if found else ()
    return [one for row in rows if (one := _day_of(row, filing, *found[row.pk]))]


def _day_of(
    row: Complaint, filing: Filing, do_by: date | None, ruled_at: datetime | None
) -> DueDay | None:
    day, task = (do_by, ORDERED) if ruled_at else (row.promised_on, PROMISED)
    if day is None or filing.withdrawn_at or _said_done(row, since=ruled_at):
        return None
    row.filing = filing
    return None if _is_done(row) else DueDay(row, day, task)


def _is_done(row: Complaint) -> bool:
    """Return whether the term is met, or the duty was done since the complaint."""
    if row.named is None:
        name = term_at(row.filing, row.term, row.filed_at)
        term = standing(row.filing, at=timezone.now()).find_term(name)
        return term is None or term.met_at is not None
    happened = row.filing.happened.get(_recorded_by(row))
    return happened is not None and datetime.fromisoformat(happened) >= row.begins


def _is_shown_by_record(row: Complaint) -> bool:
    return row.named is None or bool(_recorded_by(row))


def _recorded_by(row: Complaint) -> str:
    """Return the event that the duty complained of records; "" if it records none."""
    duty = law_at(row.filing, row.filed_at).acts.get(row.named.duty) if row.named else None
    return (duty and duty.records) or ""


def _said_done(row: Complaint, *, since: datetime | None) -> bool:
    """Return whether the late authority said that it is done, after the ruling if there is one."""
    said = row.answered_at if row.reason == DONE else None
    return said is not None and (since is None or said > since)


def complaint_days_due(case: Case) -> list[Waiting]:
    return [Waiting(end_of_day(case.filing, one.day), one.task) for one in days_in(case.filing)]


also_due(complaint_days_due, NAMES.items(), rows=[Complaint])
