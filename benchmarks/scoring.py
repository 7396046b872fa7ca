"""Whether an answer is right: its citation, what it must and must not say, whether it declines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One line of a question file; `must_mention` lists alternatives, one of each must occur."""

    id: str
    q: str
    style: str
    topic: str
    expect: str
    gold: Sequence[str]
    must_mention: Sequence[Sequence[str]]
    must_not: Sequence[str]


def fold(text: str) -> str:
    """Lower case, without diacritics, punctuation and leading zeros."""
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")).lower()
    plain = "".join(c for c in spread if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9/]+", " ", re.sub(r"(?<=\d)\.(?=\d)", "", plain))
    return re.sub(r"\b0+(?=\d)", "", words).strip()


def hit(cited: str, gold: Sequence[str]) -> bool:
    """A citation hits a gold entry when it equals it or lies below it."""
    return any(cited == g or cited.startswith((f"{g}.", f"{g}:")) for g in gold)


def faults(question: Question, text: str, cites: Sequence[str], *, declined: bool) -> list[str]:
    """Name what is wrong with an answer; nothing when it is fully right."""
    found: list[str] = []
    folded = f" {fold(text)} "
    if question.expect == "decline" and not declined:
        found.append("should decline")
    if question.expect not in ("decline", "either") and declined:
        found.append("declined")
    if not (question.expect == "either" and declined):
        if (
            question.gold
            and question.expect != "either"
            and not hit("".join(cites[:1]), question.gold)
        ):
            found.append("citation")
        found += [
            f"missing: {alternatives[0]}"
            for alternatives in question.must_mention
            if not any(f" {fold(phrase)} " in folded for phrase in alternatives)
        ]
    return found + [f"must not: {p}" for p in question.must_not if f" {fold(p)} " in folded]
