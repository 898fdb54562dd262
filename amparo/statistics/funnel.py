"""How far things come along an ordered row of stages, and how long they stay at each.

Of attacks: reported, investigated, charged, judged, final. Each one goes on to a later stage, ends
in another way, or is still where it was when last looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amparo.statistics.survival import OPEN, Followed

WENT_ON = 1
"""Way to end a stage: a later stage was reached. The other ways are 2, 3 … in the order given."""


@dataclass(frozen=True, slots=True)
class History:
    """When one reached stages or other ends, and until when it was followed: days from any one
    start, the same for the whole history."""

    reached: Mapping[str, float]
    until: float


@dataclass(frozen=True, slots=True)
class AtStage:
    """Those that reached one stage. `assumed`: of them, those for which only a later stage is on
    record; how long they stayed is not known, and they are not in `followed`, where time runs from
    the day of the stage."""

    stage: str
    reached: int
    assumed: int
    went_on: int
    ended: Mapping[str, int]
    waiting: int
    followed: Followed


def funnel(
    histories: Sequence[History], stages: Sequence[str], ends: Sequence[str]
) -> tuple[AtStage, ...]:
    """Return who reached each stage, in the order of `stages`, and what became of them there.

    What has reached a later stage counts as having reached each earlier one. A history that ends in
    another way stays at the last stage that it had reached by then; what is on record after such an
    end (a file that was reopened) takes the end away.
    """
    return tuple(_at_stage(histories, stages, ends, place) for place in range(len(stages)))


def _at_stage(
    histories: Sequence[History], stages: Sequence[str], ends: Sequence[str], place: int
) -> AtStage:
    counts = dict.fromkeys(ends, 0)
    reached = assumed = went_on = 0
    times: list[float] = []
    ways: list[int] = []
    for one in histories:
        later = [one.reached[stage] for stage in stages[place + 1 :] if stage in one.reached]
        here = one.reached.get(stages[place])
        if here is None and not later:
            continue
        reached += 1
        end = None if later else _last_end(one, stages, ends)
        went_on += bool(later)
        if end is not None:
            counts[end] += 1
        if here is None:
            assumed += 1
            continue
        left = min(later) if later else one.until if end is None else one.reached[end]
        times.append(max(left - here, 0.0))
        ways.append(WENT_ON if later else OPEN if end is None else WENT_ON + 1 + ends.index(end))
    return AtStage(
        stage=stages[place],
        reached=reached,
        assumed=assumed,
        went_on=went_on,
        ended=counts,
        waiting=reached - went_on - sum(counts.values()),
        followed=Followed(times, ways),
    )


def _last_end(one: History, stages: Sequence[str], ends: Sequence[str]) -> str | None:
    """Return the way in which it has ended, None where a stage was reached after that."""
    ended = [(one.reached[end], end) for end in ends if end in one.reached]
    last = max((one.reached[stage] for stage in stages if stage in one.reached), default=0.0)
    return max(ended)[1] if ended and max(ended)[0] >= last else None
