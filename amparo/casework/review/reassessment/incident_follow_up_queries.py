"""What is looked at again on an organisation's site: it weighs no danger by a law, and notes what
it did about an incident."""

from amparo.casework.review.dated_tasks import tasks_in
from amparo.casework.review.models import ReviewTask
from amparo.casework.review.queries import Dated, OnCase
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import CaseState


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:  # noqa: ARG001 - codes and days
    page = address_of("followed:looked_at", open_case.code)
    tasks = [Dated(one, page) for one in _happened(open_case)]
    return OnCase(recourses=[], changes=[], tasks=tasks, complaints=())


def acts_on_case(
    open_case: OpenCase,
    state: CaseState,  # noqa: ARG001 - no law dates it
    *,
    seen_by: Actor,
) -> list[Offer]:
    found = _happened(open_case) if seen_by.may(Permission.CASE_WORK) else []
    page = address_of("followed:looked_at", open_case.code)
    return [
        Offer(one.kind, ReviewTask.Kind(one.kind).label, page, by=one.due_on) for one in found[:1]
    ]


def _happened(open_case: OpenCase) -> list[ReviewTask]:
    return [one for one in tasks_in(open_case) if one.kind == ReviewTask.Kind.REASSESS]
