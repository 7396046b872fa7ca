"""Which node a message is nearest to: by its nearest phrasings, and by a model of each node."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.understanding.features import Weights, agreement, best_agreement, features
from handlers.understanding.words import Word

NEAREST = 3  # Phrasings of a node that count, besides the nearest.
SHARE = 0.3  # Of the nearest three together; the rest is the nearest one's.
ROUNDS = 3  # Of training over all phrasings.
MARGIN = 1.0  # By which the right node is to lead in training.
_STRIDE = 7919  # A prime: phrasings of one node are seen far apart.


@dataclass(frozen=True)
class Score:
    """How near a node is: `phrase` by its nearest phrasings (0 to 1), `model` by its model."""

    node: str
    phrase: float
    model: float

    @property
    def total(self) -> float:
        return self.phrase + self.model


@dataclass(frozen=True)
class Learned:
    """What takes long to make and can be kept: the phrasings read, and the model of the nodes."""

    phrases: Sequence[tuple[int, Sequence[Word]]]  # The number of a node, a phrasing of it.
    model: Mapping[str, Mapping[int, float]]  # By feature and number of a node.


@dataclass
class Ranker:
    """Ranks nodes for words; trained from the phrasings when it is made, then only read."""

    nodes: Sequence[str]
    phrases: Sequence[tuple[int, Sequence[Word]]]  # The number of a node, a phrasing of it.
    trained: Mapping[str, Mapping[int, float]] | None = None  # The model, where it was kept.
    weights: Weights = field(init=False)

    def __post_init__(self) -> None:
        self.weights = Weights.of(self.phrases)
        self._owners = [node for node, _ in self.phrases]
        self._found = [features(words) for _, words in self.phrases]
        self._totals = [sum(map(self.weights.of_feature, found)) for found in self._found]
        self._postings: dict[str, dict[str, list[int]]] = {}
        for number, found in enumerate(self._found):
            for feature, marks in found.items():
                by_marks = self._postings.setdefault(feature, {})
                by_marks.setdefault(marks, []).append(number)
        self._model = self.trained or self._trained()

    @property
    def learned(self) -> Learned:
        return Learned(self.phrases, self._model)

    def rank(self, words: Sequence[Word]) -> list[Score]:
        """Return the nodes that share anything with the words, the nearest first."""
        found = features(words)
        near, model = self._near(found), self._modelled(found)
        scores = [Score(self.nodes[node], near[node], model[node]) for node in near]
        return sorted(scores, key=lambda score: -score.total)

    # --- nearest phrasings ---

    def _near(self, found: dict[str, str]) -> dict[int, float]:
        shared, total = self._shared(found)
        best: dict[int, list[float]] = {}
        for number, weight in shared.items():
            alike = 2 * weight / (total + self._totals[number])
            best.setdefault(self._owners[number], []).append(alike)
        return {node: _blended(alike) for node, alike in best.items()}

    def _shared(self, found: dict[str, str]) -> tuple[dict[int, float], float]:
        """Return what each phrasing shares with the message, and the weight of the message."""
        shared: dict[int, float] = {}
        total = 0.0
        for feature, typed in found.items():
            weight = self.weights.of_feature(feature)
            total += weight
            for marks, numbers in self._postings.get(feature, {}).items():
                agreed = weight * agreement(typed, marks)
                for number in numbers:
                    shared[number] = shared.get(number, 0.0) + agreed
        return shared, total

    # --- a linear model over all nodes, trained by passive-aggressive updates ---

    def _trained(self) -> dict[str, dict[int, float]]:
        model: dict[str, dict[int, float]] = {feature: {} for feature in self._postings}
        vectors = [self._vector(dict.fromkeys(found, "")) for found in self._found]
        count = len(vectors)
        step = _STRIDE if count % _STRIDE else 1
        for turn in range(ROUNDS * count):
            number = turn * step % count
            self._learn(model, vectors[number], self._owners[number])
        return model

    def _learn(
        self, model: dict[str, dict[int, float]], vector: list[tuple[str, float]], right: int
    ) -> None:
        scores = [0.0] * len(self.nodes)
        for feature, value in vector:
            for node, weight in model[feature].items():
                scores[node] += value * weight
        reached = scores[right]
        scores[right] = -math.inf
        lead = max(scores)
        loss = lead + MARGIN - reached
        if loss <= 0 or lead == -math.inf:
            return
        rate, wrong = min(1.0, loss / 2), scores.index(lead)
        for feature, value in vector:
            of = model[feature]
            of[right] = of.get(right, 0.0) + rate * value
            of[wrong] = of.get(wrong, 0.0) - rate * value

    def _modelled(self, found: dict[str, str]) -> list[float]:
        scores = [0.0] * len(self.nodes)
        for feature, value in self._vector(found):
            for node, weight in self._model.get(feature, {}).items():
                scores[node] += value * weight
        return scores

    def _vector(self, found: dict[str, str]) -> list[tuple[str, float]]:
        """Return the features in one length for all messages; disagreeing accents weigh less."""
        weighed = [(feature, self.weights.of_feature(feature)) for feature in found]
        length = math.sqrt(sum(weight * weight for _, weight in weighed)) or 1.0
        return [
            (feature, weight / length * best_agreement(found[feature], self._postings[feature]))
            for feature, weight in weighed
            if feature in self._postings
        ]


def _blended(alike: list[float]) -> float:
    alike.sort(reverse=True)
    return (1 - SHARE) * alike[0] + SHARE * sum(alike[:NEAREST]) / NEAREST
