"""The course of a criminal proceeding against one accused: what stands on record, what may follow,
how long it has lasted. The stages are data of a country (`protocols/proceedings/`).

Nothing that was noted is refused or changed: a step that the data does not foresee is kept, and the
course says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import amparo
from amparo.law.loading.reader import Where, nearest, read
from amparo.law.loading.toml_files import read_toml

FOLDER = "proceedings"


class Track(StrEnum):
    """Things that go on beside each other in one proceeding."""

    PROCEEDING = "proceeding"
    DETENTION = "detention"
    APPEALS = "appeals"
    PARTIES = "parties"


class Ends(StrEnum):
    """What a stage does to the proceeding: it goes on, rests until it is reopened, ends once the
    stage is final, or has ended."""

    NEVER = "never"
    PAUSED = "paused"
    ONCE_FINAL = "once_final"
    ENDED = "ended"


class Counts(StrEnum):
    NOTHING = "nothing"
    TRIAL = "trial"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `after`: stages of which one stands last on its track before; `anytime`: it may be
    noted at any time before the end. `clears`: tracks that begin anew. `source`: where it was
    met."""

    id: str
    track: Track
    en: str
    es: str
    opens: bool = False
    anytime: bool = False
    after: tuple[str, ...] = ()
    ends: Ends = Ends.NEVER
    clears: tuple[Track, ...] = ()
    counts: Counts = Counts.NOTHING
    source: str = ""


@dataclass(frozen=True, slots=True)
class Proceedings:
    """The stages that one country's law knows."""

    country: str
    checked: bool
    stages: tuple[Stage, ...] = field(metadata={"key": "stage"})

    def stage(self, name: str) -> Stage:
        """Return a stage by its id; raises KeyError."""
        return {one.id: one for one in self.stages}[name]

    def leads_to(self, earlier: Stage, later: Stage) -> bool:
        """Return whether the later stage can be reached from the earlier one, at once or by stages
        between that are not on record."""
        seen, waiting = set[str](), [later]
        while waiting:
            for name in waiting.pop().after:
                if name == earlier.id:
                    return True
                if name not in seen:
                    seen.add(name)
                    waiting.append(self.stage(name))
        return False


@dataclass(frozen=True, slots=True)
class Step:
    """A stage that was reached: on the day `first`, or on one of the days from `first` to `last`
    where sources differ or the day is not known. `final_on`: the day from which no recourse is left
    against it."""

    stage: str
    first: date
    last: date | None = None
    final_on: date | None = None

    @property
    def latest(self) -> date:
        """The last day that it can have been."""
        return self.last or self.first


class Doubt(StrEnum):
    """Why a step should be looked at again."""

    NOT_FORESEEN = "not_foreseen"
    AFTER_THE_END = "after_the_end"
    DAYS_REVERSED = "days_reversed"
    FINAL_BEFORE_IT_WAS_REACHED = "final_before_it_was_reached"


