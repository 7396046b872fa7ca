"""News that the register has for conversations: taken once, by whoever is first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import conversations
from bot.store.turns import unasked
from handlers.model import State
from lookup.alerts import Alert, News
from lookup.ledger import AlertRow, DutyRow
from lookup.repository.alerts import write_alerts


@dataclass(frozen=True)
class Due:
    """News that a conversation has not been told."""

    id: str
    conversation: str
    alert: Alert
    at: datetime


async def due(connection: AsyncConnection, most: int) -> list[Due]:
    """List what is to be told, the oldest first."""
    rows = await connection.execute(
        select(AlertRow.id, AlertRow.conversation, AlertRow.news, AlertRow.about, AlertRow.at)
        .order_by(AlertRow.at, AlertRow.id)
        .limit(most)
    )
    return [
        Due(row.id, row.conversation, Alert(News(row.news), _read(row.about)), row.at)
        for row in rows
    ]


async def take(connection: AsyncConnection, id: str) -> bool:
    """Take a piece of news; False when another process was faster."""
    taken = await connection.scalar(
        delete(AlertRow).where(AlertRow.id == id).returning(AlertRow.id)
    )
    return taken is not None


async def begin(
    connection: AsyncConnection, conversation: str, now: datetime, *, kept: bool
) -> tuple[State, int] | None:
    """Make a turn that nobody began: its state and version.

    `kept`: what is said stays here until the channel comes for it. None when one came between, or
    the conversation is not known.
    """
    key = conversations.c.key == conversation
    row = (await connection.execute(select(conversations).where(key))).first()
    if row is None:
        return None
    before, version = State.from_json(row.state), row.version + 1
    state = before.in_mode(before.mode, version if kept else before.kept)
    made = await unasked(connection, conversation, row.version, state, now)
    return (state, version) if made else None


async def call_officers(connection: AsyncConnection, alert: Alert, now: datetime) -> None:
    """Tell every officer who is on duty, where they said so."""
    on_duty = await connection.scalars(select(DutyRow.conversation).where(DutyRow.until > now))
    await write_alerts(connection, alert, on_duty, now)


def _read(stored: str) -> Mapping[str, str]:
    about: Mapping[str, str] = json.loads(stored)
    return about
