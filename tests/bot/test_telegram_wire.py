"""The channel on a real connection, to a server that misbehaves."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from bot.channels import telegram_calling
from bot.channels.base import ChannelRefused, NotNow, Uncertain
from bot.channels.telegram import Telegram
from bot.channels.telegram_reading import MOST_PHOTO
from tests.bot.telegram_session import TOKEN, Naps
from tests.bot.test_telegram import INCOMING, screen

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 77, "type": "private"}, "text": "a"}


class Server:
    """Telegram's address; `answers` are used up, one a request."""

    def __init__(self) -> None:
        self.answers: list[Handler] = []
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path.replace(TOKEN, "…"))
        if request.path.endswith("/getFile"):
            file = {"file_id": "f", "file_unique_id": "u", "file_path": "photos/card.jpg"}
            return web.json_response({"ok": True, "result": file})
        return await self.answers.pop(0)(request)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
async def telegram(server: Server, naps: Naps) -> AsyncIterator[Telegram]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]

    async def nothing(*_: object) -> None:
        """Nobody writes in these tests."""

    channel = Telegram(TOKEN, nothing, lambda _: (), api_base=f"http://{host}:{port}", sleep=naps)
    yield channel
    await channel.close()
    await runner.cleanup()


async def test_a_photo_comes_over_the_wire(telegram: Telegram, server: Server) -> None:
    async def whole(_: web.Request) -> web.Response:
        return web.Response(body=b"\x89PNG" * 50_000)

    server.answers = [whole]
    assert await telegram.fetch("f") == b"\x89PNG" * 50_000
    assert server.asked == ["/bot…/getFile", "/file/bot…/photos/card.jpg"]


async def test_a_photo_is_not_fetched_from_elsewhere(telegram: Telegram, server: Server) -> None:
    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPFound("/inside/network")

    server.answers = [elsewhere]
    with pytest.raises(ChannelRefused):
        await telegram.fetch("f")
    assert "/inside/network" not in server.asked


async def test_a_photo_without_end_is_cut_off(telegram: Telegram, server: Server) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        sent = 0
        while sent < 3 * MOST_PHOTO:
            try:
                await response.write(bytes(256 * 1024))
            except ConnectionError:
                break
            sent += 256 * 1024
        return response

    server.answers = [endless]
    with pytest.raises(ChannelRefused):
        await telegram.fetch("f")


async def test_a_photo_that_does_not_come_is_given_up(
    telegram: Telegram, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_calling, "REQUEST", 0.3)

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await asyncio.sleep(5)
        return response

    server.answers = [slow]
    with pytest.raises(ChannelRefused):
        await telegram.fetch("f")


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_photo_that_is_refused_gives_nothing_of_the_token_away(
    telegram: Telegram, server: Server, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def refused(_: web.Request) -> web.Response:
        return web.Response(status=status)

    server.answers = [refused]
    with pytest.raises(ChannelRefused) as caught:
        await telegram.fetch("f")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert TOKEN not in caplog.text + str(caught.value)


async def test_a_page_of_a_broken_gateway_tells_nothing(telegram: Telegram, server: Server) -> None:
    async def broken(_: web.Request) -> web.Response:
        return web.Response(text="<html>502 Bad Gateway</html>", status=502)

    async def well(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": MESSAGE})

    server.answers = [broken, well]
    with pytest.raises(Uncertain):
        await telegram.deliver(INCOMING.place, screen("a"))
    await telegram.deliver(INCOMING.place, screen("a"))
    assert server.answers == []


async def test_a_yes_in_words_of_next_year_is_not_asked_for_again(
    telegram: Telegram, server: Server
) -> None:
    async def new(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"message": "another shape"}})

    server.answers = [new]
    await telegram.deliver(INCOMING.place, screen("a"))
    assert len(server.asked) == 1


async def test_a_dropped_connection_tells_nothing(telegram: Telegram, server: Server) -> None:
    async def dropped(request: web.Request) -> web.Response:
        assert request.transport
        request.transport.abort()
        return web.Response()

    async def well(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": MESSAGE})

    server.answers = [dropped, well]
    with pytest.raises(Uncertain):
        await telegram.deliver(INCOMING.place, screen("a"))
    await telegram.deliver(INCOMING.place, screen("a"))


async def test_a_server_that_is_not_there_has_surely_taken_nothing(naps: Naps) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
        channel = Telegram(TOKEN, naps, lambda _: (), api_base=nobody, sleep=naps)
        with pytest.raises(NotNow):
            await channel.deliver(INCOMING.place, screen("a"))
        await channel.close()
