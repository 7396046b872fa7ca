"""One-time codes: what was asked for, tried and used up.

Everything here goes by the pseudonym of a citizen, and so is the same for a number that the
register does not know.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    and_,
    case,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from lookup.otp import DAY, Asked, Challenge, Kind
from lookup.repository.letters import Lost
from lookup.repository.transaction import Transaction
from lookup.tables import BondRow, ChallengeRow, CodeRequestRow, FailureRow

_LIVE = (ChallengeRow.used_at.is_(None), ChallengeRow.dropped_at.is_(None))


class Codes(Transaction):
    """Challenges, attempts and limits."""

    async def was_sent(self, conversation: str, request: str) -> bool:
        """Say whether this very request has led to a code before."""
        found = await self._connection.scalar(
            select(ChallengeRow.id).where(
                ChallengeRow.conversation == conversation, ChallengeRow.request == request
            )
        )
        return found is not None

    async def last_asked(self, conversation: str) -> str | None:
        """Find whom this conversation asked for last; None once that code was redeemed.

        A live one is the last, whatever a clock said that was turned back.
        """
        row = (
            await self._connection.execute(
                select(ChallengeRow.citizen, ChallengeRow.used_at)
                .where(ChallengeRow.conversation == conversation)
                .order_by(and_(*_LIVE).desc(), ChallengeRow.created_at.desc())
                .limit(1)
            )
        ).first()
        return row.citizen if row and row.used_at is None else None

    async def asked(self, conversation: str, citizen: str, now: datetime) -> Asked:
        """Read the codes of the last day that count towards the limits."""
        rows = (
            await self._connection.execute(
                select(
                    CodeRequestRow.conversation,
                    CodeRequestRow.citizen,
                    CodeRequestRow.bound,
                    CodeRequestRow.fate,
                    CodeRequestRow.at,
                )
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
            tuple(
                (row.at, row.bound)
                for row in rows
                if row.citizen == citizen and row.fate != Lost.UNSENT
            ),
            tuple((row.at, row.citizen) for row in rows if row.conversation == conversation),
            frozenset(row.at for row in rows if row.fate),
        )

    async def is_bound(self, conversation: str, citizen: str, since: datetime) -> bool:
        """Say whether a code of this citizen was right in this conversation since a time."""
        found = await self._connection.scalar(
            select(BondRow.at).where(
                BondRow.citizen == citizen,
                BondRow.conversation == conversation,
                BondRow.at > since,
            )
        )
        return found is not None

    async def is_awaited_by_bound(self, citizen: str, conversation: str, now: datetime) -> bool:
        """Say whether a bound conversation, other than this one, waits for a code."""
        awaited = exists().where(
            ChallengeRow.citizen == citizen,
            ChallengeRow.conversation != conversation,
            ChallengeRow.bound,
            ChallengeRow.kind == Kind.SMS,
            ChallengeRow.expires_at > now,
            *_LIVE,
        )
        return bool(await self._connection.scalar(select(awaited)))

    async def add_challenge(
        self, challenge: Challenge, conversation: str, request: str, now: datetime
    ) -> None:
        """Store a challenge, and drop the earlier ones of its conversation and of its citizen."""
        # The same statement for all kinds. A decoy stands for a code that must not replace one that
        # a bound conversation waits for, and yet replaces what any code would for a stranger.
        citizen = "" if challenge.kind is Kind.APP else challenge.citizen
        everywhere = literal(challenge.kind is Kind.SMS, Boolean)
        replaced = (ChallengeRow.conversation == conversation) | (
            (ChallengeRow.citizen == citizen)
            & (ChallengeRow.kind != Kind.APP)
            & (ChallengeRow.bound.is_(False) | everywhere)
        )
        await self._connection.execute(
            update(ChallengeRow).where(replaced, *_LIVE).values(dropped_at=now)
        )
        await self._connection.execute(
            insert(ChallengeRow).values(
                id=challenge.id,
                conversation=conversation,
                request=request,
                citizen=challenge.citizen,
                kind=challenge.kind,
                bound=challenge.bound,
                digest=challenge.digest,
                attempts_left=challenge.attempts_left,
                number=challenge.number,
                created_at=now,
                expires_at=challenge.expires_at,
            )
        )

    async def count_request(self, challenge: Challenge, conversation: str, now: datetime) -> None:
        """Count a challenge towards the limits."""
        await self._connection.execute(
            insert(CodeRequestRow).values(
                id=challenge.id,
                conversation=conversation,
                citizen=challenge.citizen,
                bound=challenge.bound,
                at=now,
            )
        )

    async def take_attempt(
        self, conversation: str, now: datetime, latest: datetime
    ) -> Challenge | None:
        """Count one attempt at the live challenge; None when there is none with attempts left.

        One statement decides and counts, so that parallel guesses cannot share an attempt. Its
        transaction must be committed before the code is compared. A challenge made after `latest`
        was made by a clock that has been turned back since: it is over.
        """
        row = (
            await self._connection.execute(
                update(ChallengeRow)
                .where(
                    ChallengeRow.conversation == conversation,
                    ChallengeRow.attempts_left > 0,
                    ChallengeRow.expires_at > now,
                    ChallengeRow.created_at <= latest,
                    *_LIVE,
                )
                .values(attempts_left=ChallengeRow.attempts_left - 1)
                .returning(
                    ChallengeRow.id,
                    ChallengeRow.citizen,
                    ChallengeRow.kind,
                    ChallengeRow.bound,
                    ChallengeRow.digest,
                    ChallengeRow.attempts_left,
                    ChallengeRow.expires_at,
                    ChallengeRow.number,
                )
            )
        ).first()
        if row is None:
            return None
        return Challenge(
            row.id,
            row.citizen,
            Kind(row.kind),
            row.bound,
            row.digest,
            row.attempts_left + 1,
            row.expires_at,
            row.number,
        )

    async def failures(self, subject: str) -> int:
        """Count the failures of a subject."""
        failed = select(FailureRow.failed).where(FailureRow.subject == subject)
        return await self._connection.scalar(failed) or 0

    async def count_failure(self, subject: str, limit: int, now: datetime) -> int | None:
        """Count a failure in advance; how many they are with it, None when none was left."""
        room = FailureRow.failed < limit
        counted = self._upsert(FailureRow).values(subject=subject, failed=1, counted=True, at=now)
        counted = counted.on_conflict_do_update(
            index_elements=[FailureRow.subject],
            set_={
                "failed": case((room, FailureRow.failed + 1), else_=FailureRow.failed),
                "counted": room,  # Written either way, so that a lock takes no less time.
                "at": now,
            },
        )
        row = (
            await self._connection.execute(counted.returning(FailureRow.failed, FailureRow.counted))
        ).one()
        return row.failed if row.counted else None

    async def take_back_failure(self, subject: str) -> None:
        """Count one failure less: the guess was right."""
        await self._connection.execute(
            update(FailureRow)
            .where(FailureRow.subject == subject, FailureRow.failed > 0)
            .values(failed=FailureRow.failed - 1)
        )

    async def forget_failures(self, *subjects: str) -> None:
        """Reset the count of failures, and with it the lock."""
        await self._connection.execute(delete(FailureRow).where(FailureRow.subject.in_(subjects)))

    async def redeem(self, challenge: Challenge, now: datetime) -> bool:
        """Use up a challenge; False when it was used or dropped in the meantime."""
        used = await self._connection.scalar(
            update(ChallengeRow)
            .where(ChallengeRow.id == challenge.id, *_LIVE)
            .values(used_at=now)
            .returning(ChallengeRow.id)
        )
        return used is not None

    async def drop_challenges(self, citizen: str, now: datetime) -> None:
        """Let no code that was sent for a citizen open anything any more."""
        await self._connection.execute(
            update(ChallengeRow)
            .where(ChallengeRow.citizen == citizen, *_LIVE)
            .values(dropped_at=now)
        )

    async def forget_challenges(self, conversation: str) -> None:
        """Delete whom a conversation asked for; the limits keep their pseudonyms."""
        await self._connection.execute(
            delete(ChallengeRow).where(ChallengeRow.conversation == conversation)
        )
