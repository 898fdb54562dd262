"""Checks of the risk methods; a refusal names the answers that break the rule."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from math import prod

from amparo.law.assessment.risk_matrix import FactorAnswer
from amparo.law.assessment.risk_questionnaires import (
    WHOLE,
    Block,
    Instrument,
    Places,
    Weighed,
    in_order,
    most_points,
    places_of,
    rank,
)
from amparo.law.checks.known_names import known, well_named
from amparo.law.errors import MistakenProtocol
from amparo.law.loading.reader import Where
from amparo.law.protocol import Protocol

MOST_TRIED = 20_000
"""Most combinations of answers to one block. A block with more is refused, because what it decides
could not be checked."""
NO_ANSWER = frozenset({FactorAnswer.UNKNOWN.value, "not_known", "not_sure"})
IDENTITY = frozenset(
    {
        *("gender", "sex", "woman", "women", "man", "men", "transgender", "orientation", "lgbti"),
        *("ethnicity", "ethnic", "race", "indigenous", "afro", "nationality", "migrant"),
        *("age", "disability", "religion", "pregnancy", "pregnant", "language"),
    }
)
"""Words of identity. Questions must ask for exposure because of it instead."""


def check_weighing(protocol: Protocol, file: Where) -> None:
    instruments = protocol.assessment.instrument
    well_named(instruments, file.inside("instrument"))
    well_named([one for each in instruments for one in each.questions], file.inside("instrument"))
    who_they_are = IDENTITY | {trait.id for trait in protocol.admission.trait}
    for place, factor in enumerate(protocol.assessment.factor):
        _no_identity(factor.id, who_they_are, file.inside("factor").number(place))
    for place, one in enumerate(instruments):
        where = file.inside("instrument").number(place)
        for question in one.questions:
            _no_identity(question.id, who_they_are, where)
        _instrument(one, where)


def _no_identity(name: str, who_they_are: Iterable[str], where: Where) -> None:
    if name in who_they_are or not IDENTITY.isdisjoint(name.split("_")):
        where.refuse(
            "“{}” is who somebody is, and that is never weighed: ask what they are exposed to", name
        )


def _instrument(one: Instrument, where: Where) -> None:
    if bool(one.rung) == bool(one.band):
        where.refuse("needs either `rung` or `band`, and not both")
        return
    before = where.mistakes
    _several(one.levels, where.inside("levels"))
    for number, question in enumerate(one.questions):
        _answers(question, where.inside("question").number(number), scored=bool(one.band))
    if where.mistakes == before:
        (_bands if one.band else _rungs)(one, where)
    if where.mistakes == before:
        _decided_by(one, where)


def _decided_by(one: Instrument, where: Where) -> None:
    if one.every_part:
        _every_part(one, where)
        return
    for number, block in enumerate(one.block):
        _not_alone(one, block, where.inside("block").number(number))


def _several(names: tuple[str, ...], where: Where) -> None:
    if len(names) == 1 or not names or len(set(names)) < len(names):
        where.refuse("needs two or more, each named once")


def _answers(question: Weighed, where: Where, *, scored: bool) -> None:
    _several(question.answers, where.inside("answers"))
    if stated := NO_ANSWER.intersection(question.answers):
        where.inside("answers").refuse(
            "“{}” is no answer: what nobody knows is left out, and weighed as unknown", min(stated)
        )
    if len(question.points) != (len(question.answers) if scored else 0):
        where.inside("points").refuse(
            "needs a number for each answer" if scored else "only bands read points"
        )
    _points(question, where.inside("points"))


def _points(question: Weighed, where: Where) -> None:
    if any(points < 0 for points in question.points):
        where.refuse("takes points away")
    graver = pairwise(zip(question.answers, question.points, strict=False))
    for (answer, points), (worse, fewer) in graver:
        if fewer < points:
            where.refuse(
                "“{}” is graver than “{}” and gives fewer points: {}, not {}",
                worse,
                answer,
                fewer,
                points,
            )


# --- bands: every one within reach ---


def _bands(one: Instrument, file: Where) -> None:
    where = file.inside("band")
    if tuple(band.level for band in one.band) != one.levels:
        where.refuse("needs one band for each level, from the least grave to the gravest")
        return
    starts = [band.starts_at for band in one.band]
    if starts[0] != 0 or starts[-1] > WHOLE or any(a >= b for a, b in pairwise(starts)):
        where.refuse("must begin at 0 and rise up to 100")
    elif one.block:
        _within_reach(one, starts, where)


def _within_reach(one: Instrument, starts: list[int], where: Where) -> None:
    most = most_points(one)
    if not most:
        where.refuse("no answer gives a point")
        return
    given = sorted(_sums(one.questions))
    for level, start, end in zip(one.levels, starts, [*starts[1:], WHOLE + 1], strict=True):
        if not any(start * most <= points * WHOLE < end * most for points in given):
            where.refuse(
                "“{}” is out of reach: it holds from {} % to below {} %, and the answers give"
                " from {} % to 100 %, none of them there",
                level,
                start,
                end,
                given[0] * WHOLE // most,
            )


def _sums(questions: Iterable[Weighed]) -> set[int]:
    """Return every sum of points that answers can give."""
    found = {0}
    for question in questions:
        found = {so_far + points for so_far in found for points in set(question.points)}
    return found


# --- rungs: each level by some answers, the least grave by none ---


def _rungs(one: Instrument, file: Where) -> None:
    where = file.inside("rung")
    if not _rungs_known(one, where):
        return
    reached = {rank(one, places) for places in _least_of_each_line(one)}
    for place, level in enumerate(one.levels):
        if place not in reached:
            where.take(_out_of_reach(one, level, where))


def _rungs_known(one: Instrument, where: Where) -> bool:
    before = where.mistakes
    asked = {question.id: question.answers for question in one.questions}
    for number, rung in enumerate(one.rung):
        there = where.number(number)
        known([rung.level], one.levels[1:], there.inside("level"))
        for row, line in enumerate(rung.when):
            for name, answer in line.items():
                at = there.inside("when").number(row).inside(name)
                if known([name], asked, at):
                    known([answer], asked[name], at)
    return where.mistakes == before


def _least_of_each_line(one: Instrument) -> Iterator[dict[str, int]]:
    """Yield the least grave answers of each line: every reachable level is reached by one of
    these."""
    yield places_of(one, {})
    for rung in one.rung:
        for line in rung.when:
            yield places_of(one, line)


def _out_of_reach(one: Instrument, level: str, where: Where) -> MistakenProtocol:
    for rung in one.rung:
        for line in rung.when if rung.level == level else ():
            places = places_of(one, line)
            higher = one.levels[rank(one, places)]
            led = _said(one, places, line)
            return where.mistake("“{}” is out of reach: {} is “{}” already", level, led, higher)
    return where.mistake("“{}” is out of reach: no answers lead there", level)


# --- no block decides alone ---


def _not_alone(one: Instrument, block: Block, where: Where) -> None:
    """Check that, for each combination of answers to a block, the others can change the level."""
    others = [q for other in one.block if other is not block for q in other.question]
    least = {question.id: 0 for question in others}
    gravest = {question.id: question.last for question in others}
    for own in _ways(block, where):
        level = rank(one, own | least)
        if level == rank(one, own | gravest):
            where.refuse(
                "“{}” decides alone: with {} the level is “{}”, whatever else is answered",
                block.id,
                _said(one, own),
                one.levels[level],
            )
            return


def _ways(block: Block, where: Where) -> Iterator[dict[str, int]]:
    if prod(len(question.answers) for question in block.question) > MOST_TRIED:
        where.refuse("has more than {} ways to be answered", MOST_TRIED)
        return
    names = [question.id for question in block.question]
    for places in product(*(range(len(question.answers)) for question in block.question)):
        yield dict(zip(names, places, strict=True))


def _every_part(one: Instrument, where: Where) -> None:
    """Check a legal test with cumulative parts: no part alone raises the level, and none is without
    effect."""
    least = {question.id: 0 for question in one.questions}
    gravest = {question.id: question.last for question in one.questions}
    top = rank(one, gravest)
    for block in one.block:
        own = {question.id: question.last for question in block.question}
        if level := rank(one, least | own):
            where.inside("every_part").refuse(
                "“{}” decides alone: with {} and nothing else the level is “{}”",
                block.id,
                _said(one, own),
                one.levels[level],
            )
    for question in one.questions:
        if rank(one, gravest | {question.id: question.last - 1}) == top:
            where.inside("every_part").refuse(
                "“{}” is no part of it: without it the level is “{}” too",
                question.id,
                one.levels[top],
            )


def _said(one: Instrument, places: Places, only: Iterable[str] = ()) -> str:
    chosen = in_order(one.questions, places)
    named = set(only) or set(places)
    return ", ".join(f"{name} = “{answer}”" for name, answer in chosen if name in named)
