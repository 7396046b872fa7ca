"""Which answers are right: the rules of the evaluation.

A row has `q`, `style`, `topic`, `expect` and `gold`; it may have `must_mention` (each a list of
alternatives) and `must_not`. A citation below a gold entry is a hit, one above it is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core import Answered, Core, answer, codes
from legal_kb.normalise import fold

OUTCOMES = ("right", "clarified", "abstained", "wrong")


@dataclass(frozen=True)
class Row:
    q: str
    style: str
    topic: str
    expect: str = "answer"  # answer, action, chat, decline, either
    gold: tuple[str, ...] = ()
    must_mention: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    row: Row
    outcome: str  # One of OUTCOMES.
    node: str
    confidence: float
    why: tuple[str, ...] = field(default=())


def read(file: Path) -> list[Row]:
    """Read questions in the evaluation's format: one JSON object a line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_of(json.loads(line)) for line in lines if line.strip()]


def _of(data: Mapping[str, Any]) -> Row:
    must = tuple(
        tuple(one) if isinstance(one, list) else (one,) for one in data.get("must_mention") or ()
    )
    return Row(
        data["q"],
        data["style"],
        data["topic"],
        data.get("expect", "answer"),
        tuple(data.get("gold") or ()),
        must,
        tuple(data.get("must_not") or ()),
    )


def score(core: Core, rows: Sequence[Row], today: Any) -> list[Scored]:
    """Ask every question as the first message of a conversation, and judge the answer."""
    return [_scored(core, row, answer(core, row.q, today=today)) for row in rows]


def _scored(core: Core, row: Row, said: Answered) -> Scored:
    why = tuple(_faults(core, row, said))
    sure = said.heard[0][1] if said.heard else 0.0
    if said.node == "talk.which":
        return Scored(row, "clarified", said.node, sure, why)
    if said.node == "talk.unknown" and row.expect not in ("decline", "either"):
        return Scored(row, "abstained", said.node, sure, why)
    return Scored(row, "wrong" if why else "right", said.node, sure, why)


def _faults(core: Core, row: Row, said: Answered) -> list[str]:
    faults = []
    if row.expect == "decline" and not said.declined:
        faults.append("should decline")
    if row.expect not in ("decline", "either") and said.declined:
        faults.append("declined what it should answer")
    if row.expect == "either" and said.declined:
        return faults
    cited = codes(said.cites, core.knowledge)
    if row.gold and row.expect != "either" and not (cited and _hit(cited[0], row.gold)):
        faults.append("cites something else first")
    text = f" {_plain(said.text)} "
    faults += [
        f"does not mention {alternatives[0]}"
        for alternatives in row.must_mention
        if not any(f" {_plain(phrase)} " in text for phrase in alternatives)
    ]
    return faults + [f"says {p}" for p in row.must_not if f" {_plain(p)} " in text]


def _hit(cited: str, gold: Sequence[str]) -> bool:
    return any(cited == g or cited.startswith((f"{g}.", f"{g}:")) for g in gold)


def _plain(text: str) -> str:
    """Fold as the evaluation does: no accents, no punctuation, "03" is "3"."""
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else word for word in words)
