"""How long a court order keeps a demand for everything silent, by the record alone, also one that a
second member read only after publication. Queries, by noun: silences."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from amparo.casework.referral.events import WideDemandNoted, WideDemandTold
from amparo.casework.referral.models import BlanketDemand
from amparo.foundations.accounts.role_history import LETS_OUT
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.models import PublishedBlanketDemand
from amparo.foundations.intake.procedure.court_silence_orders import (
    NOTHING,
    Asked,
    Standing,
    day_under,
    standing,
)
from amparo.foundations.intake.procedure.silence_order_readings import TWO, Reading, readings_in
from amparo.foundations.ledger.models import Entry
from amparo.law import load_protocol


@dataclass(frozen=True, slots=True)
class Unread:
    """A publication before the last day of the order. `since`: the day of publication; `by_two`:
    two had read the order, and one of them does not count any more."""

    since: date
    by_two: bool


@dataclass(frozen=True, slots=True)
class Late:
    """An order that a second member read only after publication. From `begins` until `ends` no
    further person is called, and results are not published; `until`: its last day."""

    begins: datetime
    ends: datetime
    until: date

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of an order. `by_two`: whether two have said that it forbids to tell of the demand,
    including the member who noted it; `doubted_by`: who says that it does not, where that is not
    enough; `lifted`: since when it keeps nothing silent."""

    by_two: bool
    doubted_by: frozenset[str] = frozenset()
    lifted: datetime | None = None


def standing_now(row: BlanketDemand, *, at: datetime) -> Standing:
    """Return what the record says of the order that keeps the demand silent."""
    stands = _standing(row.ref, WideDemandTold.__name__, at)
    return NOTHING if stands.until and readings_of(row.ref).lifted else stands


def silent_until(stands: Standing, *, at: datetime) -> date | None:
    """Return the last day of the silence if an order keeps it silent today, else None."""
    over = stands.until is None or stands.until < day_under(settings.PROTOCOL, at)
    return None if over else stands.until


def a_second_reads(stands: Standing) -> bool:
    return stands.needs_two and (stands.anew or not stands.by_two)


def noted_by(ref: str) -> tuple[str, str]:
    """Return who noted the demand, and the last day of its order, as the record has them."""
    entries = Entry.objects.filter(about=ref, event=WideDemandNoted.__name__)
    found = entries.order_by("sequence").values_list("by", "facts").first()
    return (found[0], str(json.loads(found[1])["silent_until"])) if found else ("", "")


def readings_of(ref: str) -> Readings:
    """Return who read what in the order, by each member's last signed reading. While fewer than two
    have read that it forbids, one other member is enough to say that it does not; after that two
    are needed. The member who noted it can take it back alone at any time."""
    noter, order = noted_by(ref)
    forbid, nothing = {noter}, set[str]()
    for one in _read(ref):
        if one.until == order:
            forbid.add(one.by)
            nothing.discard(one.by)
        elif not one.until:
            nothing.add(one.by)
            two = len(forbid) < TWO or len(nothing - one.suspended) >= TWO
            if two or one.by == noter:
                return Readings(len(forbid) >= TWO, lifted=one.at)
    return Readings(len(forbid) >= TWO, frozenset(nothing))


def told_first(ref: str) -> datetime | None:
    """Return when the demand was first published, or None."""
    entries = Entry.objects.filter(about=ref, event=WideDemandTold.__name__)
    return entries.order_by("sequence").values_list("at", flat=True).first()


def told_unread(ref: str) -> Unread | None:
    """Return the publication if it was before the last day of the order, and no member who may had
    signed that the order forbids nothing; else None."""
    (_noter, order), told = noted_by(ref), told_first(ref)
    if not order or told is None or day_under(settings.PROTOCOL, told).isoformat() > order:
        return None
    if readings_of(ref).lifted:
        return None
    by_two = any(one.until == order and one.at <= told for one in _read(ref))
    return Unread(day_under(settings.PROTOCOL, told), by_two)


def what_hinders(row: BlanketDemand, by: str, *, forbids: bool, told: bool, at: datetime) -> str:
    """Return a code why this member may not say now what the order says; empty otherwise."""
    read, noted = readings_of(row.ref), noted_by(row.ref)[0] == by
    if told:
        late = read_late(row.ref)
        holds, waits = late is not None and late.holds(at), may_read_late(row.ref, at=at)
    else:
        stands = standing_now(row, at=at)
        holds, waits = bool(silent_until(stands, at=at)), a_second_reads(stands)
    if not (waits or (holds and (not forbids or read.doubted_by))):
        return "nothing_open"
    if noted and (forbids or not holds):
        return "another_reads"
    return "another_says" if not forbids and by in read.doubted_by else ""


def may_read_late(ref: str, *, at: datetime) -> bool:
    """Return whether a second member may still say that the order forbids to tell of it, after
    publication."""
    order = noted_by(ref)[1]
    if told_unread(ref) is None or day_under(settings.PROTOCOL, at).isoformat() > order:
        return False
    return a_second_reads(_standing(ref, NEVER, at))


def read_late(ref: str) -> Late | None:
    """Return the order where a second member read it only after publication, else None. What was
    published by then stays."""
    order, told = noted_by(ref)[1], told_first(ref)
    if not order or told is None:
        return None
    late = (one.at for one in _read(ref) if one.until == order and one.at > told)
    begins = next(late, None)
    stands = _standing(ref, NEVER, begins) if begins else None
    if begins is None or stands is None or stands.until is None or not stands.by_two:
        return None
    ends, lifted = _day_after(stands.until), readings_of(ref).lifted
    return Late(begins, min(ends, lifted or ends), stands.until)


# --- inside ---

NEVER = ""
"""A name that no event has: computes how long the order would hold if nothing had been
published."""


def _standing(ref: str, told: str, at: datetime) -> Standing:
    return standing(
        Asked(ref, ref, settings.PROTOCOL, WideDemandNoted.__name__, told, by_whom=LETS_OUT), at=at
    )


def _read(ref: str) -> list[Reading]:
    """Return each signed reading of the order by a member who may read it."""
    entries = Entry.objects.filter(about=ref, event=SilenceRead.__name__)
    return readings_in(entries.order_by("sequence"), by_whom=LETS_OUT)


def _day_after(day: date) -> datetime:
    zone = load_protocol(settings.PROTOCOL).zone
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def not_told_yet() -> QuerySet[BlanketDemand]:
    """Return the demands that are to be published once no order prevents it, and are not yet."""
    told = PublishedBlanketDemand.objects.filter(ref=OuterRef("ref"))
    return BlanketDemand.objects.filter(~Exists(told), what__in=PublishedBlanketDemand.What.values)


def keeps_any(*, at: datetime) -> bool:
    """Return whether an order keeps any demand silent today. Each concerns cases that it does not
    name."""
    return any(silent_until(standing_now(one, at=at), at=at) for one in not_told_yet())
