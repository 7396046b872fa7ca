"""Deliver updates one to five times, shuffled, to two processes on one database (T-W3).

    python -m tests.bot.shuffled --updates 100000 [--postgresql]

Prints one line of JSON: whatever was delivered again has had no effect, and in each conversation
the answers have gone out in the order of its turns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.app import assemble
from bot.channels.base import Incoming, Place
from bot.core import Core, build_core
from bot.database import migrate
from bot.rendering import Screen
from bot.settings import Settings
from handlers.model import Picked, Said, Started
from lookup.repository import connect
from tests.bot.killing import Book, drained, insist, made, server
from tests.bot.wire import Wire

SEED = 2026
PROCESSES, AT_ONCE = 2, 64
EVENTS = (Said("k2 đ14 nđ104"), Picked("go", "proof"), Said("1"), Started(), Said("0"))


@dataclass
class Noting(Wire):
    """Writes into the book what arrives, in its order."""

    book: Book | None = None

    async def deliver(self, place: Place, screen: Screen) -> None:
        if self.book:
            self.book.write("reply", place.person, place.message)


def incoming(number: int, people: int) -> Incoming:
    said, event = str(number), EVENTS[number % len(EVENTS)]
    return Incoming("wire", f"p{number % people}", event, said, "vi", message=said)


async def work(settings: Settings, core: Core, book: Book, copies: Sequence[Incoming]) -> None:
    """Be one of the processes: take its share of what is delivered, and send what is due."""
    assistant = assemble(settings, core=core)
    wire = Noting(book=book)
    assistant.channels["wire"] = wire  # type: ignore[index]
    queue = iter(copies)

    async def deliver() -> None:
        for update in queue:
            await insist(assistant, wire, update, book)

    sending = asyncio.create_task(assistant.outbox.run())
    await asyncio.gather(*(deliver() for _ in range(AT_ONCE)))
    await drained(assistant, assistant.outbox)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await assistant.lookup.close()
    await assistant.database.dispose()


def fork(settings: Settings, core: Core, path: Path, copies: Sequence[Incoming]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        asyncio.run(work(settings, core, Book(path), copies))
        os._exit(0)
    except BaseException as error:
        Book(path).write("broken", repr(error))
        os._exit(1)


def deliver(settings: Settings, core: Core, path: Path, updates: int, people: int) -> int:
    """Deliver everything, by two processes at once; returns how many deliveries that were."""
    chance = random.Random(SEED)
    numbers = [number for number in range(updates) for _ in range(chance.randint(1, 5))]
    chance.shuffle(numbers)
    copies = [incoming(number, people) for number in numbers]
    ports = [settings.model_copy(update={"port": 8000 + n}) for n in range(PROCESSES)]
    children = [fork(own, core, path, copies[n::PROCESSES]) for n, own in enumerate(ports)]
    for child in children:
        _, status = os.waitpid(child, 0)
        assert status == 0, path.read_text().splitlines()[-1]
    return len(copies)


async def report(url: str, path: Path, updates: int, people: int) -> dict[str, int]:
    """Count what had an effect more than once, or none, and whose answers came in disorder."""
    engine = connect(url)
    async with engine.connect() as connection:
        versions = await connection.execute(text("SELECT key, version FROM conversations"))
        states: dict[str, int] = {row.key: row.version for row in versions}
        inbox = await connection.execute(text("SELECT count(*) FROM inbox"))
        kept = inbox.scalar_one()
        rows = await connection.execute(
            text(
                "SELECT person, message, status FROM outbox ORDER BY conversation, version, number"
            )
        )
        letters = [(row.person, row.message, row.status) for row in rows]
    await engine.dispose()
    written, arrived = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for person, message, _status in letters:
        written[person].append(message)
    lines: list[list[Any]] = [json.loads(line) for line in path.read_text().splitlines() if line]
    for line in lines:
        if line[0] == "reply":
            arrived[line[1]].append(line[2])
    unique = Counter(incoming(number, people).conversation for number in range(updates))
    return {
        "updates": updates,
        "turns": sum(states.values()),
        "wrong conversations": sum(states.get(of) != times for of, times in unique.items()),
        "messages kept": kept,
        "letters": len(letters),
        "letters not sent": sum(status != "sent" for *_, status in letters),
        "replies": sum(map(len, arrived.values())),
        "conversations in disorder": sum(written[of] != arrived[of] for of in written),
        "taken up again": sum(line[0] == "again" for line in lines),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--people", type=int, default=0, help="a tenth of the updates, or this")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    given = parser.parse_args()
    people = given.people or given.updates // 10 or 1
    with server(given.postgresql) as address, tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/shuffled.db"
        if address:
            url = asyncio.run(made(address, "shuffled"))
        settings = Settings(database_url=url, secret_file=Path(folder) / "secret.key")
        migrate(url)
        path = Path(folder) / "world.jsonl"
        began = time.monotonic()
        deliveries = deliver(settings, build_core(), path, given.updates, people)
        took = round(time.monotonic() - began, 1)
        found = asyncio.run(report(url, path, given.updates, people))
    print(json.dumps({"deliveries": deliveries, **found, "seconds": took}))


if __name__ == "__main__":
    main()
