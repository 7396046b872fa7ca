"""A turn's two visits to the database: what is known before it, what is kept after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.rendering import Screen
from bot.store.letters import Letter, row_of
from bot.store.notices import Notice, latest
from bot.store.screens import from_json, to_json
from bot.store.tables import conversations, inbox, outbox
from handlers.model import State

_STATES = select(
    conversations.c.key,
    conversations.c.state,
    conversations.c.version,
    exists()
    .where(outbox.c.conversation == conversations.c.key, outbox.c.due_at.is_not(None))
    .label("waiting"),
).where(conversations.c.key.in_(bindparam("keys", expanding=True)))
_SEEN = select(inbox.c.conversation, inbox.c.message, inbox.c.screens, inbox.c.forget).where(
    tuple_(inbox.c.conversation, inbox.c.message).in_(bindparam("ids", expanding=True))
)
_TOLD = (
    update(outbox)
    .where(
        outbox.c.conversation == bindparam("b_conversation"),
        outbox.c.version <= bindparam("b_version"),
        outbox.c.status == "kept",
    )
    .values(status="sent", screen=None)
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


async def read(connection: AsyncConnection, asked: Sequence[Incoming]) -> list[Known]:
    """Read the states, and whether these messages were answered before."""
    keys = list({incoming.conversation for incoming in asked})
    ids = [(incoming.conversation, incoming.id) for incoming in asked]
    states = {row.key: row for row in await connection.execute(_STATES, {"keys": keys})}
    seen = {(row[0], row[1]): row for row in await connection.execute(_SEEN, {"ids": ids})}
    notice = await latest(connection)
    return [_known(states.get(key), seen.get((key, id)), notice) for key, id in ids]


def _known(state: Any, seen: Any, notice: Notice | None) -> Known:
    return Known(
        State.from_json(state.state) if state else State(),
        state.version if state else 0,
        waiting=bool(state and state.waiting),
        seen=seen is not None,
        screens=from_json(seen.screens) if seen and seen.screens else None,
        forget=bool(seen and seen.forget),
        notice=notice,
    )


async def write(connection: AsyncConnection, turns: Sequence[Turn], owner: str) -> list[bool]:
    """Write turns of different conversations; False where another process was faster."""
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = upsert(conversations)
    # In one order everywhere, so that two processes do not wait for each other in a ring.
    rows = sorted(map(_conversation, turns), key=lambda row: row["key"])
    kept = await connection.execute(
        new.on_conflict_do_update(
            index_elements=["key"],
            set_={name: new.excluded[name] for name in ("state", "version", "updated_at")},
            where=conversations.c.version == new.excluded.version - 1,
        ).returning(conversations.c.key),
        rows,
    )
    won = set(kept.scalars())
    winners = [turn for turn in turns if turn.incoming.conversation in won]
    if winners:
        await connection.execute(insert(inbox), [_inbox(turn) for turn in winners])
    if told := [_told(turn) for turn in winners if turn.told]:
        await connection.execute(_TOLD, told)
    if letters := [row for turn in winners for row in _letters(turn, owner)]:
        await connection.execute(insert(outbox), letters)
    return [turn.incoming.conversation in won for turn in turns]


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


def _conversation(turn: Turn) -> dict[str, Any]:
    return {
        "key": turn.incoming.conversation,
        "state": turn.state.to_json(),
        "version": turn.known.version + 1,
        "updated_at": turn.at,
    }


def _inbox(turn: Turn) -> Mapping[str, Any]:
    kept = turn.inline and not any(screen.private for screen in turn.screens)
    return {
        "conversation": turn.incoming.conversation,
        "message": turn.incoming.id,
        "received_at": turn.at,
        "screens": to_json(turn.screens) if kept else None,
        "forget": turn.forget,
    }


def _told(turn: Turn) -> Mapping[str, Any]:
    return {"b_conversation": turn.incoming.conversation, "b_version": turn.told}


def _letters(turn: Turn, owner: str) -> Iterator[Mapping[str, Any]]:
    for letter in turn.letters:
        yield row_of(letter, owner)
