"""By which day an institution owes an answer, an opinion or a report. Queries, by noun: what is
owed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.models import State as Stands
from amparo.casework.obligations.models import Duty
from amparo.foundations.cases.dates import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.prepared import Prepared

UNANSWERED = (Duty.State.OPEN, Duty.State.ACKNOWLEDGED)
"""Told, and what is due by the day has not come."""
MOOT = Q(kind=Duty.Kind.OPINION) & ~Q(measure__state__in=(Stands.PROPOSED, Stands.CONSENTED))
"""The measure was decided, or refused, without the opinion."""
PREFIX = "obligations.owed."
NAMES = {
    Duty.Kind.MEASURE.value: _("Institution: it has to report on a measure"),
    Duty.Kind.OPINION.value: _("Institution: it has to give its opinion"),
    Duty.Kind.CONTEXT.value: _("Institution: it has to say what it knows of the danger"),
    Duty.State.PREPARED.value: _("Hand over what goes to an institution on paper"),
}

# What was told lies sealed, and is not read.
_NEXT = Prepared(
    lambda case: (
        Duty.objects.filter(case_id=case, state__in=(*UNANSWERED, Duty.State.PREPARED))
        .exclude(MOOT)
        .order_by("due_on", "pk")
        .only("due_on", "kind", "state")[:1]
    )
)


def next_owed(case: Case) -> Waiting | None:
    """On the worklist, by its day, until it came, the team set another day, or it is owed no more.
    An objection and a report that the team asked for have dated acts of their own."""
    waits = _NEXT(case=case.pk)
    if not waits:
        return None
    [first] = waits
    on_paper = first.state == Duty.State.PREPARED
    return Waiting(first.due_on, PREFIX + (first.state if on_paper else first.kind))


also_due(next_owed, [(PREFIX + name, words) for name, words in NAMES.items()])
