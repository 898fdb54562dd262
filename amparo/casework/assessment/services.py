"""Services for risk assessments: answers are saved as a draft, the level follows from the
protocol's method."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.assessment import events, queries
from amparo.casework.assessment.methods import Method
from amparo.casework.assessment.models import Assessment
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import must_be_somebodys_risk
from amparo.foundations.intake.documents.schemas.assessment import RiskReportText
from amparo.foundations.intake.documents.services import ChangedMeanwhile, change_paper, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.services import name_behind


class NotComplete(Exception):
    """Codes of what is missing before an assessment can be recorded."""

    def __init__(self, *missing: str) -> None:
        super().__init__("+".join(missing))
        self.missing = missing


@transaction.atomic
def save_draft(
    open_case: OpenCase,
    body: Mapping[str, Any],
    *,
    seen: int,
    by: Actor,
    at: datetime,
    behind: Iterable[str] = (),
) -> None:
    """Save what was answered so far. `seen`: the version on the page, 0 where there was no draft.
    `behind`: names of those said to be behind the danger, noted among the people of the case. A
    draft keeps the method with which it was begun (`method` of its body).

    Raises ChangedMeanwhile where another member saved meanwhile, rules' WrongValue, others'
    NotGiven.
    """
    _may_assess(by)
    hold(open_case.folder)
    must_be_somebodys_risk(open_case.folder.filing)
    draft = queries.draft_of(open_case, seen_by=by)
    if draft is None and seen:
        _ended_meanwhile(open_case, by)
    if draft is None:
        _begin(open_case, body, by=by, at=at)
    else:
        _refuse_unknown(open_case, draft.row.method, body, by)
        change_paper(
            open_case.folder,
            draft.paper,
            body=RiskReportText.from_json(body),
            seen=seen,
            by=by,
            at=at,
        )
    name_behind(open_case.folder, behind, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def submit(open_case: OpenCase, *, seen: int, by: Actor, at: datetime) -> Assessment:
    """Record the draft in its version `seen`. The level is computed here and sealed with its
    reasons; it cannot be typed. Raises NotComplete, ChangedMeanwhile."""
    _may_assess(by)
    hold(open_case.folder)
    must_be_somebodys_risk(open_case.folder.filing)
    draft = queries.draft_of(open_case, seen_by=by)
    if draft is None:
        raise NotComplete("draft")
    method = queries.method_of(open_case, seen_by=by, pinned=draft.row.method)
    weighed = method.weigh(draft.body) if method else None
    if draft.missing or method is None or weighed is None:
        raise NotComplete(*draft.missing)
    if queries.lowered_without_a_fact(open_case, draft, seen_by=by):
        raise NotComplete("changed_fact")
    level = method.level(draft.body)
    said = {**draft.body, "method": method.id, "level": level.id if level else ""}
    body = RiskReportText.from_json(said)
    paper = change_paper(open_case.folder, draft.paper, body=body, seen=seen, by=by, at=at)
    row = draft.row
    row.submitted_at, row.assessed_at, row.assessed_by = at, at, by.member
    row.save(update_fields=["submitted_at", "assessed_at", "assessed_by"])
    event = events.RiskAssessed(
        about=open_case.code,
        assessment=row.ref,
        method=method.id,
        unknown=len(weighed.unknown),
        disagrees=bool(str(said.get("disagreement", "")).strip()),
    )
    record(event, by=by, at=at, digest=bytes(paper.digest))
    refresh(open_case.case, at=at)
    return row


# --- inside ---


def _may_assess(by: Actor) -> None:
    if not by.may(Permission.CASE_ASSESS):
        raise Refused("not_an_analyst")


def _begin(open_case: OpenCase, body: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    method = _method_to_begin(open_case, str(body.get("method", "")), by)
    method.weigh(body)
    paper = write_paper(open_case.folder, body=RiskReportText.from_json(body), by=by, at=at)
    row = Assessment(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        method=method.id,
        paper_ref=paper.ref,
        assessed_by=by.member,
        assessed_at=at,
    )
    row.save(force_insert=True)
    event = events.AssessmentBegun(about=open_case.code, assessment=row.ref, method=method.id)
    record(event, by=by, at=at)


def _refuse_unknown(open_case: OpenCase, pinned: str, body: Mapping[str, Any], by: Actor) -> None:
    """Raise rules' WrongValue for an answer that the method does not know."""
    method = queries.method_of(open_case, seen_by=by, pinned=pinned)
    if method:
        method.weigh(body)


def _method_to_begin(open_case: OpenCase, chosen: str, by: Actor) -> Method:
    """The chosen method for a first assessment, otherwise the method of the one before: with
    another method a level could fall without any fact to explain it."""
    if queries.latest_submitted(open_case, seen_by=by) is None:
        for one in queries.ways(open_case, seen_by=by):
            if one.id == chosen:
                return one
    method = queries.method_of(open_case, seen_by=by)
    if method is None:
        raise NotComplete("method")
    return method


def _ended_meanwhile(open_case: OpenCase, by: Actor) -> None:
    recorded = queries.latest_submitted(open_case, seen_by=by)
    if recorded:
        raise ChangedMeanwhile(recorded.paper)
