"""What is kept between messages: states, which messages were answered, what is to be sent."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Connection, delete, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.base import Incoming, NotTaken
from bot.rendering import Screen
from bot.store import alerts, handovers, letters, moves, notices
from bot.store.batches import Batches
from bot.store.file import InFile
from bot.store.letters import SENDING, Letter, Settled
from bot.store.server import OnServer
from bot.store.tables import inbox, metadata, outbox
from bot.store.turns import Known, Turn
from bot.store.visits import Visits
from lookup.repository import READS_ONLY, queue

__all__ = [
    "SENDING",
    "Known",
    "Letter",
    "Settled",
    "Store",
    "StoreUnavailable",
    "Turn",
    "alerts",
    "handovers",
    "metadata",
]

T = TypeVar("T")

KEPT = timedelta(hours=48)  # How long a messenger may deliver a message again.
BURIED = timedelta(days=30)  # How long dead letters are listed.

_ERRORS = (
    SQLAlchemyError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)


class StoreUnavailable(NotTaken):
    """The database does not answer, or answers with an error."""


class _converted:  # noqa: N801 - read as a verb: `with _converted()`.
    """Turn errors of the database and of the way to it into `StoreUnavailable`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, _ERRORS):
            raise StoreUnavailable(type(error).__name__) from error


class Store:
    """The database of the conversations. Turns of the same moment share their transactions.

    `owner` names this process among those that share the database, and stays the same when it
    is started anew.
    """

    def __init__(self, engine: AsyncEngine, owner: str) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**{READS_ONLY: True})
        in_file = engine.dialect.name == "sqlite"
        self._visits: Visits = (InFile if in_file else OnServer)(engine, owner)
        self.owner = owner
        self._nexts = Batches(self._next)
        self._settles = Batches(self._settle)

    @asynccontextmanager
    async def transaction(self, *, reads: bool = False) -> AsyncIterator[AsyncConnection]:
        """Open a transaction. Raises StoreUnavailable."""
        with _converted():
            if reads:
                async with self._reading.begin() as connection:
                    yield connection
            else:
                async with queue(self._engine), self._engine.begin() as connection:
                    yield connection

    async def _visit(self, work: Callable[[Connection], T]) -> T:
        with _converted():
            return await self._visits.work(work)

    # --- Turns ---

    async def known(self, incoming: Incoming) -> Known:
        """Read the conversation's state, and whether this message was answered before."""
        with _converted():
            return await self._visits.known(incoming)

    async def keep(self, turn: Turn) -> bool:
        """Commit a turn as a whole; False when somebody else was faster: read again."""
        with _converted():
            return await self._visits.keep(turn)

    # --- The outbox ---

    async def claim(self, now: datetime, most: int = 1) -> list[Letter]:
        """Take up letters that are due; while they are sent, nobody else does."""
        return await self._visit(
            lambda connection: letters.claim(connection, self.owner, now, most)
        )

    async def next(self, now: datetime, conversation: str) -> Letter | None:
        """Take up what is due next in a conversation, if anything."""
        return await self._nexts((now, conversation))

    async def _next(self, asked: Sequence[tuple[datetime, str]]) -> Sequence[Letter | None]:
        now, wanted = max(now for now, _ in asked), [conversation for _, conversation in asked]
        taken = await self._visit(
            lambda connection: letters.claim_next(connection, self.owner, now, wanted)
        )
        found = {letter.conversation: letter for letter in taken}
        return [found.pop(conversation, None) for conversation in wanted]

    async def settle(self, settled: Settled) -> None:
        """Commit how a try to send ended."""
        await self._settles(settled)

    async def _settle(self, batch: Sequence[Settled]) -> Sequence[None]:
        await self._visit(lambda connection: letters.settle(connection, batch))
        return [None] * len(batch)

    async def recover(self, started: datetime, now: datetime) -> int:
        """Take up what this process was sending before it was started anew; returns how many."""
        async with self.transaction() as connection:
            return await letters.recover(connection, self.owner, started, now)

    async def dead(self) -> list[Mapping[str, Any]]:
        """List the letters that are given up."""
        async with self.transaction(reads=True) as connection:
            return await letters.dead(connection)

    async def revive(self, channel: str, now: datetime) -> int:
        """Try the dead letters of a channel once more; returns how many."""
        async with self.transaction() as connection:
            return await letters.revive(connection, channel, now)

    async def fetch(self, conversation: str, after: int) -> list[tuple[int, Screen]]:
        """Read what is kept for somebody whose page comes for it, after this turn."""
        async with self.transaction(reads=not after) as connection:
            return await letters.fetch(connection, conversation, after)

    # --- Notices ---

    async def tell(self, texts: Mapping[str, str], until: datetime) -> None:
        """Tell something in every conversation, on every channel, until then."""
        async with self.transaction() as connection:
            await notices.put(connection, texts, until)

    async def notice(self) -> notices.Notice | None:
        """Return what was told last, over or not."""
        async with self.transaction(reads=True) as connection:
            return await connection.run_sync(notices.latest)

    async def untell(self, now: datetime) -> None:
        """Tell nothing of the kind any more."""
        async with self.transaction() as connection:
            await notices.end(connection, now)

    # --- Care ---

    async def tidy(self, now: datetime) -> None:
        """Forget messages that no messenger will deliver again, and letters that are sent."""
        async with self.transaction() as connection:
            await connection.execute(delete(inbox).where(inbox.c.received_at < now - KEPT))
            old = delete(outbox).where(outbox.c.due_at.is_(None))
            sent = old.where(outbox.c.status != "dead", outbox.c.created_at < now - KEPT)
            await connection.execute(sent)
            await connection.execute(old.where(outbox.c.created_at < now - BURIED))
            await handovers.tidy(connection, now)
            await moves.tidy(connection, now)

    async def ready(self) -> None:
        """Touch the tables. Raises StoreUnavailable."""
        async with self.transaction(reads=True) as connection:
            await connection.execute(text("SELECT count(*) FROM conversations WHERE key = ''"))
