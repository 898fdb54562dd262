"""Statistics over several runs of the same scenario."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from amparo.law.counting.terms import terms_on
from amparo.law.procedure import TermRule
from amparo.law.state.case import Warned
from amparo.simulation.hours import Span, span_of
from amparo.simulation.legal_evaluation import MILESTONES, Judged, judge
from amparo.simulation.request_steps import roles_on
from amparo.simulation.scenario import (
    ALL_DAY,
    AT_ONCE,
    MONTHS,
    PERCENT,
    YEAR,
    Scenario,
    checked,
)
from amparo.simulation.year_results import Played

# Two-sided 95 % quantiles of Student's t for 1, 2, 3 … degrees of freedom.
STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
WORKING_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Spread:
    """A number that differs from run to run: its mean, the 95 % confidence interval of the mean,
    and the lowest and the highest value."""

    mean: float
    low: float
    high: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class TermOutcome:
    """One term of the law: the share that was met. None if it was over in no run."""

    term: str
    owed_by: str
    share: Spread | None
    cases: float
    """Requests a year for which it was judged, on average."""
    unknown: float
    checked: bool


@dataclass(frozen=True, slots=True)
class RoleOutcome:
    role: str
    people: int
    busy: Spread
    """Share of the hours of presence."""
    waiting: Spread
    """Waiting pieces of work, on average over the year."""
    wait_days: Spread | None
    """Days until a piece is taken."""
    load: float
    """So many people would be busy without a pause."""
    cost: float | None


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """Persons under protection, and the officers who follow them up."""

    by_week: tuple[Spread, ...]
    at_end: Spread
    each: Spread | None
    """At the end of the year, for each officer; None without officers."""
    busy: Spread | None
    waiting: Spread | None
    """Waiting pieces of their work."""
    load: float
    """So many officers would be busy without a pause."""
    cost: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    scenario: Scenario
    terms: tuple[TermOutcome, ...]
    roles: tuple[RoleOutcome, ...]
    open_by_week: tuple[Spread, ...]
    """Open requests, week by week."""
    requests: Spread
    open_at_end: Spread
    institutions: tuple[TermOutcome, ...]
    """Questions to institutions, and how often they answered within the law's own term."""
    days_to: Mapping[str, Spread]
    """Days that the person waits until each of judging.MILESTONES, of requests that reached it."""
    followed: FollowedUp
    warnings: tuple[Warned, ...]
    """Warnings of the law's clock on the days and rules it counted by."""

    @property
    def cost(self) -> float | None:
        desk = cost_of(self.scenario, self.scenario.staff)
        if desk is None or (self.scenario.officers and self.followed.cost is None):
            return None
        return desk + (self.followed.cost or 0)

    @property
    def caseload(self) -> float:
        """Requests on their way for each person who works on them."""
        on_the_way = fmean(week.mean for week in self.open_by_week)
        return on_the_way / sum(one.people for one in self.roles)


def untold() -> None:
    """Report nothing of a simulated year: the default for `after_each`."""


def play_years(
    scenario: Scenario, most: int = AT_ONCE, after_each: Callable[[], None] = untold
) -> Outcome:
    """Run the simulation. Raises a `Refused` if the scenario is invalid, or would take too long."""
    from amparo.simulation.event_simulation import play  # noqa: PLC0415 - loads SimPy, which few pages need

    checked(scenario, most)
    span = span_of(scenario)
    years, judged = [], []
    for run in range(scenario.runs):
        years.append(play(scenario, span, run))
        judged.append(judge(scenario, span, years[-1]))
        after_each()
    weeks = zip(*(year.open_by_week for year in years), strict=True)
    return Outcome(
        scenario=scenario,
        terms=tuple(_terms(scenario, judged)),
        institutions=tuple(_institutions(scenario, judged)),
        days_to=dict(_days_to(judged)),
        followed=_followed(scenario, years),
        roles=tuple(_role(scenario, role, years) for role in _at_work(scenario)),
        open_by_week=tuple(spread_of(week) for week in weeks),
        requests=spread_of(_counted(span, year) for year in years),
        open_at_end=spread_of(year.open_by_week[-1] for year in years),
        warnings=tuple(sorted({one for year in judged for one in year.warnings}, key=str)),
    )


def spread_of(values: Iterable[float]) -> Spread:
    found = list(values)
    mean = fmean(found)
    if len(found) == 1:
        return Spread(mean, mean, mean, mean, mean)
    freedom = len(found) - 1
    student = STUDENT[min(freedom, len(STUDENT)) - 1]
    reach = student * stdev(found) / sqrt(len(found))
    return Spread(mean, mean - reach, mean + reach, min(found), max(found))


