"""The scenario of a simulation: law, year, arrivals, staff, and how long each act takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite

from amparo.law.protocol import Protocol
from amparo.simulation.assumptions import assumed
from amparo.simulation.request_steps import Step, road_of, roles_on
from amparo.simulation.scenario_errors import (
    NobodyComes,
    NobodyWorks,
    OutOfRange,
    TooMuch,
    UnknownName,
    YearUnknown,
)

WARM_UP = 60
"""Days simulated before the year, so that it does not begin with an empty desk."""
RUN_OUT = 60
"""Days simulated after it, so that requests of December are judged too."""
YEAR = 365
MONTHS = 12
MOST_REQUESTS = 1_000_000
MOST_PEOPLE = 5_000
MOST_HOURS = 2_000
MOST_RUNS = 200
MOST_DAYS = 365
MOST_PRICE = 1e12
MOST_PROTECTED = 1_000_000
MOST_SEED = 2**32
ALL_DAY = 24
PERCENT = 100
NUMBERS = (
    *("absence", "incomplete", "contested", "person_days", "opens", "closes"),
    *("consulted", "opinion_days", "context_days", "silent"),
    *("bodies_days", "carry_out_days", "carry_out_urgent_days"),
    *("granted", "protected_days", "follow_up_hours", "changed"),
)
"""Numbers for all requests of a law: each may be given, is published for it, or is assumed."""
BOUNDS = {
    "absence": (0, PERCENT - 1),
    "opens": (0, ALL_DAY - 1),
    "closes": (1, ALL_DAY),
    "protected_days": (1, 20_000),
    "follow_up_hours": (0, MOST_HOURS),
    "changed": (0, 1_200),
}
"""Bounds of the numbers that are neither days nor per cent."""
AT_ONCE = 2_000_000
"""Most pieces of work, with people's days, that one call may simulate."""

type Kind = tuple[str, str]
"""The track of a request, and its channel ("" if the law has none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    protocol: Protocol
    year: int
    arrivals: Mapping[Kind, float]
    """Requests a year."""
    staff: Mapping[str, int]
    work: Mapping[str, float] = field(default_factory=dict)
    """Average working hours of an act, where they differ from the assumed ones."""
    prices: Mapping[str, float] = field(default_factory=dict)
    """Cost of one person in a role for a year."""
    around_the_clock: frozenset[str] = frozenset()
    """Roles in shifts: so many people are present at every hour of every day."""
    calendar: str | None = None
    absence: float = assumed("absence").amount
    incomplete: float = assumed("incomplete").amount
    contested: float = assumed("contested").amount
    person_days: float = assumed("person_days").amount
    consulted: float = assumed("consulted").amount
    opinion_days: float = assumed("opinion_days").amount
    context_days: float = assumed("context_days").amount
    silent: float = assumed("silent").amount
    bodies_days: float = assumed("bodies_days").amount
    carry_out_days: float = assumed("carry_out_days").amount
    carry_out_urgent_days: float = assumed("carry_out_urgent_days").amount
    granted: float = assumed("granted").amount
    protected_days: float = assumed("protected_days").amount
    follow_up_hours: float = assumed("follow_up_hours").amount
    changed: float = assumed("changed").amount
    protected: int = 0
    """Persons under protection at the start."""
    officers: int = 0
    """Officers for follow-up; without them nothing is calculated of their work."""
    officer_price: float | None = None
    opens: float = assumed("opens").amount
    closes: float = assumed("closes").amount
    seed: int = 1
    runs: int = 10

    def hours_of(self, step: Step) -> float:
        given = self.work.get(step.act)
        return assumed("work", does=step.does).amount if given is None else given

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks with arrivals, in the order of the law."""
        there = {track for (track, _), amount in self.arrivals.items() if amount}
        return tuple(one.id for one in self.protocol.procedure.track if one.id in there)


def checked(scenario: Scenario, most: int = AT_ONCE) -> Scenario:
    """Return the scenario if it can be simulated; raises a `Refused` otherwise."""
    for option, value, least, high in _numbers(scenario):
        if not (isfinite(value) and least <= value <= high):
            raise OutOfRange(
                option=option, given=_said(value), least=_said(least), most=_said(high)
            )
    _refuse_unknown(scenario)
    if not scenario.tracks:
        raise NobodyComes
    _refuse_unknown_year(scenario)
    _refuse_unstaffed(scenario)
    effort = effort_of(scenario)
    if effort > most:
        raise TooMuch(given=effort, allowed=most)
    return scenario


def _said(value: float) -> str:
    return f"{value:.0f}" if isfinite(value) and value == int(value) else f"{value}"


def effort_of(scenario: Scenario) -> int:
    """Return about how many pieces of work, and days of people, all runs simulate."""
    days = WARM_UP + YEAR + RUN_OUT
    pieces = sum(
        amount * (1 + len(road_of(scenario.protocol, track).steps))
        for (track, _), amount in scenario.arrivals.items()
    )
    granted = sum(scenario.arrivals.values()) * scenario.granted / PERCENT
    months = days / YEAR * MONTHS if scenario.officers else 1
    followed = (scenario.protected + granted) * months * 2
    people = (sum(scenario.staff.values()) + scenario.officers) * days
    return round(scenario.runs * (pieces * days / YEAR + people + followed))


