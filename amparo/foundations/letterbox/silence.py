"""What a court keeps the person from reading until a day. On the word of one member for a few days
only; until the day of the order once somebody else has read the order itself."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from amparo import rules
from amparo.foundations.each import each_by_itself
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.folders import hold_row
from amparo.foundations.letterbox.models import Filing

ALONE = timedelta(days=3)
"""Amparo's own. So long the person reads nothing on the word of one: time for another to read the
order, and no more than somebody who made one up can win."""


class Silenced(models.Model):
    """Words of it lie in the paper `paper_ref`. `silent_until`: the last day on which the person
    reads nothing of it; `order_until`: the last day that the order names, as the first member wrote
    it down."""

    OF: ClassVar[str] = "filing"  # by which column it leads to its file

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


def is_over(one: Silenced, filing: Filing, at: datetime) -> bool:
    return one.silent_until is None or one.silent_until < day_of(filing, at)


def unfounded_in(filing: Filing) -> set[str]:
    """References of the papers that were kept from her by an order that nobody else read."""
    columns = ("paper_ref", "order_until", "silence_seen_by", "silent_until", "told_at")
    found = set()
    for model in Silenced.__subclasses__():
        rows = model._default_manager.filter(**{model.OF: filing})  # noqa: SLF001 - of any such class
        found |= {one.paper_ref for one in rows.only(*columns) if one.was_unfounded}
    return found


def held_to_be_told(one: Silenced, filing: Filing, *, at: datetime, now: bool) -> bool:
    """Whether the person is to read it from now on: its day is over, or it is `now` that somebody
    says so. Its file is held and the row read anew: a second member may just have read the order,
    or another told it."""
    if not (now or is_over(one, filing, at)):
        return False
    hold_row(filing).values_list("pk").first()
    one.refresh_from_db()
    return one.told_at is None and (now or is_over(one, filing, at))


class NotTold(Exception):
    """Some of what was due could not be told; the others were."""


def tell_each[S: Silenced](rows: Iterable[S], tell: Callable[[S], bool]) -> int:
    """Each by itself: one that cannot be told keeps no other back. Returns how many. Raises
    NotTold, after all the others."""
    wrong: list[Exception] = []
    done = each_by_itself((partial(tell, one) for one in rows), wrong)
    if wrong:
        raise NotTold from wrong[0]
    return done


def day_of(filing: Filing, at: datetime) -> date:
    zone: ZoneInfo = rules.load(filing.protocol).zone
    return at.astimezone(zone).date()
