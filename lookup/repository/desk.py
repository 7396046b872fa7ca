"""Officers: their apps, their sessions, their quotas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from lookup.ledger import DutyRow, OfficerCountRow, OfficerRow, OfficerSessionRow
from lookup.officers import ABSOLUTE, IDLE, Officer
from lookup.repository.transaction import Transaction


@dataclass(frozen=True, repr=False)
class Stored:
    """An officer with the secret of the authenticator app."""

    id: int
    officer: Officer
    secret: str


@dataclass(frozen=True)
class Known:
    """An officer as the administrator sees them."""

    officer: Officer
    failed: int
    revoked_at: datetime | None


class Desk(Transaction):
    """Who may read on a ground."""

    async def add_officer(self, officer: Officer, secret: str) -> bool:
        """Add an officer; False when the number is taken."""
        added = await self._connection.scalar(
            self._upsert(OfficerRow)
            .values(number=officer.number, office=officer.office, secret=b"", last_step=0, failed=0)
            .on_conflict_do_nothing()
            .returning(OfficerRow.id)
        )
        if added is None:
            return False
        sealed = self._keys.desk.seal(secret.encode(), "officers", "secret", added)
        await self._connection.execute(
            update(OfficerRow).where(OfficerRow.id == added).values(secret=sealed)
        )
        return True

    async def list_officers(self) -> tuple[Known, ...]:
        """List all officers by number."""
        rows = await self._connection.execute(
            select(
                OfficerRow.number, OfficerRow.office, OfficerRow.failed, OfficerRow.revoked_at
            ).order_by(OfficerRow.number)
        )
        return tuple(
            Known(Officer(row.number, row.office), row.failed, row.revoked_at) for row in rows
        )

    async def revoke_officer(self, number: str, now: datetime) -> bool:
        """Take an officer's right away, and end their sessions; False when there is none."""
        id = await self._connection.scalar(
            update(OfficerRow)
            .where(OfficerRow.number == number, OfficerRow.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(OfficerRow.id)
        )
        if id is None:
            return False
        for table in (OfficerSessionRow, DutyRow):
            await self._connection.execute(delete(table).where(table.officer_id == id))
        return True

    async def unlock_officer(self, number: str) -> bool:
        """Let an officer try again who has typed too many wrong codes; False for an unknown one."""
        found = await self._connection.scalar(
            update(OfficerRow)
            .where(OfficerRow.number == number)
            .values(failed=0)
            .returning(OfficerRow.id)
        )
        return found is not None

    async def officer_secret(self, number: str) -> str | None:
        """Read the secret of an officer's app; for demonstrations, and for tests."""
        row = (
            await self._connection.execute(
                select(OfficerRow.id, OfficerRow.secret).where(OfficerRow.number == number)
            )
        ).first()
        return self._opened(row.id, row.secret) if row else None

    # --- Signing in ---

    async def count_sign_in(self, number: str, most: int) -> Stored | None:
        """Count a failure in advance; None when the officer has none left, or is none any more.

        Its transaction must be committed before the code is compared.
        """
        row = (
            await self._connection.execute(
                update(OfficerRow)
                .where(
                    OfficerRow.number == number,
                    OfficerRow.failed < most,
                    OfficerRow.revoked_at.is_(None),
                )
                .values(failed=OfficerRow.failed + 1)
                .returning(OfficerRow.id, OfficerRow.number, OfficerRow.office, OfficerRow.secret)
            )
        ).first()
        if row is None:
            return None
        return Stored(row.id, Officer(row.number, row.office), self._opened(row.id, row.secret))

    async def use_officer_step(self, id: int, step: int) -> bool:
        """Use up a time step of an officer's app; False when it, or a later one, was used."""
        used = await self._connection.scalar(
            update(OfficerRow)
            .where(
                OfficerRow.id == id,
                OfficerRow.last_step < step,
                OfficerRow.revoked_at.is_(None),
            )
            .values(last_step=step, failed=0)
            .returning(OfficerRow.id)
        )
        return used is not None

    async def open_officer_session(
        self, id: int, conversation: str, now: datetime, *, key: str = ""
    ) -> None:
        """Sign an officer in, in place of whoever is signed in there."""
        here = OfficerSessionRow.conversation == conversation
        await self._connection.execute(delete(OfficerSessionRow).where(here))
        others = (DutyRow.conversation == conversation, DutyRow.officer_id != id)
        await self._connection.execute(delete(DutyRow).where(*others))
        await self._connection.execute(
            insert(OfficerSessionRow).values(
                conversation=conversation, officer_id=id, key=key, opened_at=now, used_at=now
            )
        )

    async def end_officer_session(self, conversation: str) -> None:
        """Sign out whoever is signed in, or on duty, there."""
        for table in (OfficerSessionRow, DutyRow):
            await self._connection.execute(delete(table).where(table.conversation == conversation))

    async def go_on_duty(self, id: int, conversation: str, until: datetime) -> None:
        """Have an officer told there, until a time, that somebody begins to wait."""
        duty = {"officer_id": id, "until": until}
        await self._connection.execute(
            self._upsert(DutyRow)
            .values(conversation=conversation, **duty)
            .on_conflict_do_update(index_elements=["conversation"], set_=duty)
        )

    async def use_officer_session(
        self,
        conversation: str,
        now: datetime,
        *,
        keys: Sequence[str] = ("",),
        renews: bool = True,
    ) -> Stored | None:
        """Renew an officer's session; None when there is none, it is over, or was revoked."""
        id = await self._connection.scalar(
            update(OfficerSessionRow)
            .where(
                OfficerSessionRow.conversation == conversation,
                OfficerSessionRow.key.in_(keys),
                OfficerSessionRow.used_at > now - IDLE,
                OfficerSessionRow.opened_at > now - ABSOLUTE,
            )
            .values(used_at=now if renews else OfficerSessionRow.used_at)
            .returning(OfficerSessionRow.officer_id)
        )
        row = (
            await self._connection.execute(
                select(OfficerRow.id, OfficerRow.number, OfficerRow.office).where(
                    OfficerRow.id == id, OfficerRow.revoked_at.is_(None)
                )
            )
        ).first()
        return Stored(row.id, Officer(row.number, row.office), "") if row else None

    async def sweep_officers(self, now: datetime, today: date) -> None:
        """Delete sessions that are over, and the counts of earlier days."""
        await self._connection.execute(
            delete(OfficerSessionRow).where(OfficerSessionRow.opened_at <= now - ABSOLUTE)
        )
        await self._connection.execute(delete(DutyRow).where(DutyRow.until <= now))
        await self._connection.execute(delete(OfficerCountRow).where(OfficerCountRow.day < today))

    # --- Quotas ---

    async def count_officer(self, id: int, kind: str, day: date, most: int) -> bool:
        """Count what an officer does; False when the day's quota is used up."""
        await self._connection.execute(
            self._upsert(OfficerCountRow)
            .values(officer_id=id, kind=kind, day=day, count=0)
            .on_conflict_do_nothing()
        )
        count = await self._connection.scalar(
            update(OfficerCountRow)
            .where(
                OfficerCountRow.officer_id == id,
                OfficerCountRow.kind == kind,
                OfficerCountRow.day == day,
                OfficerCountRow.count < most,
            )
            .values(count=OfficerCountRow.count + 1)
            .returning(OfficerCountRow.count)
        )
        return count is not None

    async def take_back_count(self, id: int, kind: str, day: date) -> None:
        """Take back one count: what was counted in advance did not happen."""
        await self._connection.execute(
            update(OfficerCountRow)
            .where(
                OfficerCountRow.officer_id == id,
                OfficerCountRow.kind == kind,
                OfficerCountRow.day == day,
            )
            .values(count=OfficerCountRow.count - 1)
        )

    def _opened(self, id: int, sealed: bytes) -> str:
        return self._keys.desk.open(sealed, "officers", "secret", id).decode()
