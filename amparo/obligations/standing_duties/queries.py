"""Standing duties as the law orders them now, each with what its institution reported. Days are
computed; only reports are stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.http import Http404

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.institutions.models import Unit
from amparo.foundations.web.law.institution_names import body_named
from amparo.foundations.web.law.wording import say
from amparo.law import OutsideCalendar, Protocol, load_protocol
from amparo.law.measures import StandingDuty
from amparo.law.state.institution_terms import standing_dates
from amparo.law.state.who_is_bound import is_bound, line_of
from amparo.obligations.recommendations.queries import counted_by_institution
from amparo.obligations.standing_duties.models import Report


@dataclass(frozen=True, slots=True)
class DutyOfBody:
    """One standing duty of one institution. `who`: its name, with the condition of the law;
    `optional`: the norm says that it may; `bound`: the norm binds it; `due`: the day of what it has
    not answered yet; `reports`: newest first."""

    norm: str
    id: str
    body: str
    who: str
    what: str
    source: str
    checked: bool
    optional: bool
    bound: bool
    due: date | None
    today: date
    reports: tuple[Report, ...]

    @property
    def is_owed(self) -> bool:
        return self.bound and not self.optional

    @property
    def is_requested(self) -> bool:
        return not self.bound and not self.optional

    @property
    def is_late(self) -> bool:
        """Whether its day has passed. What is only requested, or may be done, is never late."""
        return self.is_owed and self.due is not None and self.due < self.today

    @property
    def last(self) -> Report | None:
        return self.reports[0] if self.reports else None


@dataclass(frozen=True, slots=True)
class Duties:
    """Standing duties by what the norm says of them: owed, requested, or allowed."""

    owed: list[DutyOfBody]
    requested: list[DutyOfBody]
    options: list[DutyOfBody]

    @property
    def late(self) -> int:
        return sum(one.is_late for one in self.owed)

    @property
    def reported(self) -> int:
        return sum(bool(one.reports) for one in (*self.owed, *self.requested, *self.options))

    def __bool__(self) -> bool:
        return bool(self.owed or self.requested or self.options)


def body_of(unit: Unit) -> str:
    """Return the institution of the law to which a unit belongs; empty where the law names none."""
    return _body_in(unit.line)


def own_duties(*, seen_by: Actor, at: datetime) -> Duties:
    """Return what the reader's institution owes whatever case there is."""
    return _sorted(_duties(at, bodies={body_of(seen_by.member.unit)}))


def duty_called(name: str, *, seen_by: Actor, at: datetime) -> DutyOfBody:
    """Return one duty of the reader's institution; raises Http404 for any other."""
    found = _duties(at, bodies={body_of(seen_by.member.unit)})
    duty = next((one for one in found if one.id == name), None)
    if duty is None:
        raise Http404
    return duty


@dataclass(frozen=True, slots=True)
class OwedByBody:
    """The standing duties of one institution."""

    name: str
    duties: Duties


def every_duty(*, seen_by: Actor, at: datetime) -> list[OwedByBody]:
    """Return the standing duties of each institution, those whose day passed first."""
    law = load_protocol(settings.PROTOCOL)
    found: dict[str, list[DutyOfBody]] = defaultdict(list)
    for one in _duties(at):
        found[one.body].append(one)
    bodies = [
        OwedByBody(say(law, f"institutions.{body}", otherwise=body), _sorted(duties))
        for body, duties in found.items()
    ]
    return sorted(bodies, key=lambda one: (not one.duties.late, one.name))


@dataclass(slots=True)
class Figures:
    """How what one institution owes without a case stands, and what is requested of it: of standing
    duties and of recommendations. `waiting`: requested, and not answered yet."""

    name: str
    owed: int = 0
    done: int = 0
    limited: int = 0
    late: int = 0
    waiting: int = 0
    answered: int = 0
    unanswered: int = 0

    @property
    def pending(self) -> int:
        return self.owed - self.done - self.limited - self.late


