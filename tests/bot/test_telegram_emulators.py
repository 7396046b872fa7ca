"""The real service over HTTP, against two emulators of Telegram that others wrote.

They need Node and npm, and are installed once into `tests/emulators/node_modules`.
`telegram-api-mock-server` serves polling; it cannot deliver to a webhook. `telegram-test-api`
does that, but sends no secret header and no `chat_instance` with a press: a relay adds both.
Neither refuses what Telegram refuses, so what arrived there is checked by rules of our own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from aiohttp import ClientSession, web

from bot.app import Assistant, assemble, build
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from lookup.population import demo_people, seed
from tests.bot.telegram_session import PERSON, SECRET, TOKEN, check_message, message
from tests.bot.test_conversation import last_code

EMULATORS = Path(__file__).parents[1] / "emulators"
INSTALLED = EMULATORS / "node_modules" / ".package-lock.json"


@pytest.fixture(scope="module")
def node() -> str:
    """The path of Node, with the emulators installed beside it; skips where that is not had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("the emulators of Telegram need node and npm")
    lock = EMULATORS / "package-lock.json"
    if not INSTALLED.exists() or INSTALLED.stat().st_mtime < lock.stat().st_mtime:
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        try:
            subprocess.run(command, cwd=EMULATORS, capture_output=True, timeout=120, check=True)
        except subprocess.SubprocessError as error:
            pytest.skip(f"the emulators of Telegram could not be installed: {error}")
    return node


@asynccontextmanager
async def emulator(node: str, script: str) -> AsyncIterator[str]:
    """Run one of the emulators on a free port of this machine; yields its address."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        node, script, cwd=EMULATORS, stdin=pipe, stdout=pipe
    )
    assert process.stdin
    assert process.stdout
    try:
        port = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        assert port.isdigit(), "the emulator did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 3)
        except TimeoutError:
            process.kill()
            await process.wait()


@pytest.fixture
async def settings(settings: Settings) -> Settings:
    """A register of sixty invented people, and a token."""
    await asyncio.to_thread(migrate, settings.database_url)
    made = settings.model_copy(update={"telegram_bot_token": TOKEN})
    plain = assemble(settings)
    await seed(plain.register, settings.demo_persons, settings.demo_seed, date.today())  # noqa: DTZ011
    await plain.lookup.close()
    await plain.database.dispose()
    return made


@asynccontextmanager
async def serving(
    settings: Settings, core: Core, listening: socket.socket | None = None
) -> AsyncIterator[Assistant]:
    """Run the whole service, as `cutru serve` does."""
    assistant = assemble(settings, core=core, pause=lambda: 0)
    sockets = [listening or listener()]
    config = uvicorn.Config(build(assistant), log_level="warning", ws="none", timeout_keep_alive=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=sockets))
    try:
        await until(lambda: server.started or task.done())
        yield assistant
    finally:
        server.should_exit = True
        await task
        sockets[0].close()


def listener() -> socket.socket:
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    return made


def address_of(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


class Chat:
    """What a test sees of an emulator: one person's side, and the calls of the bot."""

    def __init__(
        self,
        send: Callable[[dict[str, Any]], Awaitable[None]],
        calls: Callable[[], Awaitable[Sequence[tuple[str, dict[str, Any]]]]],
    ) -> None:
        self.send, self.calls, self.seen = send, calls, 0

    async def says(self, text: str) -> list[dict[str, Any]]:
        return await self._sends({"message": message(text)})

    async def presses(self, address: str) -> list[dict[str, Any]]:
        query = {"id": "q", "from": PERSON, "chat_instance": "c", "data": address}
        return await self._sends({"callback_query": {**query, "message": message("…")}})

    async def _sends(self, update: dict[str, Any]) -> list[dict[str, Any]]:
        await self.send(update)
        return await self.hears()

    async def hears(self) -> list[dict[str, Any]]:
        """Wait for the bot's next messages, up to the one that carries the choices."""
        async with asyncio.timeout(20):
            while True:
                said = [text for method, text in await self.calls() if method == "sendMessage"]
                fresh = [unpacked(text) for text in said[self.seen :]]
                if fresh and offers(fresh[-1]):
                    self.seen = len(said)
                    for one in fresh:
                        check_message(one)
                    return fresh
                await asyncio.sleep(0.03)


def unpacked(said: dict[str, Any]) -> dict[str, Any]:
    """Read a message as it went over the wire, where lists and objects are JSON in a string."""
    read = dict(said)
    for name in ("entities", "reply_markup", "link_preview_options"):
        if isinstance(read.get(name), str):
            read[name] = json.loads(read[name])
    return read


def offers(said: dict[str, Any]) -> bool:
    """Say whether a message has buttons to choose from, besides the one for its sound."""
    rows = said.get("reply_markup", {}).get("inline_keyboard", [])
    return any("♪" not in button["text"] for row in rows for button in row)


def text_of(messages: Sequence[dict[str, Any]]) -> str:
    return "\n".join(said["text"] for said in messages)


async def look_up(chat: Chat, assistant: Assistant) -> str:
    """Go the whole way to a person's own record; returns what was shown of it."""
    citizen = (await demo_people(assistant.register))[0]
    assert "Xin chào" in text_of(await chat.says("/start"))
    assert "Điều 38" in text_of(await chat.says("sổ hộ khẩu giấy còn giá trị không"))
    await chat.says("/tracuu")
    await chat.presses("lookup.consent:agree")
    await chat.says(citizen.personal_id.value)
    await assistant.lookup.settle()
    shown = await chat.says(last_code(assistant))
    assert any(str(said.get("protect_content")).lower() == "true" for said in shown)
    return text_of(shown)


