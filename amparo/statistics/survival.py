"""How long until something ends, where some have not ended yet and others end in another way.

Kaplan–Meier for one way to end, Aalen–Johansen for several that exclude each other. Times are whole
days or any other unit, the same for all; ends at one time are taken together. One that comes under
observation late (entry above 0) counts from then on only.

Source of the estimators: Aalen, Borgan, Gjessing, Survival and Event History Analysis (2008), §§3.2
and 3.4; the error of the incidence is the infinitesimal jackknife, as in R's package survival.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

OPEN = 0
"""Has not ended when last looked at. The ways to end are 1, 2, 3 …"""

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class NotFollowed(ValueError):
    """Times that cannot be: negative, or an end before the entry."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, with its standard error and the interval that holds it."""

    value: float
    error: float
    low: float
    high: float


class Followed:
    """What was followed: when each one was last looked at, how it had ended by then, and since when
    it was under observation. Raises `NotFollowed`."""

    def __init__(
        self,
        times: Sequence[float],
        ends: Sequence[int],
        entries: Sequence[float] | None = None,
    ) -> None:
        self.times = np.asarray(times, dtype=np.float64)
        self.ends = np.asarray(ends, dtype=np.int64)
        self.entries = (
            np.zeros_like(self.times) if entries is None else np.asarray(entries, dtype=np.float64)
        )
        if not len(self.times) == len(self.ends) == len(self.entries):
            raise NotFollowed("one time, one end and one entry for each")
        if (self.entries < 0).any() or (self.times < self.entries).any() or (self.ends < 0).any():
            raise NotFollowed("entry before 0, or end before entry")
        self.ways = int(self.ends.max(initial=0))
        self.at, place = np.unique(self.times, return_inverse=True)
        self.ended = np.zeros((self.ways + 1, len(self.at)), dtype=np.int64)
        np.add.at(self.ended, (self.ends, place), 1)
        later = np.cumsum(np.bincount(place, minlength=len(self.at))[::-1])[::-1]
        not_entered = len(self.entries) - np.searchsorted(np.sort(self.entries), self.at)
        self.at_risk: Whole = later - not_entered
        self._alike(place)

    def _alike(self, place: Whole) -> None:
        """Count those that came and ended alike: each such group is computed once."""
        entered = np.searchsorted(self.at, self.entries, side="right")
        size = len(self.at) + 1
        key, self.number = np.unique(
            (entered * size + place) * (self.ways + 1) + self.ends, return_counts=True
        )
        both, self.end = np.divmod(key, self.ways + 1)
        self.entered, self.place = np.divmod(both, size)

    def still_followed(self, time: float) -> int:
        """Return how many are under observation and had not ended just before `time`."""
        here = (self.times >= time) & (self.entries < time)
        return int(here.sum())


class Survival:
    """Kaplan–Meier: the share that has not ended, in whatever way."""

    def __init__(self, followed: Followed) -> None:
        self.followed = followed
        ended = followed.ended[1:].sum(axis=0)
        at_risk = np.maximum(followed.at_risk, 1)
        self._open = np.cumprod(1 - ended / at_risk)
        left = at_risk - ended
        steps = np.divide(ended, at_risk * left, out=np.zeros(len(left)), where=left > 0)
        self._greenwood = np.cumsum(steps)

    def at(self, time: float, confidence: float = 0.95) -> Share:
        """Return the share that has not ended at `time`, with the interval on the log–log scale."""
        place = int(np.searchsorted(self.followed.at, time, side="right")) - 1
        if place < 0:
            return Share(1.0, 0.0, 1.0, 1.0)
        value, relative = float(self._open[place]), math.sqrt(self._greenwood[place])
        return _with_interval(value, value * relative, confidence)

    def median(self) -> float | None:
        """Return the first time at which at most half have not ended, None if there is none yet."""
        reached = np.flatnonzero(self._open <= 0.5)  # noqa: PLR2004 - a half
        return float(self.followed.at[reached[0]]) if len(reached) else None


