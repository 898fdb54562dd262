"""Demands for what no single case holds, as members who may let a file out read them. How long a
court keeps one silent is read from the record only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from amparo.casework.referral.blanket_demands.published_outcomes import came_of
from amparo.casework.referral.blanket_demands.silence_periods import (
    Unread,
    a_second_reads,
    may_read_late,
    noted_by,
    read_late,
    readings_of,
    silent_until,
    standing_now,
    told_unread,
    what_hinders,
)
from amparo.casework.referral.models import BlanketDemand, BlanketDemandStep
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.accounts.role_history import by_record
from amparo.foundations.intake.blanket_demands import MISTAKE
from amparo.foundations.intake.models import PublishedBlanketDemand
from amparo.foundations.ledger.services import Signs

FORBIDS = BlanketDemandStep.FORBIDS

MAY = Permission.EXPORT_APPROVE
"""The permission to say whether a file may leave: members who decide or supervise."""
ENDS = PublishedBlanketDemand.Outcome.values
# Queried with each worklist of members who may read them.
_ENDED = BlanketDemandStep.objects.filter(demand=OuterRef("pk"), kind__in=ENDS)
_UNANSWERED = BlanketDemand.objects.filter(~Exists(_ENDED)).only("answer_by")


@dataclass(frozen=True, slots=True)
class Said:
    """One step, and the name of who recorded it. `text`: empty where the reader cannot open it."""

    row: BlanketDemandStep
    by: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A demand as its reader sees it. `body`: None where the reader has not got the secret; `told`:
    whether it is published; `silent`: until when an order prevents that; `waits`: whether a second
    member has to read the order, `order_until` the day that it names; `without`: members who may
    read the demand and have not got the secret; `unread`: since when it is published because no
    other member read the order in time; `late`: the last day of an order that a second member read
    only then, `late_waits`: whether a second member may do so. `by_two`: whether two have read that
    the order forbids it; `doubted`: whether one has read that it does not, which is not enough;
    `may_say`: what the reader may say now of that order, as kinds of steps."""

    row: BlanketDemand
    body: Mapping[str, Any] | None = field(repr=False)
    steps: tuple[Said, ...]
    by: str
    by_reader: bool
    told: bool
    silent: date | None
    mistaken: bool
    waits: bool
    order_until: date | None
    without: tuple[Member, ...]
    unread: Unread | None
    late: date | None
    late_waits: bool
    by_two: bool
    doubted: bool
    may_say: tuple[str, ...]

    @property
    def paper_on(self) -> date | None:
        return date.fromisoformat(self.body["on"]) if self.body else None

    @property
    def outcome(self) -> str:
        """What was answered last, in words."""
        return next((str(one.row) for one in reversed(self.steps) if one.row.kind in ENDS), "")


def demands(*, seen_by: Actor, at: datetime) -> list[Shown]:
    """Return all demands, newest first, also those that a court keeps silent."""
    rows = BlanketDemand.objects.order_by("-noted_at", "-pk")
    return [_shown(one, seen_by, at) for one in rows]


def demand_called(ref: str, *, seen_by: Actor, at: datetime) -> Shown | None:
    found = BlanketDemand.objects.filter(ref=marks.code_normalised(ref)).first()
    return _shown(found, seen_by, at) if found else None


def unanswered(*, seen_by: Actor) -> tuple[int, date | None]:
    """Return how many wait for an answer, and the earliest day; zero for members who may not read
    them."""
    if not seen_by.may(MAY):
        return 0, None
    days = [one.answer_by for one in _UNANSWERED.all()]
    return len(days), min((one for one in days if one), default=None)


def who_may_read(*, seen_by: Signs) -> list[Member]:
    """Return the members who may read demands by the record, whatever their rows say."""
    able = [one for one in members(seen_by=seen_by) if MAY in permissions_of(one.role_set)]
    return [one for one in by_record(able) if MAY in permissions_of(one.role_set)]


def without(row: BlanketDemand, *, seen_by: Signs) -> tuple[Member, ...]:
    """Return the members who may read the demand and have not got its secret."""
    seated = set(row.readers.values_list("member_id", flat=True))
    return tuple(one for one in who_may_read(seen_by=seen_by) if one.pk not in seated)


def secret_of(row: BlanketDemand, *, seen_by: Actor) -> bytes | None:
    seat = row.readers.filter(member=seen_by.member).first()
    if seat is None:
        return None
    return boxes.open_with(seen_by.pair.secret, bytes(seat.sealed), context=row.context_of_secret)


def is_told(row: BlanketDemand) -> bool:
    return PublishedBlanketDemand.objects.filter(ref=row.ref).exists()


def _shown(row: BlanketDemand, reader: Actor, at: datetime) -> Shown:
    secret, steps = secret_of(row, seen_by=reader), list(row.steps.order_by("pk"))
    by, order = noted_by(row.ref)
    names = names_of([by, *(one.said_by for one in steps)], seen_by=reader)
    told, stands, came = is_told(row), standing_now(row, at=at), came_of(row.ref)
    silent = None if told else silent_until(stands, at=at)
    late, read = read_late(row.ref), readings_of(row.ref)
    return Shown(
        row,
        _opened(row, row.sealed, secret) if secret else None,
        tuple(
            Said(one, names.get(one.said_by, ""), _opened(row, one.sealed, secret).get("text", ""))
            for one in steps
        ),
        names.get(by, ""),
        by_reader=by == reader.signature,
        told=told,
        silent=silent,
        mistaken=came.reads == MISTAKE,
        waits=bool(silent) and a_second_reads(stands),
        order_until=date.fromisoformat(order) if order else None,
        without=without(row, seen_by=reader) if secret else (),
        unread=told_unread(row.ref) if told else None,
        late=late.until if late and late.holds(at) else None,
        late_waits=told and may_read_late(row.ref, at=at),
        by_two=read.by_two,
        doubted=bool(read.doubted_by),
        may_say=_may_say(row, reader, told=told, at=at),
    )


def _may_say(row: BlanketDemand, reader: Actor, *, told: bool, at: datetime) -> tuple[str, ...]:
    said = {BlanketDemandStep.FORBIDS: True, BlanketDemandStep.FORBIDS_NOTHING: False}
    asked: dict[str, Any] = {"told": told, "at": at}
    return tuple(
        kind
        for kind, forbids in said.items()
        if not what_hinders(row, reader.signature, forbids=forbids, **asked)
    )


def _opened(row: BlanketDemand, sealed: bytes | memoryview, secret: bytes | None) -> dict[str, Any]:
    if secret is None:
        return {}
    return boxes.words_in(secret, bytes(sealed), context=row.context)
