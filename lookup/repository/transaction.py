"""What all statements share: one transaction, and the keys."""

from __future__ import annotations

from sqlalchemy import (
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from lookup.keys import DataKey, Keys, Wrapped
from lookup.tables import PersonKeyRow


class Transaction:
    """One transaction of the register."""

    def __init__(self, connection: AsyncConnection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._postgresql = connection.dialect.name == "postgresql"
        self._upsert = postgresql.insert if self._postgresql else sqlite.insert

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
