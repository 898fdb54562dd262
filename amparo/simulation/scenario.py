"""What is played: which law, which year, who asks, who works, and how long each act takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite

from amparo.rules.protocol import Protocol
from amparo.simulation.assumptions import assumed
from amparo.simulation.refusals import (
    NobodyComes,
    NobodyWorks,
    OutOfRange,
    TooMuch,
    UnknownName,
    YearUnknown,
)
from amparo.simulation.road import Step, road_of, roles_on

WARM_UP = 60
"""Days played before the year, so that it does not begin with an empty desk."""
RUN_OUT = 60
"""Days played after it, so that what came in December is judged too."""
YEAR = 365
MOST_REQUESTS = 1_000_000
MOST_PEOPLE = 5_000
MOST_HOURS = 2_000
MOST_RUNS = 200
MOST_DAYS = 365
MOST_PRICE = 1e12
MOST_SEED = 2**32
ALL_DAY = 24
PERCENT = 100
AT_ONCE = 2_000_000
"""Pieces of work, with people's days, that one call may play."""

type Kind = tuple[str, str]
"""The track that a request takes, and the channel it comes by ("" where the law knows none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    protocol: Protocol
    year: int
    arrivals: Mapping[Kind, float]
    """Requests a year."""
    staff: Mapping[str, int]
    work: Mapping[str, float] = field(default_factory=dict)
    """Working hours that an act takes on average, where it is not what is assumed."""
    prices: Mapping[str, float] = field(default_factory=dict)
    """Of one person in a role for a year."""
    around_the_clock: frozenset[str] = frozenset()
    """Roles in shifts: so many people are there at every hour of every day."""
    calendar: str | None = None
    absence: float = assumed("absence").amount
    incomplete: float = assumed("incomplete").amount
    contested: float = assumed("contested").amount
    person_days: float = assumed("person_days").amount
    opens: float = assumed("opens").amount
    closes: float = assumed("closes").amount
    seed: int = 1
    runs: int = 10

    def hours_of(self, step: Step) -> float:
        given = self.work.get(step.act)
        return assumed("work", does=step.does).amount if given is None else given

    @property
    def tracks(self) -> tuple[str, ...]:
        """Those on which somebody comes, as the law orders them."""
        there = {track for (track, _), amount in self.arrivals.items() if amount}
        return tuple(one.id for one in self.protocol.procedure.track if one.id in there)


def checked(scenario: Scenario, most: int = AT_ONCE) -> Scenario:
    """The same, once it is known that it can be played; raises a `Refused` otherwise."""
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
    """About how many pieces of work, and days of people, are played in all runs."""
    days = WARM_UP + YEAR + RUN_OUT
    pieces = sum(
        amount * (1 + len(road_of(scenario.protocol, track).steps))
        for (track, _), amount in scenario.arrivals.items()
    )
    return round(scenario.runs * (pieces * days / YEAR + sum(scenario.staff.values()) * days))


def years_known(protocol: Protocol) -> range:
    """The years in which the law held from the first day on, and whose end is known with some days
    after it."""
    first = max(protocol.calendars.first, protocol.procedure.in_force_from)
    early = first.year + (first > date(first.year, 1, 1))
    return range(early, (protocol.known_until - timedelta(days=RUN_OUT - 1)).year)


def year_near(protocol: Protocol, year: int) -> int:
    """That year, or the nearest that can be played; the same where none can."""
    return min(years_known(protocol), key=lambda one: abs(one - year), default=year)


def usual_arrivals(protocol: Protocol) -> dict[Kind, float]:
    """As many requests a year as were published for this law, or as are assumed for any."""
    total = assumed("arrivals", protocol=protocol.id).amount
    *urgent, last = (track.id for track in protocol.procedure.track)
    share = assumed("urgent_share").amount / PERCENT
    found: dict[Kind, float] = {
        (track, ""): round(total * share / len(urgent), 1) for track in urgent
    }
    found[last, ""] = round(total - sum(found.values()), 1)
    return found


def _numbers(scenario: Scenario) -> Iterator[tuple[str, float, float, float]]:
    """Every number with its name and its bounds."""
    for (track, channel), amount in scenario.arrivals.items():
        yield f"arrivals {track}/{channel}".rstrip("/"), amount, 0, MOST_REQUESTS
    for role, people in scenario.staff.items():
        yield f"staff {role}", people, 0, MOST_PEOPLE
    for act, hours in scenario.work.items():
        yield f"work {act}", hours, 0, MOST_HOURS
    for role, price in scenario.prices.items():
        yield f"price {role}", price, 0, MOST_PRICE
    yield "absence", scenario.absence, 0, PERCENT - 1
    yield "incomplete", scenario.incomplete, 0, PERCENT
    yield "contested", scenario.contested, 0, PERCENT
    yield "person-days", scenario.person_days, 0, MOST_DAYS
    yield "opens", scenario.opens, 0, ALL_DAY - 1
    yield "closes", scenario.closes, scenario.opens + 1, ALL_DAY
    yield "runs", scenario.runs, 2, MOST_RUNS
    yield "seed", scenario.seed, 0, MOST_SEED


def channels_of(protocol: Protocol) -> tuple[str, ...]:
    """By which a request may come; none where the law does not ask."""
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
    """Each act needs somebody who may do it."""
    for track in scenario.tracks:
        for step in road_of(scenario.protocol, track).steps:
            if step.by and not any(scenario.staff.get(role) for role in step.by):
                acts = [
                    one.act for one in road_of(scenario.protocol, track).steps if one.by == step.by
                ]
                raise NobodyWorks(role=step.by[0], protocol=scenario.protocol.id, acts=acts)
