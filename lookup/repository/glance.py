"""Reading by single statements, without what a transaction costs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Executable, create_engine, event
from sqlalchemy import Engine as SyncEngine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import greenlet_spawn

from lookup.keys import Keys
from lookup.repository.engine import PATIENCE, Engine, converted
from lookup.repository.records import Records
from lookup.repository.transaction import Given
from lookup.repository.tries import Tries

AT_ONCE = 4  # Statements; each has a connection that stays open.


class Glance(Records, Tries):
    """Reads on connections of its own that are kept open, each statement by itself.

    A statement and its rows are fetched in one go: on SQLite in a thread that waits for the file,
    where the other driver is asked, and waited for, four times over. What is kept ends with the
    engine that it was made for.
    """

    def __init__(self, engine: Engine, keys: Keys) -> None:
        super().__init__(keys)
        self._threads = None
        if engine.dialect.name == "sqlite":
            self._threads = ThreadPoolExecutor(AT_ONCE, "glance")
        self._engine = _of_its_own(engine)
        self._idle: deque[Connection] = deque()
        self._room = asyncio.Semaphore(AT_ONCE)
        event.listen(engine.sync_engine, "engine_disposed", self._let_go)

    async def rows(self, statement: Executable, given: Given) -> Sequence[Sequence[Any]]:
        """Fetch all rows of a statement. Raises RegisterUnavailable."""
        with converted():
            async with self._room:
                if self._threads is None:
                    return await greenlet_spawn(self._fetch, statement, given)
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, self._fetch, statement, given)

    def _fetch(self, statement: Executable, given: Given) -> Sequence[Sequence[Any]]:
        try:
            return self._try(statement, given)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        self._drop()  # The server has closed one, and so the others: once more, on a new one.
        return self._try(statement, given)

    def _try(self, statement: Executable, given: Given) -> Sequence[Sequence[Any]]:
        connection = self._idle.pop() if self._idle else self._engine.connect()
        try:
            rows = connection.execute(statement, given).all()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return rows

    def _drop(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _let_go(self, _engine: SyncEngine) -> None:
        self._drop()
        self._engine.dispose()


def _of_its_own(engine: Engine) -> SyncEngine:
    """Make an engine on the same database, whose statements stand alone and only read."""
    if engine.dialect.name != "sqlite":
        given = PATIENCE | {"server_settings": {"default_transaction_read_only": "on"}}
        own = create_async_engine(engine.url, isolation_level="AUTOCOMMIT", connect_args=given)
        return own.sync_engine
    file = create_engine(engine.url.set(drivername="sqlite"), isolation_level="AUTOCOMMIT")
    event.listen(file, "connect", _prepare_file)
    return file


def _prepare_file(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 5000").close()
    connection.execute("PRAGMA query_only = ON").close()
