"""`make scoreboard`: what is right, wrong, asked back or left, in a table and a picture.

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
from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks.scoring import OUTCOMES, Scored, read, score
from bot.core import build_core
from legal_kb.normalise import fold

TODAY = date(2026, 11, 25)
SECOND_SET = Path("tests/evaluation/questions.jsonl")
WRITTEN = Path("docs/scoreboard.md")
COLOURS = {"right": "#2e7d4f", "clarified": "#d9a521", "abstained": "#9aa5a0", "wrong": "#b3362b"}
_WIDTH, _HEIGHT, _LEFT = 420, 22, 170


def main(arguments: Sequence[str]) -> None:
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
        "![by style](scoreboard.svg)",
        "",
        *_table("style", _by(plain, lambda s: s.row.style)),
        *_table("topic", _by(plain, lambda s: s.row.topic)),
        *_table("language", _by(plain, lambda s: "en" if s.row.style == "english" else "vi")),
    ]
    if not arguments:
        disguised = {"as written": plain} | {
            name: score(core, [replace(r, q=change(r.q)) for r in rows], TODAY)
            for name, change in disguises().items()
        }
        lines += _table("disguise (seeded)", disguised)
    lines += [*_calibration(plain), *_confusion(plain), *_wrong(plain)]
    WRITTEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    picture = _picture(_by(plain, lambda s: s.row.style))
    WRITTEN.with_suffix(".svg").write_text(picture, encoding="utf-8")
    print("\n".join(_table("style", _by(plain, lambda s: s.row.style))))


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


def _calibration(scored: Sequence[Scored]) -> Iterator[str]:
    """Yield how often what was said with such a confidence was right."""
    yield "| confidence | answers | right |"
    yield "|---|---|---|"
    for low in (0.0, 0.55, 0.7, 0.8, 0.9):
        high = {0.0: 0.55, 0.55: 0.7, 0.7: 0.8, 0.8: 0.9, 0.9: 1.01}[low]
        told = [s for s in scored if s.outcome in ("right", "wrong") and low <= s.confidence < high]
        if told:
            share = sum(s.outcome == "right" for s in told) / len(told)
            yield f"| {low:.2f} to {min(high, 1):.2f} | {len(told)} | {share:.2f} |"
    yield ""


def _confusion(scored: Sequence[Scored]) -> Iterator[str]:
    pairs = Counter((s.row.topic, s.node) for s in scored if s.outcome == "wrong")
    if pairs:
        yield "| asked | answered with | times |"
        yield "|---|---|---|"
        yield from (f"| {a} | {b} | {n} |" for (a, b), n in pairs.most_common(20))
        yield ""


def _wrong(scored: Sequence[Scored]) -> Iterator[str]:
    yield "What was not right:"
    yield ""
    for one in scored:
        if one.outcome != "right":
            why = "; ".join(one.why)
            yield f"- {one.outcome}: “{one.row.q}” ({one.row.topic}) → `{one.node}` {why}"


def _picture(groups: Mapping[str, Sequence[Scored]]) -> str:
    """Draw a bar a group, each outcome with its share, as SVG with text for every bar."""
    height = _HEIGHT * (len(groups) + 2)
    size = {"width": str(_LEFT + _WIDTH + 60), "height": str(height)}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    ET.SubElement(svg, "title").text = "Right, asked back, left and wrong, by style"
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    for line, (name, scored) in enumerate(groups.items()):
        y = _HEIGHT * line + 6
        _text(svg, 4, y + 13, f"{name} ({len(scored)})")
        at = float(_LEFT)
        shares = Counter(one.outcome for one in scored)
        for outcome in OUTCOMES:
            width = _WIDTH * shares[outcome] / len(scored)
            box = {"x": f"{at:.1f}", "y": str(y), "width": f"{width:.1f}", "height": "16"}
            ET.SubElement(svg, "rect", {**box, "fill": COLOURS[outcome]})
            at += width
        _text(svg, _LEFT + _WIDTH + 6, y + 13, f"{shares['right'] / len(scored):.2f}")
    for place, outcome in enumerate(OUTCOMES):
        x, y = _LEFT + place * 105, height - 26
        box = {"x": str(x), "y": str(y), "width": "12", "height": "12"}
        ET.SubElement(svg, "rect", {**box, "fill": COLOURS[outcome]})
        _text(svg, x + 16, y + 11, outcome)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _text(svg: ET.Element, x: float, y: float, said: str) -> None:
    style = {"font-family": "sans-serif", "font-size": "12", "fill": "#1c1c1c"}
    ET.SubElement(svg, "text", {"x": f"{x:.0f}", "y": f"{y:.0f}", **style}).text = said


if __name__ == "__main__":
    main(sys.argv[1:])
