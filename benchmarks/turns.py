"""Turns a second: webhook in, committed, reply out, beside bare aiogram echoes in the same run.

All run as one process. The echoes keep nothing; ours commits message, state and answer with
`synchronous=FULL` first. Over Telegram the replies go to a sink that stands in for the Bot API;
inline, they are the body of the response: the echo's on its plain route, ours on the signed
webhook. What is typed is a fixed mix; nothing of ours remembers answers.
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
TURNS, AT_ONCE, CHATS = 1500, 16, 300
QUESTIONS = ("so ho khau con gia tri khong", "k2 đ14 nđ104", "1", "cách cài vneid", "0")


HOOKS = {"generic": "generic", "taps": "generic"}
TAPS = ("go:proof", "go:vneid.register", "nav:home", "proof:yes", "nav:repeat")
SERVE = ["serve", "--migrate", "--demo"]
OURS = [sys.executable, "-m", "bot.cli", *SERVE]
UNGROUPED = [sys.executable, "-m", "benchmarks.ungrouped", *SERVE]


async def run() -> None:
    seen = count()
    runner = await _sink(seen)
    echo = _uvicorn("benchmarks.echo:app")
    try:
        for title, path, rows in (
            ("sent by a call", "telegram", (("bare aiogram echo", echo), ("Cư Trú", OURS))),
            (
                "in the response",
                "inline",
                (
                    ("bare aiogram echo", echo),
                    ("Cư Trú", OURS),
                    ("Cư Trú, a commit a message", UNGROUPED),
                    ("Cư Trú, buttons", OURS),
                    ("Cư Trú, b., a commit a m.", UNGROUPED),
                ),
            ),
        ):
            print(f"Turns, answered {title} ({TURNS}, {AT_ONCE} at once, {CHATS} chats)")
            print(f"  {'':28}{'turns/s':>9}{'CPU ms':>8}{'failed':>8}{'p99 ms':>8}{'ratio':>8}")
            first = 0.0
            for name, command in rows:
                ours = "generic" if command is not echo and path == "inline" else path
                if "Trú, b" in name:
                    ours = "taps"
                rate, cpu, failed, p99 = await _measure(command, ours)
                first = first or rate
                figures = f"{rate:9.0f}{cpu:8.2f}{failed:8}{p99:8.0f}{rate / first:8.2f}"
                print(f"  {name:28}{figures}")
    finally:
        await runner.cleanup()


async def _measure(command: list[str], path: str) -> tuple[float, float, int, float]:
    """Return turns a second, CPU milliseconds of one, failures, and the slowest of a hundred."""
    async with _service(command) as process:
        await _load(300, 1, path)
        before = _cpu(process.pid)
        begun = time.perf_counter()
        failed, times = await _load(TURNS, 10_000, path)
        took = time.perf_counter() - begun
        cpu = (_cpu(process.pid) - before) / TURNS * 1000
        return TURNS / took, cpu, failed, sorted(times)[int(len(times) * 0.99)] * 1000


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
        for _ in range(1000):
            try:
                async with session.get(f"http://127.0.0.1:{SERVED}/openapi.json"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise RuntimeError("the service did not start")


async def _load(turns: int, first: int, path: str) -> tuple[int, list[float]]:
    """Send messages, each once; returns how many were not answered with 2xx, and the times."""
    numbers = iter(range(first, first + turns))
    failed, times = 0, []

    async def one_client(session: aiohttp.ClientSession) -> None:
        nonlocal failed
        for number in numbers:
            body, headers = _request(number, path)
            begun = time.perf_counter()
            async with session.post(
                f"http://127.0.0.1:{SERVED}/webhooks/{HOOKS.get(path, path)}",
                data=body,
                headers=headers,
            ) as response:
                await response.read()
                failed += response.status >= 300
            times.append(time.perf_counter() - begun)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(one_client(session) for _ in range(AT_ONCE)))
    return failed, times


def _request(number: int, path: str) -> tuple[bytes, dict[str, str]]:
    kind = {"Content-Type": "application/json"}
    if path not in HOOKS:
        return orjson.dumps(_update(number)), {**kind, "X-Telegram-Bot-Api-Secret-Token": SECRET}
    said = {"person": f"p{number % CHATS}"}
    if path == "taps":
        said["address"] = TAPS[number % len(TAPS)]
    else:
        said["text"] = QUESTIONS[number % len(QUESTIONS)]
    body, now = orjson.dumps(said).decode(), datetime.now(UTC)
    signed = Webhook(SIGNING).sign(f"m{number}", now, body)
    stamp = str(int(now.timestamp()))
    return body.encode(), {
        **kind,
        "webhook-id": f"m{number}",
        "webhook-timestamp": stamp,
        "webhook-signature": signed,
    }


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
