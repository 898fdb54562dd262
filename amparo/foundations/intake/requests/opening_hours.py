"""Office hours for new requests, promised to the person before anything is typed."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

SPAN = re.compile(r"([1-7])-([1-7]) (\d\d):(\d\d)-(\d\d):(\d\d)")


class MistakenWatch(ValueError):
    """The setting is not a list of days and hours."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Office hours from `start` to `end` on weekdays `first` to `last` (1 = Monday)."""

    first: int
    last: int
    start: time
    end: time

    def on(self, moment: datetime) -> bool:
        return self.first <= moment.isoweekday() <= self.last


def watches(text: str) -> tuple[Watch, ...]:
    """Parse "1-5 08:30-17:30; 6-6 09:00-13:00". Raises MistakenWatch."""
    found = [SPAN.fullmatch(part.strip()) for part in text.split(";") if part.strip()]
    if not found or None in found:
        raise MistakenWatch(f"{text!r}: write days and hours as 1-5 08:30-17:30")
    numbers = [tuple(int(group) for group in match.groups()) for match in found if match]
    return tuple(Watch(n[0], n[1], time(n[2], n[3]), time(n[4], n[5])) for n in numbers)


def next_look(*, at: datetime, urgent: bool) -> datetime:
    """Return the next moment of office hours: now, if they are on."""
    zone = ZoneInfo(settings.TIME_ZONE)
    here = at.astimezone(zone)
    spans = watches(settings.URGENT_WATCH if urgent else settings.WATCH)
    starts = []
    for ahead in range(8):
        day = here + timedelta(days=ahead)
        for span in spans:
            if not span.on(day):
                continue
            start = datetime.combine(day.date(), span.start, zone)
            end = datetime.combine(day.date(), span.end, zone)
            if end > here:
                starts.append(max(start, here))
    return min(starts)
