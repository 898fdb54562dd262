"""Services for the names of measures in a case that passes to another norm."""

from datetime import datetime

from django.db import transaction

from amparo.casework.measures import events
from amparo.casework.measures.models import Measure
from amparo.foundations.cases.events import NormChanged
from amparo.foundations.cases.models import Case
from amparo.foundations.ledger.services import Signs, record
from amparo.law import load_protocol
from amparo.law.transitory import Transitory, norm_and_name, of_norm


@transaction.atomic
def told_over(case: Case, event: NormChanged, *, by: Signs, at: datetime) -> None:
    """Rename each measure as the new norm calls it; one without a counterpart goes on under the
    norm that the case left. Unit, duration and consent stay as they are."""
    going_back = bool(event.undoes)
    law = load_protocol(event.older if going_back else event.newer)
    rule = next(one for one in law.procedure.transitory if one.id == event.rule)
    names = _back(rule) if going_back else rule.measures
    for measure in Measure.objects.filter(case=case).order_by("pk"):
        name = _name(measure.catalogue, event, names)
        if name != measure.catalogue:
            Measure.objects.filter(pk=measure.pk).update(catalogue=name)
            said = events.MeasureToldOver(
                about=case.code, measure=measure.ref, was=measure.catalogue, now=name
            )
            record(said, by=by, at=at)


def _back(rule: Transitory) -> dict[str, str]:
    return {newer: older for older, newer in rule.measures.items()}


def _name(name: str, event: NormChanged, names: dict[str, str]) -> str:
    norm, inner = norm_and_name(name)
    if norm:  # # of an older norm: its plain name again where the case returns to that norm
        return inner if norm == event.newer else name
    return names.get(name) or of_norm(event.older, name)
