"""What a court order keeps from the person, until a day. One member's statement suffices for three
days; the order's own day applies once a second member has read the order. The duration is also
checked against the record, so that a changed row has no effect."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.role_history import OF_TEAM, ranks_of
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.silence_order_readings import (
    TWO,
    Reading,
    Readings,
    fewer_than_two_since,
    is_told,
    readings_in,
    whose_word,
)
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.law import load_protocol

ALONE = timedelta(days=3)
"""Policy of Amparo, not of law: how long one member's statement keeps something from the person. It
gives a second member time to read the order, and limits the effect of an invented one."""
LONGEST = timedelta(days=365)  # Policy of Amparo: no order is kept for ever
KINDS = frozenset({"demand", "legal_hold"})  # documents that a court may keep from the person
CLOCKS = timedelta(days=1)  # tolerance for a clock that was set back


class Silenced(models.Model):
    """Something that a court may keep from the person; its content is in the document `paper_ref`.
    `silent_until`: the last day on which it is kept; `order_until`: the last day in the order, as
    the first member wrote it down."""

    OF: ClassVar[str] = "filing"  # the column that leads to its filing
    NOTED: ClassVar[str]  # names in the record: event when noted, the fact
    NAMED: ClassVar[str]  # that identifies it, event when the person is told
    TOLD: ClassVar[str]

    ref = models.CharField(max_length=24, unique=True)
    paper_ref = models.CharField(max_length=24)
    silent_until = models.DateField(null=True, blank=True)
    order_until = models.DateField(null=True, blank=True)
    silence_said_by = models.CharField(max_length=80, blank=True)
    silence_seen_by = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(silence_seen_by="") | ~Q(silence_seen_by=F("silence_said_by")),
                name="%(class)s_silence_read_by_a_second",
            ),
        )

    @property
    def is_kept_silent(self) -> bool:
        return self.told_at is None and self.order_until is not None

    @property
    def was_unfounded(self) -> bool:
        """Return whether the person was told before the order's last day, because no second member
        read it."""
        short = self.order_until is not None and self.silent_until != self.order_until
        return short and self.told_at is not None and not self.silence_seen_by

    @property
    def silence_waits(self) -> bool:
        """Return whether a second member has yet to read the order for it to hold until its last
        day."""
        short = self.silent_until != self.order_until and self.order_until is not None
        return short and self.told_at is None and not self.silence_seen_by


def said(
    order_until: date | None, filing: Filing, *, by: Signs, at: datetime
) -> dict[str, date | datetime | str | None]:
    """Return the columns of a row for which one member states until when a court forbids
    disclosure."""
    if order_until is None:
        return {"told_at": at}
    return {
        "order_until": order_until,
        "silent_until": min(order_until, day_of(filing, at) + ALONE),
        "silence_said_by": by.signature,
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """How long something is kept, by the record. `until`: the last day, or None if it is not kept;
    `by_two`: two members read the order; `needs_two`: the order names a later day than one member's
    statement covers; `anew`: one of the two was suspended since, so another must read it."""

    until: date | None
    by_two: bool
    needs_two: bool = True
    anew: bool = False


NOTHING = Standing(None, by_two=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query to the record: what it is `about`, the `norm` that counts its days, names of its
    entries. `named`: the fact that holds `ref`, or empty where `about` identifies it."""

    ref: str
    about: str
    norm: str
    noted: str
    told: str
    named: str = ""
    by_whom: frozenset[Permission] = OF_TEAM


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The entry by which it was noted, whether it was disclosed, and the members' readings."""

    noted: Entry | None
    told: bool
    read: list[Reading]


def standing_of(one: Silenced, filing: Filing, *, at: datetime) -> Standing:
    """Return how long it is kept from the person."""
    return stands_and_read(one, filing, at=at)[0]


def stands_and_read(one: Silenced, filing: Filing, *, at: datetime) -> tuple[Standing, Readings]:
    """Return how long it is kept, and the readings of its order. Once members with the right to do
    so have said that it forbids nothing, it is not kept, whether or not the person was told."""
    asked = Asked(one.ref, filing.code, filing.protocol, one.NOTED, one.TOLD, one.NAMED)
    recorded = _recorded(asked)
    if recorded.noted is None:
        return NOTHING, Readings()
    order = _says(recorded.noted, "silent_until")
    read = whose_word(recorded.noted.by, order, recorded.read)
    return (NOTHING if read.lifted else _standing(asked, recorded, at)), read


def standing(asked: Asked, *, at: datetime) -> Standing:
    """Return how long it is kept. Both statements must be signed by their members: a name written
    into an entry does not count."""
    return _standing(asked, _recorded(asked), at)


