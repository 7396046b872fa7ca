"""Bring the database to the newest tables, and fill the demo's register."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from alembic import command
from alembic.config import Config

from bot.settings import Settings, SettingsError
from lookup.population import count_persons, demo_people, seed
from lookup.repository import connect


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
    settings: Settings, persons: int, seed_number: int, progress: Callable[[int], None] | None
) -> tuple[int, int]:
    """Fill an empty register with invented people; returns how many it holds, and were made."""
    engine = connect(settings.database_url)
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    try:
        before = await count_persons(engine)
        held = await seed(engine, persons, seed_number, today, progress)
        return held, held - before
    finally:
        await engine.dispose()


async def prepare_demo(settings: Settings, say: Callable[[str], None], page: str = "") -> None:
    """Fill the register of the demo and tell who can be tried, and where their messages are."""
    await seed_register(settings, settings.demo_persons, settings.demo_seed, None)
    engine = connect(settings.database_url)
    try:
        people = await demo_people(engine)
    finally:
        await engine.dispose()
    if page:
        say(f"\nCư Trú đang chạy: {page}/")
    say("Ba người giả lập để thử (số định danh · họ tên · điện thoại):")
    for person in people:
        say(f"  {person.personal_id.value} · {person.name} · {person.phone}")
    also = f"ở {page}/demo/phone và " if page else ""
    say(f"Tin nhắn của họ hiện {also}ngay dưới đây.\n")
