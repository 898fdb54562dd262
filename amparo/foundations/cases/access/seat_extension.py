"""Extension of a seat that is limited to some hours."""

from datetime import datetime

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases import events
from amparo.foundations.cases.emergency_access.prepared_keys import must_hold_for_good
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.ledger.services import Signs, record


def lengthen(
    seat: CaseAccess, *, ends_at: datetime | None, reason: str, by: Signs, at: datetime
) -> None:
    """Extend a seat until `ends_at`, or for good; do nothing if it lasts as long already. The
    caller holds the filing's row. A member who calls it for themselves has a key sealed by the team
    or the keyholders. Raises Refused if the acting member's own seat is limited."""
    if seat.ends_at is None or (ends_at and ends_at <= seat.ends_at):
        return
    if not (isinstance(by, Actor) and by.member.pk == seat.member_id):
        must_hold_for_good(seat.case, by)
    seat.ends_at, seat.given_at = ends_at, at
    seat.save(update_fields=["ends_at", "given_at"])
    note_given(seat, reason=reason, by=by, at=at)


def note_given(seat: CaseAccess, *, reason: str, by: Signs, at: datetime) -> None:
    member = seat.member
    about, role = seat.case.code, "+".join(member.roles)
    event = events.SeatGiven(about=about, member=member.code, role=role, reason=reason)
    record(event, by=by, at=at)
