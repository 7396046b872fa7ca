"""Microseconds to look the law up on a day and to read a citation, and how both grow with it.

Floor of a look-up: a dict of the very ids. The large law is generated: 15,000 articles of three
clauses, in instruments of 150 articles.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.kept_law import law
from legal_kb.citations import find, resolve
from legal_kb.history import changes
from legal_kb.knowledge import Knowledge

T = TypeVar("T")
DAY = date(2026, 11, 25)
ARTICLES, AN_INSTRUMENT = 15_000, 150
WRITTEN = "điểm b khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP"
_HEAD = """kind = "Nghị định"
number = "{number}/{year}/NĐ-CP"
title = "Nghị định thứ {number}"
issued = {year}-01-02
in_force = {{ from = {year}-03-01 }}
source = "generated"
checked = 2026-11-25
articles = {articles}
"""
_CLAUSE = """
[[clause]]
article = {article}
clause = {clause}
text = "{text}"
verified = 1
"""
_TEXT = "Cơ quan có thẩm quyền giải quyết hồ sơ trong thời hạn {days} ngày làm việc. " * 3


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.json", Path(folder) / "large.json"
        data = Path(folder) / "data"
        _generate(data)
        read, first = _timed(lambda: law(small))
        _, again = _timed(lambda: law(small))
        grown, cold = _timed(lambda: law(large, data))
        _, warm = _timed(lambda: law(large, data))
    own, more = len(read.ids()), len(grown.ids())
    print(f"The law: {own:,} provisions of ours, and {more:,} generated (15,000 articles)")
    print(f"  {'':34}{'ours':>12}{'generated':>12}{'growth':>8}")
    ids = ("nd-104-2022/14.3", "nd-7-2007/14.3")
    _row("look-up on a day, µs", _lookup(read, ids[0]), _lookup(grown, ids[1]))
    _row(
        "article quoted on a day, µs",
        _quote(read, "nd-104-2022/14"),
        _quote(grown, "nd-7-2007/14"),
    )
    _row("citation found and resolved, µs", _cite(read, WRITTEN), _cite(grown, _written("7/2007")))
    floor = dict.fromkeys(read.ids(), 1)
    print(f"  {'dict look-up (floor), µs':34}{_each(lambda: floor[ids[0]]):12.2f}")
    _, digest = _timed(lambda: changes(grown, date(2007, 1, 1), date(2026, 1, 1)))
    print(f"  loading, first start: {first:.2f} s ours, {cold:.2f} s generated")
    print(f"  loading, later starts: {again:.2f} s ours, {warm:.2f} s generated")
    print(f"  what changed in 19 years of the generated law: {digest * 1000:.0f} ms\n")


def _row(label: str, own: float, more: float) -> None:
    print(f"  {label:34}{own:12.2f}{more:12.2f}{more / own:8.2f}")


def _lookup(knowledge: Knowledge, id: str) -> float:
    on = knowledge.on
    return _each(lambda: on(DAY).provision(id))


def _quote(knowledge: Knowledge, id: str) -> float:
    return _each(lambda: knowledge.on(DAY).quote(id))


def _cite(knowledge: Knowledge, written: str) -> float:
    return _each(lambda: [resolve(citation, knowledge) for citation in find(written)], 2_000)


def _written(number: str) -> str:
    return f"khoản 2 Điều 14 Nghị định {number}/NĐ-CP"


def _each(work: Callable[[], object], times: int = 20_000) -> float:
    work()
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times * 1e6


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begun


def _generate(folder: Path) -> None:
    folder.mkdir()
    for number in range(1, ARTICLES // AN_INSTRUMENT + 1):
        year = 2000 + number % 25
        lines = [_HEAD.format(number=number, year=year, articles=AN_INSTRUMENT)]
        for article in range(1, AN_INSTRUMENT + 1):
            lines += [
                _CLAUSE.format(
                    article=article, clause=clause, text=_TEXT.format(days=clause).strip()
                )
                for clause in (1, 2, 3)
            ]
        (folder / f"nd-{number}-{year}.toml").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    run()
