"""Answer, ask which was meant, or say that it was not understood: by a calibrated confidence."""

from __future__ import annotations

import math

from handlers.understanding.meaning import Meaning, NotUnderstood, Unclear, Understood
from handlers.understanding.ranking import Ranked, Score

# From this confidence on an answer is given. Saying that a matter is not ours needs less: where
# nothing is understood, that is what is said anyhow.
ENOUGH = 0.55
ENOUGH_OUTSIDE = 0.4
ASKED_BACK = 0.4  # From here on the nearest are offered as a question.
ENOUGH_BETWEEN = 0.7  # For an answer where a rival of another topic is close.
ALIKE = 0.2  # Likeness to the nearest phrasings; below it, nothing is understood.
CLOSE = 0.6  # Share of the best one's total from which a rival is offered beside it.
MOST_CLOSE = 3
HARMLESS = ("outside", "talk")

# What the odds of a right answer gain by each figure, fitted to phrasings held back:
# `python -m benchmarks.heldback` fits them anew.
_BASE, _PHRASE, _MODEL, _LEAD, _KNOWN = -1.2, 1.6, -0.8, 2.6, 0.7


def topic_of(node: str) -> str:
    return node.partition(".")[0]


def figures(ranked: Ranked) -> tuple[float, float, float, float]:
    """Return what confidence goes by: likeness, probability, lead over the next, share known."""
    best, *others = ranked.scores
    lead = best.total - others[0].total if others else best.total
    return best.phrase, best.model, lead, ranked.known


def confidence(ranked: Ranked) -> float:
    """Return how likely the best node is the right answer, 0 to 1."""
    if not ranked.scores:
        return 0.0
    phrase, model, lead, known = figures(ranked)
    odds = _BASE + _PHRASE * phrase + _MODEL * model + _LEAD * lead + _KNOWN * known
    return 1 / (1 + math.exp(-odds))


def decide(ranked: Ranked, language: str) -> Meaning:
    """Return what a message means that names no law."""
    sure = confidence(ranked)
    if not ranked.scores or ranked.scores[0].phrase < ALIKE:
        return NotUnderstood((), language)
    best, *others = ranked.scores
    rivals = tuple((s.node, round(s.total / best.total * sure, 3)) for s in others[:MOST_CLOSE])
    close = _close(best, others)
    if sure >= _enough(close):
        return Understood(best.node, language, round(sure, 3), rivals, ranked.like)
    offered = _worth_offering(close)
    if sure >= ASKED_BACK and len(offered) > 1:
        return Unclear(offered, language, round(sure, 3), rivals)
    return NotUnderstood(offered, language, round(sure, 3))


def _enough(close: tuple[str, ...]) -> float:
    """Return the confidence that an answer needs, with these nodes close to each other."""
    best, *rivals = map(topic_of, close)
    if best in HARMLESS:
        return ENOUGH_OUTSIDE
    return ENOUGH if all(rival == best for rival in rivals) else ENOUGH_BETWEEN


def _close(best: Score, others: list[Score]) -> tuple[str, ...]:
    """Return the best node and those close to it; a question's thanks are no rival of it."""
    rivals = [s.node for s in others if s.total >= CLOSE * best.total]
    if topic_of(best.node) != "talk":
        rivals = [node for node in rivals if topic_of(node) != "talk"]
    return (best.node, *rivals)


def _worth_offering(close: tuple[str, ...]) -> tuple[str, ...]:
    """Return the nodes to ask about, the best of another topic among them."""
    other = next((node for node in close if topic_of(node) != topic_of(close[0])), None)
    first = close[:MOST_CLOSE]
    return first if other is None or other in first else (*close[: MOST_CLOSE - 1], other)
