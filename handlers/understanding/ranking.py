"""Which node a message is nearest to: by its nearest phrasings, and by a linear model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.understanding.concepts import Concepts
from handlers.understanding.features import signs
from handlers.understanding.learning import Learned
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
    size: int = 0  # How many words the message has.


class Ranker:
    """Ranks nodes for words; made from the phrasings, then only read."""

    def __init__(
        self,
        nodes: Sequence[str],
        learned: Learned,
        concepts: Concepts,
    ) -> None:
        self.nodes, self.learned, self._concepts = nodes, learned, concepts
        self._neighbours = Neighbours(len(nodes), learned.phrases)

    def rank(self, words: Sequence[Word], gains: Iterable[int] = (), gain: float = 0.0) -> Ranked:
        """Return the nodes nearest to the words; the nodes `gains` get a little more."""
        found = self._signs(words)
        known = self.learned.model.known(found)
        near, like = self._neighbours.near(words)
        likely = np.zeros(len(self.nodes), np.float32)
        if known:
            likely = self.learned.model.probabilities(found)
        total = near + MODEL * likely
        total[list(gains)] += gain * (total[list(gains)] > 0)
        best = np.argsort(-total, kind="stable")[:MOST_RANKED]
        scores = tuple(
            Score(self.nodes[at], float(total[at] - MODEL * likely[at]), float(likely[at]))
            for at in best
            if total[at] > 0
        )
        return Ranked(scores, known, like, len(words))

    def _signs(self, words: Sequence[Word]) -> dict[str, float]:
        return signs(words, self._concepts.within(words))
