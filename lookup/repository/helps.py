"""Helping sessions: agreed to, opened once, read a few times, ended by either side."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from lookup.helping import LIFE, MOST_READINGS
from lookup.ledger import HelpRow
from lookup.otp import Kind
from lookup.repository.transaction import Transaction
from lookup.tables import ChallengeRow, PersonRow

_OPEN = HelpRow.ended_at.is_(None)


class Helps(Transaction):
    """Who helps whom; each step is one statement, so that no two get through."""

    async def help_number(self, conversation: str, request: str) -> str | None:
        """Return the number of the wish to help that this very request has made."""
        number: str | None = await self._connection.scalar(
            select(ChallengeRow.number).where(
                ChallengeRow.conversation == conversation, ChallengeRow.request == request
            )
        )
        return number

    async def allow_help(self, citizen: str, number: str, conversation: str, now: datetime) -> bool:
        """Count a try and agree to the wish with this number; False when there is none.

        A wish of the very conversation that agrees is none.
        """
        live = (
            ChallengeRow.citizen == citizen,
            ChallengeRow.kind == Kind.SMS,
            ChallengeRow.number != "",
            ChallengeRow.conversation != conversation,
            ChallengeRow.attempts_left > 0,
            ChallengeRow.expires_at > now,
            ChallengeRow.used_at.is_(None),
            ChallengeRow.dropped_at.is_(None),
        )
        allowed = await self._connection.scalar(
            update(ChallengeRow)
            .where(*live, ChallengeRow.number == number)
            .values(allowed_at=now)
            .returning(ChallengeRow.id)
        )
        if allowed is None:
            await self._connection.execute(
                update(ChallengeRow)
                .where(*live)
                .values(attempts_left=ChallengeRow.attempts_left - 1)
            )
        return allowed is not None

    async def take_help(self, conversation: str, now: datetime) -> str | None:
        """Use up a wish that was agreed to; returns whom it is about, None for nobody yet."""
        citizen: str | None = await self._connection.scalar(
            update(ChallengeRow)
            .where(
                ChallengeRow.conversation == conversation,
                ChallengeRow.kind == Kind.SMS,
                ChallengeRow.number != "",
                ChallengeRow.allowed_at.is_not(None),
                ChallengeRow.expires_at > now,
                ChallengeRow.used_at.is_(None),
                ChallengeRow.dropped_at.is_(None),
            )
            .values(used_at=now)
            .returning(ChallengeRow.citizen)
        )
        return citizen

    async def awaits_help(self, conversation: str, now: datetime) -> bool:
        """Say whether a wish of this conversation is open, real or not."""
        found = await self._connection.scalar(
            select(ChallengeRow.id).where(
                ChallengeRow.conversation == conversation,
                ChallengeRow.number != "",
                ChallengeRow.expires_at > now,
                ChallengeRow.used_at.is_(None),
                ChallengeRow.dropped_at.is_(None),
            )
        )
        return found is not None

    async def open_help(
        self, conversation: str, person: int, request: str, now: datetime, *, key: str
    ) -> None:
        """Open a helping session in place of the one that the conversation may have."""
        await self.end_help(conversation, now)
        await self._connection.execute(
            insert(HelpRow).values(
                id=secrets.token_hex(16),
                conversation=conversation,
                person_id=person,
                opened_by=request,
                key=key,
                opened_at=now,
                ends_at=now + LIFE,
                readings_left=MOST_READINGS,
            )
        )

    async def has_helped(self, conversation: str, request: str) -> bool:
        """Say whether this very request has opened a helping session."""
        found = await self._connection.scalar(
            select(HelpRow.id).where(
                HelpRow.conversation == conversation, HelpRow.opened_by == request
            )
        )
        return found is not None

    async def use_help(
        self, conversation: str, now: datetime, latest: datetime, *, keys: Sequence[str]
    ) -> int | None:
        """Count a reading; returns whose, None when nobody is helped or it was read enough.

        A session opened after `latest` was by a clock turned back since: it is over.
        """
        person: int | None = await self._connection.scalar(
            update(HelpRow)
            .where(
                HelpRow.conversation == conversation,
                HelpRow.key.in_(keys),
                _OPEN,
                HelpRow.ends_at > now,
                HelpRow.opened_at <= latest,
                HelpRow.readings_left > 0,
            )
            .values(readings_left=HelpRow.readings_left - 1)
            .returning(HelpRow.person_id)
        )
        return person

    async def end_help(self, conversation: str, now: datetime) -> None:
        """End the helping session of a conversation, if it has one."""
        await self._connection.execute(
            update(HelpRow).where(HelpRow.conversation == conversation, _OPEN).values(ended_at=now)
        )

    async def stop_helps(self, citizen: str, now: datetime) -> int:
        """End every helping session about a citizen, and every wish; how many were open."""
        person = select(PersonRow.id).where(PersonRow.citizen == citizen).scalar_subquery()
        ended = await self._connection.execute(
            update(HelpRow)
            .where(HelpRow.person_id == person, _OPEN)
            .values(ended_at=now)
            .returning(HelpRow.ends_at)
        )
        open_until = [row.ends_at for row in ended]
        await self._connection.execute(
            update(ChallengeRow)
            .where(
                ChallengeRow.citizen == citizen,
                ChallengeRow.number != "",
                ChallengeRow.used_at.is_(None),
                ChallengeRow.dropped_at.is_(None),
            )
            .values(dropped_at=now)
        )
        return sum(until > now for until in open_until)

    async def sweep_helps(self, old: datetime) -> None:
        """Delete helping sessions that are long over."""
        await self._connection.execute(delete(HelpRow).where(HelpRow.ends_at <= old))
