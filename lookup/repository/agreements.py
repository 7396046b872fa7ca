"""Agreements, requests about one's own data, and what ends when they are taken back."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update

from lookup.consent import Agree, Consented, Requested
from lookup.deadlines import Deadlines, Right
from lookup.ledger import ConsentRow, DataRequestRow, HelpRow, ShareRow, SubjectRow
from lookup.repository.transaction import Transaction
from lookup.tables import (
    AuthenticatorRow,
    BondRow,
    ChallengeRow,
    PendingAppRow,
    SessionRow,
)


class Agreements(Transaction):
    """What people agreed to and asked for."""

    async def agree(
        self, given: Agree, conversation: str, subject: str | None, now: datetime
    ) -> None:
        """Record an agreement; without a subject it waits for the person to sign in."""
        await self._connection.execute(
            insert(ConsentRow).values(
                id=secrets.token_hex(16),
                conversation=conversation,
                subject=subject,
                purpose=given.purpose,
                version=given.version,
                digest=given.digest,
                agreed_at=now,
            )
        )

    async def own_agreements(self, conversation: str, subject: str, since: datetime) -> None:
        """Give the agreements that a conversation made since then to who signed in to it."""
        await self._connection.execute(
            update(ConsentRow)
            .where(
                ConsentRow.conversation == conversation,
                ConsentRow.subject.is_(None),
                ConsentRow.agreed_at >= since,
            )
            .values(subject=subject)
        )

    async def agreements_of(self, subject: str) -> tuple[Consented, ...]:
        """List the agreements that stand: the newest of each purpose."""
        rows = await self._connection.execute(
            select(ConsentRow.purpose, ConsentRow.version, ConsentRow.agreed_at)
            .where(ConsentRow.subject == subject, ConsentRow.withdrawn_at.is_(None))
            .order_by(ConsentRow.agreed_at)
        )
        newest = {row.purpose: Consented(row.purpose, row.version, row.agreed_at) for row in rows}
        return tuple(newest.values())

    async def withdraw(self, subject: str, now: datetime) -> None:
        """Take back every agreement of a person."""
        await self._connection.execute(
            update(ConsentRow)
            .where(ConsentRow.subject == subject, ConsentRow.withdrawn_at.is_(None))
            .values(withdrawn_at=now)
        )

    async def end_all(self, person: int, citizen: str, now: datetime) -> None:
        """End every session of a person, every help, every bond and every unused share code."""
        for statement in (
            update(SessionRow)
            .where(SessionRow.person_id == person, SessionRow.ended_at.is_(None))
            .values(ended_at=now),
            delete(BondRow).where(BondRow.citizen == citizen),
            update(HelpRow)
            .where(HelpRow.person_id == person, HelpRow.ended_at.is_(None))
            .values(ended_at=now),
            update(ShareRow)
            .where(ShareRow.citizen == citizen, ShareRow.taken_at.is_(None))
            .values(revoked_at=now),
        ):
            await self._connection.execute(statement)

    async def forget(self, person: int, citizen: str) -> None:
        """Delete what would still tell that somebody in the log is this person."""
        for statement in (
            delete(SubjectRow).where(SubjectRow.citizen == citizen),
            delete(ShareRow).where(ShareRow.citizen == citizen),
            delete(HelpRow).where(HelpRow.person_id == person),
            delete(SessionRow).where(SessionRow.person_id == person),
            delete(AuthenticatorRow).where(AuthenticatorRow.person_id == person),
            delete(PendingAppRow).where(PendingAppRow.person_id == person),
            delete(ChallengeRow).where(ChallengeRow.citizen == citizen),
        ):
            await self._connection.execute(statement)

    async def count_bonds(self, citizen: str) -> int:
        """Count the conversations in which a person has signed in."""
        counted = select(func.count()).select_from(BondRow).where(BondRow.citizen == citizen)
        return await self._connection.scalar(counted) or 0

    # --- Requests ---

    async def add_request(
        self, subject: str, right: Right, asked: date, until: Deadlines, done_at: datetime | None
    ) -> None:
        """Record a request; one that is open already is not asked again."""
        if done_at is None:
            same = select(DataRequestRow.id).where(
                DataRequestRow.subject == subject,
                DataRequestRow.kind == right,
                DataRequestRow.done_at.is_(None),
            )
            if await self._connection.scalar(same) is not None:
                return
        await self._connection.execute(
            insert(DataRequestRow).values(
                id=secrets.token_hex(16),
                subject=subject,
                kind=right,
                asked=asked,
                answer_by=until.answer_by,
                done_by=until.done_by,
                done_at=done_at,
            )
        )

    async def requests_of(self, subject: str, most: int) -> tuple[Requested, ...]:
        """List a person's requests, the newest first."""
        rows = await self._connection.execute(
            select(DataRequestRow)
            .with_only_columns(
                DataRequestRow.kind,
                DataRequestRow.asked,
                DataRequestRow.answer_by,
                DataRequestRow.done_by,
                DataRequestRow.done_at,
            )
            .where(DataRequestRow.subject == subject)
            .order_by(DataRequestRow.asked.desc(), DataRequestRow.id)
            .limit(most)
        )
        return tuple(
            Requested(Right(row.kind), row.asked, row.answer_by, row.done_by, bool(row.done_at))
            for row in rows
        )

    async def open_requests(self) -> tuple[tuple[str, Requested], ...]:
        """List the requests that somebody has to answer, the most urgent first, with their ids."""
        rows = await self._connection.execute(
            select(
                DataRequestRow.id,
                DataRequestRow.kind,
                DataRequestRow.asked,
                DataRequestRow.answer_by,
                DataRequestRow.done_by,
            )
            .where(DataRequestRow.done_at.is_(None))
            .order_by(DataRequestRow.answer_by, DataRequestRow.id)
        )
        return tuple(
            (
                row.id,
                Requested(Right(row.kind), row.asked, row.answer_by, row.done_by, done=False),
            )
            for row in rows
        )

    async def close_request(self, id: str, now: datetime) -> str | None:
        """Note that a request is done; returns whose, None when it is unknown or done already."""
        subject: str | None = await self._connection.scalar(
            update(DataRequestRow)
            .where(DataRequestRow.id == id, DataRequestRow.done_at.is_(None))
            .values(done_at=now)
            .returning(DataRequestRow.subject)
        )
        return subject

    async def citizen_behind(self, subject: str) -> str | None:
        """Find whose name in the log this is; None once the person was erased."""
        citizen: str | None = await self._connection.scalar(
            select(SubjectRow.citizen).where(SubjectRow.subject == subject)
        )
        return citizen

    async def sweep_agreements(self, old: datetime) -> None:
        """Delete the agreements with which nobody has signed in."""
        await self._connection.execute(
            delete(ConsentRow).where(ConsentRow.subject.is_(None), ConsentRow.agreed_at <= old)
        )
