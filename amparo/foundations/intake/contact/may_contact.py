"""Whether the person may be contacted now, in a given way. It is checked again at the moment of the
contact, not only when the task was noted.

The agreement with the person counts, and all limits that the person set on their page since. On the
page limits can only be added, so that another person with the passphrase can neither lead the team
to another telephone nor undo a limit. Without an agreement there is no contact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.functional import Promise

from amparo.foundations.intake import events
from amparo.foundations.intake.contact.safe_way import (
    HOW,
    KIND,
    PAGE,
    WAYS,
    SafeWay,
    agree_on_way,
    way_of,
)
from amparo.foundations.intake.documents.schemas.request import ContactLimits, ReachLimitsText
from amparo.foundations.intake.documents.services import Document, papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder, Visitor, hold
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record
from amparo.law import load_protocol

LIMITS = "reach_limits"
HOURS = frozenset({"hour_not_agreed", "said_not_this_hour"})
"""Codes of `Rule.against` that apply only to the moment."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits that the person set on the page: ways never to use, and the only hours. `nothing`: no
    contact at all until the person was heard. The same hour twice is the whole day."""

    nothing: bool
    never: tuple[str, ...]
    begins: time
    ends: time

    @property
    def never_in_words(self) -> list[Promise]:
        return [WAYS[one] for one in self.never if one in WAYS]

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
    """Register a function of a later stage that returns reasons (codes) against a contact now."""
    if ask not in _asked:
        _asked.append(ask)


@transaction.atomic
def limit(limits: Limits, *, by: Visitor, at: datetime) -> None:
    """Store limits set by the person. They apply at once; waiting messages are not delivered
    against them. Raises KeyChanged."""
    hold(by.folder)
    data: ContactLimits = {
        "nothing": limits.nothing,
        "never": list(limits.never),
        "begins": limits.begins.isoformat("minutes"),
        "ends": limits.ends.isoformat("minutes"),
    }
    write_paper(by.folder, body=ReachLimitsText(data=data), by=by, at=at)
    record(events.ReachLimited(about=by.folder.code), by=by, at=at)


class LimitedMeanwhile(Exception):
    """The person set another limit that the member noting an agreement has not seen."""


@transaction.atomic
def agree_anew(folder: Folder, way: SafeWay, *, seen: str, by: Signs, at: datetime) -> Document:
    """Store an agreement with the person. It covers the limits set on the page before, which end.
    `seen`: mark of the last limit that the member was shown. Raises LimitedMeanwhile."""
    hold(folder)
    if said_by_her(folder, seen_by=by).mark != seen:
        raise LimitedMeanwhile
    return agree_on_way(folder, way, by=by, at=at)


@dataclass(frozen=True, slots=True)
class SaidByHer:
    """The limits that the person set since the last agreement; all apply. `lifted`: the agreement
    that ended earlier limits, until another member agrees on one too."""

    limits: tuple[Limits, ...]
    mark: str
    lifted: Document | None


def said_by_her(folder: Folder, *, until: datetime | None = None, seen_by: Signs) -> SaidByHer:
    found: list[tuple[str, Limits]] = []
    lifted: Document | None = None
    papers = papers_in(folder, seen_by=seen_by, kinds=[LIMITS, KIND])
    known = [one for one in papers if until is None or one.written_at <= until]
    for paper in sorted(known, key=lambda one: one.pk):  # in the order in which the case was locked
        words: Mapping[str, Any] = folder.words(paper)
        if paper.kind == LIMITS:
            found.append((paper.ref, _read(words)))
        elif words["data"]["how"] in HOW:  # otherwise a way was only taken away
            if found:
                lifted, found = paper, []
            elif lifted and lifted.author != paper.author:
                lifted = None
    mark = found[-1][0] if found else ""
    return SaidByHer(tuple(dict.fromkeys(one for _ref, one in found)), mark, lifted)


def limits_in(folder: Folder, *, seen_by: Signs) -> tuple[Limits, ...]:
    return said_by_her(folder, seen_by=seen_by).limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All rules for contacting the person now. `always`: codes of what forbids contact in any way
    at any hour."""

    always: tuple[str, ...]
    agreed: SafeWay | None
    said: SaidByHer
    zone: ZoneInfo

    @property
    def limits(self) -> tuple[Limits, ...]:
        return self.said.limits

    @property
    def ways(self) -> tuple[str, ...]:
        """The agreed ways that a member can use: not the page, which the person opens."""
        return tuple(one for one in self.agreed.ways if one != PAGE) if self.agreed else ()

    def against(self, way: str, at: datetime) -> tuple[str, ...]:
        """Return codes of everything that forbids this contact; empty if it is allowed."""
        if self.agreed is None:
            return self.always or ("no_way_agreed",)
        agreed = self.agreed.against(way, at.astimezone(self.zone))
        return tuple(dict.fromkeys((*self.always, *agreed, *self.ruled_out(way, at))))

    def ruled_out(self, way: str, at: datetime) -> tuple[str, ...]:
        """Return codes from the person's own limits, which apply even without an agreement."""
        moment = at.astimezone(self.zone)
        said = [code for one in self.limits for code in one.against(way, moment)]
        return tuple(dict.fromkeys(said))

    def next_moment(self, at: datetime) -> datetime:
        """Return the first moment from `at` when an agreed way is allowed. If there is none, in a
        day; at once if a way is yet to be agreed on; in an hour if the obstacle may end at any
        time."""
        if self.always or not self.ways:
            return at + HOUR if self.always else at
        days = [(at + DAY * more).astimezone(self.zone).date() for more in range(2)]
        hours = [one.begins for one in (self.agreed, *self.limits) if one]
        begin = sorted(datetime.combine(day, one, self.zone) for day in days for one in hours)
        moments = [at, *(one for one in begin if one > at)]
        free = (one for one in moments if any(not self.against(way, one) for way in self.ways))
        return next(free, at + DAY)

    def lifted_by(self, by: Signs, at: datetime) -> bool:
        """Return whether this member alone ended the person's limits less than a day ago."""
        paper = self.said.lifted
        return bool(paper and paper.author == by.signature and at - paper.written_at < DAY)


def rule_of(folder: Folder, *, on: datetime | None = None, seen_by: Signs) -> Rule:
    """Return the rules for contact. The caller holds the case, so that changes wait. `on`: consider
    only what was agreed and set until that moment."""
    filing = folder.filing
    filing.refresh_from_db(fields=["impediment"])
    if filing.impediment:
        always: tuple[str, ...] = ("died",) if filing.asks_nobody else ("cannot_be_asked",)
    else:
        always = tuple(code for ask in _asked for code in ask(filing))
    return Rule(
        always=always,
        agreed=way_of(folder, until=on, seen_by=seen_by),
        said=said_by_her(folder, until=on, seen_by=seen_by),
        zone=load_protocol(filing.protocol).zone,
    )


def _read(body: Mapping[str, Any]) -> Limits:
    data = body["data"]
    return Limits(
        nothing=bool(data["nothing"]),
        never=tuple(data["never"]),
        begins=time.fromisoformat(data["begins"]),
        ends=time.fromisoformat(data["ends"]),
    )
