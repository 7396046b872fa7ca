"""Answer, ask which was meant, or say that it was not understood: by a calibrated confidence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handlers.understanding.meaning import Meaning, NotUnderstood, Unclear, Understood
from handlers.understanding.ranking import HARMLESS, Ranked, Score

ENOUGH = 0.55  # From this confidence on an answer is given.
ENOUGH_TO_CHAT = 0.5
ASKED_BACK = 0.3  # From here on the nearest are offered as a question.
ALIKE_TO_CHAT = 0.3
ALIKE = 0.2  # Likeness to the nearest phrasings; below it, nothing is understood,
LIKELY = 0.5  # but matters of ours that are so probable: a story is like no phrasing.
THIRD_PARTY = "outside.third_party"
SHORT = 2  # Words; so short a message is answered only where a phrasing is just as short,
ALONE = 0.7  # which is to say, so much alike: "cấp lại" may be about anything.
CLOSE = 0.6  # Share of the best one's total from which a rival is offered beside it.
MOST_CLOSE = 3
# Answers that serve for each other, so that neither is a rival of the other.
ALIKE_ANSWERS = (
    frozenset({"proof.demand_paper", "ct07.demanded"}),
    frozenset({"vneid.child", "residence.who_gets_account"}),
    frozenset({"vneid.wrong_data", "residence.wrong_data"}),
    frozenset({"residence.temporary", "residence.temporary_papers"}),
    frozenset({"residence.permanent", "residence.permanent_papers"}),
)

# What the odds of a right answer gain by each figure, fitted to phrasings held back:
# `python -m benchmarks.heldback` fits them anew.
_BASE = -4.1
_GAINS = (0.8, 0.4, 0.4, 2.0, 2.2, 1.8)


__all__ = ["ENOUGH", "HARMLESS", "confidence", "decide", "figures", "topic_of"]


def topic_of(node: str) -> str:
    return node.partition(".")[0]


def figures(ranked: Ranked) -> tuple[float, ...]:
    """Return what confidence goes by: likeness, probability, two leads, share known, not ours.

    The first lead is over the next node (all that is not ours gets alike answers, so there it is
    over the next that is), the second over the next of another topic. A question's thanks are no
    rival of it.
    """
    best, *others = ranked.scores
    topic = topic_of(best.node)
    if topic != "talk":
        others = [score for score in others if topic_of(score.node) != "talk"]
    others = [score for score in others if not _serve_alike(best.node, score.node)]
    apart = next((s.total for s in others if topic_of(s.node) != topic), 0.0)
    second = apart if topic == "outside" or not others else others[0].total
    leads = best.total - second, best.total - apart
    return best.phrase, best.model, *leads, ranked.known, float(topic == "outside")


def _serve_alike(one: str, other: str) -> bool:
    return any({one, other} <= alike for alike in ALIKE_ANSWERS)


def confidence(ranked: Ranked) -> float:
    """Return how likely the best node is the right answer, 0 to 1."""
    if not ranked.scores:
        return 0.0
    gained = zip(_GAINS, figures(ranked), strict=True)
    return 1 / (1 + math.exp(-_BASE - sum(gain * figure for gain, figure in gained)))


def decide(ranked: Ranked, language: str) -> Meaning:
    """Return what a message means that names no law."""
    sure = confidence(ranked)
    if not ranked.scores:
        return NotUnderstood((), language)
    best, *others = ranked.scores
    chatting = topic_of(best.node) == "talk"
    ours = topic_of(best.node) not in HARMLESS
    if best.phrase < (ALIKE_TO_CHAT if chatting else ALIKE) and not (ours and best.model >= LIKELY):
        return NotUnderstood((), language)
    rivals = tuple((s.node, round(s.total / best.total * sure, 3)) for s in others[:MOST_CLOSE])
    if ranked.size <= SHORT and best.phrase < ALONE and (ours or best.node == THIRD_PARTY):
        near, unsure = _alike(ranked.scores), min(round(sure, 3), ENOUGH)
        if len(near) > 1:
            return Unclear(near, language, unsure, rivals)
        return NotUnderstood(near, language, unsure)
    if sure >= (ENOUGH_TO_CHAT if chatting else ENOUGH):
        return Understood(best.node, language, round(sure, 3), rivals, ranked.like)
    offered = _worth_offering(_close(best, others))
    if sure >= ASKED_BACK and len(offered) > 1 and ours:
        return Unclear(offered, language, round(sure, 3), rivals)
    return NotUnderstood(offered, language, round(sure, 3))


def _alike(scores: Sequence[Score]) -> tuple[str, ...]:
    """Return the nodes of ours that have the phrasings most alike."""
    ours = (score for score in scores if topic_of(score.node) not in HARMLESS)
    alike = sorted(ours, key=lambda score: -score.phrase)
    return tuple(score.node for score in alike[:MOST_CLOSE] if score.phrase > 0)


def _close(best: Score, others: list[Score]) -> tuple[str, ...]:
    """Return the best node and those close to it."""
    rivals = [s.node for s in others if s.total >= CLOSE * best.total]
    if topic_of(best.node) != "talk":
        rivals = [node for node in rivals if topic_of(node) != "talk"]
    return (best.node, *rivals)


def _worth_offering(close: tuple[str, ...]) -> tuple[str, ...]:
    """Return the nodes to ask about, the best of another topic among them."""
    other = next((node for node in close if topic_of(node) != topic_of(close[0])), None)
    first = close[:MOST_CLOSE]
    return first if other is None or other in first else (*close[: MOST_CLOSE - 1], other)