def figures_by_institution(*, seen_by: Actor, at: datetime) -> list[Figures]:
    """Return counts of what stands on no case, so that none can single one out."""
    law = load_protocol(settings.PROTOCOL)
    found: dict[str, Figures] = {}

    def of(body: str, name: str = "") -> Figures:
        said = say(law, f"institutions.{body}", otherwise=body) if body else name
        return found.setdefault(body or name, Figures(said))

    for duty in _duties(at):
        _count(of(duty.body), duty)
    for given in counted_by_institution(seen_by=seen_by, at=at):
        one = of(_body_in(given.line), given.name)
        one.waiting += given.requested
        one.answered += given.answered
        one.unanswered += given.unanswered
    rows = (one for one in found.values() if one.owed + one.waiting + one.answered + one.unanswered)
    return sorted(rows, key=lambda one: one.name)


def _count(one: Figures, duty: DutyOfBody) -> None:
    if duty.is_owed:
        one.owed += 1
        one.late += duty.is_late
        one.done += _last_says(duty, Report.Kind.DONE)
        one.limited += _last_says(duty, Report.Kind.LIMITED)
    elif duty.is_requested:
        one.answered += bool(duty.reports)
        one.waiting += not duty.reports


def _last_says(duty: DutyOfBody, kind: str) -> bool:
    """Return whether a duty that is not late was last reported so."""
    return not duty.is_late and duty.last is not None and duty.last.kind == kind


def _body_in(line: str) -> str:
    """Return the nearest institution of the law in a line of command; empty where it names none."""
    known = {one.id for one in load_protocol(settings.PROTOCOL).obligations.institution}
    return next((one for one in reversed(line.split("/")) if one in known), "")


def _sorted(found: Iterable[DutyOfBody]) -> Duties:
    rows = sorted(found, key=lambda one: (not one.is_late, one.due is None, one.due or one.today))
    return Duties(
        owed=[one for one in rows if one.is_owed],
        requested=[one for one in rows if one.is_requested],
        options=[one for one in rows if one.optional],
    )


def _duties(at: datetime, *, bodies: Iterable[str] | None = None) -> Iterator[DutyOfBody]:
    law = load_protocol(settings.PROTOCOL)
    today = at.astimezone(law.zone).date()
    rows = Report.objects.filter(norm=law.id).order_by("-at", "-pk")
    said: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for one in rows if bodies is None else rows.filter(body__in=bodies):
        said[one.body, one.duty].append(one)
    for duty in law.obligations.standing:
        if duty.since <= today and (duty.until is None or today <= duty.until):
            for body in duty.owed_by:
                if bodies is None or body in bodies:
                    yield _duty(law, duty, body, said[body, duty.id], today)


def _duty(
    law: Protocol, duty: StandingDuty, body: str, reports: list[Report], today: date
) -> DutyOfBody:
    line, branch, level = line_of(law, body)
    return DutyOfBody(
        norm=law.id,
        id=duty.id,
        body=body,
        who=body_named(law, body, duty.only_if),
        what=say(law, f"standing.{duty.id}"),
        source=duty.source,
        checked=duty.checked,
        optional=duty.optional,
        bound=duty.binds or is_bound(law, line, branch, level, on=today),
        due=_due(law, duty, reports, today),
        today=today,
        reports=tuple(reports),
    )


def _due(law: Protocol, duty: StandingDuty, reports: Iterable[Report], today: date) -> date | None:
    """Return the day of what was not answered yet: of a recurring duty the last one that passed, or
    the next one. None where the norm sets no day, or the calendar ends before it."""
    dates_of = partial(standing_dates, calendar=settings.CALENDAR or None)
    try:
        dates = dates_of(law, duty, until=today)
    except OutsideCalendar:
        return None
    settled = [one.covers_until for one in reports if one.settles]
    if not duty.every_months:
        return next((day for day in dates if not settled), None)
    begins = [date.min, *dates]
    owed = (
        day
        for begin, day in list(zip(begins, dates, strict=False))[-2:]
        if not any(begin < until <= day for until in settled)
    )
    return next(owed, None)
