"""Text messages that have not left yet: what a process that dies leaves for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from lookup.repository.transaction import Transaction
from lookup.tables import CodeLetterRow


class Letters(Transaction):
    """Letters, sealed; whoever takes one deletes it, and so it leaves once at most."""

    async def keep_letter(self, id: str, letter: bytes, now: datetime, until: datetime) -> None:
        """Store a letter; `id`, in hex, is that of its challenge."""
        sealed = self._keys.letters.seal(letter, "code_letters", "sealed", int(id, 16))
        await self._connection.execute(
            insert(CodeLetterRow).values(id=id, sealed=sealed, at=now, expires_at=until)
        )

    async def take_letter(self, id: str) -> bool:
        """Take a letter away; False when somebody has, or it was forgotten."""
        taken = delete(CodeLetterRow).where(CodeLetterRow.id == id).returning(CodeLetterRow.id)
        return await self._connection.scalar(taken) is not None

    async def letters_left(self, before: datetime, now: datetime) -> Sequence[tuple[str, bytes]]:
        """Read the letters that stand there since a time and are still of use, the oldest first."""
        rows = await self._connection.execute(
            select(CodeLetterRow.id, CodeLetterRow.sealed)
            .where(CodeLetterRow.at <= before, CodeLetterRow.expires_at > now)
            .order_by(CodeLetterRow.at)
        )
        open = self._keys.letters.open
        return [
            (row.id, open(row.sealed, "code_letters", "sealed", int(row.id, 16))) for row in rows
        ]

    async def forget_letters(self, now: datetime) -> None:
        """Delete the letters that are of no use any more."""
        await self._connection.execute(delete(CodeLetterRow).where(CodeLetterRow.expires_at <= now))
