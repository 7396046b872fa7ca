"""A turn's two visits to the database: what is known before it, what is kept after it.

The parts of statements serve both kinds of database: `file.py` gives them to SQLite, `server.py`
to PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, Update, and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.rendering import Screen
from bot.store.letters import Letter, row_of
from bot.store.notices import Notice
from bot.store.notices import of as notice_of
from bot.store.screens import from_json, to_json
from bot.store.tables import conversations, inbox, notices, outbox
from handlers.model import State


def told(conversation: Any, version: Any) -> Update:
    """Note that what was kept for a conversation up to this turn has been shown."""
    return (
        update(outbox)
        .where(
            outbox.c.conversation == conversation,
            outbox.c.version <= version,
            outbox.c.status == "kept",
        )
        .values(status="sent", screen=None)
    )


def keeping(new: Any) -> Any:
    """Write states, except where another process was faster."""
    return new.on_conflict_do_update(
        index_elements=["key"],
        set_={name: new.excluded[name] for name in ("state", "version", "updated_at")},
        where=conversations.c.version == new.excluded.version - 1,
    )


def known_of(asked: FromClause) -> Select[Any]:
    """Ask for what is known of messages, given as rows of a conversation and a message."""
    waiting = exists().where(
        outbox.c.conversation == asked.c.conversation,
        outbox.c.due_at.is_not(None),
        outbox.c.kind != "erase",  # Which waits for its time, and for no other letter.
    )
    before = and_(inbox.c.conversation == asked.c.conversation, inbox.c.message == asked.c.message)
    latest = notices.c.id == select(func.max(notices.c.id)).scalar_subquery()
    return (
        select(
            asked.c.conversation,
            asked.c.message,
            conversations.c.state,
            conversations.c.version,
            waiting.label("waiting"),
            inbox.c.forget,  # None unless this very message was answered before.
            inbox.c.screens,
            notices.c.id.label("notice"),
            notices.c.texts,
            notices.c.until,
        )
        .select_from(asked)
        .outerjoin(conversations, conversations.c.key == asked.c.conversation)
        .outerjoin(inbox, before)
        .outerjoin(notices, latest)
    )


@dataclass(frozen=True)
class Known:
    """What is known when a message comes in."""

    state: State
    version: int  # 0 for a new conversation.
    waiting: bool = False  # Earlier letters of this conversation are not sent yet.
    seen: bool = False  # This very message was answered before.
    screens: tuple[Screen, ...] | None = None  # The answer then, if it may be kept.
    forget: bool = False  # The message held a secret.
    notice: Notice | None = None  # The latest, over or not.


@dataclass(frozen=True)
class Turn:
    """What a message leaves behind, committed as a whole."""

    incoming: Incoming
    known: Known
    state: State
    screens: tuple[Screen, ...]
    at: datetime
    forget: bool = False
    letters: tuple[Letter, ...] = ()  # For channels that are sent to.
    inline: bool = False  # The answer is kept for a redelivery.
    told: int = 0  # What was kept up to this turn is in the answer, or was shown before.


def known(row: Mapping[str, Any]) -> Known:
    """Read a row of `known_of`."""
    screens, notice = row["screens"], row["notice"]
    return Known(
        State() if row["version"] is None else State.from_json(row["state"]),
        row["version"] or 0,
        waiting=bool(row["waiting"]),
        seen=row["forget"] is not None,
        screens=from_json(screens) if screens else None,
        forget=bool(row["forget"]),
        notice=None if notice is None else notice_of(notice, row["texts"], row["until"]),
    )


async def unasked(
    connection: AsyncConnection, key: str, version: int, state: State, now: datetime
) -> bool:
    """Make the turn after `version`, which nobody began; False when one came between."""
    changed = await connection.execute(
        update(conversations)
        .where(conversations.c.key == key, conversations.c.version == version)
        .values(state=state.to_json(), version=version + 1, updated_at=now)
    )
    return changed.rowcount == 1


def conversation(turn: Turn) -> dict[str, Any]:
    return {
        "key": turn.incoming.conversation,
        "state": turn.state.to_json(),
        "version": turn.known.version + 1,
        "updated_at": turn.at,
    }


def message(turn: Turn) -> Mapping[str, Any]:
    kept = turn.inline and not any(screen.private for screen in turn.screens)
    return {
        "conversation": turn.incoming.conversation,
        "message": turn.incoming.id,
        "received_at": turn.at,
        "screens": to_json(turn.screens) if kept else None,
        "forget": turn.forget,
    }


def letters(turn: Turn, owner: str) -> Iterator[Mapping[str, Any]]:
    for letter in turn.letters:
        yield row_of(letter, owner)
