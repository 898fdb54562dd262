"""Services that publish editions of the figures: each once, on a fixed day."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from amparo.casework.figures.edition_counts import laws_in_use, splits_of, totals_of, traits_of
from amparo.casework.figures.events import FiguresPublished
from amparo.casework.figures.models import Edition
from amparo.casework.figures.periods import (
    Period,
    day_of_beginning,
    month_before,
    year_before,
)
from amparo.casework.figures.queries import is_published, year_to_count
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.intake import voluntary_traits as slips
from amparo.foundations.ledger.chain import NOTHING, Signs
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.law import Protocol, load_protocol

FORMAT = 1
Series = Edition.Series


def publish_what_is_due(*, by: Signs, at: datetime) -> list[Edition]:
    """Make the editions of the last ended month and year; none where they exist already, or where
    this site did not exist yet."""
    zone = load_protocol(settings.PROTOCOL).zone
    made = (
        _publish(Series.TOTALS, month_before(at, zone), totals_of, by=by, at=at),
        _publish(Series.SPLITS, year_before(at, zone), splits_of, by=by, at=at),
    )
    return [edition for edition in made if edition is not None]


def publish_first(*, by: Signs, at: datetime) -> Edition | None:
    """Make the first totals at once. Later ones wait for the end of a month: two editions around
    one request could be subtracted."""
    if Edition.objects.filter(series=Series.TOTALS).exists():
        return None
    zone = load_protocol(settings.PROTOCOL).zone
    return _publish(Series.TOTALS, day_of_beginning(at, zone), totals_of, by=by, at=at)


@transaction.atomic
def publish_traits(*, by: Actor, at: datetime) -> Edition | None:
    """Count what persons told about themselves, once after each year, with the member's key: the
    system has none. What is in one edition is in no other.

    None where it exists already, or nothing was told that can be counted. Raises Refused, slips'
    Unreadable.
    """
    law = load_protocol(settings.PROTOCOL)
    period = year_before(at, law.zone)
    if not by.may(Permission.CASE_ASSESS):
        raise Refused("not_an_analyst")
    if not year_to_count(at=at, seen_by=by):
        return None
    told = slips.told_since(by=by)
    counted = Period(period.name, at.astimezone(law.zone))
    made = _make(Series.TRAITS, counted, traits_of(law, told), by=by, at=at) if told else None
    if made is not None:
        slips.count_in(period.name)
    return made


def _publish(
    series: Series,
    period: Period,
    count: Callable[[Period, list[Protocol]], dict[str, Any]],
    *,
    by: Signs,
    at: datetime,
) -> Edition | None:
    if is_published(series, period.name, seen_by=by) or not _was_there(period):
        return None
    said = count(period, laws_in_use(settings.PROTOCOL, period.until))
    return _make(series, period, said, by=by, at=at)


def _make(
    series: Series, period: Period, said: Mapping[str, Any], *, by: Signs, at: datetime
) -> Edition | None:
    content = json.dumps(
        {"format": FORMAT, "series": series.value, "period": period.name,
         "until": period.until.date().isoformat(), **said},
        sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                series=series,
                period=period.name,
                until=period.until.date(),
                made_at=at,
                content=content,
            )
            event = FiguresPublished(
                about=f"figures:{series.value}", period=period.name, until=edition.until
            )
            record(event, by=by, at=at, digest=marks.chain(NOTHING, content.encode()))
    except IntegrityError:  # another process was faster; one edition is enough
        return None
    return edition


def _was_there(period: Period) -> bool:
    """Whether this site existed by then: earlier figures are unknown here, not zero."""
    return Entry.objects.filter(at__lte=period.until).exists()
