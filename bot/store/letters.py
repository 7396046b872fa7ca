"""What the outbox keeps of each letter: pending → sending → sent, or uncertain, or dead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Place
from bot.rendering import Screen
from bot.store.screens import from_json, to_json
from bot.store.tables import outbox

SENDING = timedelta(seconds=30)  # A try that takes longer is taken to be over.
LEASE = timedelta(seconds=30)  # After it a process takes up what another has left behind.

Status = Literal["pending", "sending", "sent", "uncertain", "dead", "kept"]
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Letter:
    """One screen to be sent, or (without one) a message to be deleted.

    "forget": one of the person's, with the answer to it; "erase": one of ours, when its time has
    come.
    """

    channel: str
    conversation: str
    version: int  # The turn it belongs to, and
    number: int  # its place there.
    place: Place
    kind: Literal["screen", "forget", "erase"]
    screen: Screen | None  # Of a private one, what is stored is the offer to show it again.
    created_at: datetime
    last: bool = True  # Of its turn.
    private: bool = False
    status: Status = "pending"
    attempts: int = 0
    due_at: datetime | None = None

    @property
    def key(self) -> Key:
        return (self.conversation, self.version, self.number)


@dataclass(frozen=True)
class Settled:
    """How a try to send ended."""

    letter: Letter
    status: Status
    due_at: datetime | None = None
    reason: str = ""
    then: Letter | None = None  # What is to be sent later because of it.
    offers: bool = False  # It was the offer that stands for all private screens of its turn.


_KEY = tuple_(outbox.c.conversation, outbox.c.version, outbox.c.number)
_HERE = and_(
    outbox.c.conversation == bindparam("b_conversation"),
    outbox.c.version == bindparam("b_version"),
    outbox.c.number == bindparam("b_number"),
)
_SENT = update(outbox).where(_HERE).values(status="sent", due_at=None, screen=None, reason="")
_OFFERED = (
    update(outbox)
    .where(
        outbox.c.conversation == bindparam("b_conversation"),
        outbox.c.version == bindparam("b_version"),
        outbox.c.private,
        outbox.c.status == "pending",
    )
    .values(status="uncertain", due_at=None, reason="offered again")
)
_SETTLED = (
    update(outbox)
    .where(_HERE)
    .values(
        status=bindparam("b_status"), due_at=bindparam("b_due_at"), reason=bindparam("b_reason")
    )
)


def row_of(letter: Letter, owner: str) -> Mapping[str, Any]:
    return {
        "conversation": letter.conversation,
        "version": letter.version,
        "number": letter.number,
        "channel": letter.channel,
        "person": letter.place.person,
        "message": letter.place.message,
        "kind": letter.kind,
        "screen": to_json((letter.screen,)) if letter.screen else None,
        "last": letter.last,
        "private": letter.private,
        "status": letter.status,
        "owner": owner,
        "attempts": letter.attempts,
        "due_at": letter.due_at,
        "created_at": letter.created_at,
        "reason": "",
    }


def _letter(row: Any) -> Letter:
    return Letter(
        row.channel,
        row.conversation,
        row.version,
        row.number,
        Place(row.person, row.message),
        row.kind,
        from_json(row.screen)[0] if row.screen else None,
        row.created_at,
        row.last,
        row.private,
        row.status,
        row.attempts,
        row.due_at,
    )


def _claimable(owner: str, now: datetime) -> ColumnElement[bool]:
    """Say what this process may send: the first of a conversation, due, and nobody's else."""
    before = outbox.alias("before")
    first = ~exists().where(
        before.c.conversation == outbox.c.conversation,
        before.c.due_at.is_not(None),
        # What cannot be deleted yet does not hold up the answer.
        before.c.kind.not_in(("forget", "erase")),
        tuple_(before.c.version, before.c.number) < tuple_(outbox.c.version, outbox.c.number),
    )
    mine = and_(outbox.c.owner.in_(("", owner)), outbox.c.status != "sending")
    due = outbox.c.due_at <= now  # Said by itself, so that its index is used.
    # Nor does an answer that cannot be sent hold up what is deleted.
    in_turn = or_(outbox.c.kind == "erase", first)
    return and_(due, or_(mine, outbox.c.due_at <= now - LEASE), in_turn)


