"""Queries for the target hours of immediate actions."""

from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.models import ImmediateAction
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import BY_THE_HOUR, Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.next_acts import RISK, Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.web.cached_addresses import address_of

watch("immediate_actions", ImmediateAction)

TASK = "immediate_action"
DO = _("Do what was offered as an immediate action, or drop it")
OPEN = ImmediateAction.State.OPEN

_ACTIONS = ImmediateAction.objects.select_related("owner").order_by("opened_at")
# The worklist needs only the moment; the kind and the owner are read on the desk.
_NEXT = ImmediateAction.objects.filter(state=OPEN).order_by("target_at", "pk").only("target_at")


def actions_in(open_case: OpenCase) -> list[ImmediateAction]:
    """Return all immediate actions of a case, the oldest first."""
    return open_case.once(
        "immediate_actions", lambda: list(_ACTIONS.filter(case_id=open_case.case.pk))
    )


def offers_of_actions(open_case: OpenCase, *, seen_by: Actor) -> list[Offer]:
    """Offer each action that is neither done nor dropped."""
    if not seen_by.may(Permission.CASE_WORK):
        return []
    return [
        Offer(
            TASK,
            DO,
            address_of("admission:action", open_case.code, one.ref),
            by=one.target_at,
            menu=RISK,
        )
        for one in actions_in(open_case)
        if one.state == OPEN
    ]


def targets_due(case: Case) -> list[Waiting]:
    """Return the targets, on the worklist until that action is done or dropped."""
    return [
        Waiting(one.target_at, TASK, danger=BY_THE_HOUR) for one in _NEXT.filter(case_id=case.pk)
    ]


also_due(targets_due, [(TASK, DO)], rows=[ImmediateAction])
