"""What of a phrase is compared: words, pairs of words and ideas, each with a weight."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from handlers.understanding.concepts import Found
from handlers.understanding.words import Word
from legal_kb.normalise import TONES, bare

PAIR = 0.35  # What a pair of words weighs, beside a word of the same rarity.
UNKNOWN = 0.8  # What a word that no phrasing has weighs, beside the rarest known word.
UNKNOWN_PAIR = 0.2
_ALIKE = 0.95  # An accent is missing, or hỏi and ngã were mixed up.
_OTHER_TONE = 0.6
_OTHER_LETTER = 0.4
_PAIR_SIGN, _MARKS_SIGN, _IDEA_SIGN, _IDEAS_SIGN = 0.6, 0.5, 0.7, 0.6  # Beside a word's 1.
_LETTERS_SIGN = 0.5  # Of three letters in a row, which a misspelt word mostly keeps.
_MIXED_UP = frozenset("\u0303\u0309")
ACCENTED = "m "  # With what a sign begins that goes by accents.


@dataclass(frozen=True)
class Weights:
    """How much a word or a pair tells about the node: the fewer nodes use it, the more."""

    known: Mapping[str, float]
    rarest: float

    @classmethod
    def of(cls, phrases: Iterable[tuple[int, Mapping[str, str]]]) -> Weights:
        """Weigh the features of phrasings, each with its node's number."""
        nodes: dict[str, set[int]] = {}
        everywhere: set[int] = set()
        for node, found in phrases:
            everywhere.add(node)
            for feature in found:
                nodes.setdefault(feature, set()).add(node)
        most = len(everywhere)
        known = {
            feature: math.log(1 + most / len(used)) * (PAIR if " " in feature else 1)
            for feature, used in nodes.items()
        }
        return cls(known, math.log(1 + most))

    def of_feature(self, feature: str) -> float:
        """Return the weight of a feature, also of one that no phrasing has."""
        weight = self.known.get(feature)
        if weight is None:
            return self.rarest * (UNKNOWN_PAIR if " " in feature else UNKNOWN)
        return weight


def features(words: Sequence[Word]) -> dict[str, str]:
    """Return the words and pairs of words, each with its accents ("" where unknown)."""
    found = {word.plain: word.marks for word in words}
    for left, right in pairwise(words):
        marks = f"{left.marks} {right.marks}" if left.marks and right.marks else ""
        found[f"{left.plain} {right.plain}"] = marks
    return found


def agreement(typed: str, known: str) -> float:
    """Say how well accents agree, 1 for the same or for unknown ones; both mean one feature.

    A missing accent costs next to nothing; one that contradicts costs much ("đất", "đặt").
    """
    if not typed or not known or typed == known:
        return 1.0
    return min(_agreement(*both) for both in zip(typed.split(), known.split(), strict=False))


@lru_cache(maxsize=16384)
def _agreement(typed: str, known: str) -> float:
    if typed == known:
        return 1.0
    letters, tone = _apart(typed)
    known_letters, known_tone = _apart(known)
    for letter, wanted in zip(letters, known_letters, strict=False):
        if letter not in (wanted, bare(wanted)):
            return _OTHER_LETTER
    if tone in ("", known_tone) or {tone, known_tone} <= _MIXED_UP:
        return _ALIKE
    return _OTHER_TONE


def _apart(marks: str) -> tuple[str, str]:
    return (marks[:-1], marks[-1]) if marks[-1] in TONES else (marks, "")


def signs(words: Sequence[Word], found: Iterable[Found]) -> dict[str, float]:
    """Return what the linear model goes by: words, pairs, letters, accents, ideas."""
    weighed = {f"w {word.plain}": 1.0 for word in words}
    for left, right in pairwise(words):
        weighed[f"p {left.plain} {right.plain}"] = _PAIR_SIGN
    for word in words:
        weighed |= dict.fromkeys(_letters(word.plain), _LETTERS_SIGN)
        if word.marks and word.marks != word.plain:
            weighed[f"{ACCENTED}{word.marks}"] = _MARKS_SIGN
    ideas = sorted({each.name for each in found})
    for at, idea in enumerate(ideas):
        weighed[f"i {idea}"] = _IDEA_SIGN
        for other in ideas[at + 1 :]:
            weighed[f"i {idea} {other}"] = _IDEAS_SIGN
    return weighed


@lru_cache(maxsize=16384)
def _letters(plain: str) -> tuple[str, ...]:
    """Return the word's letters, three in a row, with where it begins and ends."""
    whole = f"^{plain}$"
    return tuple(f"l {whole[at : at + 3]}" for at in range(len(whole) - 2))
