"""Where access tokens of messengers are kept: a renewed one must outlive its process.

Whoever holds them can write in the account's name, so they are sealed for their place.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.base import NotNow
from bot.channels.tokens import Pair
from bot.store.tables import channel_tokens
from lookup.errors import SealBroken
from lookup.keys import DataKey

log = logging.getLogger(__name__)


class TokenStore:
    """One row a channel. Where the database does not answer, NotNow is raised."""

    def __init__(self, engine: AsyncEngine, key: DataKey) -> None:
        self._engine = engine
        self._key = key

    async def pair(self, channel: str) -> Pair | None:
        """Return the pair kept last; None before the first, or when it was sealed otherwise."""
        asked = select(channel_tokens).where(channel_tokens.c.channel == channel)
        async with self._transaction() as connection:
            row = (await connection.execute(asked)).one_or_none()
        if row is None or not row.access:
            return None
        try:
            access = self._opened(row.access, channel, "access")
            refresh = self._opened(row.refresh, channel, "refresh")
        except SealBroken as error:
            log.error("%s: the tokens kept do not open (%s): authorise anew", channel, error)
            return None
        return Pair(access, refresh, row.ends_at, row.origin)

    async def lease(self, channel: str, now: datetime, until: datetime) -> bool:
        """Take the right to renew; False while another process has it."""
        free = update(channel_tokens).where(
            channel_tokens.c.channel == channel, channel_tokens.c.leased_until <= now
        )
        first = {"access": b"", "refresh": b"", "origin": "", "ends_at": now, "leased_until": until}
        async with self._transaction() as connection:
            if (await connection.execute(free.values(leased_until=until))).rowcount == 1:
                return True
        try:
            async with self._engine.begin() as connection:
                await connection.execute(channel_tokens.insert().values(channel=channel, **first))
        except IntegrityError:
            return False
        return True

    async def keep(self, channel: str, pair: Pair) -> None:
        """Commit the new pair, and give the right to renew back."""
        row = {
            "access": self._sealed(pair.access, channel, "access"),
            "refresh": self._sealed(pair.refresh, channel, "refresh"),
            "ends_at": pair.ends_at,
            "origin": pair.origin,
            "leased_until": datetime.min.replace(tzinfo=pair.ends_at.tzinfo),
        }
        here = update(channel_tokens).where(channel_tokens.c.channel == channel)
        async with self._transaction() as connection:
            await connection.execute(here.values(**row))

    def _sealed(self, token: str, channel: str, column: str) -> bytes:
        return self._key.seal(token.encode(), f"channel_tokens/{channel}", column, 0)

    def _opened(self, sealed: bytes, channel: str, column: str) -> str:
        return self._key.open(sealed, f"channel_tokens/{channel}", column, 0).decode()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise NotNow(f"the database does not answer: {type(error).__name__}") from error
