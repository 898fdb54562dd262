"""Persons under protection, from the day on which a measure is in place: their number, the work of
follow-up, and how long a change of a measure waits for institutions."""

from random import Random
from typing import Any, Protocol

import simpy

from amparo.law.program_acts import Asked as What
from amparo.simulation.hours import Span
from amparo.simulation.institution_delays import asked_now
from amparo.simulation.scenario import ALL_DAY, MONTHS, PERCENT, YEAR, Scenario
from amparo.simulation.year_results import Asked

A_MONTH = YEAR * ALL_DAY / MONTHS


class Puts(Protocol):
    """Gives the officers a piece of work of so many hours."""

    def __call__(self, hours: float) -> object: ...


class Following:
    def __init__(self, env: simpy.Environment, scenario: Scenario, span: Span, puts: Puts) -> None:
        self.env, self.scenario, self.span, self.puts = env, scenario, span, puts
        self.now = 0
        self.changes: list[Asked] = []
        self.law_asks = scenario.protocol.term_to_answer(What.CONTEXT) is not None

    def begins(self, chance: Random) -> None:
        """Add a person under protection."""
        self.env.process(self._person(chance))

    def _person(self, chance: Random) -> Any:
        self.now += 1
        leaves = self.env.now + chance.expovariate(1 / (self.scenario.protected_days * ALL_DAY))
        if self.law_asks and self.scenario.changed:
            self.env.process(self._changes(leaves, chance))
        if self.scenario.officers:
            yield self.env.timeout(min(chance.random() * A_MONTH, leaves - self.env.now))
        while self.scenario.officers and self.env.now < leaves:
            self.puts(chance.expovariate(1.0) * self.scenario.follow_up_hours)
            yield self.env.timeout(min(A_MONTH, leaves - self.env.now))
        if self.env.now < leaves:
            yield self.env.timeout(leaves - self.env.now)
        self.now -= 1

    def _changes(self, leaves: float, chance: Random) -> Any:
        """Ask an institution before each change of a measure."""
        own = Random(chance.random())
        often = self.scenario.changed / PERCENT / (YEAR * ALL_DAY)
        while True:
            yield self.env.timeout(own.expovariate(often))
            if self.env.now >= leaves:
                return
            asked = asked_now(self.scenario, self.scenario.context_days, self.env.now, own)
            self.changes.append(asked)
