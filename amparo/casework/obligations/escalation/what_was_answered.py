"""What an institution has answered about an obligation that it still owes, by the open columns of
its answers: no key is needed."""

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.obligations.models import Obligation, ObligationAnswer


class Answered(StrEnum):
    """Why it is still owed."""

    NOTHING = "nothing"
    RECEIPT = "receipt"
    LIMITATION = "limitation"
    DID_NOT_ARRIVE = "did_not_arrive"
    CONTESTED = "contested"
    ASKED_AGAIN = "asked_again"


IN_WORDS: dict[Answered, Promise] = {
    Answered.NOTHING: _("It has not answered."),
    Answered.RECEIPT: _("It acknowledged receipt and has not reported."),
    Answered.LIMITATION: _(
        "It reported a limitation. It is still owed until a resolution changes it."
    ),
    Answered.DID_NOT_ARRIVE: _(
        "It reported it as done. The person says that it did not arrive, or stopped."
    ),
    Answered.CONTESTED: _("It reported it as done. The team says that it was not carried out."),
    Answered.ASKED_AGAIN: _("It answered, and owes the further report that it was asked for."),
}
SILENT = {Answered.NOTHING, Answered.RECEIPT}
"""It has reported nothing."""
_State, _Kind = Obligation.State, ObligationAnswer.Kind
_BY_STATE = {_State.OBJECTED: Answered.LIMITATION, _State.REPORTED: Answered.ASKED_AGAIN}
_BY_LAST = {
    _Kind.CONTESTED: Answered.CONTESTED,
    _Kind.REPORTED: Answered.DID_NOT_ARRIVE,  # the person's word undid the report
    _Kind.OBJECTED: Answered.LIMITATION,  # the team insists
    _Kind.CHANGED: Answered.NOTHING,
}


def answered_about(states: Mapping[int, str]) -> dict[int, Answered]:
    """Return what was answered about each obligation that is awaited: by its key, of which the
    state is given."""
    said: dict[int, list[str]] = defaultdict(list)
    rows = ObligationAnswer.objects.filter(duty__in=states, kind__in=_BY_LAST).order_by("at", "pk")
    for duty, kind in rows.values_list("duty", "kind"):
        said[duty].append(kind)
    return {pk: _answered(state, said[pk]) for pk, state in states.items()}


def _answered(state: str, said: list[str]) -> Answered:
    stands = _BY_STATE.get(_State(state)) or _BY_LAST[_Kind(said[-1] if said else "changed")]
    taken_up = state == _State.ACKNOWLEDGED
    if taken_up and stands in {Answered.NOTHING, Answered.LIMITATION}:
        return Answered.RECEIPT
    return stands
