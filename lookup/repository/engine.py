"""The way to the database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from sqlalchemy import (
    Connection,
    create_engine,
    event,
    make_url,
)
from sqlalchemy import Engine as SyncEngine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from lookup.errors import RegisterUnavailable
from lookup.repository.driver import open_visits

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_PRAGMAS = (
    "busy_timeout = 5000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",  # A key that was destroyed must not linger in a free page.
)
PATIENCE: dict[str, Any] = {"timeout": 5, "command_timeout": 10}  # Seconds; of PostgreSQL.
QUEUE = "queue"  # An execution option of the engine: where its writers line up.
READS_ONLY = "reads_only"  # An execution option; transactions without it take the write lock.


Engine = AsyncEngine


def connect(url: str) -> Engine:
    """Make an engine for a `sqlite` or `postgresql` URL; nothing is opened yet.

    On SQLite each transaction begins with BEGIN IMMEDIATE, since one that reads before it writes
    would otherwise lose updates; `execution_options(reads_only=True)` leaves the lock to others.
    """
    address = make_url(url)
    address = address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, pool_pre_ping=True, connect_args=PATIENCE)
    engine = create_async_engine(address, execution_options={QUEUE: asyncio.Lock()})
    event.listen(engine.sync_engine, "do_connect", _open_sqlite)
    _prepare(engine.sync_engine)
    return engine


def queue(engine: Engine) -> AbstractAsyncContextManager[None]:
    """Return where this process's writers of a SQLite file line up, whatever they write.

    SQLite lets those who wait for its lock sleep and draw lots, and somebody always loses.
    """
    lock: asyncio.Lock | None = engine.sync_engine.get_execution_options().get(QUEUE)
    return lock or nullcontext()


def twin(engine: Engine) -> SyncEngine:
    """Make an engine for work in threads on the same SQLite file, disposed of with the first."""
    made = create_engine(engine.url.set(drivername="sqlite"))
    _prepare(made)
    event.listen(engine.sync_engine, "engine_disposed", lambda _: made.dispose())
    return made


def open_file(engine: Engine) -> sqlite3.Connection:
    """Open the SQLite file of an engine once more, for work with the driver itself."""
    connection = sqlite3.connect(engine.url.database or "", check_same_thread=False)
    _prepare_sqlite(connection, None)
    return connection


def _open_sqlite(dialect: Any, _record: object, where: Any, given: Any) -> Any:
    return dialect.dbapi.connect(*where, async_creator_fn=open_visits, **given)


def _prepare(engine: SyncEngine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # The driver would begin its transactions too late.
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class converted:  # noqa: N801 - read as a verb: `with converted()`.
    """Turn errors of the database and of the way to it into `RegisterUnavailable`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, SQLAlchemyError | OSError):
            # The message of a database error carries the row's values: it goes no further.
            raise RegisterUnavailable(type(error).__name__) from None
