"""What is kept between messages: states of conversations, and which messages were answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.base import Incoming
from bot.rendering import Option, Paragraph, Screen
from handlers.model import State
from lookup.repository import READS_ONLY

KEPT = timedelta(hours=48)  # How long a messenger may deliver a message again.

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    # Ids are unique within a conversation only: a browser chooses its own.
    Column("conversation", String(200), primary_key=True),
    Column("message", String(200), primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("screens", Text),  # The answer, until it is delivered; never personal data.
    Column("forget", Boolean, nullable=False),  # The message held a secret.
    Column("delivered_at", DateTime(timezone=True)),
    Index("ix_inbox_received_at", "received_at"),
)

_KNOWN = (
    select(
        conversations.c.state,
        conversations.c.version,
        inbox.c.message,
        inbox.c.screens,
        inbox.c.forget,
        inbox.c.delivered_at,
    )
    .select_from(select(literal(1).label("one")).subquery("once"))
    .join(conversations, conversations.c.key == bindparam("conversation"), isouter=True)
    .join(
        inbox,
        and_(inbox.c.conversation == bindparam("conversation"), inbox.c.message == bindparam("id")),
        isouter=True,
    )
)


class StoreUnavailable(Exception):
    """The database does not answer, or answers with an error."""


@contextmanager
def _converting() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StoreUnavailable(type(error).__name__) from error


@dataclass(frozen=True)
class Known:
    """What is known when a message comes in."""

    state: State
    version: int  # 0 for a new conversation.
    seen: bool = False  # This very message was answered before.
    delivered: bool = False
    screens: tuple[Screen, ...] | None = None  # The answer then, if it may be kept.
    forget: bool = False  # The message held a secret.


class Store:
    """States and answered messages in the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**{READS_ONLY: True})

    async def known(self, incoming: Incoming) -> Known:
        """Read the conversation's state, and whether this message was answered before."""
        about = {"conversation": incoming.conversation, "id": incoming.id}
        with _converting():
            async with self._reading.connect() as connection:
                row = (await connection.execute(_KNOWN, about)).one()
        state = State.from_json(row.state) if row.state else State()
        return Known(
            state,
            row.version or 0,
            seen=row.message is not None,
            delivered=row.delivered_at is not None,
            screens=_screens_from(row.screens),
            forget=bool(row.forget),
        )

    async def keep(
        self,
        incoming: Incoming,
        state: State,
        version: int,
        screens: Sequence[Screen],
        now: datetime,
        *,
        forget: bool = False,
    ) -> bool:
        """Commit the state and the answer; False when somebody else was faster: read again."""
        row = {"state": state.to_json(), "version": version + 1, "updated_at": now}
        try:
            async with self._engine.begin() as connection:
                if version == 0:
                    await connection.execute(
                        conversations.insert().values(key=incoming.conversation, **row)
                    )
                else:
                    changed = await connection.execute(
                        update(conversations)
                        .where(conversations.c.key == incoming.conversation)
                        .where(conversations.c.version == version)
                        .values(**row)
                    )
                    if changed.rowcount != 1:
                        return False
                await connection.execute(
                    inbox.insert().values(
                        conversation=incoming.conversation,
                        message=incoming.id,
                        received_at=now,
                        screens=_screens_to(screens),
                        forget=forget,
                    )
                )
        except IntegrityError:
            return False
        except (SQLAlchemyError, OSError) as error:
            raise StoreUnavailable(type(error).__name__) from error
        return True

    async def delivered(self, incoming: Incoming, now: datetime) -> None:
        """Note that the answer has reached the messenger, and drop its copy."""
        with _converting():
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(inbox)
                    .where(inbox.c.conversation == incoming.conversation)
                    .where(inbox.c.message == incoming.id)
                    .values(delivered_at=now, screens=None)
                )

    async def tidy(self, now: datetime) -> None:
        """Forget messages that no messenger will deliver again."""
        with _converting():
            async with self._engine.begin() as connection:
                await connection.execute(delete(inbox).where(inbox.c.received_at < now - KEPT))

    async def ready(self) -> None:
        """Touch the tables. Raises StoreUnavailable."""
        with _converting():
            async with self._reading.connect() as connection:
                await connection.execute(text("SELECT count(*) FROM conversations WHERE key = ''"))


def _screens_to(screens: Sequence[Screen]) -> str | None:
    if any(screen.private for screen in screens):
        return None
    return json.dumps([asdict(screen) for screen in screens], ensure_ascii=False)


def _screens_from(stored: str | None) -> tuple[Screen, ...] | None:
    if stored is None:
        return None
    return tuple(
        Screen(
            tuple(Paragraph(**paragraph) for paragraph in screen.pop("paragraphs")),
            tuple(Option(**option) for option in screen.pop("options")),
            tuple(Option(**option) for option in screen.pop("nav")),
            **screen,
        )
        for screen in json.loads(stored)
    )