@dataclass(frozen=True, slots=True)
class Days:
    """A number of days; two numbers where the days on record are disputed."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Course:
    """What the steps of one accused amount to. `now`: the last stage of each track. `doubts`: by
    position in `steps`, which are in the order of their days. `lasted`: days under process, without
    those in which it rested."""

    steps: tuple[Step, ...]
    now: dict[Track, Stage]
    may_follow: tuple[Stage, ...]
    ended: bool
    paused: bool
    trials: int
    restarts: int
    lasted: Days
    doubts: tuple[tuple[int, Doubt], ...]


def course_of(law: Proceedings, steps: Iterable[Step], today: date) -> Course:
    """Return the course of one accused. Raises KeyError for a stage that the country does not
    have."""
    ordered = tuple(sorted(steps, key=lambda one: (one.first, one.latest)))
    stages = [law.stage(one.stage) for one in ordered]
    now: dict[Track, Stage] = {}
    doubts: list[tuple[int, Doubt]] = []
    ended_on: date | None = None
    for position, (step, stage) in enumerate(zip(ordered, stages, strict=True)):
        doubts += [(position, doubt) for doubt in _doubts(step)]
        expected = any(one.id in stage.after for one in now.values())
        if ended_on and step.latest > ended_on and not expected:
            doubts.append((position, Doubt.AFTER_THE_END))
        elif not _can_follow(law, stage, now):
            doubts.append((position, Doubt.NOT_FORESEEN))
        now = {track: one for track, one in now.items() if track not in stage.clears}
        now[stage.track] = stage
        if (end := _end(step, stage)) or stage.track is Track.PROCEEDING:
            ended_on = end
    ended = ended_on is not None and ended_on <= today
    return Course(
        steps=ordered,
        now=now,
        may_follow=tuple(one for one in law.stages if _may_follow(one, now, ended=ended)),
        ended=ended,
        paused=not ended and _rests(now),
        trials=sum(one.counts is Counts.TRIAL for one in stages),
        restarts=sum(one.counts is Counts.RESTART for one in stages),
        lasted=Days(
            _days(ordered, stages, today, longest=False),
            _days(ordered, stages, today, longest=True),
        ),
        doubts=tuple(doubts),
    )


@cache
def load_proceedings(country: str) -> Proceedings:
    """Return the stages of a country. Raises LookupError where none are known, MistakenProtocol
    where its file has a mistake."""
    if not country.isalpha():
        raise LookupError(country)
    package = Path(amparo.__file__).parent
    roots = (package / "_protocols", package.parent / "protocols")
    for path in (root / FOLDER / f"{country}.toml" for root in roots):
        if path.is_file():
            return read_proceedings(path)
    raise LookupError(country)


def read_proceedings(path: Path) -> Proceedings:
    """Return the stages in a file. Raises MistakenProtocol with file, key and reason."""
    found = read(Proceedings, read_toml(path, file=path.name), Where(path.name))
    where = Where(path.name).inside("stage")
    ids = [one.id for one in found.stages]
    if len(set(ids)) != len(ids):
        raise where.mistake("an id stands twice")
    for position, stage in enumerate(found.stages):
        for name in stage.after:
            if name not in ids:
                there = where.number(position).inside("after")
                raise there.mistake("“{}” is not known; {}", name, nearest(name, ids))
    return found


def _doubts(step: Step) -> Iterable[Doubt]:
    if step.last and step.last < step.first:
        yield Doubt.DAYS_REVERSED
    if step.final_on and step.final_on < step.first:
        yield Doubt.FINAL_BEFORE_IT_WAS_REACHED


def _can_follow(law: Proceedings, stage: Stage, now: dict[Track, Stage]) -> bool:
    """A record that begins late or leaves out stages contradicts nothing."""
    begins = not now or (stage.opens and Track.PROCEEDING not in now)
    return begins or stage.anytime or any(law.leads_to(one, stage) for one in now.values())


def _may_follow(stage: Stage, now: dict[Track, Stage], *, ended: bool) -> bool:
    last = now.get(Track.PROCEEDING)
    if ended:
        return stage.ends is Ends.ENDED and last is not None and last.id in stage.after
    if stage.opens and last is None:
        return True
    return stage.anytime or any(one.id in stage.after for one in now.values())


def _end(step: Step, stage: Stage) -> date | None:
    """Return the day on which the proceeding ends with this step."""
    if stage.ends is Ends.ENDED:
        return step.latest
    return step.final_on if stage.ends is Ends.ONCE_FINAL else None


def _rests(now: dict[Track, Stage]) -> bool:
    last = now.get(Track.PROCEEDING)
    return last is not None and last.ends is Ends.PAUSED


def _days(steps: Sequence[Step], stages: Sequence[Stage], today: date, *, longest: bool) -> int:
    """Return the days under process: from the earliest days on which it began or went on to the
    latest on which it stopped, or the other way round."""
    total, since = 0, None
    for step, stage in zip(steps, stages, strict=True):
        end = _end(step, stage)
        stops = stage.ends is Ends.PAUSED or (end is not None and end <= today)
        if since is None and stage.track is Track.PROCEEDING and (step.final_on or not stops):
            since = step.first if longest else step.latest
        if stops and since is not None:
            stopped = step.final_on or (step.latest if longest else step.first)
            total, since = total + max((stopped - since).days, 0), None
    return total + (max((today - since).days, 0) if since else 0)
