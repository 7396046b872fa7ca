"""Text messages: whom they may go to, and how many may leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from lookup.keys import Wrapped
from lookup.policy import Policy
from lookup.repository.transaction import Transaction
from lookup.tables import MessageHourRow, PersonKeyRow, PersonRow, PhoneRow

_HOURS = 24
_SHARED = aliased(PhoneRow)
_HOLDERS = (
    select(func.count(_SHARED.person_id.distinct()))
    .where(_SHARED.line == PhoneRow.line, _SHARED.active)
    .correlate(PhoneRow)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Traffic:
    """The messages of this hour and of the last twenty-four."""

    this_hour: int
    this_day: int
    verified: int  # Codes of this hour that were right.


class Messages(Transaction):
    """Phones on record, and the budget of messages."""

    async def find_phone(self, citizen: str, today: date, policy: Policy) -> str | None:
        """Find the newest number in use that a code may go to.

        None for a person whom the register does not know, and for a number that is too new,
        shared by too many, or no Vietnamese mobile.
        """
        row = (
            await self._connection.execute(
                select(
                    PhoneRow.id,
                    PhoneRow.person_id,
                    PhoneRow.number,
                    PhoneRow.since,
                    _HOLDERS.label("holders"),
                    PersonKeyRow.master,
                    PersonKeyRow.wrapped,
                )
                .join(PersonRow, PersonRow.id == PhoneRow.person_id)
                .join(PersonKeyRow, PersonKeyRow.person_id == PhoneRow.person_id)
                .where(PersonRow.citizen == citizen, PhoneRow.active)
                .order_by(PhoneRow.since.desc(), PhoneRow.id.desc())
                .limit(1)
            )
        ).first()
        new = row is not None and row.since > today - policy.phone_rest
        if row is None or new or row.holders > policy.phone_holders:
            return None
        key = self._keys.unwrap(row.person_id, Wrapped(row.master, row.wrapped))
        number = key.open(row.number, "phones", "number", row.id).decode()
        return number if number.startswith(policy.prefixes) and len(number) == 10 else None

    async def traffic(self, now: datetime) -> Traffic:
        """Count the messages of this hour and of the last twenty-four."""
        hour = hour_of(now)
        rows = (
            await self._connection.execute(
                select(MessageHourRow.hour, MessageHourRow.sent, MessageHourRow.verified).where(
                    MessageHourRow.hour > hour - _HOURS
                )
            )
        ).all()
        current = [row for row in rows if row.hour >= hour]
        return Traffic(
            sum(row.sent for row in current),
            sum(row.sent for row in rows),
            sum(row.verified for row in current),
        )

    async def spend_message(self, now: datetime, policy: Policy, *, real: bool) -> bool:
        """Take one message from the budget; False when it is used up.

        One that is not real is counted beside it, so that the work is the same.
        """
        hour = hour_of(now) if real else -hour_of(now)
        await self.lock("messages")  # So that the sum of a day is of now.
        await self._connection.execute(
            self._upsert(MessageHourRow)
            .values(hour=hour, sent=0, verified=0)
            .on_conflict_do_nothing()
        )
        of_day = (
            select(func.sum(MessageHourRow.sent))
            .where(MessageHourRow.hour > abs(hour) - _HOURS)
            .scalar_subquery()
        )
        spent = await self._connection.scalar(
            update(MessageHourRow)
            .where(
                MessageHourRow.hour == hour,
                MessageHourRow.sent < policy.messages_an_hour,
                func.coalesce(of_day, 0) < policy.messages_a_day,
            )
            .values(sent=MessageHourRow.sent + 1)
            .returning(MessageHourRow.sent)
        )
        return spent is not None

    async def count_verified(self, now: datetime) -> None:
        """Count a code that was right."""
        await self._connection.execute(
            update(MessageHourRow)
            .where(MessageHourRow.hour == hour_of(now))
            .values(verified=MessageHourRow.verified + 1)
        )


def hour_of(moment: datetime) -> int:
    """Number the hours since 1970; those below zero count what did not leave."""
    return int(moment.astimezone(UTC).timestamp() // 3600)
