"""A turn's two visits to the database: what is known before it, what is kept after it.

The statements serve both kinds of database; `read` and `write` send them to PostgreSQL, and
`file.py` gives them to SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, insert, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.rendering import Screen
from bot.store.batches import MOST
from bot.store.letters import Letter, row_of
from bot.store.notices import Notice, latest
from bot.store.screens import from_json, to_json
from bot.store.tables import conversations, inbox, outbox
from handlers.model import State

SIZES = (1, 4, 16, 64, MOST)  # Of a batch, rounded up.

TOLD = (
    update(outbox)
    .where(
        outbox.c.conversation == bindparam("b_conversation"),
        outbox.c.version <= bindparam("b_version"),
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


_KEEPING = keeping(postgresql.insert(conversations)).returning(conversations.c.key)


@cache
def seen(size: int) -> Select[str, str, str | None, bool]:
    """Ask for so many messages by the key; SQLite reads the whole table for a list of pairs."""
    pairs = (
        and_(inbox.c.conversation == bindparam(f"key{n}"), inbox.c.message == bindparam(f"id{n}"))
        for n in range(size)
    )
    return select(inbox.c.conversation, inbox.c.message, inbox.c.screens, inbox.c.forget).where(
        or_(*pairs)
    )


@cache
def states(size: int) -> Select[str, str, int, bool]:
    """Ask for so many states by the key."""
    waiting = exists().where(
        outbox.c.conversation == conversations.c.key,
        outbox.c.due_at.is_not(None),
        outbox.c.kind != "erase",  # Which waits for its time, and for no other letter.
    )
    return select(
        conversations.c.key, conversations.c.state, conversations.c.version, waiting
    ).where(conversations.c.key.in_([bindparam(f"key{n}") for n in range(size)]))


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


def read(connection: Connection, asked: Sequence[Incoming]) -> list[Known]:
    """Read the states, and whether these messages were answered before."""
    ids = [(incoming.conversation, incoming.id) for incoming in asked]
    # Few sizes make few statements, which the drivers keep prepared.
    padded = ids + ids[-1:] * (next(size for size in SIZES if size >= len(ids)) - len(ids))
    given = {f"key{n}": key for n, (key, _) in enumerate(padded)}
    keys = dict(given)
    given |= {f"id{n}": id for n, (_, id) in enumerate(padded)}
    # In this order: a message that is answered meanwhile is then found to be so when it is kept.
    found = {(row[0], row[1]): row for row in connection.execute(seen(len(padded)), given)}
    stood = {row[0]: row for row in connection.execute(states(len(padded)), keys)}
    notice = latest(connection)
    return [known(stood.get(key), found.get((key, id)), notice) for key, id in ids]


def known(state: Any, answered: Any, notice: Notice | None) -> Known:
    """Read the rows of `states` and `seen`, where there are such."""
    __, stored, version, waiting = state or ("", "", 0, False)
    __, __, screens, forget = answered or ("", "", None, False)
    return Known(
        State.from_json(stored) if state else State(),
        version,
        waiting=bool(waiting),
        seen=answered is not None,
        screens=from_json(screens) if screens else None,
        forget=bool(forget),
        notice=notice,
    )


def write(connection: Connection, turns: Sequence[Turn], owner: str) -> list[bool]:
    """Write turns of different conversations; False where another process was faster."""
    # In one order everywhere, so that two processes do not wait for each other in a ring.
    rows = sorted(map(conversation, turns), key=lambda row: row["key"])
    won = set(connection.execute(_KEEPING, rows).scalars())
    winners = [turn for turn in turns if turn.incoming.conversation in won]
    if winners:
        connection.execute(insert(inbox), [message(turn) for turn in winners])
    if shown := [told(turn) for turn in winners if turn.told]:
        connection.execute(TOLD, shown)
    if sent := [row for turn in winners for row in letters(turn, owner)]:
        connection.execute(insert(outbox), sent)
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


def told(turn: Turn) -> Mapping[str, Any]:
    return {"b_conversation": turn.incoming.conversation, "b_version": turn.told}


def letters(turn: Turn, owner: str) -> Iterator[Mapping[str, Any]]:
    for letter in turn.letters:
        yield row_of(letter, owner)
