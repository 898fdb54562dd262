"""Giving a seat longer than the hours for which somebody has it. Services, by noun: seats."""

from datetime import datetime

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases import events
from amparo.foundations.cases.emergency_access.kept_keys import must_hold_for_good
from amparo.foundations.cases.models import Seat
from amparo.foundations.ledger.services import Signs, record


def lengthen(seat: Seat, *, ends_at: datetime | None, reason: str, by: Signs, at: datetime) -> None:
    """Until then, or for good; nothing where it lasts as long already. The file's row is held.
    Whoever calls this for herself has what the team or the keyholders sealed to her. Raises Refused
    where somebody says so whose own hours end."""
    if seat.ends_at is None or (ends_at and ends_at <= seat.ends_at):
        return
    if not (isinstance(by, Actor) and by.member.pk == seat.member_id):
        must_hold_for_good(seat.case, by)
    seat.ends_at, seat.given_at = ends_at, at
    seat.save(update_fields=["ends_at", "given_at"])
    note_given(seat, reason=reason, by=by, at=at)


def note_given(seat: Seat, *, reason: str, by: Signs, at: datetime) -> None:
    member = seat.member
    about, role = seat.case.code, "+".join(member.roles)
    event = events.SeatGiven(about=about, member=member.code, role=role, reason=reason)
    record(event, by=by, at=at)
