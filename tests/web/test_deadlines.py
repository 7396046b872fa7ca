"""Slow connections are closed, and meanwhile everybody else is answered (T-W4)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.app import Assistant, build
from bot.web.deadlines import Deadlines

SLOW = int(os.environ.get("CUTRU_SLOW", "200"))  # Connections; `make storm` opens 2,000.

HALF_A_HEAD = b"POST /webhooks/generic HTTP/1.1\r\nhost: a\r\nx-slow: "
HALF_A_BODY = b"POST /webhooks/generic HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{"


class Soon(Deadlines):
    head = 1.0
    body = 1.5
    longest_head = 4096
    longest_body = 64 * 1024


@pytest.fixture
async def server(assistant: Assistant) -> AsyncIterator[str]:
    app = build(assistant)

    async def heads(request: Request) -> Response:
        await request.body()
        return JSONResponse(sorted(request.headers))

    app.add_route("/heads", heads, methods=["POST"])
    config = uvicorn.Config(app, port=0, http=Soon, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    await running


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the end; nothing where a byte of ours met a closed door."""
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""


async def dripping(address: str, begun: bytes) -> bytes:
    """Begin a request, go on a byte at a time, and return what is answered at last."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(begun)

    async def drip() -> None:
        while True:
            await asyncio.sleep(0.2)
            writer.write(b"x")

    more = asyncio.create_task(drip())
    try:
        return await until_closed(reader)
    finally:
        more.cancel()
        writer.close()


@pytest.mark.parametrize("begun", [b"", HALF_A_HEAD, HALF_A_BODY], ids=["none", "head", "body"])
async def test_a_slow_request_is_closed(server: str, begun: bytes) -> None:
    answer = await dripping(server, begun)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 40")


async def test_many_slow_connections_hinder_nobody(server: str) -> None:
    slow = [
        asyncio.create_task(dripping(server, HALF_A_HEAD if number % 2 else HALF_A_BODY))
        for number in range(SLOW)
    ]
    await asyncio.sleep(0.3)
    async with httpx.AsyncClient(base_url=f"http://{server}") as client:
        for _ in range(20):
            assert (await client.get("/healthz")).status_code == 200
    assert len(await asyncio.gather(*slow)) == SLOW


async def test_a_request_in_two_halves_is_answered(server: str) -> None:
    host, _, port = server.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for _ in range(2):  # The second one over the same connection.
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: ")
        await asyncio.sleep(0.1)
        writer.write(b"a\r\n\r\n")
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
    await asyncio.sleep(Soon.body + 0.2)  # Idle, not slow: this has a limit of its own.
    assert not reader.at_eof()
    writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 1000 + b" HTTP/1.1\r\n",
        b"x-long: " + b"a" * 1000,
        b"x-many: a\r\n" * 90,
    ],
    ids=["address", "field", "fields"],
)
async def test_a_head_without_end_is_refused(server: str, sent: bytes) -> None:
    host, _, port = server.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    begun = b"" if sent.startswith(b"GET") else b"GET / HTTP/1.1\r\nhost: a\r\n"
    writer.write(begun + sent)
    for _ in range(4):  # The last one is too much.
        await asyncio.sleep(0.05)
        writer.write(b"a" * 1000 if b"many" not in sent else sent)
    assert (await reader.read()).startswith(b"HTTP/1.1 431")
    writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nx y: 1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"GET /\xc3\xa0 HTTP/1.1\r\nhost: a\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
    ],
    ids=["two lengths", "space", "other length", "letter", "connect", "tls"],
)
async def test_a_head_that_can_be_read_in_two_ways_is_refused(server: str, sent: bytes) -> None:
    host, _, port = server.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    assert (await reader.read()).startswith(b"HTTP/1.1 400")
    writer.close()


TRAILING = b"POST /heads HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"


async def test_what_comes_behind_a_body_is_not_taken_for_its_head(server: str) -> None:
    host, _, port = server.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(TRAILING + b"x-forwarded-for: 1.2.3.4\r\ncookie: a=b\r\n\r\n")
    answer = await reader.readuntil(b"]")
    assert answer.endswith(b'["host","transfer-encoding"]')
    writer.close()


async def test_a_body_without_end_is_closed(server: str) -> None:
    host, _, port = server.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(TRAILING + b"x-long: ")
    for _ in range(5):
        writer.write(b"a" * 16 * 1024)
        await asyncio.sleep(0.05)
    assert (
        await asyncio.wait_for(until_closed(reader), 1) == b""
    )  # Long before the body's time is over.
    writer.close()


async def test_line_ends_between_requests_keep_no_connection_open(server: str) -> None:
    host, _, port = server.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
    await reader.readuntil(b"}")
    answer = asyncio.create_task(until_closed(reader))
    for _ in range(20):
        if answer.done():
            break
        writer.write(b"\r\n")
        await asyncio.sleep(0.2)
    assert answer.done()
    told = await answer
    assert told == b"" or told.startswith(b"HTTP/1.1 408")
    writer.close()
