"""The draft of the resolution: the team drafts it, the deciding authority returns it with
observations or approves it, and the team registers what was numbered and signed elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures import events
from amparo.casework.measures.decisions import services
from amparo.casework.measures.decisions.draft_state import KIND, Draft, Stands, version_of
from amparo.casework.measures.decisions.resolution import Outcome, Resolution
from amparo.casework.measures.decisions.submission import put_to_decision
from amparo.casework.measures.models import Decision
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.measures import DecisionDraftText
from amparo.foundations.intake.documents.services import (
    ChangedMeanwhile,
    change_paper,
    write_paper,
)
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import record

LONGEST_NUMBER = 7
FOR_DECISION = "decision"
"""What the measures are put to decision for."""
DAYS = ("first_report_on", "next_review_on")


def approved_resolution(draft: Draft, **signed: Any) -> Resolution:
    """What was approved, with number, day and document of the signed resolution."""
    said = draft.body["approved"]
    outcomes = [
        Outcome(**{**one, **{name: _day(one[name]) for name in DAYS}}) for one in said["outcomes"]
    ]
    given = {name: said[name] for name in ("grounds", "beneficiaries", "counted")}
    return Resolution(outcomes=outcomes, elsewhere=True, **given, **signed)


def version_seen(sent: Mapping[str, Any]) -> int:
    """The version of the draft that the sent page showed; 0 for none or an impossible number."""
    text = str(sent.get("draft_seen", ""))
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0


@transaction.atomic
def save(
    open_case: OpenCase, typed: Mapping[str, str], *, seen: int, by: Actor, at: datetime
) -> None:
    """Store what the team has drafted so far. Raises Hindered, ChangedMeanwhile."""
    must(by, Permission.CASE_PLAN)
    services.hold_undecided(open_case, seen_by=by)
    _write(open_case, Stands.DRAFTED, typed, seen=seen, by=by, at=at)
    record(events.DecisionDrafted(about=open_case.code), by=by, at=at)


@transaction.atomic
def save_and_put(
    open_case: OpenCase,
    typed: Mapping[str, str],
    *,
    members: Sequence[Member],
    seen: int,
    by: Actor,
    at: datetime,
) -> None:
    """Store the draft and put the measures to decision: both or none. Raises Hindered,
    ChangedMeanwhile."""
    save(open_case, typed, seen=seen, by=by, at=at)
    try:
        put_to_decision(open_case, purpose=FOR_DECISION, members=members, words="", by=by, at=at)
    except Refused as refusal:
        raise Hindered(str(refusal)) from refusal


@transaction.atomic
def send_back(
    open_case: OpenCase, *, observations: str, seen: int, by: Actor, at: datetime
) -> None:
    """Return the draft to the team with observations. Raises Hindered, ChangedMeanwhile."""
    services.held(open_case, by=by)
    services.hold_undecided(open_case, seen_by=by)
    found = _latest(open_case)
    typed = found.typed if found else {}
    _write(open_case, Stands.RETURNED, typed, observations=observations, seen=seen, by=by, at=at)
    record(events.DecisionReturned(about=open_case.code), by=by, at=at)


@transaction.atomic
def approve(
    open_case: OpenCase,
    resolution: Resolution,
    *,
    typed: Mapping[str, str],
    seen: int,
    by: Actor,
    at: datetime,
) -> None:
    """Approve a complete resolution, to be numbered and signed elsewhere. Nothing is issued yet.

    Raises what `decide` raises, and ChangedMeanwhile where the draft was returned or changed.
    """
    services.held(open_case, by=by)
    must_be_as_seen(open_case, seen)
    services.may_be_issued(open_case, resolution, by=by, at=at)
    said = {
        "grounds": resolution.grounds,
        "beneficiaries": resolution.beneficiaries,
        "counted": dict(resolution.counted),
        "outcomes": [_plain(one) for one in resolution.outcomes],
    }
    _write(open_case, Stands.APPROVED, typed, approved=said, seen=seen, by=by, at=at)
    record(events.DecisionApproved(about=open_case.code), by=by, at=at)


@transaction.atomic
def issue(
    open_case: OpenCase, resolution: Resolution, *, seen: int, by: Actor, at: datetime
) -> Decision:
    """Issue the decision here. Raises what `decide` raises, and ChangedMeanwhile where the draft
    was returned or changed since the page was made."""
    services.held(open_case, by=by)
    must_be_as_seen(open_case, seen)
    return services.decide(open_case, resolution, by=by, at=at)


@transaction.atomic
def register(open_case: OpenCase, *, seen: int, by: Actor, at: datetime, **signed: Any) -> Decision:
    """Issue what was approved, under the number and from the day of the signed resolution.

    Raises what `decide` raises, and ChangedMeanwhile where it is not approved any more.
    """
    must(by, Permission.CASE_PLAN)
    services.hold_undecided(open_case, seen_by=by)
    must_be_as_seen(open_case, seen)
    found = _latest(open_case)
    if found is None or not found.approved:
        raise Hindered("not_approved")
    resolution = approved_resolution(found, **signed)
    return services.settle_request(
        open_case, resolution, decided_by=found.approved_by, by=by, at=at
    )


def must_be_as_seen(open_case: OpenCase, seen: int) -> None:
    """Raise ChangedMeanwhile if the draft changed since version `seen` was shown."""
    found = _latest(open_case)
    if version_of(found) != seen and found is not None:
        raise ChangedMeanwhile(found.paper)


# --- inside ---


def _latest(open_case: OpenCase) -> Draft | None:
    """The draft as the database holds it now, whatever the page read before."""
    paper = Document.objects.filter(filing=open_case.folder.filing, kind=KIND, current=True).first()
    return Draft(paper, open_case.folder.words(paper)) if paper else None


def _write(
    open_case: OpenCase,
    stands: str,
    typed: Mapping[str, str],
    *,
    observations: str = "",
    approved: Mapping[str, Any] | None = None,
    seen: int,
    by: Actor,
    at: datetime,
) -> None:
    must_be_as_seen(open_case, seen)
    body = DecisionDraftText(
        stands=stands,
        typed=dict(typed),
        observations=observations,
        approved=approved,
        by=by.member.name,
        code=by.member.code,
    )
    found = _latest(open_case)
    if found:
        change_paper(open_case.folder, found.paper, body=body, seen=seen, by=by, at=at)
    else:
        write_paper(open_case.folder, body=body, by=by, at=at)


def _plain(outcome: Outcome) -> dict[str, Any]:
    days = {name: getattr(outcome, name) for name in DAYS}
    return {
        "ref": outcome.ref,
        "seen": outcome.seen,
        "granted": outcome.granted,
        "reasons": outcome.reasons,
        "places": outcome.places,
        "duration_days": outcome.duration_days,
        "activity_plan": outcome.activity_plan,
        **{name: day.isoformat() if day else "" for name, day in days.items()},
    }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
