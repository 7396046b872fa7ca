"""Sessions and bonds: opened and made by a code, ended by idleness or by the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    delete,
    exists,
    func,
    insert,
    select,
    true,
    update,
)

from lookup.ledger import HelpRow, OfficerSessionRow
from lookup.otp import DAY, Session
from lookup.policy import Policy
from lookup.repository.messages import hour_of
from lookup.repository.transaction import Transaction
from lookup.tables import (
    BondRow,
    ChallengeRow,
    CodeRequestRow,
    FailureRow,
    MessageHourRow,
    PersonKeyRow,
    PersonRow,
    SessionRow,
)

CONVERSATION = "chat:"  # How the subjects of failures begin that are forgotten after a day.


class Sessions(Transaction):
    """Open sessions, bound conversations, and the end of all that is over."""

    async def find_person(self, citizen: str) -> int | None:
        """Find a person whose record can still be opened."""
        found: int | None = await self._connection.scalar(
            select(PersonRow.id)
            .join(PersonKeyRow, PersonKeyRow.person_id == PersonRow.id)
            .where(PersonRow.citizen == citizen)
        )
        return found

    async def citizen_of(self, person: int) -> str:
        """Return the pseudonym of a person whom a session or a grant is about."""
        known = select(PersonRow.citizen).where(PersonRow.id == person)
        return (await self._connection.execute(known)).scalar_one()

    async def open_session(
        self,
        session: str,
        conversation: str,
        person: int,
        request: str,
        now: datetime,
        *,
        key: str = "",
    ) -> None:
        """Open a session in place of the one that the conversation may have."""
        await self.end_session(conversation, now)
        await self._connection.execute(
            insert(SessionRow).values(
                id=session,
                conversation=conversation,
                person_id=person,
                opened_by=request,
                key=key,
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

    async def end_other_sessions(self, citizen: str, conversation: str, now: datetime) -> int:
        """End every session of a citizen but that of one conversation; how many they were."""
        person = select(PersonRow.id).where(PersonRow.citizen == citizen).scalar_subquery()
        ended = await self._connection.execute(
            update(SessionRow)
            .where(
                SessionRow.person_id == person,
                SessionRow.conversation != conversation,
                SessionRow.ended_at.is_(None),
            )
            .values(ended_at=now)
            .returning(SessionRow.id)
        )
        return len(ended.all())

    async def use_session(
        self, conversation: str, now: datetime, policy: Policy, *, keys: Sequence[str] | None
    ) -> Session | None:
        """Renew the open session; None when there is none, or it is idle too long or too old.

        It opens to one of the keys alone; None stands for who was given a link by it.

        One that was opened or used later than now was by a clock turned back since: it is over.
        """
        latest = now + policy.skew
        row = (
            await self._connection.execute(
                update(SessionRow)
                .where(
                    SessionRow.conversation == conversation,
                    SessionRow.ended_at.is_(None),
                    true() if keys is None else SessionRow.key.in_(keys),
                    SessionRow.used_at > now - policy.idle,
                    SessionRow.used_at <= latest,
                    SessionRow.opened_at > now - policy.absolute,
                )
                .values(used_at=now)
                .returning(SessionRow.person_id, SessionRow.opened_at, SessionRow.used_at)
            )
        ).first()
        return Session(row.person_id, row.opened_at, row.used_at) if row else None

    async def renew_keys(self, conversation: str, keys: Sequence[str], key: str) -> None:
        """Give what is signed in here a new key, if it was opened by one of the old."""
        for table in (SessionRow, HelpRow, OfficerSessionRow):
            await self._connection.execute(
                update(table)
                .where(table.conversation == conversation, table.key.in_(keys))
                .values(key=key)
            )

    async def holds(self, conversation: str, key: str) -> bool:
        """Say whether something is signed in here by this key."""
        for table in (SessionRow, HelpRow, OfficerSessionRow):
            held = exists().where(table.conversation == conversation, table.key == key)
            if await self._connection.scalar(select(held)):
                return True
        return False

    async def bind(self, citizen: str, conversation: str, now: datetime) -> None:
        """Remember that a code of this citizen was right in this conversation."""
        bond = self._upsert(BondRow).values(citizen=citizen, conversation=conversation, at=now)
        await self._connection.execute(
            bond.on_conflict_do_update(
                index_elements=[BondRow.citizen, BondRow.conversation], set_={"at": now}
            )
        )

    async def bound_to(self, conversation: str, since: datetime) -> tuple[str, ...]:
        """List the citizens to whom a conversation is bound."""
        found = await self._connection.scalars(
            select(BondRow.citizen).where(BondRow.conversation == conversation, BondRow.at > since)
        )
        return tuple(found)

    async def bound_conversations(self, citizen: str, since: datetime) -> tuple[str, ...]:
        """List the conversations that are bound to a citizen."""
        found = await self._connection.scalars(
            select(BondRow.conversation).where(BondRow.citizen == citizen, BondRow.at > since)
        )
        return tuple(found)

    async def unbind_others(self, citizen: str, conversation: str) -> None:
        """Forget all conversations of a citizen but one."""
        await self._connection.execute(
            delete(BondRow).where(BondRow.citizen == citizen, BondRow.conversation != conversation)
        )

    async def sweep(self, now: datetime, policy: Policy) -> None:
        """Delete the codes, sessions and counts that no rule needs any more."""
        old = now - DAY
        for statement in (
            delete(ChallengeRow).where(ChallengeRow.expires_at <= old),
            delete(SessionRow).where(SessionRow.opened_at <= old),
            delete(CodeRequestRow).where(CodeRequestRow.at <= old),
            delete(FailureRow).where(
                FailureRow.at <= old - DAY, FailureRow.subject.startswith(CONVERSATION)
            ),
            delete(MessageHourRow).where(func.abs(MessageHourRow.hour) <= hour_of(old)),
            delete(BondRow).where(BondRow.at <= now - policy.bond),
        ):
            await self._connection.execute(statement)
