"""Level of risk: reasons first, then a level from probability and impact (20-assessment.toml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from amparo.law.errors import Unanswered, WrongValue
from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited, Sourced


class FactorKind(StrEnum):
    THREAT = "threat"
    VULNERABILITY = "vulnerability"
    CAPACITY = "capacity"


class FactorAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@table
class Factor(Cited):
    id: str
    kind: FactorKind


@table
class RiskMethod(Sourced):
    """One version of the table. A row is a probability; its columns follow `impacts`."""

    id: str
    probabilities: tuple[str, ...]
    impacts: tuple[str, ...]
    levels: tuple[str, ...]
    """From the least grave to the gravest."""
    table: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Level:
    """A level of risk; levels of one method compare by how grave they are."""

    rank: int
    id: str
    highest: bool

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A level with its reasons, which come first on any page."""

    threats: tuple[str, ...]
    vulnerabilities: tuple[str, ...]
    capacities: tuple[str, ...]
    unknown: tuple[str, ...]
    probability: str
    impact: str
    method: str
    level: Level


def level(method: RiskMethod, probability: str | None, impact: str | None) -> Level:
    """Return the table's level. A missing answer raises Unanswered: unknown is never zero."""
    row = _answered("probability", probability, method.probabilities)
    column = _answered("impact", impact, method.impacts)
    name = method.table[row][method.impacts.index(column)]
    rank = method.levels.index(name)
    return Level(rank=rank, id=name, highest=rank == len(method.levels) - 1)


def explain(
    method: RiskMethod,
    factors: tuple[Factor, ...],
    answers: Mapping[str, str],
    *,
    probability: str | None,
    impact: str | None,
) -> Reasoned:
    """Return the reasons and the level. A factor without an answer counts as unknown, never as
    absent."""
    _refuse_unknown_factors(factors, answers)
    grade = level(method, probability, impact)
    return Reasoned(
        threats=_present(factors, answers, FactorKind.THREAT),
        vulnerabilities=_present(factors, answers, FactorKind.VULNERABILITY),
        capacities=_present(factors, answers, FactorKind.CAPACITY),
        unknown=tuple(
            factor.id
            for factor in factors
            if answers.get(factor.id, FactorAnswer.UNKNOWN) == FactorAnswer.UNKNOWN
        ),
        probability=str(probability),
        impact=str(impact),
        method=method.id,
        level=grade,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step on one axis that would change the level. `axis`: probability or impact."""

    axis: str
    to: str
    level: Level


def steps_away(method: RiskMethod, probability: str, impact: str) -> tuple[Step, ...]:
    """Return what would change the level: each next step, up or down, that gives another one."""
    here = level(method, probability, impact)
    found = [
        Step("probability", step, level(method, step, impact))
        for step in _beside(method.probabilities, probability)
    ] + [
        Step("impact", step, level(method, probability, step))
        for step in _beside(method.impacts, impact)
    ]
    return tuple(step for step in found if step.level != here)


def _beside(steps: tuple[str, ...], step: str) -> tuple[str, ...]:
    place = steps.index(step)
    return steps[max(0, place - 1) : place] + steps[place + 1 : place + 2]


def _answered(name: str, given: str | None, allowed: tuple[str, ...]) -> str:
    if given is None or given == "":
        raise Unanswered(name=name, allowed=allowed)
    if given not in allowed:
        raise WrongValue(name=name, given=given, allowed=allowed)
    return given


def _refuse_unknown_factors(factors: tuple[Factor, ...], answers: Mapping[str, str]) -> None:
    known = {factor.id for factor in factors}
    for name, answer in answers.items():
        if name not in known:
            raise WrongValue(name="factor", given=name, allowed=sorted(known))
        if answer not in tuple(FactorAnswer):
            raise WrongValue(name=name, given=answer, allowed=tuple(FactorAnswer))


def _present(
    factors: tuple[Factor, ...], answers: Mapping[str, str], kind: FactorKind
) -> tuple[str, ...]:
    return tuple(
        factor.id
        for factor in factors
        if factor.kind is kind and answers.get(factor.id) == FactorAnswer.YES
    )
