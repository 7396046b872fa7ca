"""Where access tokens of messengers are kept: a renewed one must outlive its process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.base import NotNow
from bot.channels.tokens import Pair
from bot.store.tables import channel_tokens


class TokenStore:
    """One row a channel. Where the database does not answer, NotNow is raised."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def pair(self, channel: str) -> Pair | None:
        """Return the pair kept last; None before the first."""
        asked = select(channel_tokens).where(channel_tokens.c.channel == channel)
        async with self._transaction() as connection:
            row = (await connection.execute(asked)).one_or_none()
        return (
            Pair(row.access, row.refresh, row.ends_at, row.origin) if row and row.access else None
        )

    async def lease(self, channel: str, now: datetime, until: datetime) -> bool:
        """Take the right to renew; False while another process has it."""
        free = update(channel_tokens).where(
            channel_tokens.c.channel == channel, channel_tokens.c.leased_until <= now
        )
        first = {"access": "", "refresh": "", "origin": "", "ends_at": now, "leased_until": until}
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
            "access": pair.access,
            "refresh": pair.refresh,
            "ends_at": pair.ends_at,
            "origin": pair.origin,
            "leased_until": datetime.min.replace(tzinfo=pair.ends_at.tzinfo),
        }
        here = update(channel_tokens).where(channel_tokens.c.channel == channel)
        async with self._transaction() as connection:
            await connection.execute(here.values(**row))

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise NotNow(f"the database does not answer: {type(error).__name__}") from error
