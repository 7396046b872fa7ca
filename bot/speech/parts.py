"""Texts in spoken form, in parts that are short enough to be listened to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.speech import english, vietnamese

LONGEST = 20.0  # Seconds of one prompt.
PACE = 3.4  # Syllables a second: an unhurried voice, pauses included.
_BOUNDARIES = (r"(?<=[.!?])\s+|\n", r"(?<=[;:])\s+", r"(?<=,)\s+", r"\s+")
_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)


def spoken(text: str, language: str) -> str:
    """Write a text as it is said in its language."""
    return vietnamese.spoken(text) if language == "vi" else english.spoken(text)


def seconds(text: str, language: str) -> float:
    """Estimate how long a text in spoken form takes. A Vietnamese word is one syllable."""
    if language == "vi":
        return len(text.split()) / PACE
    return sum(max(1, len(_VOWELS.findall(word))) for word in text.split()) / PACE


def parted(text: str, language: str, most: float = LONGEST) -> tuple[str, ...]:
    """Cut a text in spoken form at sentences, clauses, commas, words; nothing is left out."""
    return tuple(_cut(text.strip(), language, most, _BOUNDARIES)) if text.strip() else ()


def _cut(text: str, language: str, most: float, boundaries: Sequence[str]) -> list[str]:
    if seconds(text, language) <= most or not boundaries:
        return [text]
    parts: list[str] = []
    for piece in re.split(boundaries[0], text):
        longer = f"{parts[-1]} {piece}" if parts else piece
        if parts and seconds(longer, language) <= most:
            parts[-1] = longer
        elif piece:
            parts.append(piece)
    return [cut for part in parts for cut in _cut(part, language, most, boundaries[1:])]
