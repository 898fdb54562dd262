"""Until when an immediate action is to be done. Queries, by noun: targets."""

from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.models import ImmediateAction
from amparo.foundations.cases.dates import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.prepared import Prepared

TASK = "immediate_action"

# What it is, and whose, is asked for on the desk alone.
_NEXT = Prepared(
    lambda case: (
        ImmediateAction.objects.filter(case_id=case, state=ImmediateAction.State.OPEN)
        .order_by("target_at", "pk")
        .only("target_at")[:1]
    )
)


def next_target(case: Case) -> Waiting | None:
    """On the worklist, by its hour, until it is done or dropped."""
    waits = _NEXT(case=case.pk)
    return Waiting(waits[0].target_at, TASK) if waits else None


also_due(next_target, [(TASK, _("Do what was offered as an immediate action, or drop it"))])
