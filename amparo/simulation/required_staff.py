"""The number of people needed so that every term is met often enough."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from amparo.simulation.request_steps import road_of
from amparo.simulation.run_statistics import (
    Outcome,
    RoleOutcome,
    TermOutcome,
    cost_of,
    play_years,
    untold,
)
from amparo.simulation.scenario import AT_ONCE, Scenario, effort_of
from amparo.simulation.scenario_errors import TooMuch

TARGETS = (0.95, 0.99)
AMPLE = 2
SPARE = 3
FULL = 0.8
"""Above this share of busy time, the load cannot be estimated from the work done."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The staff with which every term that depends on staff meets the target."""

    target: float
    staff: Mapping[str, int] | None
    """None if the search ended before a result."""
    out_of_reach: tuple[TermOutcome, ...]
    """Terms missed with any staff, at these hours, with the share that is reachable."""
    cost: float | None = None


def staff_needed(
    scenario: Scenario,
    targets: Sequence[float] = TARGETS,
    *,
    most: int = AT_ONCE,
    after_each: Callable[[], None] = untold,
) -> list[Needed]:
    """Return the staff for each target. Begins with the staff that would be busy all day, and adds
    one person at a time where work waits longest on the way to a missed term. `most` bounds the
    whole search, which is deterministic."""
    search = _Search(scenario, most, after_each)
    return [search.found(target) for target in sorted(targets)]


class _Search:
    def __init__(self, scenario: Scenario, most: int, after_each: Callable[[], None]) -> None:
        self.scenario, self.left, self.after_each = scenario, most, after_each
        self.ample: Outcome | None = None
        self.staff: dict[str, int] = {}

    def played(self, staff: Mapping[str, int]) -> Outcome:
        # Follow-up takes officers' hours, and none of the roles that must keep a term.
        scenario = replace(self.scenario, staff=staff, officers=0, protected=0)
        outcome = play_years(scenario, self.left, self.after_each)
        self.left -= effort_of(scenario)
        return outcome

    def found(self, target: float) -> Needed:
        beyond: tuple[TermOutcome, ...] = ()
        try:
            ample = self.ample = self.ample or self._ample()
            beyond = tuple(one for one in ample.terms if _missed(one, target))
            reached = self._enough(target, {one.term for one in beyond}, ample)
        except TooMuch:
            return Needed(target, None, beyond)
        still = {one.term for one in reached.terms if _missed(one, target)}
        beyond = tuple(one for one in ample.terms if one.term in still)
        return Needed(target, dict(self.staff), beyond, cost_of(self.scenario, self.staff))

    def _ample(self) -> Outcome:
        """Return the outcome with so many people that more would change nothing."""
        outcome = self.played(self.scenario.staff)
        while True:
            full = any(one.busy.mean > FULL for one in outcome.roles)
            staff = {one.role: ceil(one.load) * AMPLE + SPARE for one in outcome.roles}
            outcome = self.played(staff)
            if not full:
                self.staff = {one.role: max(1, ceil(one.load)) for one in outcome.roles}
                return outcome

    def _enough(self, target: float, hopeless: set[str], ample: Outcome) -> Outcome:
        """Add people until the target is met. Terms that even ample staff misses are added to
        `hopeless`."""
        while True:
            outcome = self.played(self.staff)
            missed = [
                one for one in outcome.terms if _missed(one, target) and one.term not in hopeless
            ]
            if not missed:
                return outcome
            worst = min(missed, key=lambda one: one.share.mean if one.share else 1)
            slowest = self._slowest(outcome, worst, ample)
            if slowest is None:
                hopeless.add(worst.term)
            else:
                self.staff[slowest] += 1

    def _slowest(self, outcome: Outcome, term: TermOutcome, ample: Outcome) -> str | None:
        """Return the role on the way to this term whose work waits longest beyond the minimum; None
        if all roles have as many people as could help."""
        law = self.scenario.protocol
        rule = next(one for one in law.terms.term if one.id == term.term)
        on_the_way = {
            role
            for track in self.scenario.tracks
            for step in road_of(law, track).leading_to(rule.met_by)
            for role in step.by
        }
        most = {one.role: one for one in ample.roles}
        longer = {
            one.role: _wait(one) - _wait(most[one.role])
            for one in outcome.roles
            if one.role in on_the_way and one.people < most[one.role].people
        }
        return max(longer, key=lambda role: longer[role], default=None)


def _wait(role: RoleOutcome) -> float:
    return role.wait_days.mean if role.wait_days else 0.0


def _missed(term: TermOutcome, target: float) -> bool:
    return term.share is not None and term.share.mean < target