# --- Polling ---


@asynccontextmanager
async def polled(node: str) -> AsyncIterator[tuple[str, Chat]]:
    async with emulator(node, "polling.mjs") as url, httpx.AsyncClient(base_url=url) as client:

        async def send(update: dict[str, Any]) -> None:
            body = {"token": TOKEN, "update": update}
            (await client.post("/_mock/injectUpdate", json=body)).raise_for_status()

        async def calls() -> list[tuple[str, dict[str, Any]]]:
            events = (await client.get("/_mock/outbound", params={"token": TOKEN})).json()["events"]
            return [(event["method"], event["payload"]) for event in events]

        yield url, Chat(send, calls)


async def test_a_record_is_looked_up_over_polling(
    node: str, settings: Settings, core: Core
) -> None:
    async with polled(node) as (url, chat):
        by_polling = settings.model_copy(update={"telegram_api_base": url})
        async with serving(by_polling, core) as assistant:
            assert "Thông tin cá nhân" in await look_up(chat, assistant)
        methods = [method for method, _ in await chat.calls()]
        assert methods.count("deleteMessage") == 2, "the number and the code"
        assert methods.count("answerCallbackQuery") == 1


async def test_what_came_while_the_service_was_down_is_answered_once(
    node: str, settings: Settings, core: Core
) -> None:
    async with polled(node) as (url, chat):
        by_polling = settings.model_copy(update={"telegram_api_base": url})
        first = {"update_id": 41, "message": message("/start")}
        second = {"update_id": 42, "message": message("/huongdan 🙏")}
        for update in (first, first, second):
            await chat.send(update)
        async with serving(by_polling, core):
            await chat.hears()
            await chat.send(second)
            await chat.send({"update_id": 43, "message": message("/luat")})
            async with asyncio.timeout(20):
                while not any("khoản 2 điều 14" in text for text in await said_by(chat)):
                    await asyncio.sleep(0.05)
        said = await said_by(chat)
        assert len(said) == len(set(said)), "nothing is said twice"


async def said_by(chat: Chat) -> list[str]:
    return [str(said["text"]) for method, said in await chat.calls() if method == "sendMessage"]


# --- Webhook ---


@asynccontextmanager
async def relay(target: str, secret: str) -> AsyncIterator[tuple[str, list[int]]]:
    """Stand between emulator and service, and add what the emulator leaves out.

    Yields its address, and the statuses with which the service answers.
    """
    statuses: list[int] = []

    async def forward(request: web.Request) -> web.Response:
        update = await request.json()
        if "callback_query" in update:
            update["callback_query"]["chat_instance"] = "c"
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with (
            ClientSession() as session,
            session.post(target + request.path, json=update, headers=headers) as answer,
        ):
            statuses.append(answer.status)
            # The emulator does not outlive an error in the answer.
            return web.json_response({})

    app = web.Application()
    app.router.add_post("/{path:.*}", forward)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    listening = listener()
    await web.SockSite(runner, listening).start()
    try:
        yield address_of(listening), statuses
    finally:
        await runner.cleanup()


def webhook_chat(client: httpx.AsyncClient) -> Chat:
    async def send(update: dict[str, Any]) -> None:
        path, said = "/sendMessage", update.get("message")
        if said is None:
            path, said = "/sendCallback", update["callback_query"]
        (await client.post(path, json={"botToken": TOKEN, **said})).raise_for_status()

    async def calls() -> list[tuple[str, dict[str, Any]]]:
        history = (await client.post("/getUpdatesHistory", json={"token": TOKEN})).json()["result"]
        return [("sendMessage", kept["message"]) for kept in history if "message" in kept]

    return Chat(send, calls)


@asynccontextmanager
async def reached(
    node: str, settings: Settings, core: Core, caplog: pytest.LogCaptureFixture, sent: str
) -> AsyncIterator[tuple[Assistant, Chat, list[int]]]:
    """Run emulator, relay and service; the relay sends the secret `sent`."""
    caplog.set_level(logging.INFO)
    with listener() as listening:
        async with (
            emulator(node, "webhook.mjs") as url,
            httpx.AsyncClient(base_url=url) as client,
            relay(address_of(listening), sent) as (public_url, statuses),
        ):
            told = {"telegram_api_base": url, "telegram_webhook_secret": SECRET}
            by_webhook = settings.model_copy(update={**told, "public_url": public_url})
            async with serving(by_webhook, core, listening) as assistant:
                await until(lambda: "telegram sends to" in caplog.text)
                yield assistant, webhook_chat(client), statuses


async def test_a_record_is_looked_up_over_the_webhook(
    node: str, settings: Settings, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    async with reached(node, settings, core, caplog, SECRET) as (assistant, chat, statuses):
        assert "Thông tin cá nhân" in await look_up(chat, assistant)
    assert set(statuses) == {200}


async def test_a_webhook_with_another_secret_is_not_answered(
    node: str, settings: Settings, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    async with reached(node, settings, core, caplog, SECRET[::-1]) as (_, chat, statuses):
        await chat.send({"message": message("/start")})
        await until(lambda: bool(statuses))
        assert statuses == [401]
        assert await chat.calls() == []
