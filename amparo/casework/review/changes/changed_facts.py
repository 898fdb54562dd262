"""Facts that changed since a measure was granted, and how the danger was weighed since a lessening
was decided."""

from dataclasses import dataclass, replace
from datetime import datetime

from amparo.casework.assessment.models import Assessment
from amparo.casework.assessment.queries import Assessed, assessment_called, between, is_graver
from amparo.casework.assessment.result_display import Compared
from amparo.casework.review.models import MeasureChange
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.chain import Signs

NONE: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """`anew`: the risk was assessed again since the measure was granted. `changed`: the facts that
    differ. `graver`: the danger is weighed graver now than when the lessening was decided."""

    anew: bool
    changed: tuple[Compared, ...]
    graver: bool = False

    @property
    def lets_reduce(self) -> bool:
        return self.anew and any(one.eased for one in self.changed)


def facts_of(open_case: OpenCase, row: MeasureChange, *, seen_by: Signs) -> Facts:
    """Return what the newest assessment answers differently than the one at the time of the
    grant."""
    rows = Assessment.objects.filter(case=open_case.case, submitted_at__isnull=False)
    done = list(rows.order_by("submitted_at", "pk"))
    facts = _since_granted(open_case, done, row.measure.granted_at, seen_by=seen_by)
    if row.state != MeasureChange.State.DECIDED:
        return facts
    pair = _pair(open_case, done, row.changed_at, seen_by=seen_by)
    return replace(facts, graver=bool(pair and is_graver(open_case, *pair, seen_by=seen_by)))


def _since_granted(
    open_case: OpenCase, done: list[Assessment], since: datetime | None, *, seen_by: Signs
) -> Facts:
    if not done or since is None:
        return Facts(anew=False, changed=NONE)
    pair = _pair(open_case, done, since, seen_by=seen_by)
    if pair is None:
        before = any(one.submitted_at and one.submitted_at <= since for one in done)
        return Facts(anew=not before, changed=NONE)
    changed = between(open_case, *pair, seen_by=seen_by)
    return Facts(anew=True, changed=tuple(one for one in changed if not one.estimate))


def _pair(
    open_case: OpenCase, done: list[Assessment], since: datetime, *, seen_by: Signs
) -> tuple[Assessed, Assessed] | None:
    """Return the last assessment until then and the newest one; None where they are the same."""
    before = [one for one in done if one.submitted_at and one.submitted_at <= since]
    if not before or done[-1].pk == before[-1].pk:
        return None
    older, newer = (
        assessment_called(open_case, one.ref, seen_by=seen_by) for one in (before[-1], done[-1])
    )
    return (older, newer) if older and newer else None
