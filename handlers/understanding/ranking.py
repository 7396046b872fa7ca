"""Which node a message is nearest to: by its nearest phrasings, and by a linear model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.understanding.concepts import Concepts
from handlers.understanding.features import signs
from handlers.understanding.linear import Floats, Linear
from handlers.understanding.neighbours import Neighbours
from handlers.understanding.words import Word

MODEL = 1.5  # What the model's probability weighs, beside the likeness to phrasings.
HARMLESS = ("outside", "talk")  # Topics of what is not ours, and of small talk.
MOST_RANKED = 6  # Nodes that are looked at.


@dataclass(frozen=True)
class Score:
    """How near a node is: `phrase` by its nearest phrasings, `model` by its probability."""

    node: str
    phrase: float
    model: float

    @property
    def total(self) -> float:
        return self.phrase + MODEL * self.model


@dataclass(frozen=True)
class Ranked:
    """The nodes nearest to a message, best first."""

    scores: tuple[Score, ...]
    known: float = 0.0  # The share of the message that phrasings have, 0 to 1.
    like: int | None = None  # The number of the nearest phrasing.


@dataclass(frozen=True)
class Learned:
    """What takes long to make and can be kept: the phrasings read, and the model of the nodes."""

    phrases: Sequence[tuple[int, Sequence[Word]]]  # The number of a node, a phrasing of it.
    model: Linear


class Ranker:
    """Ranks nodes for words; made from the phrasings, then only read."""

    def __init__(
        self,
        nodes: Sequence[str],
        phrases: Sequence[tuple[int, Sequence[Word]]],
        concepts: Concepts,
        trained: Linear | None = None,
    ) -> None:
        self.nodes, self.phrases, self._concepts = nodes, phrases, concepts
        self._ours = np.array(
            [node.partition(".")[0] not in HARMLESS for node in nodes], np.float32
        )
        self._neighbours = Neighbours(len(nodes), phrases)
        self.model = trained or Linear.train(
            [(node, self._signs(words)) for node, words in phrases], len(nodes)
        )

    @property
    def learned(self) -> Learned:
        return Learned(self.phrases, self.model)

    def rank(
        self, parts: Sequence[Sequence[Word]], gains: Iterable[int] = (), gain: float = 0.0
    ) -> Ranked:
        """Return the nodes nearest to any of the parts; the nodes `gains` get a little more.

        The first part is the whole: only that can say that a matter is not ours.
        """
        near, likely, known, like = self._one(parts[0])
        for part in parts[1:]:
            also_near, also_likely, also_known, _ = self._one(part)
            near = np.maximum(near, also_near * self._ours)
            likely = np.maximum(likely, also_likely * self._ours)
            known = max(known, also_known)
        total = near + MODEL * likely
        total[list(gains)] += gain * (total[list(gains)] > 0)
        best = np.argsort(-total, kind="stable")[:MOST_RANKED]
        scores = tuple(
            Score(self.nodes[at], float(total[at] - MODEL * likely[at]), float(likely[at]))
            for at in best
            if total[at] > 0
        )
        return Ranked(scores, known, like)

    def _one(self, words: Sequence[Word]) -> tuple[Floats, Floats, float, int | None]:
        found = self._signs(words)
        known = self.model.known(found)
        near, like = self._neighbours.near(words)
        if not known:
            return near, np.zeros(len(self.nodes), np.float32), 0.0, like
        return near, self.model.probabilities(found), known, like

    def _signs(self, words: Sequence[Word]) -> dict[str, float]:
        return signs(words, self._concepts.within(words))
