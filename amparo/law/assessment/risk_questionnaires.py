"""Risk methods by questions in blocks (20-assessment.toml): by what is shown, or by points.

Each answer of a question is graver than the one before. An unanswered question is unknown, not
zero: the result then ranges from the least grave possible level to the gravest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from amparo.law.assessment.risk_matrix import Factor, Level, RiskMethod
from amparo.law.errors import WrongValue
from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited, Sourced

WHOLE = 100
type Places = Mapping[str, int]
"""For each question the index of its answer, counted from the least grave."""


@table
class Weighed(Cited):
    """One question, its answers from the least grave to the gravest, and the points of each."""

    id: str
    answers: tuple[str, ...]
    points: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        return len(self.answers) - 1


@table
class Block:
    id: str
    question: tuple[Weighed, ...]


@table
class Rung:
    """A level that holds if all answers of one line of `when` are at least so grave."""

    level: str
    when: tuple[dict[str, str], ...]


@table
class Band:
    """A level that holds from so many per cent of the points on."""

    level: str
    starts_at: int = field(metadata={"key": "from"})


@table
class Instrument(Sourced):
    """One way of weighing. Bands without blocks read a percentage that others worked out."""

    id: str
    levels: tuple[str, ...]
    """From the least grave to the gravest."""
    every_part: Cited | None = None
    """On what authority each part must be shown: a test of law, in which one that is not shown
    keeps the level down. Without it no block may decide alone."""
    block: tuple[Block, ...] = ()
    rung: tuple[Rung, ...] = ()
    band: tuple[Band, ...] = ()

    @property
    def questions(self) -> tuple[Weighed, ...]:
        return tuple(one for block in self.block for one in block.question)


@table
class AssessmentFile:
    """20-assessment.toml. A law without a method gives no level, and no page offers one."""

    factor: tuple[Factor, ...]
    method: tuple[RiskMethod, ...]
    instrument: tuple[Instrument, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The least grave and the gravest possible level, and the questions left open."""

    least: Level
    gravest: Level
    unknown: tuple[str, ...]

    @property
    def level(self) -> Level | None:
        """The level, if no missing answer could change it."""
        return self.least if self.least == self.gravest else None


def weigh(instrument: Instrument, answers: Mapping[str, str]) -> Reading:
    """Return the levels that the answers give. Raises WrongValue for what the instrument does not
    know."""
    asked = {one.id: one for one in instrument.questions}
    given = {name: _place(asked, name, answer) for name, answer in answers.items()}
    lowest = {name: given.get(name, 0) for name in asked}
    highest = {name: given.get(name, one.last) for name, one in asked.items()}
    return Reading(
        least=_level(instrument, rank(instrument, lowest)),
        gravest=_level(instrument, rank(instrument, highest)),
        unknown=tuple(name for name in asked if name not in given),
    )


def of_percentage(instrument: Instrument, percentage: int) -> Level:
    """Return the level of a percentage. Raises WrongValue outside 0 to 100, and where there is no
    band."""
    if not instrument.band or not 0 <= percentage <= WHOLE:
        raise WrongValue(name=instrument.id, given=percentage, allowed=["0 - 100"])
    return _level(instrument, _banded(instrument, percentage, WHOLE))


def rank(instrument: Instrument, places: Places) -> int:
    """Return the index of the level that these answers reach, counted from the least grave."""
    if instrument.band:
        points = sum(one.points[places[one.id]] for one in instrument.questions)
        return _banded(instrument, points, most_points(instrument))
    reached = [
        instrument.levels.index(rung.level)
        for rung in instrument.rung
        if any(_met(instrument, line, places) for line in rung.when)
    ]
    return max(reached, default=0)


def most_points(instrument: Instrument) -> int:
    return sum(one.points[-1] for one in instrument.questions)


def places_of(instrument: Instrument, line: Mapping[str, str]) -> dict[str, int]:
    """Return the least grave answers that meet one line of a rung."""
    return {one.id: _least(one, line) for one in instrument.questions}


def in_order(questions: tuple[Weighed, ...], places: Places) -> Iterator[tuple[str, str]]:
    """Yield each question with its given answer, in the order of the file."""
    for one in questions:
        if one.id in places:
            yield one.id, one.answers[places[one.id]]


def _met(instrument: Instrument, line: Mapping[str, str], places: Places) -> bool:
    return all(places[one.id] >= _least(one, line) for one in instrument.questions)


def _least(question: Weighed, line: Mapping[str, str]) -> int:
    return question.answers.index(line[question.id]) if question.id in line else 0


def _banded(instrument: Instrument, points: int, most: int) -> int:
    reached = [
        place
        for place, band in enumerate(instrument.band)
        if points * WHOLE >= band.starts_at * most
    ]
    return max(reached, default=0)


def _level(instrument: Instrument, place: int) -> Level:
    return Level(
        rank=place, id=instrument.levels[place], highest=place == len(instrument.levels) - 1
    )


def _place(asked: Mapping[str, Weighed], name: str, answer: str) -> int:
    if name not in asked:
        raise WrongValue(name="question", given=name, allowed=sorted(asked))
    if answer not in asked[name].answers:
        raise WrongValue(name=name, given=answer, allowed=asked[name].answers)
    return asked[name].answers.index(answer)
