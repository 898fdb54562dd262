"""What a worklist shows: chosen by links and one field, kept in the address, each choice with the
number of cases that it would show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import RELOADED
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.queries import COUNTED_TO, Choice, Window, counts
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.dates import compact_day
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol

EVERY = "all"
HELD = ("own", "nobody", EVERY)
URGENT, LATE = "danger", "late"
DUE = (LATE, "today", "week", "later", "undated")
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
    """Return the group in which a case stands, as `place_of` orders them: what is urgent leads,
    whatever its date."""
    if danger:
        return URGENT
    groups = there.items()
    return next(name for name, due in groups if due.before is None or due_on < due.before)


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
        kept = [f"{name}={quote(value)}" for name, value in chosen.items() if value]
        return f"{address_of(page)}?{'&'.join(kept)}"

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
    """What stands above the list. `found`: number of cases that the list shows in all; `reloads`:
    the page asks for itself again; `stages`: names and words."""

    chosen: Chosen
    held: tuple[Counter, ...]
    which: tuple[Counter, ...]
    found: str
    number: int
    stages: tuple[tuple[str, str], ...]
    reloads: bool

    @property
    def html(self) -> SafeString:
        return _drawn("desk/worklist_filters.html", self, get_language() or "")

    @property
    def stage_html(self) -> SafeString:
        """Return the choice of a stage, which depends on no number."""
        alone = replace(self, held=(), which=(), found="", number=0, reloads=False)
        return _drawn("desk/worklist_stage.html", alone, get_language() or "")

    @property
    def day(self) -> str:
        day = day_in(self.chosen.which)
        return compact_day(day) if day else ""

    @property
    def every(self) -> str:
        return Chosen().address()

    @property
    def file_address(self) -> str:
        return self.chosen.address("desk:worklist_file")

    @property
    def reload_address(self) -> str:
        return f"{self.chosen.address()}&{RELOADED}={'0' if self.reloads else '1'}"


@lru_cache(maxsize=512)
def _drawn(template: str, filters: Filters, language: str) -> SafeString:  # noqa: ARG001 - words differ
    return render_to_string(template, {"filters": filters})


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
    chosen: Chosen,
    there: Mapping[str, Window],
    law: Protocol,
    *,
    seen_by: Actor,
    reloads: bool = False,
) -> Filters:
    held = [replace(chosen, held=one) for one in HELD]
    which = [replace(chosen, which=one) for one in WHICH]
    choices = [one.choice(there, law.zone) for one in (*held, *which)]
    numbers = counts(choices, seen_by=seen_by)
    words = group_words()
    whose = {"own": _("Mine"), "nobody": _("Unassigned"), EVERY: _("Everybody's")}
    found = numbers[HELD.index(chosen.held)]
    stages = () if settings.ORGANISATION else law.procedure.stage
    return Filters(
        chosen=chosen,
        held=tuple(
            Counter(whose[one.held], number_said(number), one.address(), one == chosen)
            for one, number in zip(held, numbers, strict=False)
        ),
        which=tuple(
            Counter(
                words[one.which],
                number_said(number),
                chosen.address(which="") if one == chosen else one.address(),
                one == chosen,
                KINDS.get(one.which, "") if number else "",
            )
            for one, number in zip(which, numbers[len(held) :], strict=True)
        ),
        found=number_said(found),
        number=found,
        stages=tuple((one.id, say(law, f"stages.{one.id}")) for one in stages),
        reloads=reloads,
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


def _of_day(day: date, zone: ZoneInfo) -> Window:
    return Window(_begins(day, zone), _begins(day + timedelta(days=1), zone))


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
