"""The real application on a small SQLite register, as a browser meets it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from bot.app import Assistant, assemble, build
from bot.core import Core
from bot.database import migrate
from bot.keys import register_keys
from bot.settings import Settings
from lookup.population import seed
from lookup.repository import Register, connect

PEOPLE = 60
ADDRESS = "http://test"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a register that is filled once a module; conversations in it never meet."""
    return filled(tmp_path_factory.mktemp("web"), PEOPLE)


def filled(where: Path, people: int) -> Settings:
    """Fill a register in a folder with so many people; return its settings."""
    made = Settings(
        database_url=f"sqlite+aiosqlite:///{where}/cutru.db",
        secret_file=Path(where, "secret.key"),
        demo_persons=people,
    )
    migrate(made.database_url)

    async def fill() -> None:
        engine = connect(made.database_url)
        register = Register(engine, register_keys(made))
        await seed(register, people, made.demo_seed, date(2026, 11, 23))
        await engine.dispose()

    asyncio.run(fill())
    return made


@pytest.fixture
async def assistant(settings: Settings, core: Core) -> AsyncIterator[Assistant]:
    made = assemble(settings, core=core, pause=lambda: 0)
    yield made
    await made.lookup.close()
    await made.database.dispose()


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript: it keeps its cookie and names its origin."""
    transport = httpx.ASGITransport(build(assistant))
    headers = {"origin": ADDRESS}
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as client:
        yield client


def fresh_id() -> str:
    return secrets.token_urlsafe(12)
