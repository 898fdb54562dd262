"""What a court keeps the person from reading until a day. On the word of one member for a few days
only; until the day of the order once somebody else has read the order itself. How long is asked of
the record, too: whoever could write over a row wins nothing by it."""

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
from amparo.foundations.intake.procedure.order_readings import (
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
"""Amparo's own. So long the person reads nothing on the word of one: time for another to read the
order, and no more than somebody who made one up can win."""
LONGEST = timedelta(days=365)  # Amparo's own: nobody waits for a day that never comes
KINDS = frozenset({"demand", "legal_hold"})  # papers that a court may keep from her
CLOCKS = timedelta(days=1)  # so far a machine's clock may have been set back


class Silenced(models.Model):
    """Words of it lie in the paper `paper_ref`. `silent_until`: the last day on which the person
    reads nothing of it; `order_until`: the last day that the order names, as the first member wrote
    it down."""

    OF: ClassVar[str] = "filing"  # by which column it leads to its file
    NOTED: ClassVar[str]  # what the record calls it when it is noted; the fact that names it; when
    NAMED: ClassVar[str]  # she is told
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
        """Whether the person was told before the day of an order that nobody else has read in."""
        short = self.order_until is not None and self.silent_until != self.order_until
        return short and self.told_at is not None and not self.silence_seen_by

    @property
    def silence_waits(self) -> bool:
        """Whether a second member has still to read the order for it to hold until its day."""
        short = self.silent_until != self.order_until and self.order_until is not None
        return short and self.told_at is None and not self.silence_seen_by


def said(
    order_until: date | None, filing: Filing, *, by: Signs, at: datetime
) -> dict[str, date | datetime | str | None]:
    """The columns of a row about which one member says until when a court forbids to tell."""
    if order_until is None:
        return {"told_at": at}
    return {
        "order_until": order_until,
        "silent_until": min(order_until, day_of(filing, at) + ALONE),
        "silence_said_by": by.signature,
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """What the record says of it. `until`: the last day on which she reads nothing of it, None
    where nothing stands against that; `by_two`: whether two have read in the order; `needs_two`:
    whether it names a later day than the word of one holds, so that a second is asked to read;
    `anew`: the account of one of them was suspended since, so that somebody else reads it anew."""

    until: date | None
    by_two: bool
    needs_two: bool = True
    anew: bool = False


NOTHING = Standing(None, by_two=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the record is asked: what it is `about`, under which `norm` days count there, what its
    entries are called; `named`: the fact that names `ref`, or none where it is `about`."""

    ref: str
    about: str
    norm: str
    noted: str
    told: str
    named: str = ""
    by_whom: frozenset[Permission] = OF_TEAM


@dataclass(frozen=True, slots=True)
class _Recorded:
    """How it was noted, whether it was told, and who read what in the order."""

    noted: Entry | None
    told: bool
    read: list[Reading]


def standing_of(one: Silenced, filing: Filing, *, at: datetime) -> Standing:
    """How long it keeps something of a file from the person."""
    return stands_and_read(one, filing, at=at)[0]


def stands_and_read(one: Silenced, filing: Filing, *, at: datetime) -> tuple[Standing, Readings]:
    """And who read what in its order. Once whoever may has said that it forbids nothing, it keeps
    nothing, whether somebody told her since or not."""
    asked = Asked(one.ref, filing.code, filing.protocol, one.NOTED, one.TOLD, one.NAMED)
    recorded = _recorded(asked)
    if recorded.noted is None:
        return NOTHING, Readings()
    order = _says(recorded.noted, "silent_until")
    read = whose_word(recorded.noted.by, order, recorded.read)
    return (NOTHING if read.lifted else _standing(asked, recorded, at)), read


def standing(asked: Asked, *, at: datetime) -> Standing:
    """Each of the two in her own hand: a name that somebody wrote there for her is none."""
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
    """Until when somebody else reads the order once more."""
    if not one.is_kept_silent:
        return None
    return again_by(filing, *stands_and_read(one, filing, at=timezone.now()))


def again_by(filing: Filing, stands: Standing, read: Readings) -> date | None:
    """The same of what the record says: where two had read it and only one counts; or where one has
    read since that it forbids nothing, which takes two."""
    if stands.until is None or stands.anew or read.doubted is None:
        return stands.until if stands.anew else None
    return min(stands.until, day_of(filing, read.doubted) + ALONE)


def is_over(one: Silenced, filing: Filing, at: datetime) -> bool:
    """As the record has it, whatever its row says."""
    until = standing_of(one, filing, at=at).until
    return until is None or until < day_of(filing, at)


def no_longer_kept(filing: Filing, papers: Iterable[str], *, at: datetime) -> set[str]:
    """Of these papers, by reference, what she reads whatever their own rows say: it was told, or
    its days are over."""
    among = frozenset(papers)
    return {
        one.paper_ref
        for one in _silenced_in(filing)
        if one.paper_ref in among and (one.told_at or is_over(one, filing, at))
    }


def unfounded_in(filing: Filing, *, at: datetime) -> set[str]:
    """References of the papers that were kept from her by an order that nobody else read."""
    return {
        one.paper_ref
        for one in _silenced_in(filing)
        if one.was_unfounded or (one.is_kept_silent and _is_overdue(one, filing, at))
    }


def keeps_something(filing: Filing) -> bool:
    """Whether an order keeps anything of this file from the person, as rows say: also where its
    days are over and nobody has told it yet."""
    return any(_of_file(one, filing).filter(told_at=None).exists() for one in _kinds())


def told_since(filing: Filing, moment: datetime) -> bool:
    """Whether the person may read something only since then that an order had kept back."""
    kept = Q(order_until__isnull=False, told_at__gt=moment)
    return any(_of_file(one, filing).filter(kept).exists() for one in _kinds())


def _is_overdue(one: Silenced, filing: Filing, at: datetime) -> bool:
    """Whether its days by one word alone are over, of an order that names more, and its row says
    otherwise."""
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
