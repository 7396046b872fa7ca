"""Phrasings written as patterns: "(xin|làm) ct07 [online] (ở đâu|chỗ nào)"."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

MOST = 10  # Phrasings that one pattern stands for; more would drown those written out.
_GROUP = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


def expand(pattern: str, most: int = MOST) -> list[str]:
    """Return phrasings that a pattern stands for, the same ones each time.

    "(a|b)" is one of them, "[a|b]" one or none. Each alternative stands in one at least, where
    there are as many phrasings as the longest group has alternatives.
    """
    parts = [_ways(part) for part in _parts(pattern)]
    ways = 1
    for part in parts:
        ways *= len(part)
    if ways == 1:
        return [_joined(part[0] for part in parts)]
    chance = random.Random(pattern)  # noqa: S311 - a choice of samples, not of secrets.
    columns = [_column(part, min(most, ways), chance) for part in parts]
    return list(dict.fromkeys(_joined(row) for row in zip(*columns, strict=True)))


def _parts(pattern: str) -> list[str]:
    """Cut a pattern into groups and what stands between them."""
    found, at = [], 0
    for match in _GROUP.finditer(pattern):
        found += [pattern[at : match.start()], match[0]]
        at = match.end()
    return [part for part in (*found, pattern[at:]) if part]


def _ways(part: str) -> list[str]:
    match = _GROUP.fullmatch(part)
    if match is None:
        return [part]
    if match[1] is not None:
        return match[1].split("|")
    return ["", *match[2].split("|")]


def _column(part: Sequence[str], count: int, chance: random.Random) -> list[str]:
    """Return what stands at one place in each phrasing: every way as often as the others."""
    column = [part[at % len(part)] for at in range(count)]
    chance.shuffle(column)
    return column


def _joined(parts: object) -> str:
    return " ".join("".join(parts).split())  # type: ignore[arg-type]
