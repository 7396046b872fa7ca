"""Bring the database to the newest tables, and fill the demo's register."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from alembic import command
from alembic.config import Config

from bot.settings import Settings, SettingsError
from lookup.errors import SealBroken
from lookup.keys import Keys
from lookup.population import count_persons, demo_people, seed
from lookup.repository import Register, connect


def migrate(url: str) -> None:
    """Run every migration that is missing. Not inside a running event loop.

    Raises SettingsError when the database cannot be used.
    """
    config = Config()
    config.set_main_option("script_location", str(files("bot") / "migrations"))
    config.attributes["url"] = url
    try:
        where = re.match(r"sqlite(?:\+aiosqlite)?:///(.+)", url)
        if where:
            Path(where[1]).parent.mkdir(parents=True, exist_ok=True)
        command.upgrade(config, "head")
    except Exception as error:  # Each driver has its own; none may show an address or a password.
        raise SettingsError(
            f"DATABASE_URL: the database cannot be used ({type(error).__name__})"
        ) from error


async def seed_register(
    settings: Settings,
    keys: Keys,
    persons: int,
    seed_number: int,
    progress: Callable[[int], None] | None,
) -> tuple[int, int]:
    """Fill an empty register with invented people; returns how many it holds, and were made."""
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    async with _opened(settings, keys) as register:
        before = await count_persons(register)
        held = await seed(register, persons, seed_number, today, progress)
        return held, held - before


async def prepare_demo(
    settings: Settings, keys: Keys, say: Callable[[str], None], page: str = ""
) -> None:
    """Fill the register of the demo and tell who can be tried, and where their messages are.

    Raises SettingsError when the keys are not those of this database.
    """
    await seed_register(settings, keys, settings.demo_persons, settings.demo_seed, None)
    async with _opened(settings, keys) as register:
        try:
            people = await demo_people(register)
        except SealBroken as error:
            raise SettingsError(
                f"CUTRU_KEYS, SECRET_FILE: not the keys of this database ({error}); "
                "bring them back, or delete the database of the demo"
            ) from error
    if page:
        say(f"\nCư Trú đang chạy: {page}/")
    say("Ba người giả lập để thử (số định danh · họ tên · điện thoại):")
    for person in people:
        say(f"  {person.personal_id.value} · {person.name} · {person.phone}")
    also = f"ở {page}/demo/phone và " if page else ""
    say(f"Tin nhắn của họ hiện {also}ngay dưới đây.\n")


@asynccontextmanager
async def _opened(settings: Settings, keys: Keys) -> AsyncIterator[Register]:
    engine = connect(settings.database_url)
    try:
        yield Register(engine, keys)
    finally:
        await engine.dispose()
