"""The access log: rows are added at its end, and read."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

from sqlalchemy import func, insert, select, true
from sqlalchemy.dialects import postgresql, sqlite

from lookup import audit
from lookup.access import Entry, Reader
from lookup.ledger import AuditRow, SubjectRow
from lookup.repository.transaction import Transaction

_ROW = (
    AuditRow.number,
    AuditRow.subject,
    AuditRow.reader,
    AuditRow.entry,
    AuditRow.hash,
    AuditRow.seal,
)
BATCH = 5_000  # Rows read at a time.


class Trail(Transaction):
    """Who read whose record."""

    async def subject_of(self, citizen: str) -> str:
        """Return the citizen's name in the log, made up when it is first needed."""
        known = select(SubjectRow.subject).where(SubjectRow.citizen == citizen)
        subject = await self._connection.scalar(known)
        if subject is not None:
            return subject
        upsert = postgresql.insert if self._postgresql else sqlite.insert
        await self._connection.execute(
            upsert(SubjectRow)
            .values(citizen=citizen, subject=secrets.token_hex(16))
            .on_conflict_do_nothing()
        )
        return (await self._connection.execute(known)).scalar_one()

    async def log(self, entry: Entry, keys: audit.Keys) -> None:
        """Add a reading at the end; committed before the data are read."""
        await self.lock("audit")
        last = await self.newest_reading()
        number, before = last or (0, audit.START)
        row = audit.chain(before, number + 1, entry, keys)
        await self._connection.execute(
            insert(AuditRow).values(
                number=row.number,
                subject=row.subject,
                reader=row.reader,
                entry=row.entry,
                hash=row.hash,
                seal=row.seal,
            )
        )

    async def newest_reading(self) -> tuple[int, bytes] | None:
        """Return the number and hash of the last row; None for an empty log."""
        row = (
            await self._connection.execute(
                select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)
            )
        ).first()
        return (row.number, row.hash) if row else None

    async def all_readings(self) -> AsyncIterator[audit.Row]:
        """Read the whole log in order, some thousand rows at a time."""
        further = true()
        while True:
            rows = (
                await self._connection.execute(
                    select(*_ROW).where(further).order_by(AuditRow.number).limit(BATCH)
                )
            ).all()
            for row in rows:
                yield audit.Row(*row)
            if len(rows) < BATCH:
                return
            further = AuditRow.number > rows[-1].number

    async def readings_by_others(self, subject: str, most: int) -> tuple[Entry, ...]:
        """Read the newest readings of a person's record by anybody else."""
        rows = await self._connection.execute(
            select(*_ROW)
            .where(AuditRow.subject == subject, AuditRow.reader != Reader.CITIZEN)
            .order_by(AuditRow.number.desc())
            .limit(most)
        )
        return tuple(audit.read(audit.Row(*row)) for row in rows)

    async def own_readings(self, subject: str) -> int:
        """Count how often a person read their own record."""
        own = (AuditRow.subject == subject) & (AuditRow.reader == Reader.CITIZEN)
        return await self._connection.scalar(select(func.count()).where(own)) or 0
