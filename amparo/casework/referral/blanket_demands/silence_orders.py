"""Court orders that keep a demand for everything silent and that a second member has yet to read,
or that one member read as forbidding nothing. Members who may read one are reminded, and told if it
was not read in time. Queries, and mails."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings

from amparo.casework.referral.blanket_demands.published_outcomes import came_of
from amparo.casework.referral.blanket_demands.queries import MAY, who_may_read
from amparo.casework.referral.blanket_demands.silence_periods import (
    a_second_reads,
    not_told_yet,
    noted_by,
    read_late,
    readings_of,
    silent_until,
    standing_now,
    told_unread,
)
from amparo.casework.referral.models import BlanketDemand
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.mail.outbox import put, tell_as_long_as
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.models import Member
from amparo.foundations.intake.blanket_demands import MISTAKE, as_signed
from amparo.foundations.intake.models import PublishedBlanketDemand
from amparo.foundations.intake.procedure.court_silence_orders import day_under

SAID_FOR = timedelta(days=14)
"""For this long the worklist says that an order was not read in time."""
LAST = timedelta(days=1)
"""Time before the last day at which members who have not read the order get another mail."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order to read. `day`: the last day of the silence, or, where the order was not read in
    time, the day of publication. `own`: the reader noted it, so that another reads it. `by_two`:
    two had read it, and one of them does not count any more. `doubted_by`: members who read that it
    forbids nothing, where two had read that it forbids; `said`: the reader is one of them."""

    row: BlanketDemand | PublishedBlanketDemand
    day: date
    noter: str
    own: bool = False
    by_two: bool = False
    doubted_by: frozenset[str] = frozenset()
    said: bool = False


def orders_to_read(*, seen_by: Actor, at: datetime) -> list[Order]:
    """Return the orders that are to be read, whatever was answered meanwhile; empty for members who
    may not read them."""
    if not seen_by.may(MAY):
        return []
    return [_for(one, seen_by) for one in _to_read(at)]


def orders_unread(*, seen_by: Actor, at: datetime) -> list[Order]:
    """Return the orders that lately were not read in time, so that the demand was published; empty
    for members who may not read them."""
    if not seen_by.may(MAY):
        return []
    return [_for(one, seen_by) for one in _unread(at)]


def remind_of_orders(*, at: datetime) -> int:
    """Send the neutral mail to each member who may read an order: at once, before the last day, and
    if it was not read. Return how many."""
    return sum(put(member, why, at=at) for member, why in _to_remind(at))


# --- inside ---


def _for(one: Order, reader: Actor) -> Order:
    signature = reader.signature
    return replace(one, own=one.noter == signature, said=signature in one.doubted_by)


def _to_read(at: datetime) -> Iterator[Order]:
    for row in not_told_yet().order_by("pk"):
        stands = standing_now(row, at=at)
        silent, waits = silent_until(stands, at=at), a_second_reads(stands)
        doubted_by = frozenset() if waits or not silent else readings_of(row.ref).doubted_by
        if silent and (waits or doubted_by) and came_of(row.ref).reads != MISTAKE:
            yield Order(row, silent, noted_by(row.ref)[0], doubted_by=doubted_by)


def _unread(at: datetime) -> Iterator[Order]:
    begins = day_under(settings.PROTOCOL, at - SAID_FOR)
    for row in as_signed(PublishedBlanketDemand.objects.order_by("pk")):
        found = None if read_late(row.ref) else told_unread(row.ref)
        if found and found.since >= begins and row.outcome != MISTAKE:
            yield Order(row, found.since, noted_by(row.ref)[0], by_two=found.by_two)


def _to_remind(at: datetime) -> Iterator[tuple[Member, str]]:
    here = [one for one in who_may_read(seen_by=SYSTEM) if one.mail]
    soon = day_under(settings.PROTOCOL, at + LAST)
    for one in _to_read(at):
        why = f"order/{one.row.ref}/{one.day.isoformat()}"
        why = f"{why}/last" if one.day <= soon else why
        why, not_asked = (f"{why}/doubt", one.doubted_by) if one.doubted_by else (why, {one.noter})
        yield from ((who, why) for who in here if f"{MEMBER}{who.code}" not in not_asked)
    for one in _unread(at):
        yield from ((who, f"order/{one.row.ref}/unread") for who in here)


tell_as_long_as("order", _to_remind)
