"""Queries for the day by which an institution owes an answer, an opinion or a report."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.models import Measure
from amparo.casework.measures.models import State as Stands
from amparo.casework.obligations.delivery.consent_gate import duties_in
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.cached_addresses import address_of

UNANSWERED = (Obligation.State.OPEN, Obligation.State.ACKNOWLEDGED)
"""Sent, and what is due has not come."""
OWED = (*UNANSWERED, Obligation.State.OBJECTED)
"""What is awaited by its state alone: a limitation leaves the measure owed as before."""
WAITING = (*UNANSWERED, Obligation.State.PREPARED)
OPINION_FOR = (Stands.PROPOSED, Stands.CONSENTED)
_UNDECIDED = Measure.objects.filter(pk=OuterRef("measure"), state__in=OPINION_FOR)
MOOT = Q(kind=Obligation.Kind.OPINION) & ~Exists(_UNDECIDED)
"""The measure was decided, or refused, without the opinion."""
PREFIX = "obligations.owed."
REQUESTED = "requested"
NAMES = {
    Obligation.Kind.MEASURE.value: _("Institution: it has to report on a measure"),
    Obligation.Kind.OPINION.value: _("Institution: it has to give its opinion"),
    Obligation.Kind.CONTEXT.value: _("Institution: it has to say what it knows of the danger"),
    Obligation.State.PREPARED.value: _("Hand over what goes to an institution on paper"),
    REQUESTED: _("See whether the institution answered what was requested, or ask it again"),
}

# The sealed content is not read.
_NEXT = (
    Obligation.objects.filter(state__in=WAITING)
    .exclude(MOOT)
    .order_by("due_on", "pk")
    .select_related("unit")
)
_REPORT_ASKED = FollowUpTask.objects.filter(
    duty=OuterRef("pk"),
    kind=FollowUpTask.Kind.ASK_REPORT,
    done_at__isnull=True,
    due_on=OuterRef("due_on"),
)
_AWAITED = Obligation.objects.filter(
    Q(state__in=OWED) | Q(Exists(_REPORT_ASKED), state=Obligation.State.REPORTED)
).exclude(MOOT)


def owed_due(case: Case) -> list[Waiting]:
    """The worklist entries, by their day, until the answer came, the team set another day, or it is
    no longer owed. Of what is only requested the day is the team's, to ask again. Objections and
    reports that the team asked for have tasks of their own."""
    found = list(_NEXT.filter(case_id=case.pk))
    for one in found:
        one.case = case
    return [Waiting(one.due_on, PREFIX + _name_of(one)) for one in found]


def awaited() -> QuerySet[Obligation]:
    """Obligations to which an answer is awaited: the first, a report that the team asked for by
    another day, or more than a limitation, which leaves the measure owed as before. Where it
    answered and the person says that nothing arrived, the team has still to ask: the unit is not
    late by the day on which it answered."""
    return _AWAITED.select_related("case__filing", "unit", "measure__case__filing")


def awaited_parts() -> tuple[QuerySet[Obligation], QuerySet[Obligation]]:
    """Return the same in two parts, for what counts or looks through all of them: what is owed by
    its state, which is a range of an index, and the reports that the team asked for, which are
    few."""
    asked = FollowUpTask.objects.filter(
        kind=FollowUpTask.Kind.ASK_REPORT, done_at__isnull=True, duty__isnull=False
    )
    reports = _AWAITED.filter(state=Obligation.State.REPORTED, pk__in=asked.values("duty"))
    return Obligation.objects.filter(state__in=OWED).exclude(MOOT), reports


def owed_in(open_case: OpenCase) -> list[tuple[str, Obligation]]:
    """Return the obligations that wait for an institution, each with what is owed."""
    return [
        (str(NAMES[_name_of(one)]), one)
        for one in duties_in(open_case)
        if one.state in WAITING and not _is_moot(one)
    ]


def offers_of_late(open_case: OpenCase, *, at: datetime, seen_by: Actor) -> list[Offer]:
    """Offer each obligation whose day has passed, with the name of its unit."""
    if not seen_by.may(Permission.CASE_WORK):
        return []
    return [
        Offer(
            PREFIX + _name_of(one),
            f"{name} ({one.unit.name})",
            address_of("obligations:duty", open_case.code, one.alias),
            by=one.due_on,
        )
        for name, one in owed_in(open_case)
        if one.is_late(at)
    ]


def _is_moot(duty: Obligation) -> bool:
    return duty.kind == Obligation.Kind.OPINION and duty.measure.state not in OPINION_FOR


def _name_of(duty: Obligation) -> str:
    if duty.state == Obligation.State.PREPARED:
        return duty.state
    return REQUESTED if duty.is_requested else duty.kind


also_due(owed_due, [(PREFIX + name, words) for name, words in NAMES.items()], rows=[Obligation])
