"""Who asks at the same time shares a commit, and who asks alone waits for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.store import StoreUnavailable, batches
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


async def test_who_asks_at_the_same_time_shares_a_batch_and_the_next_waits_for_its_end() -> None:
    asks = Batches(doubling := Doubling())

    async def later(number: int) -> int:
        while not doubling.sizes:
            await asyncio.sleep(0)
        return await asks(number)

    first, second = map(asks, range(4)), map(later, range(4, 6))
    assert await asyncio.gather(*first, *second) == [0, 2, 4, 6, 8, 10]
    assert doubling.sizes == [4, 2]


async def test_no_batch_is_larger_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST", 2)
    asks = Batches(doubling := Doubling())
    assert await asyncio.gather(*map(asks, range(5))) == [0, 2, 4, 6, 8]
    assert doubling.sizes == [2, 2, 1]


async def test_whoever_asks_alone_waits_for_nobody() -> None:
    asks = Batches(doubling := Doubling())
    assert [await asks(number) for number in range(3)] == [0, 2, 4]
    assert doubling.sizes == [1, 1, 1]


async def test_an_item_that_is_refused_fails_by_itself() -> None:
    asks = Batches(Doubling(2))
    done = await asyncio.gather(*map(asks, range(4)), return_exceptions=True)
    assert [done[0], done[1], done[3]] == [0, 2, 6]
    assert isinstance(done[2], ValueError)


async def test_where_nobody_answers_all_fail_at_once() -> None:
    sizes = list[int]()

    async def hanging(numbers: Sequence[int]) -> Sequence[int]:
        sizes.append(len(numbers))
        raise StoreUnavailable("TimeoutError") from TimeoutError()

    asks = Batches(hanging)
    failed = await asyncio.gather(*map(asks, range(4)), return_exceptions=True)
    assert [type(error) for error in failed] == [StoreUnavailable] * 4
    assert sizes == [4]
