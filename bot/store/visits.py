"""Visits to the database: a turn's two, and work of several statements as one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.base import Incoming
from bot.store import turns
from bot.store.batches import Batches
from bot.store.turns import Known, Turn

T = TypeVar("T")


class Visits(Protocol):
    """What each kind of database does in its own way. Raises the errors of its driver."""

    async def known(self, incoming: Incoming) -> Known:
        """Read the conversation's state, and whether this message was answered before."""

    async def keep(self, turn: Turn) -> bool:
        """Commit a turn as a whole; False when somebody else was faster."""

    async def work(self, work: Callable[[Connection], T]) -> T:
        """Do the work and commit it, without holding up the event loop."""


class OnServer:
    """Visits to PostgreSQL: what is asked for at the same time goes there in one go."""

    def __init__(self, engine: AsyncEngine, owner: str) -> None:
        self._engine, self._owner = engine, owner
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reads = Batches(self._read)
        self._writes = Batches(self._write)

    async def known(self, incoming: Incoming) -> Known:
        return await self._reads(incoming)

    async def keep(self, turn: Turn) -> bool:
        return await self._writes(turn)

    async def work(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def _read(self, asked: Sequence[Incoming]) -> Sequence[Known]:
        """Read without a transaction: each statement sees what is committed then."""
        async with self._reading.begin() as connection:
            return await connection.run_sync(turns.read, asked)

    async def _write(self, batch: Sequence[Turn]) -> Sequence[bool]:
        try:
            return await self.work(lambda connection: turns.write(connection, batch, self._owner))
        except IntegrityError:
            if len(batch) == 1:
                return [False]
            raise
