"""What comes of asking institutions how strong the danger is now, before a measure is changed: an
answer, or none. The asking itself is `obligations/opinion_requests/services.py`."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.casework.obligations.models import Obligation
from amparo.casework.review.beneficiary_hearings.queries import HEARS_ALL
from amparo.casework.review.changes.services import open_gate, the_change
from amparo.casework.review.models import LIVE, ChangeRequirementMet, MeasureChange
from amparo.casework.review.risk_opinions.queries import asked_now, waits_again
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.review import ChangeReportText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.ledger.chain import Signs
from amparo.law import Opening, load_protocol


@transaction.atomic
def came(measure: str, *, by: Signs, at: datetime) -> None:
    """Open the gate of the change once every institution that was asked for it has answered. Called
    when one answers or is not asked any more. For a silent one see `note_silence`."""
    found = MeasureChange.objects.select_related("case__filing", "measure")
    row = found.filter(measure__ref=measure, state__in=LIVE, kind__in=HEARS_ALL).first()
    asked = asked_now(row) if row else []
    if row and asked and all(one.state == Obligation.State.REPORTED for one in asked):
        law = load_protocol(row.case.filing.protocol)
        _open_once(row, law.gates_opened_by(Opening.CONTEXT_ANSWERED), by=by, at=at)


@transaction.atomic
def note_silence(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Note, with reasons, that an institution did not answer in its term. It decides nothing by
    itself: the decision maker reads who was silent, and a fact must have changed all the same.
    Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    found = the_change(open_case, ref, by=by)
    gates = [one.id for one in found.gates if one.opened_by == Opening.CONTEXT_ANSWERED]
    if not gates or found.row.state != MeasureChange.State.OPEN:
        raise Hindered("not_asked")
    law = load_protocol(open_case.folder.filing.protocol)
    asked = asked_now(found.row)
    silent = [duty for duty in asked if duty.state == Obligation.State.OPEN]
    if law.review.silence is None or not asked:
        raise Hindered("nobody_asked")
    if not silent:
        raise Hindered("all_answered")
    if any(at <= duty.due_on for duty in silent):
        raise Hindered("term_runs")
    if not text.strip():
        raise Hindered("reasons")
    body = ChangeReportText(change=ref, gate=gates[0], text=text, silent=len(silent))
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    _open_once(found.row, gates, paper_ref=paper.ref, by=by, at=at)
    refresh(open_case.case, at=at)


def _open_once(
    row: MeasureChange, gates: Sequence[str], *, by: Signs, at: datetime, paper_ref: str = ""
) -> None:
    law = load_protocol(row.case.filing.protocol)
    there = set(ChangeRequirementMet.objects.filter(change=row).values_list("gate", flat=True))
    for gate in gates:
        if gate not in there - waits_again(row, law):
            open_gate(row, gate, paper_ref=paper_ref, by=by, at=at)


def is_asked_for(change: str) -> bool:
    """Return whether institutions are asked for this change. They are not where a measure is
    strengthened or the person renounces it, whatever was asked meanwhile for lessening it."""
    return MeasureChange.objects.filter(ref=change, kind__in=HEARS_ALL).exists()
