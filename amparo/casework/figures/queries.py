"""Figures as they were published. Nothing is counted here, so reading them reaches no case."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from amparo.casework.figures.models import Edition
from amparo.casework.figures.periods import year_before
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.models import Entry
from amparo.law import load_protocol

type Content = dict[str, Any]
SERIES = tuple(Edition.Series.values)


@dataclass(frozen=True, slots=True)
class Published:
    """One edition: its period, when it was made, and its content."""

    period: str
    until: date
    made_at: datetime
    content: Content


def totals(*, seen_by: Signs) -> Published | None:
    """The latest totals of the whole country; None before the first edition."""
    return _latest(Edition.Series.TOTALS)


def splits(*, seen_by: Signs) -> Published | None:
    """The latest closed year, split, with small numbers hidden; None before the first."""
    return _latest(Edition.Series.SPLITS)


def traits(*, seen_by: Signs) -> Published | None:
    """The latest count of what persons told about themselves; None before the first."""
    return _latest(Edition.Series.TRAITS)


def year_to_count(*, at: datetime, seen_by: Signs) -> str:
    """The year for which this count is still to be made; empty where it is made, or where this site
    did not exist yet."""
    period = year_before(at, load_protocol(settings.PROTOCOL).zone)
    begun = Entry.objects.filter(at__lte=period.until).exists()
    done = is_published(Edition.Series.TRAITS, period.name, seen_by=seen_by)
    return period.name if begun and not done else ""


def is_published(series: str, period: str, *, seen_by: Signs) -> bool:
    return Edition.objects.filter(series=series, period=period).exists()


def _latest(series: str) -> Published | None:
    edition = Edition.objects.filter(series=series).order_by("until", "made_at").last()
    if edition is None:
        return None
    content = json.loads(edition.content)
    return Published(edition.period, edition.until, edition.made_at, content)