def _standing(asked: Asked, recorded: _Recorded, at: datetime) -> Standing:
    noted = recorded.noted
    order = _day(noted, "silent_until") if noted else None
    if noted is None or order is None or recorded.told or noted.at > at + CLOCKS:
        return NOTHING
    until = order.isoformat()
    hands = {one.by for one in recorded.read if one.until == until}
    if ranks_of([noted.by]).signed(noted, by_whom=asked.by_whom):
        hands.add(noted.by)
    alone = min(order, day_under(asked.norm, noted.at) + ALONE)
    needs_two = order > alone
    if len(hands) < TWO:
        return Standing(alone, by_two=False, needs_two=needs_two)
    fewer = fewer_than_two_since(hands)
    if fewer is None:
        return Standing(order, by_two=True, needs_two=needs_two)
    last = min(order, max(alone, day_under(asked.norm, fewer) + ALONE))
    return Standing(last, by_two=True, needs_two=needs_two, anew=last < order)


def read_anew_by(one: Silenced, filing: Filing) -> date | None:
    """Return until when another member must read the order again, or None."""
    if not one.is_kept_silent:
        return None
    return again_by(filing, *stands_and_read(one, filing, at=timezone.now()))


def again_by(filing: Filing, stands: Standing, read: Readings) -> date | None:
    """Do the same for given readings: where one of two readings no longer counts, or one member
    says that the order forbids nothing, which takes two."""
    if stands.until is None or stands.anew or read.doubted is None:
        return stands.until if stands.anew else None
    return min(stands.until, day_of(filing, read.doubted) + ALONE)


def is_over(one: Silenced, filing: Filing, at: datetime) -> bool:
    """Return whether it is no longer kept, by the record, whatever its row says."""
    until = standing_of(one, filing, at=at).until
    return until is None or until < day_of(filing, at)


def no_longer_kept(filing: Filing, papers: Iterable[str], *, at: datetime) -> set[str]:
    """Return which of these documents, by ref, the person may read whatever their rows say: they
    were disclosed, or their last day is over."""
    among = frozenset(papers)
    return {
        one.paper_ref
        for one in _silenced_in(filing)
        if one.paper_ref in among and (one.told_at or is_over(one, filing, at))
    }


def unfounded_in(filing: Filing, *, at: datetime) -> set[str]:
    """Return the refs of documents kept from the person by an order that no second member read."""
    return {
        one.paper_ref
        for one in _silenced_in(filing)
        if one.was_unfounded or (one.is_kept_silent and _is_overdue(one, filing, at))
    }


def keeps_something(filing: Filing) -> bool:
    """Return whether an order keeps anything of this case from the person, by its rows; also if the
    last day is over and it was not disclosed yet."""
    return any(_of_file(one, filing).filter(told_at=None).exists() for one in _kinds())


def told_since(filing: Filing, moment: datetime) -> bool:
    """Return whether something that an order kept was disclosed to the person since that moment."""
    kept = Q(order_until__isnull=False, told_at__gt=moment)
    return any(_of_file(one, filing).filter(kept).exists() for one in _kinds())


def _is_overdue(one: Silenced, filing: Filing, at: datetime) -> bool:
    """Return whether the days of one member's statement are over for an order that names more,
    although the row says otherwise."""
    found = standing_of(one, filing, at=at)
    over = found.until is None or found.until < day_of(filing, at)
    return found.needs_two and not found.by_two and over


def _silenced_in(filing: Filing) -> list[Silenced]:
    columns = ("ref", "paper_ref", "order_until", "silence_seen_by", "silent_until", "told_at")
    return [one for model in _kinds() for one in _of_file(model, filing).only(*columns)]


def _kinds() -> list[type[Silenced]]:
    return Silenced.__subclasses__()


def _of_file(model: type[Silenced], filing: Filing) -> models.QuerySet[Any]:
    return model._default_manager.filter(**{model.OF: filing})  # noqa: SLF001 - of any such class


def _recorded(asked: Asked) -> _Recorded:
    read = SilenceRead.__name__
    names = {asked.noted: asked.named, asked.told: asked.named, read: "of"}
    entries = Entry.objects.filter(about=asked.about, event__in=names).order_by("sequence")
    of_it = [
        entry
        for entry in entries
        if not names[entry.event] or _says(entry, names[entry.event]) == asked.ref
    ]
    noted = next((entry for entry in of_it if entry.event == asked.noted), None)
    told = is_told(entry for entry in of_it if entry.event == asked.told)
    return _Recorded(noted, told, readings_in(of_it, by_whom=asked.by_whom))


def _says(entry: Entry, name: str) -> str:
    return str(json.loads(entry.facts).get(name, ""))


def _day(entry: Entry, name: str) -> date | None:
    try:
        return date.fromisoformat(_says(entry, name))
    except ValueError:
        return None


def day_of(filing: Filing, at: datetime) -> date:
    return day_under(filing.protocol, at)


def day_under(norm: str, at: datetime) -> date:
    zone: ZoneInfo = load_protocol(norm).zone
    return at.astimezone(zone).date()
