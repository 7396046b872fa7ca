"""Text messages that have not left yet: what a process that dies leaves for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, exists, insert, or_, select, update

from lookup.repository.transaction import Transaction
from lookup.tables import ChallengeRow, CodeLetterRow, CodeRequestRow

_OVER = exists().where(  # The code that it carries was used or replaced.
    ChallengeRow.id == CodeLetterRow.id,
    or_(ChallengeRow.used_at.is_not(None), ChallengeRow.dropped_at.is_not(None)),
)


class Lost(StrEnum):
    """How a letter was lost."""

    UNSENT = "unsent"  # The gateway has surely not taken it.
    UNSURE = "unsure"  # It may have.


class Letters(Transaction):
    """Letters, sealed; one who takes a letter alone sends it."""

    async def keep_letter(
        self, id: str, letter: bytes, *, due: datetime, expires_at: datetime
    ) -> None:
        """Store a letter; `id`, in hex, is that of its challenge, if it has one."""
        sealed = self._keys.letters.seal(letter, "code_letters", "sealed", int(id, 16))
        row = {"id": id, "sealed": sealed, "due": due, "tries": 0, "expires_at": expires_at}
        await self._connection.execute(insert(CodeLetterRow).values(row))

    async def take_letter(self, id: str, now: datetime) -> int | None:
        """Take a letter to send it; how often it was refused before.

        None when somebody has taken it, or its code is over.
        """
        tries: int | None = await self._connection.scalar(
            update(CodeLetterRow)
            .where(CodeLetterRow.id == id, CodeLetterRow.taken_at.is_(None), ~_OVER)
            .values(taken_at=now)
            .returning(CodeLetterRow.tries)
        )
        return tries

    async def put_back_letter(self, id: str, due: datetime) -> None:
        """Give a letter back that a gateway has refused, to be sent later."""
        await self._connection.execute(
            update(CodeLetterRow)
            .where(CodeLetterRow.id == id)
            .values(taken_at=None, due=due, tries=CodeLetterRow.tries + 1)
        )

    async def drop_letter(self, id: str) -> bool:
        """Delete a letter; False when somebody else has."""
        dropped = delete(CodeLetterRow).where(CodeLetterRow.id == id).returning(CodeLetterRow.id)
        return await self._connection.scalar(dropped) is not None

    async def excuse(self, id: str, lost: Lost) -> bool:
        """Note that a code was lost, which so costs no waiting; False when it is over anyway."""
        await self._connection.execute(
            update(CodeRequestRow).where(CodeRequestRow.id == id).values(fate=lost)
        )
        waits = select(ChallengeRow.id).where(
            ChallengeRow.id == id,
            ChallengeRow.used_at.is_(None),
            ChallengeRow.dropped_at.is_(None),
        )
        return await self._connection.scalar(waits) is not None

    async def letters_due(self, now: datetime) -> Sequence[tuple[str, bytes]]:
        """Read the letters that wait to be sent and are still of use, the oldest first."""
        return await self._letters(
            CodeLetterRow.taken_at.is_(None),
            CodeLetterRow.due <= now,
            CodeLetterRow.expires_at > now,
            ~_OVER,
        )

    async def letters_lost(
        self, taken: datetime, now: datetime
    ) -> Sequence[tuple[str, bytes, Lost]]:
        """Read the letters that were taken before a time, and those that waited in vain."""
        died = await self._letters(CodeLetterRow.taken_at <= taken)
        late = await self._letters(
            CodeLetterRow.taken_at.is_(None), CodeLetterRow.expires_at <= now
        )
        return [(*each, Lost.UNSURE) for each in died] + [(*each, Lost.UNSENT) for each in late]

    async def forget_letters(self, old: datetime) -> None:
        """Delete the letters that were over long ago."""
        await self._connection.execute(delete(CodeLetterRow).where(CodeLetterRow.expires_at <= old))

    async def _letters(self, *which: object) -> list[tuple[str, bytes]]:
        rows = await self._connection.execute(
            select(CodeLetterRow.id, CodeLetterRow.sealed)
            .where(*which)  # type: ignore[arg-type]
            .order_by(CodeLetterRow.due)
        )
        open = self._keys.letters.open
        return [
            (row.id, open(row.sealed, "code_letters", "sealed", int(row.id, 16))) for row in rows
        ]
