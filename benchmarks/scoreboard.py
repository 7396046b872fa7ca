"""`make scoreboard`: what is right, wrong, asked back or left, in tables and pictures.

Without FILE it asks the second set, which was written apart from the phrasings, as it stands and
in seeded disguises; with FILE any questions of the evaluation's format.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from benchmarks.drawing import bars, curve, pairs
from benchmarks.scoring import OUTCOMES, Scored, read, score
from bot.core import build_core
from legal_kb.normalise import fold

TODAY = date(2026, 11, 25)
SECOND_SET = Path("tests/evaluation/questions.jsonl")
WRITTEN = Path("docs/scoreboard.md")
BOUNDS = (0.0, 0.55, 0.7, 0.8, 0.9, 1.01)  # Of confidence, for the calibration.
MOST_PAIRS = 20


def main(arguments: Sequence[str], written: Path = WRITTEN) -> None:
    file = Path(arguments[0]) if arguments else SECOND_SET
    rows = read(file)
    core = build_core()
    plain = score(core, rows, TODAY)
    lines = [
        "# Scoreboard",
        "",
        f"`make scoreboard` on `{file.name}`: {len(rows)} questions, content "
        f"{core.engine.version}.",
        "Right: answered or declined as expected, the clause first; asked back: one question with",
        "buttons; left: not understood, with a way on; wrong: all else.",
        "",
        *(f"![{name}](scoreboard-{name}.svg)" for name in ("outcomes", "calibration", "confusion")),
        "",
    ]
    tables = {
        "style": _by(plain, lambda s: s.row.style),
        "language": _by(plain, lambda s: "en" if s.row.style == "english" else "vi"),
        "topic": _by(plain, lambda s: s.row.topic),
    }
    if not arguments:
        tables["disguise (seeded)"] = {"as written": plain} | {
            name: score(core, [replace(r, q=change(r.q)) for r in rows], TODAY)
            for name, change in disguises().items()
        }
    every = [
        one for group in tables.get("disguise (seeded)", {"": plain}).values() for one in group
    ]
    lines += [line for of, groups in tables.items() for line in _table(of, groups)]
    lines += [*_calibration(every), *_confusion(every), *_wrong(plain)]
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, picture in _pictures(tables, every).items():
        written.with_name(f"scoreboard-{name}.svg").write_text(picture, encoding="utf-8")
    print("\n".join(_table("style", tables["style"])))


def _pictures(
    tables: Mapping[str, Mapping[str, Sequence[Scored]]], scored: Sequence[Scored]
) -> dict[str, str]:
    counted = {
        f"by {of}": {name: Counter(s.outcome for s in group) for name, group in groups.items()}
        for of, groups in tables.items()
    }
    confused = [(f"{topic} → {node}", times) for (topic, node), times in _confused(scored)]
    return {
        "outcomes": bars("Right, asked back, left and wrong", counted),
        "calibration": curve("How often an answer was right, by its confidence", _told(scored)),
        "confusion": pairs("What was taken for what", confused),
    }


def disguises() -> Mapping[str, Callable[[str], str]]:
    """Return seeded ways of typing a question worse than it was written."""
    chance = random.Random(7)

    def typo(q: str) -> str:
        at = chance.randrange(1, len(q) - 1)
        return q[: at - 1] + q[at] + q[at - 1] + q[at + 1 :]

    def dropped(q: str) -> str:
        at = chance.randrange(len(q))
        return q[:at] + q[at + 1 :]

    return {
        "no accents": fold,
        "two letters swapped": typo,
        "a letter dropped": dropped,
        "polite filler": lambda q: f"dạ cho em hỏi {q} ạ",
        "zero-width": lambda q: q[:3] + "\u200b" + q[3:],
        "capitals": str.upper,
        "no punctuation": lambda q: "".join(c for c in q if c.isalnum() or c == " "),
    }


def _by(scored: Sequence[Scored], key: Callable[[Scored], str]) -> dict[str, list[Scored]]:
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[key(one)].append(one)
    return {"all": list(scored)} | dict(sorted(groups.items()))


def _table(of: str, groups: Mapping[str, Sequence[Scored]]) -> Iterator[str]:
    yield f"| {of} | questions | right | asked back | left | wrong |"
    yield "|---|---|---|---|---|---|"
    for name, scored in groups.items():
        shares = Counter(one.outcome for one in scored)
        right, asked, left, wrong = (f"{shares[o] / len(scored):.3f}" for o in OUTCOMES)
        yield f"| {name} | {len(scored)} | {right} | {asked} | {left} | {wrong} |"
    yield ""


def _told(scored: Sequence[Scored]) -> list[tuple[float, float, int]]:
    """Return a confidence, which share of what was told with about it was right, and how many.

    What was not guessed (a command, a citation) has no confidence, and is left out.
    """
    answers = [s for s in scored if s.outcome in ("right", "wrong") and s.confidence]
    groups = ([s for s in answers if low <= s.confidence < high] for low, high in pairwise(BOUNDS))
    return [
        (fmean(s.confidence for s in of), fmean(s.outcome == "right" for s in of), len(of))
        for of in groups
        if of
    ]


def _calibration(scored: Sequence[Scored]) -> Iterator[str]:
    yield "| confidence, mean | answers | right |"
    yield "|---|---|---|"
    yield from (f"| {sure:.2f} | {count} | {right:.2f} |" for sure, right, count in _told(scored))
    yield ""


def _confused(scored: Sequence[Scored]) -> list[tuple[tuple[str, str], int]]:
    wrong = Counter((s.row.topic, s.node) for s in scored if s.outcome == "wrong")
    return wrong.most_common(MOST_PAIRS)


def _confusion(scored: Sequence[Scored]) -> Iterator[str]:
    yield "| asked | wrongly answered with | times |"
    yield "|---|---|---|"
    yield from (f"| {topic} | {node} | {times} |" for (topic, node), times in _confused(scored))
    yield ""


def _wrong(scored: Sequence[Scored]) -> Iterator[str]:
    yield "What was not right:"
    yield ""
    for one in scored:
        if one.outcome != "right":
            why = "; ".join(one.why)
            yield f"- {one.outcome}: “{one.row.q}” ({one.row.topic}) → `{one.node}` {why}"


if __name__ == "__main__":
    main(sys.argv[1:])