def years_known(protocol: Protocol) -> range:
    """Return the years in which the law was in force from the first day on, and whose end is known
    with some days after it."""
    first = max(protocol.calendars.first, protocol.procedure.in_force_from)
    early = first.year + (first > date(first.year, 1, 1))
    return range(early, (protocol.known_until - timedelta(days=RUN_OUT - 1)).year)


def usual_numbers(protocol: Protocol) -> dict[str, float]:
    """Return each of NUMBERS as published for this law, or assumed."""
    return {name: assumed(name, protocol=protocol.id).amount for name in NUMBERS}


def year_near(protocol: Protocol, year: int) -> int:
    """Return that year, or the nearest that can be simulated; the same year if none can."""
    return min(years_known(protocol), key=lambda one: abs(one - year), default=year)


def usual_arrivals(protocol: Protocol) -> dict[Kind, float]:
    """Return the requests a year as published for this law, or as assumed for any."""
    total = assumed("arrivals", protocol=protocol.id).amount
    *urgent, last = (track.id for track in protocol.procedure.track)
    share = assumed("urgent_share").amount / PERCENT
    found: dict[Kind, float] = {
        (track, ""): round(total * share / len(urgent), 1) for track in urgent
    }
    found[last, ""] = round(total - sum(found.values()), 1)
    return found


def _numbers(scenario: Scenario) -> Iterator[tuple[str, float, float, float]]:
    """Yield every number with its name and its bounds."""
    for (track, channel), amount in scenario.arrivals.items():
        yield f"arrivals {track}/{channel}".rstrip("/"), amount, 0, MOST_REQUESTS
    for kind, given, most in (
        ("staff", scenario.staff, MOST_PEOPLE),
        ("work", scenario.work, MOST_HOURS),
        ("price", scenario.prices, MOST_PRICE),
    ):
        yield from ((f"{kind} {name}", value, 0, most) for name, value in given.items())
    for name in NUMBERS:
        least, most = BOUNDS.get(name, (0, MOST_DAYS if name.endswith("_days") else PERCENT))
        yield name.replace("_", "-"), getattr(scenario, name), least, most
    yield "closes", scenario.closes, scenario.opens + 1, ALL_DAY
    yield "protected", scenario.protected, 0, MOST_PROTECTED
    yield "follow-up", scenario.officers, 0, MOST_PEOPLE
    yield "follow-up-price", scenario.officer_price or 0, 0, MOST_PRICE
    yield "runs", scenario.runs, 2, MOST_RUNS
    yield "seed", scenario.seed, 0, MOST_SEED


def channels_of(protocol: Protocol) -> tuple[str, ...]:
    """Return the channels by which a request may come; empty if the law does not ask."""
    name = protocol.procedure.channel
    return protocol.facts[name].values if name else ()


def _refuse_unknown(scenario: Scenario) -> None:
    law = scenario.protocol
    roles, tracks = roles_on(law), [track.id for track in law.procedure.track]
    acts = {step.act for steps in roles.values() for step in steps}
    known: list[tuple[str, list[str], list[str]]] = [
        ("--arrivals", [track for track, _ in scenario.arrivals], tracks),
        ("--arrivals", [name for _, name in scenario.arrivals], ["", *channels_of(law)]),
        ("--staff", [*scenario.staff], [*roles]),
        ("--work", [*scenario.work], sorted(acts)),
        ("--price", [*scenario.prices], [*roles]),
        ("--shifts", sorted(scenario.around_the_clock), [*roles]),
    ]
    for option, given, allowed in known:
        for name in given:
            if name not in allowed:
                shown = [one for one in allowed if one]
                raise UnknownName(option=option, given=name, protocol=law.id, allowed=shown)
    law.calendar(scenario.calendar)


def _refuse_unknown_year(scenario: Scenario) -> None:
    years = years_known(scenario.protocol)
    if scenario.year not in years:
        said = f"{years[0]}–{years[-1]}" if years else "–"
        raise YearUnknown(given=scenario.year, protocol=scenario.protocol.id, allowed=said)


def _refuse_unstaffed(scenario: Scenario) -> None:
    """Check that each act has a role with people that may do it. Names every role that is
    missing."""
    unstaffed = [
        step
        for track in scenario.tracks
        for step in road_of(scenario.protocol, track).steps
        if step.by and not any(scenario.staff.get(role) for role in step.by)
    ]
    if unstaffed:
        first = unstaffed[0].by
        acts = dict.fromkeys(step.act for step in unstaffed if step.by == first)
        missing = dict.fromkeys(f"{step.by[0]}=1" for step in unstaffed)
        raise NobodyWorks(
            role=first[0], protocol=scenario.protocol.id, acts=[*acts], missing=[*missing]
        )
