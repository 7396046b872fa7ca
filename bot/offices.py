"""Officers and requests about data, for those who run the service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pyotp

from bot.keys import register_keys
from bot.settings import Settings, SettingsError
from lookup.consent import Requested
from lookup.errors import RegisterUnavailable
from lookup.officers import Officer
from lookup.repository import Register, Repository, connect
from lookup.repository.desk import Known

ISSUER = "Cư Trú"
DEMO = Officer("CA-0001", "Công an phường Mẫu")


async def add(settings: Settings, number: str, office: str) -> str | None:
    """Add an officer; returns the address for the authenticator app, None for a number in use."""
    secret = pyotp.random_base32()
    async with _writing(settings) as records:
        if not await records.add_officer(Officer(number, office), secret):
            return None
    return pyotp.TOTP(secret).provisioning_uri(name=number, issuer_name=ISSUER)


async def change(settings: Settings, number: str, what: str) -> bool:
    """Revoke or unlock an officer; False when there is no such one."""
    async with _writing(settings) as records:
        if what == "revoke":
            return await records.revoke_officer(number, datetime.now(UTC))
        return await records.unlock_officer(number)


async def officers(settings: Settings) -> tuple[Known, ...]:
    """List the officers."""
    async with _writing(settings) as records:
        return await records.list_officers()


async def open_requests(settings: Settings) -> tuple[tuple[str, Requested], ...]:
    """List the requests that somebody has to answer, the most urgent first."""
    async with _writing(settings) as records:
        return await records.open_requests()


async def close_request(settings: Settings, id: str) -> bool:
    """Note that a request is done; False for one that is unknown or done already."""
    async with _writing(settings) as records:
        return await records.close_request(id, datetime.now(UTC)) is not None


async def add_demo_officer(register: Register) -> None:
    """Add the demonstration's officer, unless there is one."""
    async with register.writing() as records:
        await records.add_officer(DEMO, pyotp.random_base32())


async def demo_code(register: Register, now: datetime) -> tuple[Officer, str] | None:
    """Return the demonstration's officer and what the app of theirs shows now."""
    async with register.reading() as records:
        secret = await records.officer_secret(DEMO.number)
    return (DEMO, pyotp.TOTP(secret).at(now)) if secret else None


@asynccontextmanager
async def _writing(settings: Settings) -> AsyncIterator[Repository]:
    engine = connect(settings.database_url)
    try:
        async with Register(engine, register_keys(settings)).writing() as records:
            yield records
    except RegisterUnavailable as error:
        raise SettingsError(f"DATABASE_URL: the database cannot be used ({error})") from error
    finally:
        await engine.dispose()
