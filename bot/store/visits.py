"""Visits to the database: work of several statements, done as one transaction in one go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from lookup.repository import alone, twin

T = TypeVar("T")


class Visits:
    """Does work on the database without holding up the event loop.

    On SQLite the whole of it is done in one thread: handing over each statement by itself, as the
    asynchronous driver has to, costs several times what the statement costs.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**alone(engine))
        self._in_threads = _Threads(engine) if engine.dialect.name == "sqlite" else None

    async def __call__(self, work: Callable[[Connection], T], *, reads: bool = False) -> T:
        """Do the work and commit it.

        What only reads costs no transaction: each of its statements sees what is committed then.
        """
        if self._in_threads is not None:
            return await self._in_threads.do(work, reads)
        async with (self._reading if reads else self._engine).begin() as connection:
            return await connection.run_sync(work)


class _Threads:
    """One thread that writes, since SQLite has one writer at a time, and one that reads."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = twin(engine)
        self._reading = self._engine.execution_options(**alone(engine))
        self._writer = ThreadPoolExecutor(1, "store writer")
        self._reader = ThreadPoolExecutor(1, "store reader")

    async def do(self, work: Callable[[Connection], T], reads: bool) -> T:
        loop = asyncio.get_running_loop()
        if reads:
            return await loop.run_in_executor(self._reader, self._done, self._reading, work)
        return await loop.run_in_executor(self._writer, self._done, self._engine, work)

    def _done(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        with engine.begin() as connection:
            return work(connection)
