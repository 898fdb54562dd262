"""Whether the person may be reached now, by this way: asked again in the moment in which somebody
is about to, and never only when it was written down that somebody should.

What was agreed with her counts, and whatever she said on her page since: there she can only narrow
it, so that whoever else has her words cannot lead the team to another telephone. Where nothing was
agreed, nobody calls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from amparo import rules
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox import events
from amparo.foundations.letterbox.folders import Folder, Visitor, hold
from amparo.foundations.letterbox.models import Filing
from amparo.foundations.letterbox.papers import papers_in, write_paper
from amparo.foundations.letterbox.safe_way import KIND, SafeWay, way_of

LIMITS = "reach_limits"
DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What she said on her page: by which ways never, and between which hours alone; `nothing`:
    nobody is to reach her at all until she was heard. The same hour twice is the whole day."""

    nothing: bool
    never: tuple[str, ...]
    begins: time
    ends: time

    def against(self, way: str, moment: datetime) -> tuple[str, ...]:
        if self.nothing:
            return ("said_nothing_now",)
        as_way = SafeWay(ways=(way,), how="", begins=self.begins, ends=self.ends, text="")
        never = ("said_not_this_way",) if way in self.never else ()
        hour = ("said_not_this_hour",) if as_way.against(way, moment) else ()
        return never + hour


type Against = Callable[[Filing], tuple[str, ...]]
_asked: list[Against] = []


def also_against(ask: Against) -> None:
    """A later stage may know why nobody is to be reached just now."""
    if ask not in _asked:
        _asked.append(ask)


@transaction.atomic
def limit(limits: Limits, *, by: Visitor, at: datetime) -> None:
    """It holds from this moment: what waits to be said to her stays where it is. Raises
    KeyChanged."""
    hold(by.folder)
    data = {
        "nothing": limits.nothing,
        "never": list(limits.never),
        "begins": limits.begins.isoformat("minutes"),
        "ends": limits.ends.isoformat("minutes"),
    }
    write_paper(by.folder, kind=LIMITS, body={"data": data}, by=by, at=at)
    record(events.ReachLimited(about=by.folder.code), by=by, at=at)


def limits_in(folder: Folder, *, seen_by: Signs) -> Limits | None:
    """What she said last on her page, unless something was agreed with her since."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[LIMITS, KIND])
    last = papers[-1] if papers else None
    if last is None or last.kind != LIMITS:
        return None
    return _read(folder.words(last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Everything that is to be kept in reaching her, as it stands in this moment. `always`: codes
    of what forbids it whatever the way and the hour."""

    always: tuple[str, ...]
    agreed: SafeWay | None
    limits: Limits | None
    zone: ZoneInfo

    def against(self, way: str, at: datetime) -> tuple[str, ...]:
        """Codes of everything that forbids it; none where it may be done."""
        if self.agreed is None:
            return self.always or ("no_way_agreed",)
        moment = at.astimezone(self.zone)
        said = self.limits.against(way, moment) if self.limits else ()
        return (*self.always, *self.agreed.against(way, moment), *said)

    def next_moment(self, way: str, at: datetime) -> datetime:
        """The first half hour from then on that nothing forbids; where a day has none, in a day."""
        steps = (at + HALF_HOUR * step for step in range(48))
        return next((one for one in steps if not self.against(way, one)), at + DAY)


def rule_of(folder: Folder, *, seen_by: Signs) -> Rule:
    """With the file held: whoever says something else meanwhile waits."""
    filing = folder.filing
    filing.refresh_from_db(fields=["impediment"])
    if filing.impediment:
        always: tuple[str, ...] = ("died",) if filing.asks_nobody else ("cannot_be_asked",)
    else:
        always = tuple(code for ask in _asked for code in ask(filing))
    return Rule(
        always=always,
        agreed=way_of(folder, seen_by=seen_by),
        limits=limits_in(folder, seen_by=seen_by),
        zone=rules.load(filing.protocol).zone,
    )


def _read(body: Mapping[str, Any]) -> Limits:
    data = body["data"]
    return Limits(
        nothing=bool(data["nothing"]),
        never=tuple(data["never"]),
        begins=time.fromisoformat(data["begins"]),
        ends=time.fromisoformat(data["ends"]),
    )
