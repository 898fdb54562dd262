"""How likely compared pairs are the same, by expectation–maximisation; with reviewed pairs, by
logistic weights that begin there. Groups by average linkage.

No random number is drawn: the same records give the same answer.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amparo.statistics.linkage import Compared, Model

type Floats = NDArray[np.float64]
type Reviewed = Mapping[tuple[int, int], bool]

THRESHOLD = 0.5
"""Likelihood from which records are taken as one. Fixed before anything was measured."""
ROUNDS = 60
PRIOR_SAME = 100.0
PRIOR_OTHER = 500.0
"""Pairs that the shares of the model stand for: few records change them little."""
LEAST = 0.02
"""Pairs less likely than this do not hold a group together."""
STEPS = 500
STIFFNESS = 6.0
"""How strongly reviewed pairs must speak to move a weight."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each level of each feature adds to the logarithm of the odds, and where it begins."""

    begin: float
    of: tuple[Floats, ...]

    def chances(self, found: Compared) -> Floats:
        """Return how likely each pair is the same, from 0 to 1."""
        total = np.full(len(found.pairs), self.begin)
        for column, weights in enumerate(self.of):
            total += weights[found.levels[:, column]]
        return _chance(total)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature says of a pair: doublings of the odds, below 0 where it speaks against."""

    feature: str
    level: int
    doublings: float


def begin(model: Model) -> Weights:
    """Return the weights before anything is known of the records."""
    return _weights(
        [np.array(one.same) for one in model.features],
        [np.array(one.other) for one in model.features],
        model.share,
    )


def learned(found: Compared) -> Weights:
    """Return the weights that fit these pairs, without any that was reviewed."""
    weights = begin(found.model)
    if not len(found.pairs):
        return weights
    for _round in range(ROUNDS):
        chances = weights.chances(found)
        same, other = [], []
        for column, feature in enumerate(found.model.features):
            levels, width = found.levels[:, column], len(feature.same)
            met = np.bincount(levels, weights=chances, minlength=width)
            missed = np.bincount(levels, weights=1 - chances, minlength=width)
            same.append(met + PRIOR_SAME * np.array(feature.same))
            other.append(missed + PRIOR_OTHER * np.array(feature.other))
        prior = PRIOR_SAME + PRIOR_OTHER
        share = (chances.sum() + prior * found.model.share) / (len(chances) + prior)
        weights = _weights(same, other, float(share))
    return weights


def reviewed_weights(found: Compared, before: Weights, reviewed: Reviewed) -> Weights:
    """Return the weights that fit the reviewed pairs best and stay as near to `before` as they
    allow."""
    rows = [k for k, pair in enumerate(_pairs(found)) if pair in reviewed]
    if not rows:
        return before
    known = _pairs(found)
    answers = np.array([float(reviewed[known[k]]) for k in rows])
    design = _design(found, rows)
    start = np.concatenate([[before.begin], *before.of])
    # Many features tell of one thing: the scale of all weights is fitted first.
    slope = _fitted(
        np.stack([np.ones(len(rows)), design @ start], axis=1),
        answers,
        np.array([0.0, 1.0]),
        STIFFNESS,
    )
    centre = start * slope[1]
    centre[0] += slope[0]
    whole = _fitted(design, answers, centre, STIFFNESS)
    return Weights(float(whole[0]), tuple(_split(whole[1:], [len(one) for one in before.of])))


def reasons(found: Compared, weights: Weights, pair: int) -> list[Reason]:
    """Return why a pair is likely, what says most first. `pair`: its row."""
    all_of_it = [
        Reason(feature.name, int(level), float(of[level] / np.log(2)))
        for feature, level, of in zip(
            found.model.features, found.levels[pair], weights.of, strict=True
        )
        if level
    ]
    return sorted(all_of_it, key=lambda one: -abs(one.doublings))


def groups(found: Compared, chances: Floats, *, threshold: float = THRESHOLD) -> list[list[int]]:
    """Return the records that are one, each in one group: those groups join first whose records are
    the likeliest to be the same on average. Records that are known to be different never share a
    group."""
    return _Groups(found, chances, threshold).joined()


class _Groups:
    """Groups that grow; a pair that was not compared counts as unlikely."""

    def __init__(self, found: Compared, chances: Floats, threshold: float) -> None:
        self.threshold = threshold
        self.members: dict[int, list[int]] = {one: [one] for one in range(found.records)}
        self.apart = [{one} - {""} for one in found.apart]
        self.near: list[dict[int, float]] = [{} for _ in range(found.records)]
        self.version = [0] * found.records
        self.queue: list[tuple[float, int, int, int, int]] = []
        for (i, j), chance in zip(_pairs(found), chances, strict=True):
            if chance > LEAST:
                self.near[i][j] = self.near[j][i] = float(chance)
                self._offer(i, j)

    def joined(self) -> list[list[int]]:
        while self.queue:
            _, i, j, version_i, version_j = heapq.heappop(self.queue)
            current = i in self.members and j in self.members
            if current and (self.version[i], self.version[j]) == (version_i, version_j):
                self._join(i, j)
        return list(self.members.values())

    def _join(self, i: int, j: int) -> None:
        if self.apart[i] & self.apart[j]:
            return
        self.members[i] += self.members.pop(j)
        self.apart[i] |= self.apart[j]
        self.version[i] += 1
        own, others = self.near[i], self.near[j]
        own.pop(j, None)
        others.pop(i, None)
        for one, total in others.items():
            own[one] = own.get(one, 0.0) + total
            self.near[one].pop(j, None)
        for one, total in own.items():
            self.near[one][i] = total
            self._offer(i, one)

    def _offer(self, i: int, j: int) -> None:
        i, j = min(i, j), max(i, j)
        average = self.near[i][j] / (len(self.members[i]) * len(self.members[j]))
        if average >= self.threshold:
            heapq.heappush(self.queue, (-average, i, j, self.version[i], self.version[j]))


def _pairs(found: Compared) -> list[tuple[int, int]]:
    return [(int(i), int(j)) for i, j in found.pairs]


def _chance(total: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(total, -60, 60)))
    return chance


def _weights(same: Sequence[Floats], other: Sequence[Floats], share: float) -> Weights:
    """Return weights from how often each level is met. An unknown level says nothing."""
    found = []
    for met, missed in zip(same, other, strict=True):
        known, known_other = met[1:] / met[1:].sum(), missed[1:] / missed[1:].sum()
        found.append(np.concatenate([[0.0], np.log(known / known_other)]))
    return Weights(float(np.log(share / (1 - share))), tuple(found))


def _design(found: Compared, rows: Sequence[int]) -> Floats:
    """Return a column of ones, and one column for each level of each feature."""
    columns = [np.ones((len(rows), 1))]
    for column, feature in enumerate(found.model.features):
        columns.append(np.eye(len(feature.same))[found.levels[rows, column]])
    return np.concatenate(columns, axis=1)


def _fitted(design: Floats, answers: Floats, centre: Floats, stiffness: float) -> Floats:
    """Return logistic weights, drawn towards `centre`. Each step uses a bound of the curvature
    (Böhning and Lindsay), so that none overshoots."""
    weights = centre.copy()
    bound = np.linalg.inv(design.T @ design / 4 + stiffness * np.eye(len(weights)))
    for _round in range(STEPS):
        slope = design.T @ (_chance(design @ weights) - answers) + stiffness * (weights - centre)
        weights = weights - bound @ slope
    return weights


def _split(whole: Floats, widths: Sequence[int]) -> Iterator[Floats]:
    at = 0
    for width in widths:
        yield whole[at : at + width]
        at += width
