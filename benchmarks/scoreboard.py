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
        if found:
            failed.append(f"| {asked.id} | {asked.topic} | {said.node} | {'; '.join(found)} |")
    parts = [f"# Scoreboard: {file.name}\n"]
    parts += [_table(by, rows) for by, rows in tables.items()]
    parts.append(
        "| id | topic | taken for | faults |\n|---|---|---|---|\n" + "\n".join(failed) + "\n"
    )
    return "\n".join(parts)


def _table(by: str, rows: dict[str, Counter[str]]) -> str:
    head = f"| {by} | {' | '.join(KINDS)} |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {key} | {' | '.join(str(row[kind]) for kind in KINDS)} |\n"
        for key, row in sorted(rows.items())
    )


if __name__ == "__main__":
    BOARD.write_text(board(Path(sys.argv[1]) if sys.argv[1:] else SECOND), encoding="utf-8")
    print(f"{BOARD}")
