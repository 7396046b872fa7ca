"""Who asks at the same time shares a commit, and who asks alone waits for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.store import batches
from bot.store.batches import Batches


class Doubling:
    """Doubles numbers, and notes the size of each batch; it refuses some."""

    def __init__(self, *refused: int) -> None:
        self.sizes: list[int] = []
        self._refused = refused

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.sizes.append(len(numbers))
        await asyncio.sleep(0)
        if any(number in self._refused for number in numbers):
            raise ValueError(numbers)
        return [2 * number for number in numbers]


async def late(asks: Batches[int, int], number: int) -> int:
    for _ in range(10 * number):
        await asyncio.sleep(0)
    return await asks(number)


async def test_those_who_usually_come_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "COMPANY", 60)
    asks = Batches(doubling := Doubling())
    await asyncio.gather(*map(asks, range(4)))
    assert await asyncio.gather(*(late(asks, n) for n in range(4))) == [0, 2, 4, 6]
    assert doubling.sizes == [4, 4]


async def test_whoever_does_not_come_any_more_is_not_waited_for_again() -> None:
    asks = Batches(doubling := Doubling())
    await asyncio.gather(*map(asks, range(4)))
    assert await asks(5) == 10
    assert await asyncio.gather(*(late(asks, n) for n in range(3))) == [0, 2, 4]
    assert doubling.sizes == [4, 1, 1, 1, 1]


async def test_an_item_that_is_refused_fails_by_itself() -> None:
    asks = Batches(Doubling(2))
    done = await asyncio.gather(*map(asks, range(4)), return_exceptions=True)
    assert [done[0], done[1], done[3]] == [0, 2, 6]
    assert isinstance(done[2], ValueError)
