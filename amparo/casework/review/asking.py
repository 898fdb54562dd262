"""What comes of asking institutions how strong the danger is now, before a measure is changed: an
answer, or none. Services, by noun. The asking itself is `obligations/asking.py`."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo import rules
from amparo.casework.measures.life import Hindered, must
from amparo.casework.obligations.models import Duty
from amparo.casework.review.asked import asked_now
from amparo.casework.review.changes import LIVE
from amparo.casework.review.changing import open_gate, the_change
from amparo.casework.review.models import Change, Gathered
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import refresh
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.letterbox.papers import write_paper
from amparo.rules import Opening


@transaction.atomic
def came(measure: str, *, by: Signs, at: datetime) -> None:
    """An institution answered: the gate of the change on its way is open."""
    found = Change.objects.select_related("case__filing", "measure")
    row = found.filter(measure__ref=measure, state__in=LIVE).first()
    if row:
        law = rules.load(row.case.filing.protocol)
        _open_once(row, law.gates_opened_by(Opening.CONTEXT_ANSWERED), by=by, at=at)


@transaction.atomic
def note_silence(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Say with reasons that nobody who was asked answered in the term. It decides nothing: who
    decides reads who was silent, and a fact must have changed all the same. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    found = the_change(open_case, ref, by=by)
    gates = [one.id for one in found.gates if one.opened_by == Opening.CONTEXT_ANSWERED]
    if not gates or found.row.state != Change.State.OPEN:
        raise Hindered("not_asked")
    law = rules.load(open_case.folder.filing.protocol)
    asked = asked_now(found.shown.measure)
    if law.review.silence is None or not asked:
        raise Hindered("nobody_asked")
    if any(duty.state == Duty.State.REPORTED for duty in asked):
        raise Hindered("one_answered")
    if any(at <= duty.due_on for duty in asked):
        raise Hindered("term_runs")
    if not text.strip():
        raise Hindered("reasons")
    body = {"change": ref, "gate": gates[0], "text": text, "silent": len(asked)}
    paper = write_paper(open_case.folder, kind="change_report", body=body, by=by, at=at)
    _open_once(found.row, gates, paper_ref=paper.ref, by=by, at=at)
    refresh(open_case.case, at=at)


def _open_once(
    row: Change, gates: Sequence[str], *, by: Signs, at: datetime, paper_ref: str = ""
) -> None:
    there = set(Gathered.objects.filter(change=row).values_list("gate", flat=True))
    for gate in gates:
        if gate not in there:
            open_gate(row, gate, paper_ref=paper_ref, by=by, at=at)