class Incidence:
    """Aalen–Johansen: the share that has ended in each way by a time, where one end excludes the
    others. The shares of all ways and of what is still open make 1."""

    def __init__(self, followed: Followed) -> None:
        self.followed = followed
        at_risk = np.maximum(followed.at_risk, 1)
        all_ended = followed.ended[1:].sum(axis=0)
        self._hazard = followed.ended / at_risk
        after = np.cumprod(1 - all_ended / at_risk)
        self._before = np.concatenate([[1.0], after[:-1]]) if len(after) else after
        left = at_risk - all_ended
        self._weight = np.divide(1.0, left, out=np.zeros(len(left)), where=left > 0)
        self._at_risk = at_risk

    def at(self, way: int, time: float, confidence: float = 0.95) -> Share:
        """Return the share that has ended in this way by `time`."""
        until = int(np.searchsorted(self.followed.at, time, side="right"))
        if not 0 < way <= self.followed.ways or not until:
            return Share(0.0, 0.0, 0.0, 0.0)
        value = float((self._before * self._hazard[way])[:until].sum())
        moved = self._influence(way, until)
        error = float(np.sqrt((moved**2 * self.followed.number).sum()))
        return _with_interval(value, error, confidence)

    def _influence(self, way: int, until: int) -> Floats:
        """Return how much each group of those alike moves the share, per member: the derivative in
        its weight."""
        alike = self.followed
        steps = (self._before * self._hazard[way])[:until]
        total = self._hazard[1:].sum(axis=0)[:until]
        spread = _from_zero(total * self._weight[:until])  # up to and with each time
        reached = _from_zero(steps)
        mixed = _from_zero(steps * spread[:-1])
        direct = _from_zero(steps / self._at_risk[:until])

        def under_observation(passed: Whole) -> Floats:
            later = reached[-1] - reached[passed]
            found: Floats = mixed[passed] + spread[passed] * later - direct[passed]
            return found

        passed = np.minimum(alike.place + 1, until)
        moved = under_observation(passed) - under_observation(np.minimum(alike.entered, until))
        ended = (alike.place < until) & (alike.end > OPEN)
        moved -= ended * self._weight[alike.place] * (reached[-1] - reached[passed])
        this_way = (alike.place < until) & (alike.end == way)
        moved += this_way * self._before[alike.place] / self._at_risk[alike.place]
        return moved


def _from_zero(steps: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(steps)])


def _with_interval(value: float, error: float, confidence: float) -> Share:
    if not 0 < value < 1:
        return Share(value, 0.0, value, value)
    width = NormalDist().inv_cdf(0.5 + confidence / 2) * error / abs(value * math.log(value))
    bounds = (value ** math.exp(width), value ** math.exp(-width))
    return Share(value, error, *bounds)


def points_to_show(parts: Sequence[Followed], every: float, least: int = 5) -> list[float]:
    """Return the multiples of `every` at which the curves of all parts may be shown together.

    Between a point and the one before it, in each part, either none or at least `least` came into
    sight, ended in each way or went out of sight: no difference of curves tells of fewer. At each
    point at least `least` of each part are still followed. What is too small for a point of its
    own counts with the next one. All parts have the same points: no part can be told from the
    others.
    """
    shown: list[float] = []
    before = [np.zeros(part.ways + 2, dtype=np.int64) for part in parts]
    time = every
    while parts and all(part.still_followed(time) >= least for part in parts):
        now = [_counts(part, time) for part in parts]
        new = np.concatenate([later - earlier for later, earlier in zip(now, before, strict=True)])
        if new.any() and not ((new > 0) & (new < least)).any():
            shown.append(time)
            before = now
        time += every
    return shown


def _counts(part: Followed, time: float) -> Whole:
    """Return how many went out of sight, ended in each way, and came under observation by then."""
    until = int(np.searchsorted(part.at, time, side="right"))
    came = int(((part.entries > 0) & (part.entries < time)).sum())
    return np.append(part.ended[:, :until].sum(axis=1), came)
