"""T-W6: hostile images. `CUTRU_HOSTILE=1000 pytest tests/lookup/test_hostile.py` runs them all."""

from __future__ import annotations

import os
import resource
import sys

import pytest

from lookup.card import PATIENCE, CardReader
from lookup.model import CardRead, CardUnread
from tests.lookup.hostile import code, hostile, saved

COUNT = int(os.environ.get("CUTRU_HOSTILE", "36"))
MOST_GROWTH = 30  # Megabytes of the parent.
GOOD = saved(code("001099012345||Nguyễn Văn Mẫu|24021999|Nam|Xã Mẫu|15082021"), "PNG")


def parents_memory() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


@pytest.mark.timeout(60 + COUNT * (PATIENCE + 1))
async def test_hostile_images_neither_harm_the_parent_nor_the_next_photo() -> None:
    reader = CardReader()
    await reader.warm()
    images = list(hostile(COUNT))
    before = parents_memory()
    outcomes = [await reader.read(image) for image in images]
    assert parents_memory() - before < MOST_GROWTH
    assert all(isinstance(outcome, CardUnread) for outcome in outcomes)
    assert isinstance(await reader.read(GOOD), CardRead)
    await reader.close()
