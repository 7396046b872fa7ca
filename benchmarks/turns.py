"""Turns a second: webhook in, committed, reply out, beside a bare aiogram echo in the same run.

Both send their reply to the same sink that stands in for the Bot API; both run as one process.
The echo keeps nothing; ours writes state and answer to SQLite with `synchronous=FULL` first.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
from aiohttp import web

TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345678"
SECRET = "bench-0123456789-abcdefghij-KLMNOPQRST"
SINK, SERVED = 18441, 18442
TURNS, AT_ONCE, CHATS = 1500, 16, 300
QUESTIONS = ("so ho khau con gia tri khong", "k2 đ14 nđ104", "1", "cách cài vneid", "0")


async def run() -> None:
    seen = count()
    runner = await _sink(seen)
    rows = []
    try:
        for name, command in (
            ("bare aiogram echo", [*_uvicorn("benchmarks.echo:app")]),
            ("Cư Trú, durable", [sys.executable, "-m", "bot.cli", "serve", "--migrate", "--demo"]),
        ):
            async with _service(command) as process:
                await _load(200, first=1)
                before = _cpu(process.pid)
                begun = time.perf_counter()
                failed = await _load(TURNS, first=10_000)
                took = time.perf_counter() - begun
                rows.append((name, TURNS / took, (_cpu(process.pid) - before) / TURNS, failed))
    finally:
        await runner.cleanup()
    print(f"Turns ({TURNS}, {AT_ONCE} at once, {CHATS} chats; non-2xx must be 0)")
    print(f"  {'':22}{'turns/s':>9}{'CPU ms':>8}{'failed':>8}{'ratio':>8}")
    for name, rate, cpu, failed in rows:
        print(f"  {name:22}{rate:9.0f}{cpu * 1000:8.2f}{failed:8}{rate / rows[0][1]:8.2f}")


def _uvicorn(app: str) -> list[str]:
    return [sys.executable, "-m", "uvicorn", app, "--port", str(SERVED), "--log-level", "warning"]


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
async def _service(command: list[str]) -> AsyncIterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/cutru.db",
            "SECRET_FILE": f"{folder}/secret.key",
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
        for _ in range(1000):
            try:
                async with session.get(f"http://127.0.0.1:{SERVED}/openapi.json"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise RuntimeError("the service did not start")


async def _load(turns: int, first: int) -> int:
    """Send updates, each once; returns how many were not answered with 2xx."""
    numbers = iter(range(first, first + turns))
    failed = 0

    async def one_client(session: aiohttp.ClientSession) -> None:
        nonlocal failed
        for number in numbers:
            async with session.post(
                f"http://127.0.0.1:{SERVED}/webhooks/telegram",
                json=_update(number),
                headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
            ) as response:
                failed += response.status >= 300

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(one_client(session) for _ in range(AT_ONCE)))
    return failed


def _update(number: int) -> dict[str, object]:
    person = 1000 + number % CHATS
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
