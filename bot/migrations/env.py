"""Run migrations over the async engine that the assistant itself uses."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection

from bot.store import metadata as conversation_tables
from lookup.repository import connect
from lookup.tables import metadata as register_tables

TABLES = [register_tables, conversation_tables]


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=TABLES, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def _migrate() -> None:
    engine = connect(context.config.attributes["url"])
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_migrate())
