"""Sessions: opened by a code, ended by idleness or by the person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Update,
    delete,
    insert,
    select,
    update,
)

from lookup.model import PersonalId
from lookup.otp import DAY, Policy, Session
from lookup.repository.transaction import Transaction
from lookup.tables import (
    ChallengeRow,
    CodeRequestRow,
    PersonRow,
    SessionRow,
)


class Sessions(Transaction):
    """Open sessions, and the end of all that is over."""

    async def open_session(
        self, session: str, conversation: str, person: int, request: str, now: datetime
    ) -> None:
        """Open a session in place of the one that the conversation may have."""
        await self.end_session(conversation, now)
        await self._connection.execute(
            insert(SessionRow).values(
                id=session,
                conversation=conversation,
                person_id=person,
                opened_by=request,
                opened_at=now,
                used_at=now,
            )
        )

    async def end_session(self, conversation: str, now: datetime) -> None:
        """End the open session of a conversation, if it has one."""
        await self._connection.execute(
            update(SessionRow)
            .where(SessionRow.conversation == conversation, SessionRow.ended_at.is_(None))
            .values(ended_at=now)
        )

    async def has_opened(self, conversation: str, request: str) -> bool:
        """Say whether this very request has opened a session."""
        found = await self._connection.scalar(
            select(SessionRow.id).where(
                SessionRow.conversation == conversation, SessionRow.opened_by == request
            )
        )
        return found is not None

    async def use_session(self, conversation: str, now: datetime, policy: Policy) -> Session | None:
        """Renew the open session; None when there is none, or it is idle too long or too old."""
        renewal: Update = (
            update(SessionRow)
            .where(
                SessionRow.conversation == conversation,
                SessionRow.ended_at.is_(None),
                SessionRow.used_at > now - policy.idle,
                SessionRow.opened_at > now - policy.absolute,
            )
            .values(used_at=now)
        )
        row = (
            await self._connection.execute(
                renewal.returning(SessionRow.person_id, SessionRow.opened_at, SessionRow.used_at)
            )
        ).first()
        if row is None:
            return None
        personal_id = await self._connection.scalar(
            select(PersonRow.personal_id).where(PersonRow.id == row.person_id)
        )
        if personal_id is None:
            return None
        return Session(PersonalId(personal_id), row.opened_at, row.used_at)

    async def sweep(self, now: datetime) -> None:
        """Delete the codes, sessions and counts of requests that no rule needs any more."""
        old = now - DAY
        await self._connection.execute(delete(ChallengeRow).where(ChallengeRow.expires_at <= old))
        await self._connection.execute(delete(SessionRow).where(SessionRow.opened_at <= old))
        await self._connection.execute(delete(CodeRequestRow).where(CodeRequestRow.at <= old))
