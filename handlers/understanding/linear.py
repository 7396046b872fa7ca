"""A linear model: how much each sign of a message speaks for each node."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handlers.understanding.features import ACCENTED
from handlers.understanding.luck import Luck

Floats = NDArray[np.float32]
Signs = Mapping[str, float]
Vector = tuple[NDArray[np.intp], Floats]  # Places of signs, and how much each weighs there.
ROUNDS = 6  # Of training over all phrasings.
RATE = 0.8  # Of the first round; later ones learn more slowly.
SHARPNESS = 9.0  # Length of a message's signs: the longer, the surer the probabilities.
AVERAGED = 3  # Of the rounds the last so many are averaged.
_GOOD_ENOUGH = 0.98  # A phrasing that is told so surely teaches nothing more.
COURSES = 3  # Of training, by other chances; their average owes less to any.


@dataclass(frozen=True)
class Example:
    """A phrasing to learn from, and what may be told before it, in its language."""

    node: int
    signs: Signs
    told: Sequence[Signs] = ()


@dataclass(frozen=True)
class Linear:
    """Gives each node a probability; trained once, then only read."""

    vocabulary: Mapping[str, int]
    rarity: Floats  # By sign.
    weights: Floats  # By sign and node.

    @classmethod
    def train(cls, examples: Sequence[Example], nodes: int) -> Linear:
        """Learn which signs speak for which node. Pure: the same gives the same.

        What is told before stands before any node's phrasings, so it comes to speak for none.
        """
        used = Counter(sign for example in examples for sign in example.signs)
        vocabulary = {sign: at for at, sign in enumerate(used)}
        counts = np.fromiter(used.values(), np.float32, len(used))
        rarity = np.log1p(len(examples) / counts).astype(np.float32)
        model = cls(vocabulary, rarity, np.zeros((len(used), nodes), np.float32))
        vectors = [model._vector(example.signs) for example in examples]
        names = np.array([zlib.crc32(sign.encode()) for sign in vocabulary], np.uint32)
        keys = np.array([names[at].sum(dtype=np.uint32) for at, _ in vectors], np.uint32)
        lists = {id(example.told): example.told for example in examples}  # A few, shared by all.
        told = {of: [model._vector(signs) for signs in each] for of, each in lists.items()}
        luck = Luck(names, keys)
        weights = np.zeros_like(model.weights)
        for course in range(COURSES):
            weights += model._learned(examples, vectors, told, luck, course)
        return replace(model, weights=weights / np.float32(COURSES))

    def _learned(
        self,
        examples: Sequence[Example],
        vectors: Sequence[Vector],
        told: Mapping[int, Sequence[Vector]],
        luck: Luck,
        course: int,
    ) -> Floats:
        """Return the weights after one course, which begins with none."""
        learning = replace(self, weights=np.zeros_like(self.weights))
        bare = np.array([not sign.startswith(ACCENTED) for sign in self.vocabulary])
        kept = np.zeros_like(self.weights)
        for round_ in range(ROUNDS):
            rate = np.float32(RATE / (1 + round_ / 2) / SHARPNESS)
            drawn = luck.of_round(course * ROUNDS + round_)
            for at in np.argsort(drawn.order, kind="stable"):
                example = examples[at]
                places, values = _behind(vectors[at], told[id(example.told)], drawn.told[at])
                left = luck.kept(places, drawn.mask[at])
                if drawn.bare[at]:
                    left &= bare[places]
                seen = places[left], values[left]
                learning._learn(example.node, *_of_one_length(*seen), rate)
            if round_ >= ROUNDS - AVERAGED:
                kept += learning.weights
        return kept / np.float32(AVERAGED)

    def probabilities(self, signs: Signs) -> Floats:
        """Return how likely each node is, by its number."""
        at, values = _of_one_length(*self._vector(signs))
        return _softmax(values @ self.weights[at])

    def known(self, signs: Signs) -> float:
        """Return the share of the signs that phrasings have, by weight."""
        total = sum(signs.values())
        return sum(v for s, v in signs.items() if s in self.vocabulary) / total if total else 0.0

    def _vector(self, signs: Signs) -> Vector:
        """Return the known signs' places and values."""
        places = [(self.vocabulary[s], value) for s, value in signs.items() if s in self.vocabulary]
        at = np.array([place for place, _ in places], np.intp)
        return at, np.array([value for _, value in places], np.float32) * self.rarity[at]

    def _learn(self, right: int, at: NDArray[np.intp], values: Floats, rate: np.float32) -> None:
        rows = self.weights[at]
        off = _softmax(values @ rows)
        if off[right] >= _GOOD_ENOUGH:
            return
        off[right] -= 1
        self.weights[at] = rows - np.outer(values, off * rate)


def _behind(vector: Vector, told: Sequence[Vector], picks: Sequence[int]) -> Vector:
    """Return a phrasing's signs with those of what is told before it."""
    at, values = vector
    if told and len(picks):
        at = np.concatenate([at, *(told[pick % len(told)][0] for pick in picks)])
        values = np.concatenate([values, *(told[pick % len(told)][1] for pick in picks)])
        at, first = np.unique(at, return_index=True)
        values = values[first]
    return at, values


def _of_one_length(at: NDArray[np.intp], values: Floats) -> Vector:
    length = float(np.sqrt(values @ values)) or 1.0
    return at, values * np.float32(SHARPNESS / length)


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    shares: Floats = raised / raised.sum()
    return shares
