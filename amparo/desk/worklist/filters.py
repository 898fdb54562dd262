"""What a worklist shows: chosen by links and one field, kept in the address, each choice with the
number of cases that it would show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.queries import COUNTED_TO, Choice, Window, counts
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.dates import compact_day
from amparo.law import Protocol

EVERY = "all"
HELD = ("own", "nobody", EVERY)
URGENT = "danger"
DUE = ("late", "today", "week", "later", "undated")
WHICH = (URGENT, *DUE)
KINDS = {URGENT: "late", "late": "late", "today": "due"}


def windows(at: datetime, zone: ZoneInfo) -> Mapping[str, Window]:
    """Return the due moments of each group; the week ends on Sunday."""
    today = at.astimezone(zone).date()
    tomorrow = _begins(today + timedelta(days=1), zone)
    monday = _begins(today + timedelta(days=7 - today.weekday()), zone)
    return {
        "late": Window(before=at),
        "today": Window(at, tomorrow),
        "week": Window(tomorrow, monday),
        "later": Window(monday, NEVER),
        "undated": Window(since=NEVER),
    }


def group_of(danger: int, due_on: datetime, there: Mapping[str, Window]) -> str:
    """Return the group in which a case stands: what is urgent leads, whatever its date."""
    if danger:
        return URGENT
    return next(name for name, due in there.items() if due.before is None or due_on < due.before)


def group_words() -> dict[str, str]:
    return {
        URGENT: _("Urgent"),
        "late": _("Overdue"),
        "today": _("Today"),
        "week": _("This week"),
        "later": _("Later"),
        "undated": _("No date"),
    }


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen filters; unknown values in the address are ignored. `which`: a group, or a day in
    ISO format. `by_reader`: false where the page itself chose whose cases to show."""

    held: str = EVERY
    which: str = ""
    stage: str = ""
    by_reader: bool = True

    def address(self, page: str = "desk:worklist", **changes: str) -> str:
        """Return the address of the first page of the list with another choice."""
        chosen = {"held": self.held, "which": self.which, "stage": self.stage} | changes
        kept = {name: value for name, value in chosen.items() if value}
        return f"{address_of(page)}?{urlencode(kept)}"

    def choice(self, there: Mapping[str, Window], zone: ZoneInfo) -> Choice:
        day = day_in(self.which)
        return Choice(
            held="" if self.held == EVERY else self.held,
            stage=self.stage,
            in_danger=self.which == URGENT,
            due=_of_day(day, zone) if day else there.get(self.which, Window()),
        )

    @property
    def narrows(self) -> bool:
        """Return whether anything else than whose cases they are is chosen."""
        return bool(self.which or self.stage)


class Counter(NamedTuple):
    """A choice as a link with its number of cases. `kind`: colour of the number."""

    word: str
    number: str
    address: str
    is_here: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """`found`: number of cases that the list shows in all."""

    held: list[Counter]
    which: list[Counter]
    found: str
    number: int


def chosen_in(asked: QueryDict, law: Protocol, *, default: str) -> Chosen:
    which, stage = asked.get("which", ""), asked.get("stage", "")
    held = asked.get("held", default) or EVERY
    return Chosen(
        held=held if held in HELD else EVERY,
        which=which if which in WHICH or day_in(which) else "",
        stage=stage if stage in {one.id for one in law.procedure.stage} else "",
        by_reader="held" in asked,
    )


def filters_of(
    chosen: Chosen, there: Mapping[str, Window], zone: ZoneInfo, *, seen_by: Actor
) -> Filters:
    held = [replace(chosen, held=one) for one in HELD]
    which = [replace(chosen, which=one) for one in WHICH]
    choices = [one.choice(there, zone) for one in (*held, *which, chosen)]
    *numbers, found = counts(choices, seen_by=seen_by)
    said, words = list(map(number_said, numbers)), group_words()
    whose = {"own": _("Mine"), "nobody": _("Unassigned"), EVERY: _("Everybody's")}
    return Filters(
        held=[
            Counter(whose[one.held], said[at], one.address(), chosen.held == one.held)
            for at, one in enumerate(held)
        ],
        which=[
            Counter(
                words[one.which],
                said[len(held) + at],
                chosen.address(which="" if chosen.which == one.which else one.which),
                chosen.which == one.which,
                KINDS.get(one.which, "") if numbers[len(held) + at] else "",
            )
            for at, one in enumerate(which)
        ],
        found=number_said(found),
        number=found,
    )


def number_said(number: int) -> str:
    return f"{COUNTED_TO}+" if number > COUNTED_TO else str(number)


def day_in(which: str) -> date | None:
    """Return the day that is chosen instead of a group."""
    try:
        day = date.fromisoformat(which)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < NEVER.date().replace(year=3000) else None


def day_said(chosen: Chosen) -> str:
    day = day_in(chosen.which)
    return compact_day(day) if day else ""


def _of_day(day: date, zone: ZoneInfo) -> Window:
    return Window(_begins(day, zone), _begins(day + timedelta(days=1), zone))


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
