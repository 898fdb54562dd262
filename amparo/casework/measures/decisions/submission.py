"""Services for putting a case to the decision makers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures import events, queries
from amparo.casework.measures.possible_acts import purposes
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import give_seat
from amparo.foundations.intake.documents.schemas.assessment import RiskReportText
from amparo.foundations.intake.documents.schemas.measures import PutToDecisionText
from amparo.foundations.intake.documents.services import change_paper, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_noted, note
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.services import record
from amparo.law import Deed


@transaction.atomic
def put_to_decision(
    open_case: OpenCase,
    *,
    purpose: str,
    members: Sequence[Member],
    words: str,
    by: Actor,
    at: datetime,
) -> None:
    """Give the decision makers a seat and what they need.

    For a decision the risk report is sealed again with the proposed measures, and the protocol
    counts it as issued from then on. Raises Hindered, access's Refused.
    """
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    filing = open_case.folder.row()
    if filing.withdrawn_at:
        raise Hindered("procedure_withdrawn")
    state = standing(filing, at=at)
    if purposes(open_case, state, seen_by=by).get(purpose) != ():
        raise Hindered("not_complete")
    if purpose == "decision":
        _issue_report(open_case, by=by, at=at)
    if words:
        body = PutToDecisionText(purpose=purpose, text=words)
        write_paper(open_case.folder, body=body, by=by, at=at)
    for member in members:
        give_seat(open_case.case, open_case.folder, member, reason="decision", by=by, at=at)
    codes = "+".join(member.code for member in members)
    event = events.PutToDecision(about=open_case.code, purpose=purpose, members=codes[:80])
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)


def _issue_report(open_case: OpenCase, *, by: Actor, at: datetime) -> None:
    """Seal the risk report with the measures that it proposes, and note it in the law's record."""
    assessed = latest_submitted(open_case, seen_by=by)
    if assessed is None:
        raise Hindered("not_complete")
    proposed = [
        {
            "measure": shown.ref,
            "catalogue": shown.entry.id,
            "label": shown.entry.label,
            "who": shown.measure.unit.name if shown.measure.unit else "",
            "what": shown.body.get("what"),
            "suitability": shown.body.get("suitability"),
            "answer": shown.answer,
        }
        for shown in queries.plan(open_case, seen_by=by)
    ]
    paper = assessed.paper
    body = RiskReportText.from_json({**assessed.body, "measures": proposed})
    change_paper(open_case.folder, paper, body=body, seen=paper.version, by=by, at=at)
    filing = open_case.folder.filing
    for does in (Deed.PROPOSE_MEASURES, Deed.REPORT_RISK):
        filing.refresh_from_db()
        if not is_noted(filing, does):
            note(filing, does, when=at, by=by, at=at)
