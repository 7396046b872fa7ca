"""How near a message is to each node's nearest phrasings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from handlers.understanding.features import Weights, agreement, features
from handlers.understanding.words import Word

NEAREST = 3  # Phrasings of a node that count, besides the nearest.
SHARE = 0.3  # Of the nearest three together; the rest is the nearest one's.
_WEIGHED = 60  # Phrasings, the nearest of all, that are looked at,
_CLOSE = 0.4  # if they have this share of the nearest one's likeness.

Floats = NDArray[np.float32]


@dataclass
class Neighbours:
    """Finds the nearest phrasings; indexed when it is made, then only read."""

    nodes: int
    phrases: Sequence[tuple[int, Sequence[Word]]]  # The number of a node, a phrasing of it.
    weights: Weights = field(init=False)

    def __post_init__(self) -> None:
        all_found = [(node, features(words)) for node, words in self.phrases]
        self.weights = Weights.of(all_found)
        self._owners = np.array([node for node, _ in self.phrases], np.intp)
        totals, postings = [], dict[str, dict[str, list[int]]]()
        for number, (_, found) in enumerate(all_found):
            totals.append(sum(map(self.weights.of_feature, found)))
            for feature, marks in found.items():
                postings.setdefault(feature, {}).setdefault(marks, []).append(number)
        self._totals = np.array(totals, np.float32)
        self._postings = {
            feature: [(marks, np.array(numbers, np.intp)) for marks, numbers in by_marks.items()]
            for feature, by_marks in postings.items()
        }

    def near(self, words: Sequence[Word]) -> tuple[Floats, int | None]:
        """Return each node's likeness (0 to 1) and the number of the nearest phrasing."""
        near = np.zeros(self.nodes, np.float32)
        if not self.phrases:
            return near, None
        alike = self._alike(words)
        top = int(alike.argmax())
        if alike[top] <= 0:
            return near, None
        close = np.flatnonzero(alike >= _CLOSE * alike[top])
        nearest = close[np.argsort(-alike[close], kind="stable")][:_WEIGHED]
        best: dict[int, list[float]] = {}
        for number in nearest:
            best.setdefault(int(self._owners[number]), []).append(float(alike[number]))
        for node, found in best.items():
            near[node] = (1 - SHARE) * found[0] + SHARE * sum(found[:NEAREST]) / NEAREST
        return near, top

    def _alike(self, words: Sequence[Word]) -> Floats:
        total = 0.0
        found: list[NDArray[np.intp]] = [np.zeros(0, np.intp)]
        gained: list[float] = [0.0]  # By each of the phrasings found there.
        for feature, typed in features(words).items():
            weight = self.weights.of_feature(feature)
            total += weight
            for marks, numbers in self._postings.get(feature, ()):
                found.append(numbers)
                gained.append(weight * agreement(typed, marks))
        each = np.repeat(gained, [numbers.size for numbers in found])
        shared = np.bincount(np.concatenate(found), each, len(self.phrases))
        alike: Floats = (2 * shared / (total + self._totals)).astype(np.float32)
        return alike
