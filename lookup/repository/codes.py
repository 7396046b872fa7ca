"""One-time codes: what was sent, tried and used up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import (
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from lookup.model import PersonalId
from lookup.otp import DAY, Asked, Challenge, Policy
from lookup.repository.transaction import Transaction
from lookup.tables import (
    ChallengeRow,
    CodeRequestRow,
    FailureRow,
    PersonRow,
    PhoneRow,
)


class Lock(Enum):
    """How a citizen stands to the cap on consecutive failures."""

    NONE = auto()
    LOCKED = auto()
    OVER = auto()  # Locked once, and long enough.


@dataclass(frozen=True, repr=False)
class Recipient:
    """A person of the register, and the number that codes go to, if there is one."""

    person: int
    phone: str | None


class Codes(Transaction):
    """Challenges, attempts and limits."""

    async def find_recipient(self, personal_id: PersonalId) -> Recipient | None:
        """Find a person and the newest active phone; None when the register has no such person."""
        row = (
            await self._connection.execute(
                select(PersonRow.id, PhoneRow.number)
                .outerjoin(PhoneRow, (PhoneRow.person_id == PersonRow.id) & PhoneRow.active)
                .where(PersonRow.personal_id == personal_id.value)
                .order_by(PhoneRow.since.desc(), PhoneRow.id.desc())
                .limit(1)
            )
        ).first()
        return Recipient(row.id, row.number) if row else None

    async def was_sent(self, conversation: str, request: str) -> bool:
        """Say whether this very request has led to a code before."""
        found = await self._connection.scalar(
            select(ChallengeRow.id).where(
                ChallengeRow.conversation == conversation, ChallengeRow.request == request
            )
        )
        return found is not None

    async def last_asked(self, conversation: str) -> PersonalId | None:
        """Find whom this conversation asked for last; None once that code was redeemed."""
        row = (
            await self._connection.execute(
                select(ChallengeRow.personal_id, ChallengeRow.used_at)
                .where(ChallengeRow.conversation == conversation)
                .order_by(ChallengeRow.created_at.desc())
                .limit(1)
            )
        ).first()
        return PersonalId(row.personal_id) if row and row.used_at is None else None

    async def asked(self, conversation: str, citizen: str, now: datetime) -> Asked:
        """Read the codes of the last day that count towards the limits."""
        rows = (
            await self._connection.execute(
                select(CodeRequestRow.conversation, CodeRequestRow.citizen, CodeRequestRow.at)
                .where(
                    or_(
                        CodeRequestRow.citizen == citizen,
                        CodeRequestRow.conversation == conversation,
                    ),
                    CodeRequestRow.at > now - DAY,
                )
                .order_by(CodeRequestRow.at)
            )
        ).all()
        return Asked(
            tuple(row.at for row in rows if row.citizen == citizen),
            tuple((row.at, row.citizen) for row in rows if row.conversation == conversation),
        )

    async def lock_of(self, citizen: str, now: datetime, policy: Policy) -> Lock:
        """Say whether a citizen has failed too often, or had until lately."""
        row = (
            await self._connection.execute(
                select(FailureRow.failed, FailureRow.locked_at).where(FailureRow.citizen == citizen)
            )
        ).first()
        if row is None or row.failed < policy.failures or row.locked_at is None:
            return Lock.NONE
        return Lock.OVER if row.locked_at + policy.locked_for <= now else Lock.LOCKED

    async def add_challenge(
        self, challenge: Challenge, conversation: str, request: str, citizen: str, now: datetime
    ) -> None:
        """Store a challenge, drop the earlier ones of citizen and conversation, and count it."""
        personal_id = challenge.personal_id.value
        mine = or_(
            ChallengeRow.personal_id == personal_id, ChallengeRow.conversation == conversation
        )
        await self._connection.execute(
            update(ChallengeRow)
            .where(mine, ChallengeRow.used_at.is_(None), ChallengeRow.dropped_at.is_(None))
            .values(dropped_at=now)
        )
        await self._connection.execute(
            insert(ChallengeRow).values(
                id=challenge.id,
                conversation=conversation,
                request=request,
                personal_id=personal_id,
                person_id=challenge.person,
                digest=challenge.digest,
                attempts_left=challenge.attempts_left,
                created_at=now,
                expires_at=challenge.expires_at,
            )
        )
        await self._connection.execute(
            insert(CodeRequestRow).values(
                id=challenge.id, conversation=conversation, citizen=citizen, at=now
            )
        )

    async def take_attempt(self, conversation: str, now: datetime) -> Challenge | None:
        """Count one attempt at the live challenge; None when there is none with attempts left.

        One statement decides and counts, so that parallel guesses cannot share an attempt. Its
        transaction must be committed before the code is compared.
        """
        row = (
            await self._connection.execute(
                update(ChallengeRow)
                .where(
                    ChallengeRow.conversation == conversation,
                    ChallengeRow.attempts_left > 0,
                    ChallengeRow.used_at.is_(None),
                    ChallengeRow.dropped_at.is_(None),
                    ChallengeRow.expires_at > now,
                )
                .values(attempts_left=ChallengeRow.attempts_left - 1)
                .returning(
                    ChallengeRow.id,
                    ChallengeRow.personal_id,
                    ChallengeRow.person_id,
                    ChallengeRow.digest,
                    ChallengeRow.attempts_left,
                    ChallengeRow.expires_at,
                )
            )
        ).first()
        if row is None:
            return None
        return Challenge(
            row.id,
            PersonalId(row.personal_id),
            row.person_id,
            row.digest,
            row.attempts_left + 1,
            row.expires_at,
        )

    async def count_failure(self, citizen: str, now: datetime, policy: Policy) -> bool:
        """Count a failure in advance; False when the citizen had none left."""
        upsert = postgresql.insert if self._postgresql else sqlite.insert
        await self._connection.execute(
            upsert(FailureRow).values(citizen=citizen, failed=0).on_conflict_do_nothing()
        )
        count = await self._connection.scalar(
            update(FailureRow)
            .where(FailureRow.citizen == citizen, FailureRow.failed < policy.failures)
            .values(failed=FailureRow.failed + 1)
            .returning(FailureRow.failed)
        )
        if count == policy.failures:
            await self._connection.execute(
                update(FailureRow).where(FailureRow.citizen == citizen).values(locked_at=now)
            )
        return count is not None

    async def forget_failures(self, citizen: str) -> None:
        """Reset the count of failures, and with it the lock."""
        await self._connection.execute(delete(FailureRow).where(FailureRow.citizen == citizen))

    async def is_spent(self, conversation: str, now: datetime) -> bool:
        """Say whether a live challenge is there, but without attempts."""
        found = await self._connection.scalar(
            select(ChallengeRow.id).where(
                ChallengeRow.conversation == conversation,
                ChallengeRow.attempts_left <= 0,
                ChallengeRow.used_at.is_(None),
                ChallengeRow.dropped_at.is_(None),
                ChallengeRow.expires_at > now,
            )
        )
        return found is not None

    async def redeem(self, challenge: Challenge, now: datetime) -> bool:
        """Use up a challenge; False when it was used or dropped in the meantime."""
        used = await self._connection.scalar(
            update(ChallengeRow)
            .where(
                ChallengeRow.id == challenge.id,
                ChallengeRow.used_at.is_(None),
                ChallengeRow.dropped_at.is_(None),
            )
            .values(used_at=now)
            .returning(ChallengeRow.id)
        )
        return used is not None

    async def forget_challenges(self, conversation: str) -> None:
        """Delete whom a conversation asked for; the limits keep their pseudonyms."""
        await self._connection.execute(
            delete(ChallengeRow).where(ChallengeRow.conversation == conversation)
        )
