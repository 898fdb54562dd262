"""When a provisional measure ends by law, before or without a decision."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.models import Measure
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due, end_of_day
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_decided, is_noted
from amparo.foundations.intake.queries import standing
from amparo.law import Deed, load_protocol
from amparo.law.state.provisional_measure_lapses import Lapse, lapses_of

TASK = "provisional_ends"

_RUNNING = Measure.objects.filter(provisional=True, granted_at__isnull=False).exclude(
    state=Measure.State.LAPSED
)


def lapses_in(case: Case, own_end: date | None) -> tuple[Lapse, ...]:
    filing = case.filing
    latest = max(datetime.fromisoformat(moment) for moment in filing.happened.values())
    return lapses_of(load_protocol(filing.protocol), standing(filing, at=latest), own_end)


def lapses_on(case: Case, measure: Measure) -> date | None:
    """The first day on which the measure ends by law; None unless a provisional one is running."""
    if not measure.provisional or measure.state == Measure.State.LAPSED:
        return None
    found = lapses_in(case, measure.ends_on)
    return found[0].on if found else None


def lapses_due(case: Case) -> list[Waiting]:
    """The worklist entry, until the case is decided: by the day on which the first measure ends."""
    filing = case.filing
    ordered = is_noted(filing, Deed.ORDER_PROVISIONAL)
    if not ordered or not filing.happened or is_decided(filing) or filing.withdrawn_at:
        return []
    ends = [lapses_on(case, one) for one in _RUNNING.filter(case_id=case.pk)]
    first = min(filter(None, ends), default=None)
    return [Waiting(end_of_day(filing, first), TASK)] if first else []


also_due(lapses_due, [(TASK, _("Decide before what was ordered until the decision ends by law"))])
