"""Nothing is lost and nothing happens twice, however the service is killed and fed."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.app import assemble
from bot.channels.base import Incoming
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from handlers.model import Picked, Said
from lookup.repository import connect
from tests.bot.conftest import Clock
from tests.bot.test_outbox import Process
from tests.bot.wire import Wire

EVENTS = (Said("k2 đ14 nđ104"), Picked("go", "proof"), Said("1"), Said("0"))


def test_kills_lose_nothing_and_double_nothing_but_what_was_being_sent() -> None:
    """A bounded run; `make kill` has the long one, and PostgreSQL."""
    command = [sys.executable, "-m", "tests.bot.killing", "--kills", "6", "--people", "6"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    report = json.loads(ran.stdout)
    assert report["kills"] == 6
    assert report["replies"]
    for what in ("lost", "unanswered", "doubled steps", "doubled sms"):
        assert report[what] == 0, report
    for what in ("doubled private", "doubled outside"):  # Outside of the moment of sending.
        assert report[what] == 0, report


def test_two_operating_system_processes_share_what_is_delivered_many_times() -> None:
    """A bounded run; `make shuffle` has the long ones, and PostgreSQL."""
    command = [sys.executable, "-m", "tests.bot.shuffled", "--updates", "200"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    report = json.loads(ran.stdout)
    assert report["deliveries"] > report["updates"] == 200
    assert report["turns"] == report["messages kept"] == 200, report
    assert report["letters"] == report["replies"], report
    for what in ("wrong conversations", "letters not sent", "conversations in disorder"):
        assert report[what] == 0, report


@pytest.fixture(params=["sqlite", "postgresql"])
async def workers(
    request: pytest.FixtureRequest, settings: Settings, core: Core, clock: Clock
) -> AsyncIterator[list[Process]]:
    """Two processes of the service, each with connections of its own to one database."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        settings = settings.model_copy(update={"database_url": url})
        database = connect(url)
        async with database.begin() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
        await database.dispose()
    await asyncio.to_thread(migrate, settings.database_url)
    made = [assemble(settings, core=core, clock=clock) for _ in range(2)]
    wire = Wire()
    yield [Process.start(made[n], wire, owner) for n, owner in enumerate("ab")]
    for assistant in made:
        await assistant.lookup.close()
        await assistant.database.dispose()


async def test_updates_delivered_many_times_and_shuffled_take_effect_once(
    workers: list[Process],
) -> None:
    wire, chance = workers[0].wire, random.Random(2026)
    updates = [
        Incoming("wire", f"p{n % 20}", EVENTS[n % len(EVENTS)], str(n), "vi", message=str(n))
        for n in range(200)
    ]
    copies = [update for update in updates for _ in range(chance.randint(1, 5))]
    chance.shuffle(copies)
    queue = iter(copies)

    async def deliver(worker: Process) -> None:
        for update in queue:
            await worker.conversation.take(wire, update)

    await asyncio.gather(*(deliver(worker) for worker in workers for _ in range(8)))
    for worker in workers * 50:  # Each sends its own, so they take turns in a conversation.
        await worker.outbox.look()
        await worker.outbox.settled()
    async with workers[0].assistant.database.connect() as connection:
        rows = await connection.execute(text("SELECT key, version FROM conversations"))
        versions = {row.key: row.version for row in rows}
        letters = (await connection.execute(text("SELECT status FROM outbox"))).scalars().all()
    assert versions == Counter(update.conversation for update in updates)
    assert set(letters) == {"sent"}
    assert len(wire.sent) == len(letters)
