"""Answer every question of a file, and write which answers are right: `make scoreboard`."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.questions import TODAY
from benchmarks.scoring import Question, faults
from bot.core import answer, build_core, codes

SECOND = Path("tests/evaluation/questions.jsonl")
DEV = Path("../shared/eval/dev_questions.jsonl")
BOARD = Path("docs/scoreboard.md")
KINDS = ("right", "wrong", "abstained", "clarified")


def questions(file: Path) -> list[Question]:
    fields = Question.__dataclass_fields__
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [Question(**{name: row[name] for name in fields}) for row in rows]


def board(file: Path) -> str:
    """Score the file and lay out its tables."""
    core = build_core()
    tables: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    failed: list[str] = []
    for asked in questions(file):
        said = answer(core, asked.q, today=TODAY)
        cites = codes(said.cites, core.knowledge)
        found = faults(asked, said.text, cites, declined=said.declined)
        missed = {"clarified": "clarified", "declined": "abstained"}.get(said.outcome, "wrong")
        kind = missed if found else "right"
        language = "en" if asked.style == "english" else "vi"
        for by, key in (("all", "all"), ("language", language), ("style", asked.style)):
            tables[by][key][kind] += 1
        tables["topic"][asked.topic][kind] += 1
        sure = said.heard[0][1] if said.heard else None
        tables["calibration"]["unknown" if sure is None else _bin(sure)][kind] += 1
        if found:
            failed.append(f"| {asked.id} | {asked.topic} | {said.node} | {'; '.join(found)} |")
    parts = [f"# Scoreboard: {file.name}\n"]
    parts += [_table(by, rows) for by, rows in tables.items()]
    parts.append(
        "| id | topic | taken for | faults |\n|---|---|---|---|\n" + "\n".join(failed) + "\n"
    )
    return "\n".join(parts)


def _bin(sure: float) -> str:
    """The tenth of confidence that an answer falls in."""
    tenth = min(int(sure * 10), 9)
    return f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f}"


def _table(by: str, rows: dict[str, Counter[str]]) -> str:
    head = f"| {by} | {' | '.join(KINDS)} |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {key} | {' | '.join(str(row[kind]) for kind in KINDS)} |\n"
        for key, row in sorted(rows.items())
    )


if __name__ == "__main__":
    files = [Path(name) for name in sys.argv[1:]] or [f for f in (SECOND, DEV) if f.exists()]
    BOARD.write_text("\n".join(board(file) for file in files), encoding="utf-8")
    print(BOARD)
