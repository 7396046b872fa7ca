"""A linear model: how much each sign of a message speaks for each node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
ROUNDS = 6  # Of training over all phrasings.
RATE = 0.5  # Of the first round; later ones learn more slowly.
SHARPNESS = 6.0  # Length of a message's signs: the longer, the surer the probabilities.
_GOOD_ENOUGH = 0.98  # A phrasing that is told so surely teaches nothing more.
_SEED = 1


@dataclass(frozen=True)
class Linear:
    """Gives each node a probability; trained once, then only read."""

    vocabulary: Mapping[str, int]
    rarity: Floats  # By sign.
    weights: Floats  # By sign and node.

    @classmethod
    def train(cls, examples: Sequence[tuple[int, Mapping[str, float]]], nodes: int) -> Linear:
        """Learn from signs with the number of their node. Pure: the same gives the same."""
        used: dict[str, int] = {}
        for _, signs in examples:
            for sign in signs:
                used[sign] = used.get(sign, 0) + 1
        vocabulary = {sign: at for at, sign in enumerate(used)}
        counts = np.fromiter(used.values(), np.float32, len(used))
        rarity = np.log1p(len(examples) / counts).astype(np.float32)
        model = cls(vocabulary, rarity, np.zeros((len(used), nodes), np.float32))
        vectors = [(right, *model._vector(signs)) for right, signs in examples]
        chance = np.random.default_rng(_SEED)
        for round_ in range(ROUNDS):
            rate = RATE / (1 + round_ / 2) / SHARPNESS
            for at in chance.permutation(len(vectors)):
                right, places, values = vectors[at]
                model._learn(right, places, values, rate)
        return model

    def probabilities(self, signs: Mapping[str, float]) -> Floats:
        """Return how likely each node is, by its number."""
        at, values = self._vector(signs)
        return _softmax(values @ self.weights[at])

    def known(self, signs: Mapping[str, float]) -> float:
        """Return the share of the signs that phrasings have, by weight."""
        total = sum(signs.values())
        return sum(v for s, v in signs.items() if s in self.vocabulary) / total if total else 0.0

    def _vector(self, signs: Mapping[str, float]) -> tuple[NDArray[np.intp], Floats]:
        """Return the known signs' places and values, of one length for all messages."""
        places = [(self.vocabulary[s], value) for s, value in signs.items() if s in self.vocabulary]
        at = np.array([place for place, _ in places], np.intp)
        values = np.array([value for _, value in places], np.float32) * self.rarity[at]
        length = float(np.sqrt(values @ values)) or 1.0
        return at, values * np.float32(SHARPNESS / length)

    def _learn(self, right: int, at: NDArray[np.intp], values: Floats, rate: float) -> None:
        off = _softmax(values @ self.weights[at])
        if off[right] >= _GOOD_ENOUGH:
            return
        off[right] -= 1
        self.weights[at] -= np.outer(values, off * np.float32(rate))


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    shares: Floats = raised / raised.sum()
    return shares
