"""What has to be looked at on an organisation's site: incidents, disagreements with the risk, and
measures of the plan by their day. Nothing is contested or complained of there."""

from amparo.casework.review.dated_tasks import Kind, tasks_in
from amparo.casework.review.models import ReviewTask
from amparo.casework.review.queries import (
    Dated,
    OnCase,
    incident_offer,
    names_of_measures,
    page_of,
)
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import CaseState

ITS_OWN = frozenset({Kind.REASSESS, Kind.ANSWER_DISAGREEMENT, Kind.REVIEW})


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    works = seen_by.may(Permission.CASE_WORK)
    found = _own(open_case)
    named = names_of_measures(open_case) if found else {}
    tasks = [Dated(one, _page_for(one) if works else "", named.get(one.about, "")) for one in found]
    return OnCase(recourses=[], changes=[], tasks=tasks, complaints=())


def acts_on_case(
    open_case: OpenCase,
    state: CaseState,  # noqa: ARG001 - no law dates it
    *,
    seen_by: Actor,
) -> list[Offer]:
    if not seen_by.may(Permission.CASE_WORK):
        return []
    found = _own(open_case)
    named = names_of_measures(open_case) if found else {}
    # One page answers all incidents: it is offered once, by the first day.
    first = {_page_for(one): one for one in reversed(found)}
    offers = [
        Offer(one.kind, _called(one, named), page, by=one.due_on) for page, one in first.items()
    ]
    return [*offers, incident_offer(open_case)]


def _called(task: ReviewTask, named: dict[str, str]) -> Words:
    kind, what = Kind(task.kind).label, named.get(task.about)
    return f"{kind}: {what}" if what else kind


def _own(open_case: OpenCase) -> list[ReviewTask]:
    return [one for one in tasks_in(open_case) if one.kind in ITS_OWN]


def _page_for(task: ReviewTask) -> str:
    if task.kind == Kind.REASSESS:
        return address_of("followed:looked_at", task.case.code)
    if task.kind == Kind.REVIEW:
        return address_of("followed:carried_out", task.case.code, task.about)
    return page_of(task)
