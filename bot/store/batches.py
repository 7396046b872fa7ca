"""Group commit: what is asked for at the same time is done in one go."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.exc import TimeoutError as PoolTimeout

MOST = 256  # Of one batch.

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batches(Generic[Item, Result]):
    """Gathers items while a batch is under way; each caller gets the result of its own.

    `run` does a batch as a whole, in one transaction. Where a batch fails, its items are done one
    by one, so that an item that the database refuses fails by itself; where the database does not
    answer, all fail at once, since each would wait as long.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._run = run
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                size = min(len(self._waiting), MOST)
                await self._do([self._waiting.popleft() for _ in range(size)])
        finally:
            self._task = None

    async def _gather(self) -> None:
        """Let those come along who are about to ask; when nobody is, this waits for nothing."""
        before = 0
        while before < len(self._waiting) < MOST:
            before = len(self._waiting)
            await asyncio.sleep(0)

    async def _do(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._run([item for item, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not _unanswered(error):
                for one in batch:
                    await self._do([one])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():  # Its caller was cancelled.
                future.set_result(result)


def _unanswered(error: BaseException) -> bool:
    """Say whether the way to the database is at fault: time-outs and lost connections."""
    cause = error.__cause__ or error
    return isinstance(cause, OSError | PoolTimeout)
