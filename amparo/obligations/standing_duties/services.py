from datetime import date, datetime

from django.db import transaction

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.ledger.services import record
from amparo.obligations.standing_duties.events import StandingDutyReported
from amparo.obligations.standing_duties.models import Report
from amparo.obligations.standing_duties.queries import duty_called


@transaction.atomic
def report(
    duty_id: str,
    *,
    kind: str,
    covers_from: date,
    covers_until: date,
    text: str,
    document: str = "",
    document_url: str = "",
    by: Actor,
    at: datetime,
) -> Report:
    """Store what the member's institution states about a standing duty of its own. The same
    statement sent twice is stored once. Raises Http404 for a duty that it does not have."""
    duty = duty_called(duty_id, seen_by=by, at=at)
    said = {
        "kind": kind,
        "covers_from": covers_from,
        "covers_until": covers_until,
        "text": text,
        "document": document,
        "document_url": document_url,
    }
    last = duty.last
    if last and all(getattr(last, name) == value for name, value in said.items()):
        return last
    unit = by.member.unit
    made = Report(norm=duty.norm, duty=duty.id, body=duty.body, unit=unit, at=at, **said)
    made.full_clean()
    made.save()
    event = StandingDutyReported(about=duty.body, norm=duty.norm, duty=duty.id, kind=kind)
    record(event, by=by, at=at)
    return made
