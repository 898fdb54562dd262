"""Simulation of one year, event by event: requests come, pieces of work wait, people take them."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any, cast

import simpy

from amparo.law.program_acts import Asked as What
from amparo.law.program_acts import Deed
from amparo.simulation.follow_up_workload import Following
from amparo.simulation.hours import Span, Spell, opening, present
from amparo.simulation.institution_delays import asked_now, waits_until
from amparo.simulation.request_steps import Others, Road, Step, road_of
from amparo.simulation.scenario import ALL_DAY, PERCENT, YEAR, Scenario
from amparo.simulation.year_results import Played, Pool, Request

WEEK = 7.0 * ALL_DAY
OFFICERS = ""
"""The key of follow-up officers, who have no role in the law."""
DONE = 1e-9
type Steps = Generator[simpy.Event, Any, None]


@dataclass(slots=True, order=True)
class Piece:
    """One act that waits to be done. Ordered by track, then by arrival."""

    rank: int
    number: int
    hours: float = field(compare=False)
    asked: float = field(compare=False)
    done: simpy.Event = field(compare=False)
    counted: bool = field(compare=False)


def play(scenario: Scenario, span: Span, run: int) -> Played:
    """Simulate a year. The same scenario, seed and run always give the same result."""
    return _Year(scenario, span, run).play()


def chance_of(scenario: Scenario, run: int, *what: object) -> Random:
    """Return a separate random source for each purpose, so that one more officer changes neither
    the arrivals nor the duration of acts."""
    return Random("/".join(map(str, (scenario.seed, run, *what))))


class _Year:
    def __init__(self, scenario: Scenario, span: Span, run: int) -> None:
        self.scenario, self.span, self.run = scenario, span, run
        self.env = simpy.Environment()
        self.numbers = count()
        self.ranks = {one.id: rank for rank, one in enumerate(scenario.protocol.procedure.track)}
        self.requests: list[Request] = []
        self.open = 0
        self.open_by_week: list[int] = []
        self.pools = {
            role: Pool(simpy.PriorityStore(self.env), people)
            for role, people in scenario.staff.items()
            if people
        }
        self.officers = Pool(simpy.PriorityStore(self.env), scenario.officers)
        self.following = Following(self.env, scenario, span, self._put_to_officers)
        self.protected_by_week: list[int] = []

    def play(self) -> Played:
        for role, pool in (*self.pools.items(), (OFFICERS, self.officers)):
            self._comes_to_work(role, pool)
        for number in range(self.scenario.protected):
            self.following.begins(chance_of(self.scenario, self.run, "protected", number))
        for (track, channel), amount in self.scenario.arrivals.items():
            if amount:
                self.env.process(self._come(track, channel, amount))
        self.env.process(self._looks_each_week())
        self.env.run(until=self.span.whole)
        return Played(
            self.requests,
            self.pools,
            self.open_by_week,
            self.officers,
            self.protected_by_week,
            self.following.changes,
        )

    def _comes_to_work(self, role: str, pool: Pool) -> None:
        spells = opening(self.scenario, self.span, role)
        if pool.people:
            self.env.process(self._closes(pool, spells))
        for number in range(pool.people):
            chance = chance_of(self.scenario, self.run, role, number)
            own = present(spells, self.scenario.absence, chance)
            self.env.process(self._works(pool, own))

    def _come(self, track: str, channel: str, amount: float) -> Steps:
        """Generate requests at any hour of any day, independently of each other."""
        chance = chance_of(self.scenario, self.run, "come", track, channel)
        road = road_of(self.scenario.protocol, track)
        while True:
            yield self.env.timeout(chance.expovariate(amount / (YEAR * ALL_DAY)))
            request = Request(track, channel, self.env.now)
            self.requests.append(request)
            own = chance_of(self.scenario, self.run, track, channel, len(self.requests))
            self._begin(request, road, own)

    def _begin(self, request: Request, road: Road, chance: Random) -> None:
        steps = road.taken(self._branches(chance))
        done = {step.records: self.env.event() for step in steps}
        request.left = len(steps)
        self.open += 1
        for step in steps:
            before = [done[name] for name in step.after if name in done]
            own = chance_of(self.scenario, self.run, chance.random())
            self.env.process(self._step(request, step, before, done[step.records], own))
        if chance.random() * PERCENT < self.scenario.granted:
            there = [done[step.records] for step in steps if step.carries_out]
            own = chance_of(self.scenario, self.run, chance.random())
            self.env.process(self._protects(request, there, done, own))

    def _protects(
        self,
        request: Request,
        there: list[simpy.Event],
        done: dict[str, simpy.Event],
        chance: Random,
    ) -> Steps:
        """Put the person under protection from the first measure in place. If the law has no act
        for it, it takes as long as institutions take after the last act towards them."""
        if there:
            yield simpy.AnyOf(self.env, there)
        else:
            law = self.scenario.protocol
            words = (law.recorded_by(deed) for deed in (Deed.FORWARD, Deed.NOTIFY, Deed.DECIDE))
            yield done[next(one for one in words if one in done)]
            urgent = self.ranks[request.track] < len(self.ranks) - 1
            others = Others.AT_ONCE if urgent else Others.CARRYING_OUT
            days = getattr(self.scenario, others)
            yield self.env.timeout(chance.expovariate(1.0) * days * ALL_DAY)
        request.in_place = self.env.now
        self.following.begins(chance)

    def _branches(self, chance: Random) -> Iterator[Deed]:
        for deed, share in (
            (Deed.CORRECT, self.scenario.incomplete),
            (Deed.CONTEST, self.scenario.contested),
            (Deed.ASK_OPINION, self.scenario.consulted),
        ):
            if chance.random() * PERCENT < share:
                yield deed

    def _step(
        self,
        request: Request,
        step: Step,
        before: Iterable[simpy.Event],
        done: simpy.Event,
        chance: Random,
    ) -> Steps:
        takes = chance.expovariate(1.0)
        for one in before:
            if not one.processed:
                yield one
        if step.others:
            days = getattr(self.scenario, step.others)
            yield self.env.timeout(chance.expovariate(1.0) * days * ALL_DAY)
        if not step.by:
            yield self.env.timeout(takes * self.scenario.person_days * ALL_DAY)
        else:
            hours = takes * self.scenario.hours_of(step)
            pool = self._pool(step)
            pool.in_hand += 1
            yield self._put(request, pool, hours)
            pool.in_hand -= 1
        request.moments[step.records] = self.env.now
        if step.is_opinion:
            yield from self._opinion(request, chance)
        request.left -= 1
        self.open -= not request.left
        done.succeed()

    def _opinion(self, request: Request, chance: Random) -> Steps:
        """Wait for the answer; without one, until its term is over."""
        days = self.scenario.opinion_days
        asked = request.opinion = asked_now(self.scenario, days, self.env.now, chance)
        until = waits_until(self.scenario, self.span, What.OPINION, days, asked)
        yield self.env.timeout(until - self.env.now)

    def _put_to_officers(self, hours: float) -> None:
        counted = self.span.begins <= self.env.now < self.span.ends
        done = self.env.event()
        piece = Piece(0, next(self.numbers), hours, self.env.now, done, counted)
        self.officers.store.put(piece)

    def _put(self, request: Request, pool: Pool, hours: float) -> simpy.Event:
        done = self.env.event()
        now = self.env.now
        counted = self.span.begins <= now < self.span.ends
        rank = self.ranks[request.track]
        pool.store.put(Piece(rank, next(self.numbers), hours, now, done, counted))
        return done

    def _pool(self, step: Step) -> Pool:
        """Return the pool, of those permitted, with least work in hand for each person; if equal,
        the law's first."""
        pools = [self.pools[role] for role in step.by if role in self.pools]
        return min(pools, key=lambda pool: pool.in_hand / pool.people)

    def _works(self, pool: Pool, spells: Iterator[Spell]) -> Steps:
        """Simulate one person: take a piece, work on it while present, and continue it in the next
        spell."""
        piece: Piece | None = None
        left = 0.0
        for begins, ends in spells:
            yield self.env.timeout(begins - self.env.now)
            pool.there += self._inside(begins, ends)
            while self.env.now < ends:
                if piece is None:
                    piece = yield from self._take(pool)
                    if piece is None:
                        break
                    left = piece.hours
                begun = self.env.now
                yield self.env.timeout(min(left, ends - begun))
                pool.busy += self._inside(begun, self.env.now)
                left -= self.env.now - begun
                if left > DONE:
                    break
                piece.done.succeed()
                piece = None

    def _take(self, pool: Pool) -> Generator[simpy.Event, Any, Piece | None]:
        """Return the next piece; None if none came until the end of the day."""
        taken = cast("Piece | None", (yield pool.store.get()))
        if taken is not None and taken.counted:
            pool.waits.append(self.env.now - taken.asked)
        return taken

    def _closes(self, pool: Pool, spells: list[Spell]) -> Steps:
        """Cancel the waiting of idle people at the end of each day."""
        for _begins, ends in spells:
            yield self.env.timeout(ends - self.env.now)
            for asked in list(pool.store.get_queue):
                asked.cancel()
                asked.succeed(None)

    def _inside(self, begins: float, ends: float) -> float:
        """Return the hours of this stretch that are in the year."""
        return max(0.0, min(ends, self.span.ends) - max(begins, self.span.begins))

    def _looks_each_week(self) -> Steps:
        yield self.env.timeout(self.span.begins)
        while self.env.now < self.span.ends:
            for pool in self.pools.values():
                pool.lying.append(len(pool.store.items))
            self.officers.lying.append(len(self.officers.store.items))
            self.open_by_week.append(self.open)
            self.protected_by_week.append(self.following.now)
            yield self.env.timeout(WEEK)
