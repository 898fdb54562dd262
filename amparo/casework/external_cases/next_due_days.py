"""Services that compute what comes next in a record, and checks that every service here starts
with."""

from datetime import datetime
from functools import partial

from django.db import transaction

from amparo.casework.external_cases import queries
from amparo.casework.external_cases.clocks import agreements, next_in
from amparo.casework.external_cases.models import ExternalProcedure
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.ledger.services import Signs
from amparo.law import known_protocols


class NotPossible(Exception):
    """Carries a reason code of `wording.REASONS`."""


@transaction.atomic
def settle(case: Case, *, by: Signs, at: datetime) -> None:  # noqa: ARG001 - who acted is on record
    """Recompute what comes next in each record of a case, and in the case. Writes nothing to the
    ledger: it follows from the act of `by`, which is there."""
    records = list(ExternalProcedure.objects.filter(case=case))
    asked = agreements(records)
    for one in records:
        waits = next_in(one, asked.get(one.ref), at=at)
        one.due_on = waits.due_on if waits else None
        one.task = waits.task if waits else ""
    if records:
        ExternalProcedure.objects.bulk_update(records, ["due_on", "task"])
        refresh(case, at=at)


def date_records_anew(*, at: datetime, problems: list[Exception]) -> int:
    """Recompute the due day of each record after a law or its calendar changed. Return how many
    have another day now. A case that cannot be computed keeps its days, and the others go on."""
    waiting = ExternalProcedure.objects.filter(ended_at__isnull=True, due_on__isnull=False)
    before = dict(waiting.values_list("pk", "due_on"))
    here = known_protocols()
    cases = Case.objects.filter(pk__in=waiting.values("case"), filing__protocol__in=here)
    rows = cases.select_related("filing").order_by("pk")
    each_by_itself((partial(settle, one, by=SYSTEM, at=at) for one in rows), problems)
    now = ExternalProcedure.objects.filter(pk__in=before).values_list("pk", "due_on")
    return sum(day != before[number] for number, day in now)


def followed(open_case: OpenCase, ref: str, *, by: Actor) -> ExternalProcedure:
    found = queries.record_called(open_case, ref, seen_by=by)
    if found is None:
        raise NotPossible("moved_on")
    if found.ended_at:
        raise NotPossible("ended")
    return found


def must_work_here(by: Actor) -> None:
    if not by.may(Permission.CASE_WORK):
        raise Refused("not_of_the_team")
