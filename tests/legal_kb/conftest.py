"""The law as shipped, and small broken laws."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from legal_kb.knowledge import Knowledge
from legal_kb.loading import load

HEAD = """
kind = "Nghị định"
number = "1/2020/NĐ-CP"
title = "Nghị định thử"
issued = 2020-01-01
in_force = { from = 2020-02-01 }
source = "thử"
checked = 2020-03-01
"""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def law_of(tmp_path: Path) -> Callable[..., Knowledge]:
    """Load a law of one file from the text of its tables."""

    def build(tables: str, head: str = HEAD, name: str = "nd-1-2020.toml") -> Knowledge:
        (tmp_path / name).write_text(head + tables, encoding="utf-8")
        return load(tmp_path)

    return build
