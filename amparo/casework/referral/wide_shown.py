"""Demands for what no single case holds, as whoever may let a file out reads them. How long a court
keeps one silent the record alone says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from amparo.casework.referral.events import WideDemandAnswered
from amparo.casework.referral.models import WideDemand, WideStep
from amparo.casework.referral.wide_silence import (
    Unread,
    a_second_reads,
    may_read_late,
    noted_by,
    read_late,
    silent_until,
    standing_now,
    told_unread,
)
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.hands import is_here_in_own_hand, is_older
from amparo.foundations.access.models import Member
from amparo.foundations.access.permissions import Permission, permissions_of
from amparo.foundations.access.queries import members, names_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.everybody import LEFT, MISTAKE, came_of_it, read_from
from amparo.foundations.letterbox.models import EveryFileDemanded
from amparo.sealing import boxes, marks

MAY = Permission.EXPORT_APPROVE
"""Whoever says whether anything leaves: who decides, and who supervises."""
ENDS = EveryFileDemanded.Outcome.values


@dataclass(frozen=True, slots=True)
class Came:
    """What everybody `reads` of it; `news`: when it last became another thing to whoever had heard
    of it before: something left, or is said not to have, or that it was a mistake. `more`: when
    something left that nobody had said before."""

    reads: str
    news: datetime | None = None
    more: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One step, and by whom. `text`: nothing where its reader cannot open it."""

    row: WideStep
    by: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """`body`: nothing where nobody has given its reader the secret; `told`: whether everybody reads
    it; `silent`: until when an order keeps it from that; `waits`: whether a second member is asked
    to read the order, `order_until` the day that it names; `without`: who may read, and cannot;
    `unread`: since when everybody reads it because nobody else read the order in time; `late`: the
    last day of an order that a second read only then, `late_waits`: whether a second may do so."""

    row: WideDemand
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

    @property
    def paper_on(self) -> date | None:
        return date.fromisoformat(self.body["on"]) if self.body else None

    @property
    def outcome(self) -> str:
        """What was answered last, in words."""
        return next((str(one.row) for one in reversed(self.steps) if one.row.kind in ENDS), "")


def demands(*, seen_by: Actor, at: datetime) -> list[Shown]:
    """All of them, the newest first: also those that a court keeps silent."""
    rows = WideDemand.objects.order_by("-noted_at", "-pk")
    return [_shown(one, seen_by, at) for one in rows]


def demand_called(ref: str, *, seen_by: Actor, at: datetime) -> Shown | None:
    found = WideDemand.objects.filter(ref=marks.code_normalised(ref)).first()
    return _shown(found, seen_by, at) if found else None


def unanswered(*, seen_by: Actor) -> tuple[int, date | None]:
    """How many wait for an answer, and by when the first; none for whoever may not read them."""
    if not seen_by.may(MAY):
        return 0, None
    ended = WideStep.objects.filter(demand=OuterRef("pk"), kind__in=ENDS)
    days = list(WideDemand.objects.filter(~Exists(ended)).values_list("answer_by", flat=True))
    return len(days), min((one for one in days if one), default=None)


def who_may_read(*, seen_by: Signs) -> list[Member]:
    return [one for one in members(seen_by=seen_by) if MAY in permissions_of(one.role_set)]


def without(row: WideDemand, *, seen_by: Signs) -> tuple[Member, ...]:
    """Who may read it, and whom nobody has given its secret."""
    seated = set(row.readers.values_list("member_id", flat=True))
    return tuple(one for one in who_may_read(seen_by=seen_by) if one.pk not in seated)


def secret_of(row: WideDemand, *, seen_by: Actor) -> bytes | None:
    seat = row.readers.filter(member=seen_by.member).first()
    if seat is None:
        return None
    return boxes.open_with(seen_by.pair.secret, bytes(seat.sealed), context=row.context_of_secret)


def came_of(ref: str) -> Came:
    """What came of it, as the record has it, each in her own hand; what was said before that was
    asked counts."""
    noter, _order = noted_by(ref)
    entries = Entry.objects.filter(about=ref, event=WideDemandAnswered.__name__)
    came, said, now = Came(""), list[tuple[str, str]](), timezone.now()
    for one in entries.order_by("sequence"):
        if (moment := read_from(one)) <= now and (is_here_in_own_hand(one) or is_older(one)):
            outcome = str(json.loads(one.facts)["outcome"])
            more = outcome in LEFT and all(before != outcome for _by, before in said)
            said.append((one.by, outcome))
            reads = came_of_it(noter, said)
            news = outcome in LEFT or _is_news(reads, came.reads)
            came = Came(
                reads,
                max(came.news or moment, moment) if news else came.news,
                max(came.more or moment, moment) if more else came.more,
            )
    return came


def not_told_yet() -> QuerySet[WideDemand]:
    """Those of which everybody may read once nothing keeps them silent, and does not yet."""
    told = EveryFileDemanded.objects.filter(ref=OuterRef("ref"))
    return WideDemand.objects.filter(~Exists(told), what__in=EveryFileDemanded.What.values)


def keeps_any(*, at: datetime) -> bool:
    """Whether an order keeps any of them silent today. Each means cases that it does not name."""
    return any(silent_until(standing_now(one, at=at), at=at) for one in not_told_yet())


def is_told(row: WideDemand) -> bool:
    return EveryFileDemanded.objects.filter(ref=row.ref).exists()


def _is_news(reads: str, before: str) -> bool:
    return reads != before and bool({reads, before} & {*LEFT, MISTAKE})


def _shown(row: WideDemand, reader: Actor, at: datetime) -> Shown:
    secret, steps = secret_of(row, seen_by=reader), list(row.steps.order_by("pk"))
    by, order = noted_by(row.ref)
    names = names_of([by, *(one.said_by for one in steps)], seen_by=reader)
    told, stands = is_told(row), standing_now(row, at=at)
    silent = None if told else silent_until(stands, at=at)
    late = read_late(row.ref)
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
        mistaken=came_of(row.ref).reads == MISTAKE,
        waits=bool(silent) and a_second_reads(stands),
        order_until=date.fromisoformat(order) if order else None,
        without=without(row, seen_by=reader) if secret else (),
        unread=told_unread(row.ref) if told else None,
        late=late.until if late and late.holds(at) else None,
        late_waits=told and may_read_late(row.ref, at=at),
    )


def _opened(row: WideDemand, sealed: bytes | memoryview, secret: bytes | None) -> dict[str, Any]:
    if secret is None:
        return {}
    found: dict[str, Any] = json.loads(boxes.open_with(secret, bytes(sealed), context=row.context))
    return found
