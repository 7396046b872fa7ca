"""What all statements share: one transaction, and the keys."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Executable,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from lookup.keys import DataKey, Keys, Wrapped
from lookup.tables import PersonKeyRow

Given = Mapping[str, object]  # The values of a statement, by name.


class Reading(ABC):
    """What reading takes: a way to the rows of one statement, and the keys."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    @abstractmethod
    async def rows(self, statement: Executable, given: Given) -> Sequence[Sequence[Any]]:
        """Fetch all rows of a statement."""


class Transaction(Reading):
    """One transaction of the register."""

    def __init__(self, connection: AsyncConnection, keys: Keys) -> None:
        super().__init__(keys)
        self._connection = connection
        self._postgresql = connection.dialect.name == "postgresql"
        self._upsert = postgresql.insert if self._postgresql else sqlite.insert

    async def rows(self, statement: Executable, given: Given) -> Sequence[Sequence[Any]]:
        """Fetch all rows of a statement, within the transaction."""
        return (await self._connection.execute(statement, given)).all()

    async def key_of(self, person: int) -> DataKey | None:
        """Open a person's key; None for one that was destroyed, or never was."""
        stored = select(PersonKeyRow.master, PersonKeyRow.wrapped)
        row = (
            await self._connection.execute(stored.where(PersonKeyRow.person_id == person))
        ).first()
        return self._keys.unwrap(person, Wrapped(row.master, row.wrapped)) if row else None

    async def lock(self, *names: str) -> None:
        """Let the transactions that name the same things run one after the other.

        SQLite needs nothing more than the write lock that the transaction has taken.
        """
        if self._postgresql:
            for name in sorted(set(names)):  # One order for all, so that nobody waits in a ring.
                number = func.hashtextextended(name, 0)
                await self._connection.execute(select(func.pg_advisory_xact_lock(number)))
