"""What would change a level that questions gave, and whether it is lower without a new fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from amparo.law.assessment.risk_questionnaires import (
    Instrument,
    Reading,
    Rung,
    Weighed,
    in_order,
    most_points,
    places_of,
    weigh,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One other answer to one question, and the reading that this change alone would give."""

    question: str
    answer: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Missing:
    """A level, and the fewest answers missing for it: question and least answer."""

    level: str
    needs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Points:
    """The points of the answers: the least possible, the most possible, and the maximum."""

    least: int
    gravest: int
    most: int


def turns(instrument: Instrument, answers: Mapping[str, str]) -> Iterator[Turn]:
    """Yield each answer, one step up or down, that alone would give another reading; for an
    unanswered question each answer that would."""
    here = weigh(instrument, answers)
    for question in instrument.questions:
        for answer in _beside(question, answers.get(question.id)):
            reading = weigh(instrument, {**answers, question.id: answer})
            if (reading.least, reading.gravest) != (here.least, here.gravest):
                yield Turn(question.id, answer, reading)


def still_missing(instrument: Instrument, answers: Mapping[str, str]) -> Iterator[Missing]:
    """For each level that is not reached, yield the line of its rung with the fewest missing
    answers."""
    here = weigh(instrument, answers)
    for rung in instrument.rung:
        if instrument.levels.index(rung.level) > here.least.rank:
            lines = list(_lacking(instrument, rung, answers))
            yield Missing(rung.level, min(lines, key=len))


def points_of(instrument: Instrument, answers: Mapping[str, str]) -> Points | None:
    """Return the points of the answers; None where no answer gives points."""
    if not instrument.band or not instrument.block:
        return None
    given = {
        one.id: one.points[one.answers.index(answers[one.id])]
        for one in instrument.questions
        if one.id in answers
    }
    open_ones = [one for one in instrument.questions if one.id not in given]
    least = sum(given.values()) + sum(one.points[0] for one in open_ones)
    gravest = sum(given.values()) + sum(one.points[-1] for one in open_ones)
    return Points(least, gravest, most_points(instrument))


def forgotten(instrument: Instrument, before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Return whether the level is lower than before only because a known answer was removed, which
    is no new fact."""
    least = weigh(instrument, now).least
    kept = weigh(instrument, {**before, **now}).least
    return least < weigh(instrument, before).least and least < kept


def _beside(question: Weighed, given: str | None) -> tuple[str, ...]:
    if given is None:
        return question.answers
    place = question.answers.index(given)
    return question.answers[max(0, place - 1) : place] + question.answers[place + 1 : place + 2]


def _lacking(
    instrument: Instrument, rung: Rung, answers: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], ...]]:
    for line in rung.when:
        places = places_of(instrument, line)
        needed = {
            one.id: places[one.id]
            for one in instrument.questions
            if places[one.id] > _place(one, answers)
        }
        yield tuple(in_order(instrument.questions, needed))


def _place(question: Weighed, answers: Mapping[str, str]) -> int:
    given = answers.get(question.id)
    return question.answers.index(given) if given else 0
