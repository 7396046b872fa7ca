"""The migrations and the tables in code are the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.database import migrate
from bot.store import metadata as conversation_tables
from lookup.repository import connect
from lookup.tables import metadata as register_tables


async def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/migrated.db"
    await asyncio.to_thread(migrate, url)
    await asyncio.to_thread(migrate, url)  # A second run finds nothing to do.
    engine = connect(url)
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences)
    await engine.dispose()
    assert differences == []


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection)
    return list(compare_metadata(context, [register_tables, conversation_tables]))
