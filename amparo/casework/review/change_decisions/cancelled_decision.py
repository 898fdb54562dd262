"""Give up a decided lessening before it is carried out, by a resolution with reasons. Services, by
noun: decided changes that are given up."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from amparo.casework.measures.decisions.resolution import Changed, Resolution
from amparo.casework.measures.decisions.services import issue, must_be_complete
from amparo.casework.measures.models import Decision
from amparo.casework.measures.states import Hindered
from amparo.casework.review import events
from amparo.casework.review.change_decisions.services import may_decide
from amparo.casework.review.changes.queries import Changing
from amparo.casework.review.changes.services import change_held, let_go
from amparo.casework.review.models import MeasureChange
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import record


@transaction.atomic
def give_up(
    open_case: OpenCase, ref: str, resolution: Resolution, *, by: Actor, at: datetime
) -> Decision:
    """Give up the decided change; the measure goes on as it is. The person receives the resolution
    and may contest it; a recourse against the first one is still ruled on. Raises Hindered,
    ChangedMeanwhile."""
    found = _decided(open_case, ref, by=by)
    if resolution.later != Decision.Kind.UNCHANGED:
        raise Hindered("result")
    catalogue = found.row.measure.catalogue
    said = Changed(catalogue=catalogue, what="", from_day=None, stays=True, instead=True)
    resolution = replace(resolution, changed=said, outcomes=())
    must_be_complete(open_case, resolution, (), at=at)
    decision = issue(open_case, resolution, (), by=by, at=at)
    row = found.row
    MeasureChange.objects.filter(pk=row.pk).update(given_up_by=decision)
    event = events.ChangeDecided(
        about=open_case.code,
        change=ref,
        measure=row.measure.ref,
        decision=decision.ref,
        result=decision.kind,
        from_day="",
    )
    record(event, by=by, at=at)
    let_go(row, by=by, at=at)
    refresh(open_case.case, at=at)
    return decision


def _decided(open_case: OpenCase, ref: str, *, by: Actor) -> Changing:
    """Return the change, locked. Raises Hindered, and ChangedMeanwhile where it was given up
    already."""
    found = change_held(open_case, ref, by=by)
    if not may_decide(found.row.kind, open_case, seen_by=by):
        raise Hindered("not_permitted")
    if found.given_up:
        theirs, filing = found.given_up.decision.paper_ref, open_case.folder.filing
        raise ChangedMeanwhile(Document.objects.get(filing=filing, ref=theirs, current=True))
    if not found.takes_away:
        raise Hindered("no_change")
    return found
