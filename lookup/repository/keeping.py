"""Keys as they are stored: wrapped anew, tried, destroyed."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select, update

from lookup.keys import Wrapped
from lookup.repository.transaction import Transaction
from lookup.tables import PersonKeyRow, metadata

_KEYS = select(PersonKeyRow.person_id, PersonKeyRow.master, PersonKeyRow.wrapped)
_REWRAP = (
    update(metadata.tables["person_keys"])
    .where(PersonKeyRow.person_id == bindparam("of"))
    .values(master=bindparam("by"), wrapped=bindparam("key"))
)


class Keeping(Transaction):
    """Wrapped keys of persons."""

    async def try_keys(self) -> None:
        """Open one key of each master key in use. Raises SealBroken where one is missing."""
        first = select(func.min(PersonKeyRow.person_id)).group_by(PersonKeyRow.master)
        rows = await self._connection.execute(_KEYS.where(PersonKeyRow.person_id.in_(first)))
        for row in rows.all():
            self._keys.unwrap(row.person_id, Wrapped(row.master, row.wrapped))

    async def count_old_keys(self) -> int:
        """Count the keys that another master key than the current one wraps."""
        old = PersonKeyRow.master != self._keys.current
        return await self._connection.scalar(select(func.count()).where(old)) or 0

    async def rewrap(self, most: int) -> int:
        """Wrap some keys anew with the current master key; how many they were."""
        old = _KEYS.where(PersonKeyRow.master != self._keys.current).limit(most)
        if self._postgresql:
            old = old.with_for_update(skip_locked=True)  # Somebody else is at those.
        rows = (await self._connection.execute(old)).all()
        fresh = [
            (row.person_id, self._keys.rewrap(row.person_id, Wrapped(row.master, row.wrapped)))
            for row in rows
        ]
        if fresh:
            await self._connection.execute(
                _REWRAP,
                [{"of": of, "by": each.master, "key": each.sealed} for of, each in fresh],
            )
        return len(rows)

    async def destroy_key(self, person: int) -> None:
        """Erase a person: nothing that is sealed with their key opens any more."""
        await self._connection.execute(delete(PersonKeyRow).where(PersonKeyRow.person_id == person))