def claim(connection: Connection, owner: str, now: datetime, most: int) -> list[Letter]:
    """Take up letters that are due, each the first of its conversation, and mark them sending."""
    due = connection.execute(_due(owner, now).limit(most))
    return _taken(connection, owner, now, [tuple(row) for row in due])


def claim_next(
    connection: Connection, owner: str, now: datetime, conversations: Sequence[str]
) -> list[Letter]:
    """Take up what is due next in each of these conversations, in the same way."""
    due = connection.execute(_due(owner, now).where(outbox.c.conversation.in_(conversations)))
    one_each = {row.conversation: tuple(row) for row in due}
    return _taken(connection, owner, now, list(one_each.values()))


def _due(owner: str, now: datetime) -> Select[tuple[str, int, int]]:
    keys = select(outbox.c.conversation, outbox.c.version, outbox.c.number)
    return keys.where(_claimable(owner, now))


def _taken(
    connection: Connection, owner: str, now: datetime, keys: Sequence[tuple[Any, ...]]
) -> list[Letter]:
    if not keys:
        return []
    taken = connection.execute(
        update(outbox)
        .where(_KEY.in_(keys), _claimable(owner, now))
        .values(status="sending", owner=owner, attempts=outbox.c.attempts + 1, due_at=now + SENDING)
        .returning(outbox)
    )
    return [_letter(row) for row in taken]


def settle(connection: Connection, settled: Sequence[Settled]) -> None:
    """Write how tries ended; what has arrived leaves nothing of its text behind."""
    sent = [_where(one.letter) for one in settled if one.status == "sent"]
    if sent:
        connection.execute(_SENT, sent)
    for one in settled:
        if one.offers:
            conversation, version, _number = one.letter.key
            connection.execute(_OFFERED, {"b_conversation": conversation, "b_version": version})
    if later := [row_of(one.then, owner="") for one in settled if one.then]:
        connection.execute(insert(outbox), later)
    rest = [one for one in settled if one.status != "sent"]
    if rest:
        connection.execute(_SETTLED, [_row(one) for one in rest])


def _where(letter: Letter) -> Mapping[str, Any]:
    conversation, version, number = letter.key
    return {"b_conversation": conversation, "b_version": version, "b_number": number}


def _row(settled: Settled) -> Mapping[str, Any]:
    return {
        **_where(settled.letter),
        "b_status": settled.status,
        "b_due_at": settled.due_at,
        "b_reason": settled.reason[:200],
    }


async def recover(connection: AsyncConnection, owner: str, started: datetime, now: datetime) -> int:
    """Mark what this process was sending when it was killed: it may have arrived, or not.

    What it has begun to send since it was `started` is not touched, however late this comes.
    """
    left = await connection.execute(
        update(outbox)
        .where(
            outbox.c.owner == owner,
            outbox.c.status == "sending",
            outbox.c.due_at < started + SENDING,
        )
        .values(status="uncertain", due_at=now)
    )
    return left.rowcount


async def dead(connection: AsyncConnection) -> list[Mapping[str, Any]]:
    """List the letters that nobody tries to send any more, the oldest first."""
    rows = await connection.execute(
        select(outbox).where(outbox.c.status == "dead").order_by(outbox.c.created_at)
    )
    return [row._asdict() for row in rows]


async def revive(connection: AsyncConnection, channel: str, now: datetime) -> int:
    """Let the dead letters of a channel be tried once more; returns how many."""
    revived = await connection.execute(
        update(outbox)
        .where(outbox.c.status == "dead", outbox.c.channel == channel)
        .values(status="pending", attempts=0, created_at=now, due_at=now)
    )
    return revived.rowcount


async def fetch(
    connection: AsyncConnection, conversation: str, after: int
) -> list[tuple[int, Screen]]:
    """Read what is kept for a channel that comes for it; what it has seen is dropped."""
    kept = and_(outbox.c.conversation == conversation, outbox.c.status == "kept")
    if after:
        seen = update(outbox).where(kept, outbox.c.version <= after)
        await connection.execute(seen.values(status="sent", screen=None))
    rows = await connection.execute(
        select(outbox.c.version, outbox.c.screen)
        .where(kept)
        .order_by(outbox.c.version, outbox.c.number)
    )
    return [(row.version, from_json(row.screen)[0]) for row in rows]
