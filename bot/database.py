"""Bring the database to the newest tables, and fill the demo's register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from alembic import command
from alembic.config import Config

from bot.settings import Settings
from lookup.population import demo_people, seed
from lookup.repository import connect


def migrate(url: str) -> None:
    """Run every migration that is missing. Not inside a running event loop."""
    where = url.partition("sqlite+aiosqlite:///")[2]
    if where and where != ":memory:":
        Path(where).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(files("bot") / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


async def seed_register(
    settings: Settings, persons: int, seed_number: int, progress: Callable[[int], None] | None
) -> int:
    """Fill an empty register with invented people; returns how many it now holds."""
    engine = connect(settings.database_url)
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    try:
        return await seed(engine, persons, seed_number, today, progress)
    finally:
        await engine.dispose()


async def prepare_demo(settings: Settings, say: Callable[[str], None]) -> None:
    """Fill the register of the demo and tell who can be tried, and where their messages are."""
    await seed_register(settings, settings.demo_persons, settings.demo_seed, None)
    engine = connect(settings.database_url)
    try:
        people = await demo_people(engine)
    finally:
        await engine.dispose()
    page = f"http://{settings.host}:{settings.port}"
    say(f"\nCư Trú đang chạy: {page}/")
    say("Ba người giả lập để thử (số định danh · họ tên · điện thoại):")
    for person in people:
        say(f"  {person.personal_id.value} · {person.name} · {person.phone}")
    say(f"Tin nhắn của họ hiện ở {page}/demo/phone và ngay dưới đây.\n")
