"""The driver of SQLite: a statement and its rows are one visit to the thread of a connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

CHUNK = 64  # Rows that aiosqlite reads ahead where it is asked to; we never ask.


class Visits(aiosqlite.Connection):
    """A connection whose cursors go to its thread once a statement, instead of five times."""

    def cursor(self) -> _Visit:  # type: ignore[override]
        return _Visit(self)

    async def visit(self, cursor: _Visit, method: str, sql: str, given: Iterable[Any]) -> None:
        """Run a statement and fetch all of its rows."""
        await self._execute(self._run, cursor, method, sql, given)  # type: ignore[no-untyped-call]

    def _run(self, cursor: _Visit, method: str, sql: str, given: Iterable[Any]) -> None:
        ran: sqlite3.Cursor = getattr(self._conn, method)(sql, given)
        cursor.rows = ran.fetchall() if ran.description else ()
        cursor.description, cursor.rowcount = ran.description, ran.rowcount
        cursor.lastrowid = ran.lastrowid
        ran.close()


class _Visit:
    """What SQLAlchemy wants of a cursor; the rows are there as soon as the statement has run."""

    arraysize = 1

    def __init__(self, connection: Visits) -> None:
        self._connection = connection
        self.rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> _Visit:
        return self

    async def execute(self, sql: str, given: Iterable[Any] = ()) -> None:
        await self._connection.visit(self, "execute", sql, given)

    async def executemany(self, sql: str, given: Iterable[Iterable[Any]]) -> None:
        await self._connection.visit(self, "executemany", sql, given)

    async def fetchall(self) -> Sequence[Any]:
        return self.rows

    async def close(self) -> None:
        """Do nothing: the thread has closed the cursor."""


def open_visits(database: str, **given: Any) -> Visits:
    """Begin to open a database; to be awaited."""
    connection = Visits(partial(sqlite3.connect, database, **given), CHUNK)
    connection._thread.daemon = True  # As SQLAlchemy has it: it must not hold up the end.
    return connection
