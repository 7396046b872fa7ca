"""Visits to a SQLite file, past what SQLAlchemy and a thread would add to each statement.

The statements are those of the other modules, compiled once and given to the driver itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ClauseElement, Connection, String, bindparam, event, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.base import Incoming
from bot.store import turns
from bot.store.batches import Batches
from bot.store.tables import conversations, inbox, outbox
from bot.store.turns import Known, Turn
from lookup.repository import open_file, queue, twin

T = TypeVar("T")
Row = Mapping[str, Any]

_DIALECT = sqlite.dialect(paramstyle="named")


@dataclass(frozen=True)
class Prepared:
    """A statement as the driver takes it, and the values that are always the same."""

    text: str
    fixed: Row

    @classmethod
    def of(cls, statement: ClauseElement) -> Prepared:
        compiled = statement.compile(dialect=_DIALECT)
        return cls(str(compiled), compiled.params)

    def fetch(self, connection: sqlite3.Connection, given: Row) -> Row:
        """Return the only row; nothing of the statement stays open."""
        cursor = connection.execute(self.text, {**self.fixed, **given})
        (row,) = cursor.fetchall()
        return dict(zip((name for name, *_ in cursor.description), row, strict=True))

    def write(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> int:
        """Write these rows; returns how many were."""
        given = [{**self.fixed, **row} for row in rows]
        return connection.executemany(self.text, given).rowcount


_MESSAGE = (bindparam(name, type_=String).label(name) for name in ("conversation", "message"))
KNOWN = Prepared.of(turns.known_of(select(*_MESSAGE).subquery("asked")))
_KEEP = Prepared.of(turns.keeping(sqlite.insert(conversations)))
_TAKE, _SEND = Prepared.of(insert(inbox)), Prepared.of(insert(outbox))
_TELL = Prepared.of(turns.told(bindparam("b_conversation"), bindparam("b_version")))


class _Faster(Exception):
    """Some conversation of a batch was written to from elsewhere."""


class InFile:
    """Visits to a SQLite file. Its one writer is a thread, which waits for the disk.

    A read by key takes less than asking a thread for it, and never waits for a writer: it is done
    where it is asked for, and opens no transaction.
    """

    def __init__(self, engine: AsyncEngine, owner: str) -> None:
        self._database, self._owner = engine, owner
        self._engine = twin(engine)
        self._writer = ThreadPoolExecutor(1, "store")
        self._writes = Batches(self._write)
        self._reading: sqlite3.Connection | None = None
        self._writing: sqlite3.Connection | None = None
        event.listen(engine.sync_engine, "engine_disposed", lambda _: self._close())

    async def known(self, incoming: Incoming) -> Known:
        if self._reading is None:
            self._reading = open_file(self._database)
        given = {"conversation": incoming.conversation, "message": incoming.id}
        row = KNOWN.fetch(self._reading, given)
        until = row["until"] and datetime.fromisoformat(row["until"]).replace(tzinfo=UTC)
        return turns.known({**row, "until": until})

    async def keep(self, turn: Turn) -> bool:
        return await self._writes(turn)

    async def work(self, work: Callable[[Connection], T]) -> T:
        return await self._in_thread(self._done, work)

    def _done(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    async def _write(self, batch: Sequence[Turn]) -> Sequence[bool]:
        try:
            await self._in_thread(self._commit, batch)
        except (_Faster, sqlite3.IntegrityError):
            if len(batch) == 1:
                return [False]
            raise
        return [True] * len(batch)

    async def _in_thread(self, do: Callable[[Any], T], given: object) -> T:
        loop = asyncio.get_running_loop()
        async with queue(self._database):
            return await loop.run_in_executor(self._writer, do, given)

    def _commit(self, batch: Sequence[Turn]) -> None:
        if self._writing is None:
            self._writing = open_file(self._database)
        connection = self._writing
        connection.execute("BEGIN IMMEDIATE")
        try:
            _write(connection, batch, self._owner)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _close(self) -> None:
        if self._reading is not None:
            self._reading.close()
        if self._writing is not None:
            self._writer.submit(self._writing.close).result()
        self._reading = self._writing = None


def _write(connection: sqlite3.Connection, batch: Sequence[Turn], owner: str) -> None:
    if _KEEP.write(connection, [_row(turns.conversation(turn)) for turn in batch]) < len(batch):
        raise _Faster
    _TAKE.write(connection, [_row(turns.message(turn)) for turn in batch])
    if told := [_shown(turn) for turn in batch if turn.told]:
        _TELL.write(connection, told)
    if letters := [_row(row) for turn in batch for row in turns.letters(turn, owner)]:
        _SEND.write(connection, letters)


def _row(row: Row) -> Row:
    """Write times as SQLAlchemy does."""
    return {
        name: value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }


def _shown(turn: Turn) -> Row:
    return {"b_conversation": turn.incoming.conversation, "b_version": turn.told}
