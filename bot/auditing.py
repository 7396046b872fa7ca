"""The access log for those who run the service: verify it, seal it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.keys import register_keys
from bot.settings import Settings, SettingsError
from lookup.audit import Broken, Checkpoint, Whole
from lookup.errors import RegisterUnavailable
from lookup.repository import Register, connect
from lookup.service import Lookup
from lookup.sms import NoGateway


async def verify(settings: Settings, checkpoints: Path | None) -> Whole | Broken:
    """Say whether the log is whole. Raises SettingsError where it cannot be read."""
    async with _lookup(settings) as lookup:
        return await lookup.verify_access_log(checkpoints or settings.audit_checkpoints)


async def seal(settings: Settings, checkpoints: Path | None) -> Checkpoint | None:
    """Sign the newest row. Raises SettingsError where that cannot be done."""
    async with _lookup(settings) as lookup:
        file = checkpoints or settings.audit_checkpoints
        return await lookup.seal_access_log(file, datetime.now(UTC))


@asynccontextmanager
async def _lookup(settings: Settings) -> AsyncIterator[Lookup]:
    engine = connect(settings.database_url)
    lookup = Lookup(Register(engine, register_keys(settings)), NoGateway())
    try:
        yield lookup
    except RegisterUnavailable as error:
        raise SettingsError(f"DATABASE_URL: the database cannot be used ({error})") from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"AUDIT_CHECKPOINTS: {error}") from error
    finally:
        await lookup.close()
        await engine.dispose()
