"""Bring the database to the newest tables, and fill the demo's register."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from alembic import command
from alembic.config import Config

from bot.offices import DEMO, add_demo_officer
from bot.settings import Settings, SettingsError
from lookup.errors import RegisterUnavailable, SealBroken
from lookup.keys import Keys
from lookup.model import PersonalId
from lookup.population import count_persons, demo_people, seed
from lookup.repository import Register, connect
from lookup.service import Lookup
from lookup.sms import NoGateway

ROTATED_AT_ONCE = 1000  # Keys in one transaction.
PAUSE = 0.005  # Seconds between two of them.


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


async def check_keys(settings: Settings, keys: Keys) -> None:
    """Raise SettingsError when what the register holds is sealed with other keys."""
    async with _opened(settings, keys) as register:
        try:
            async with register.reading() as records:
                await records.try_keys()
        except SealBroken as error:
            raise SettingsError(
                f"CUTRU_KEYS, SECRET_FILE: not the keys of this database ({error})"
            ) from error
        except RegisterUnavailable:
            return  # Whether the database answers is told at /readyz.


async def rotate_keys(
    settings: Settings, keys: Keys, progress: Callable[[int], object] | None = None
) -> int:
    """Wrap every person's key with the current master key, while the service runs.

    Each batch is committed by itself, so a rotation that was stopped goes on where it was. Returns
    how many keys were wrapped anew.
    """
    done = 0
    async with _opened(settings, keys) as register:
        while True:
            async with register.writing() as records:
                wrapped = await records.rewrap(ROTATED_AT_ONCE)
            if not wrapped:
                return done
            done += wrapped
            if progress is not None:
                progress(done)
            await asyncio.sleep(PAUSE)  # Those who wait for the write lock come first.


async def lift_lock(settings: Settings, keys: Keys, personal_id: PersonalId) -> None:
    """Let codes be sent again for a person who has proved who they are in person."""
    async with _opened(settings, keys) as register:
        await Lookup(register, NoGateway()).unlock(personal_id)


async def prepare_demo(
    settings: Settings, keys: Keys, say: Callable[[str], None], page: str = ""
) -> None:
    """Fill the register of the demo and tell who can be tried, and where their messages are."""
    await seed_register(settings, keys, settings.demo_persons, settings.demo_seed, None)
    await check_keys(settings, keys)
    async with _opened(settings, keys) as register:
        await add_demo_officer(register)
        people = await demo_people(register)
    if page:
        say(f"\nCư Trú đang chạy: {page}/")
    say("Ba người giả lập để thử (số định danh · họ tên · điện thoại):")
    for person in people:
        say(f"  {person.personal_id.value} · {person.name} · {person.phone}")
    if page:
        say(f"Cán bộ giả lập {DEMO.number}: mã ứng dụng xác thực ở {page}/demo/phone.")
    also = f"ở {page}/demo/phone và " if page else ""
    say(f"Tin nhắn của họ hiện {also}ngay dưới đây.\n")


@asynccontextmanager
async def _opened(settings: Settings, keys: Keys) -> AsyncIterator[Register]:
    engine = connect(settings.database_url)
    try:
        yield Register(engine, keys)
    finally:
        await engine.dispose()