def _terms(scenario: Scenario, judged: Sequence[Judged]) -> Iterable[TermOutcome]:
    law = scenario.protocol
    there = {versions.rule.id for track in scenario.tracks for versions in terms_on(law, track)}
    for rule in law.terms.term:
        if rule.id not in there or not law.roles[rule.owed_by].authority:
            continue
        yield _told(rule, judged)


def _institutions(scenario: Scenario, judged: Sequence[Judged]) -> Iterable[TermOutcome]:
    for rule in scenario.protocol.obligations.asked:
        if any(one.in_time[rule.id] + one.late[rule.id] for one in judged):
            yield _told(rule, judged)


def _told(rule: TermRule, judged: Sequence[Judged]) -> TermOutcome:
    shares = [one for each in judged if (one := each.share(rule.id)) is not None]
    share = _within_one(spread_of(shares)) if shares else None
    cases = fmean(one.in_time[rule.id] + one.late[rule.id] for one in judged)
    unknown = fmean(one.unknown[rule.id] for one in judged)
    checked_ones = all(rule.id not in one.unchecked for one in judged)
    return TermOutcome(rule.id, rule.owed_by, share, cases, unknown, checked_ones)


def _days_to(judged: Sequence[Judged]) -> Iterable[tuple[str, Spread]]:
    for name in MILESTONES:
        means = [fmean(days) for one in judged if (days := one.days_to.get(name))]
        if means:
            yield name, spread_of(means)


def _followed(scenario: Scenario, years: Sequence[Played]) -> FollowedUp:
    weeks = zip(*(year.protected_by_week for year in years), strict=True)
    by_week = tuple(spread_of(week) for week in weeks)
    ends = [year.protected_by_week[-1] for year in years]
    pools = [year.officers for year in years if year.officers and year.officers.people]
    hours = fmean(week.mean for week in by_week) * scenario.follow_up_hours * MONTHS
    return FollowedUp(
        by_week=by_week,
        at_end=spread_of(ends),
        each=spread_of(one / scenario.officers for one in ends) if scenario.officers else None,
        busy=_within_one(spread_of(one.busy / one.there for one in pools)) if pools else None,
        waiting=spread_of(fmean(one.lying) for one in pools) if pools else None,
        load=hours / hours_of_one(scenario),
        cost=None if scenario.officer_price is None else scenario.officer_price * scenario.officers,
    )


def hours_of_one(scenario: Scenario) -> float:
    """Return the hours that one person works in a year."""
    day = scenario.closes - scenario.opens
    return day * 5 * WORKING_WEEKS * (1 - scenario.absence / PERCENT)


def _within_one(share: Spread) -> Spread:
    return Spread(
        share.mean, max(0.0, share.low), min(1.0, share.high), share.lowest, share.highest
    )


def _at_work(scenario: Scenario) -> list[str]:
    return [role for role in roles_on(scenario.protocol) if scenario.staff.get(role)]


def _role(scenario: Scenario, role: str, years: Sequence[Played]) -> RoleOutcome:
    pools = [year.pools[role] for year in years]
    waits = [fmean(pool.waits) / ALL_DAY for pool in pools if pool.waits]
    busy = [pool.busy / pool.there if pool.there else 0.0 for pool in pools]
    people = scenario.staff[role]
    return RoleOutcome(
        role=role,
        people=people,
        busy=_within_one(spread_of(busy)),
        waiting=spread_of(fmean(pool.lying) for pool in pools),
        wait_days=spread_of(waits) if waits else None,
        load=fmean(busy) * people,
        cost=cost_of(scenario, {role: people}),
    )


def cost_of(scenario: Scenario, staff: Mapping[str, int]) -> float | None:
    """Return the cost of these people for a year; None if a price is missing."""
    if not all(role in scenario.prices for role, people in staff.items() if people):
        return None
    return sum(
        scenario.prices[role] * people * people_for_a_place(scenario, role)
        for role, people in staff.items()
        if people
    )


def people_for_a_place(scenario: Scenario, role: str) -> float:
    """Return how many people fill one place: for a role in shifts, as many as cover all hours of
    the year at the hours that one person works."""
    if role not in scenario.around_the_clock:
        return 1.0
    return YEAR * ALL_DAY / hours_of_one(scenario)


def _counted(span: Span, year: Played) -> int:
    return sum(span.begins <= one.came < span.ends for one in year.requests)
