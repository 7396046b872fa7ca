"""Reading and writing the register; the only place that speaks SQL, beside the tables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lookup.keys import Keys
from lookup.repository.agreements import Agreements
from lookup.repository.alerts import Alerts
from lookup.repository.apps import Apps
from lookup.repository.codes import Codes
from lookup.repository.desk import Desk
from lookup.repository.engine import (
    PATIENCE,
    READS_ONLY,
    Engine,
    connect,
    converted,
    open_file,
    queue,
    twin,
)
from lookup.repository.filling import Filling
from lookup.repository.glance import Glance
from lookup.repository.helps import Helps
from lookup.repository.keeping import Keeping
from lookup.repository.letters import Letters
from lookup.repository.messages import Messages
from lookup.repository.records import HouseholdMember, Person, Record, Records, Residence
from lookup.repository.sessions import Sessions
from lookup.repository.shares import Shares
from lookup.repository.trail import Trail
from lookup.repository.tries import Tries
from lookup.tables import metadata

__all__ = [
    "PATIENCE",
    "READS_ONLY",
    "Engine",
    "HouseholdMember",
    "Person",
    "Record",
    "Records",
    "Register",
    "Repository",
    "Residence",
    "connect",
    "open_file",
    "queue",
    "twin",
]


class Repository(
    Codes,
    Tries,
    Apps,
    Messages,
    Letters,
    Sessions,
    Records,
    Trail,
    Agreements,
    Shares,
    Helps,
    Alerts,
    Desk,
    Keeping,
    Filling,
):
    """What can be asked within one transaction."""


class Register:
    """The database and its keys: opens transactions, turns errors into `RegisterUnavailable`."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self.keys = keys
        self._writer = engine
        self._reader = engine.execution_options(**{READS_ONLY: True})
        self.glance = Glance(engine, keys)
        self._queue = queue(engine)

    async def create_tables(self) -> None:
        """Create the tables that are missing; a migrated database has none missing."""
        with converted():
            async with self._writer.begin() as connection:
                await connection.run_sync(metadata.create_all)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Repository]:
        """Open a transaction that is committed at the end, or rolled back by an exception."""
        with converted():
            async with self._queue, self._writer.begin() as connection:
                yield Repository(connection, self.keys)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Repository]:
        """Open a transaction that reads only, and so waits for nobody."""
        with converted():
            async with self._reader.connect() as connection:
                yield Repository(connection, self.keys)
