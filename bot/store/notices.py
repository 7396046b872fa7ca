"""Emergency notices: told once in every conversation, on every channel, while they last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import conversations, notices
from handlers.model import State

_LATEST = (
    select(notices.c.id, notices.c.texts, notices.c.until).order_by(notices.c.id.desc()).limit(1)
)


@dataclass(frozen=True)
class Notice:
    id: int
    texts: Mapping[str, str]  # By language; Vietnamese is always there.
    until: datetime


def latest(connection: Connection) -> Notice | None:
    row = connection.execute(_LATEST).first()
    return of(row.id, row.texts, row.until) if row else None


def of(id: int, texts: str, until: datetime) -> Notice:
    """Read a notice as it is stored."""
    return Notice(id, orjson.loads(texts), until)


async def put(connection: AsyncConnection, texts: Mapping[str, str], until: datetime) -> None:
    """Tell something from now on, in place of what was told before."""
    row = {"texts": orjson.dumps(texts).decode(), "until": until}
    await connection.execute(insert(notices).values(row))


async def open_since(
    connection: AsyncConnection, since: datetime, after: str, most: int
) -> Sequence[tuple[str, int, State]]:
    """Return conversations in which something was said since then, by name, behind `after`."""
    rows = await connection.execute(
        select(conversations.c.key, conversations.c.version, conversations.c.state)
        .where(conversations.c.key > after, conversations.c.updated_at >= since)
        .order_by(conversations.c.key)
        .limit(most)
    )
    return [(row.key, row.version, State.from_json(row.state)) for row in rows]


async def end(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(update(notices).values(until=now))
