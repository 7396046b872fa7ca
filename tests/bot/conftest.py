"""The real parts on a database of their own, with a clock that the test turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Assistant, assemble
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from lookup.population import seed


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    now: datetime = field(default=datetime(2026, 11, 23, 3, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite+aiosqlite:///{tmp_path}/cutru.db",
        secret_file=tmp_path / "secret.key",
        webhook_secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        demo_persons=60,
    )


@pytest.fixture
async def assistant(settings: Settings, core: Core, clock: Clock) -> AsyncIterator[Assistant]:
    """The assistant on a fresh SQLite file with sixty invented people."""
    await asyncio.to_thread(migrate, settings.database_url)
    made = assemble(settings, core=core, clock=clock, monotonic=clock.monotonic, pause=lambda: 0)
    await seed(made.register, settings.demo_persons, settings.demo_seed, date(2026, 11, 23))
    yield made
    await made.outbox.settled()
    await made.lookup.close()
    await made.database.dispose()
