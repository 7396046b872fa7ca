"""Codes under which a procedure goes on in another channel."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import move_tries, moves

LIFE = timedelta(minutes=10)
TRIES = 5  # Wrong codes of one conversation, within
SPAN = timedelta(hours=1)


async def make(
    connection: AsyncConnection, digest: str, request: str, place: str, now: datetime
) -> bool:
    """Store a code; False when another live one is the same."""
    await connection.execute(delete(moves).where(moves.c.expires_at <= now))
    await connection.execute(delete(moves).where(moves.c.request == request))
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"digest": digest, "request": request, "place": place, "expires_at": now + LIFE}
    made = await connection.execute(upsert(moves).values(row).on_conflict_do_nothing())
    return made.rowcount == 1


async def use(
    connection: AsyncConnection, digest: str, conversation: str, request: str, now: datetime
) -> str | None:
    """Redeem a code, once; the request that did gets the same answer again."""
    again = await connection.scalar(select(moves.c.place).where(moves.c.used_by == request))
    if again is not None:
        return str(again)
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    tried = {"request": request, "conversation": conversation, "at": now}
    await connection.execute(upsert(move_tries).values(tried).on_conflict_do_nothing())
    place: str | None = await connection.scalar(
        update(moves)
        .where(moves.c.digest == digest, moves.c.used_by.is_(None), moves.c.expires_at > now)
        .values(used_by=request)
        .returning(moves.c.place)
    )
    if place is not None:
        await connection.execute(delete(move_tries).where(move_tries.c.request == request))
    return place


async def locked(connection: AsyncConnection, conversation: str, now: datetime) -> bool:
    """Say whether a conversation has tried too many wrong codes."""
    tried = await connection.scalar(
        select(func.count()).where(
            move_tries.c.conversation == conversation, move_tries.c.at > now - SPAN
        )
    )
    return (tried or 0) >= TRIES


async def tidy(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(delete(moves).where(moves.c.expires_at <= now - SPAN))
    await connection.execute(delete(move_tries).where(move_tries.c.at <= now - SPAN))
