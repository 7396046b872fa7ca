"""Milliseconds to answer a question, engine and rendering included, beside a plain scan.

Floor: `rapidfuzz.process.extractOne` with token_set_ratio over all folded phrasings, which is
what one would write first; it neither reads citations nor declines, nor quotes anything.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from bot.core import answer, build_core
from bot.i18n import load_phrases
from legal_kb.normalise import fold

TODAY = date(2026, 11, 23)
QUESTIONS = 1000


def run() -> None:
    core = build_core()
    phrases = [p for nodes in load_phrases().values() for of in nodes.values() for p in of]
    folded = [fold(phrase) for phrase in phrases]
    chance = random.Random(7)
    asked = [_typo(phrase, chance) for phrase in chance.choices(phrases, k=QUESTIONS)]
    longest = " ".join(chance.choices(phrases, k=400))[:4096]

    understanding = core.engine.understanding
    understood = _times(lambda q: understanding.hear(q, today=TODAY), asked)
    ours = _times(lambda q: answer(core, q, today=TODAY), asked)
    floor = _times(
        lambda q: process.extractOne(fold(q), folded, scorer=fuzz.token_set_ratio), asked
    )
    print(f"Questions answered ({len(asked)} with a typo each, {len(phrases)} phrasings)")
    print(f"  {'':28}{'median ms':>10}{'p99 ms':>10}{'ratio':>8}")
    for name, times in (
        ("understood", understood),
        ("whole answer, rendered", ours),
        ("rapidfuzz scan (floor)", floor),
    ):
        middle, worst = statistics.median(times), statistics.quantiles(times, n=100)[98]
        ratio = middle / statistics.median(floor)
        print(f"  {name:28}{middle:10.2f}{worst:10.2f}{ratio:8.2f}")
    heard = _times(lambda q: understanding.hear(q, today=TODAY), [longest] * 5)
    print(f"  4,096 characters understood: {statistics.median(heard):.1f} ms")
    long = _times(lambda q: answer(core, q, today=TODAY), [longest] * 5)
    print(f"  one message of 4,096 characters: {statistics.median(long):.1f} ms\n")


def _times(work: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    for question in asked[:20]:
        work(question)
    times = []
    for question in asked:
        begun = time.perf_counter()
        work(question)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _typo(phrase: str, chance: random.Random) -> str:
    at = chance.randrange(len(phrase))
    return phrase[:at] + phrase[at + 1 :]


if __name__ == "__main__":
    run()
