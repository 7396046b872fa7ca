"""How well phrasings are understood that were held back, and what confidence is fitted to.

Patterns are held back whole, so that no sister of a phrasing is learned from. An answer counts as
right where it is the node's own, or rests on the same first ground, or both decline.
`python -m benchmarks.heldback`; takes half a minute.
"""

from __future__ import annotations

import hashlib
import random
import tomllib
from collections import Counter
from collections.abc import Callable
from importlib.resources import files

import numpy as np

from benchmarks.questions import TODAY
from bot.core import Core, build_core
from handlers.model import Menu
from handlers.understanding import Meaning, NotUnderstood, Understanding, Understood
from handlers.understanding.deciding import figures
from handlers.understanding.patterns import expand
from legal_kb.normalise import bare, clean

PARTS = 5  # One of so many patterns is held back.
_STEPS = 50  # Of fitting.
Phrases = dict[str, dict[str, list[str]]]


def _typo(text: str) -> str:
    chance = random.Random(text)
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(["", text[at] * 2]) + text[at + 1 :]


STYLES: dict[str, Callable[[str], str]] = {"same": str, "bare": bare, "typo": _typo}


def run() -> None:
    core = build_core()
    told, held = _parted()
    understanding = Understanding(told, core.engine.dialogue.titles, core.knowledge)
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    for language, of in held.items():
        asked = [(node, text) for node, texts in of.items() for text in texts]
        for style, spoil in STYLES.items():
            came: Counter[str] = Counter()
            for node, text in asked:
                said = spoil(text.lower())
                came[_outcome(core, node, understanding.read(said, today=TODAY))] += 1
                ranked = understanding.ranked(clean(said))[1]
                if ranked.scores:
                    rows.append(figures(ranked))
                    right.append(_fits(core, node, ranked.scores[0].node))
            shares = ", ".join(f"{name} {n / len(asked):.3f}" for name, n in sorted(came.items()))
            print(f"{language} {style}: {len(asked)} phrasings: {shares}")
    names = ("base", "phrase", "model", "lead", "apart", "known", "outside")
    print(" ".join(f"{n} {v:.1f}" for n, v in zip(names, _fitted(rows, right), strict=True)))


def _parted() -> tuple[Phrases, Phrases]:
    told: Phrases = {}
    held: Phrases = {}
    for folder in (f for f in files("locales").iterdir() if (f / "phrases").is_dir()):
        for file in (folder / "phrases").iterdir():
            for node, patterns in tomllib.loads(file.read_text(encoding="utf-8")).items():
                for pattern in patterns:
                    digest = hashlib.sha256(pattern.encode()).digest()
                    part = held if digest[0] % PARTS == 0 else told
                    texts = part.setdefault(folder.name, {}).setdefault(node, [])
                    texts += expand(pattern)[: 2 if part is held else None]
    return told, held


def _outcome(core: Core, node: str, meaning: Meaning) -> str:
    match meaning:
        case Understood(node=found):
            return "right" if _fits(core, node, found) else "wrong"
        case NotUnderstood():
            return "abstained"
        case _:
            return "clarified"


def _fits(core: Core, node: str, found: str) -> bool:
    wanted, said = core.engine.dialogue.nodes.get(node), core.engine.dialogue.nodes.get(found)
    if node == found or not isinstance(wanted, Menu) or not isinstance(said, Menu):
        return node == found
    both_decline = wanted.declines and said.declines
    return both_decline or (bool(said.cites) and said.cites[:1] == wanted.cites[:1])


def _fitted(rows: list[tuple[float, ...]], right: list[bool]) -> list[float]:
    """Fit a logistic curve by Newton's method."""
    given = np.c_[np.ones(len(rows)), np.array(rows)]
    wanted, by = np.array(right, float), np.zeros(given.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-given @ by))
        bend = (given * (likely * (1 - likely))[:, None]).T @ given + 1e-3 * np.eye(len(by))
        by = by + np.linalg.solve(bend, given.T @ (wanted - likely))
    return [float(value) for value in by]


if __name__ == "__main__":
    run()
