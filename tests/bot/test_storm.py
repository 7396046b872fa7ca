"""Malformed bodies on every webhook: no answer is a 5xx, the database stays as it was (T-W1)."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from bot.app import Assistant, assemble, build
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from handlers.model import Said
from tests.bot.conftest import Clock
from tests.bot.messengers import KINDS, recorded
from tests.bot.telegram_session import SECRET, TOKEN
from tests.bot.test_webhooks import all_of_them, close

MANY = int(os.environ.get("CUTRU_MALFORMED", "1400"))  # Bodies in all; `make storm`: 100,000.
SEED = 20261123

HOSTILE: list[Any] = [
    None, True, 0, -1, 2**53, 2**70, 1e308, "", " ", "\u0000", "\u202e", "x" * 5000, "a b", [], {},
    [[]], [None], {"": {}}, {"id": None}, ["x"] * 50,
]  # fmt: skip

# Where a payload says who speaks and which message it is: what is wrong there cannot be answered.
NEEDED: dict[str, tuple[str, ...]] = {
    "zalo_bot": ("chat", "message", "message_id"),
    "zalo_oa": ("sender", "event_name", "message", "msg_id"),
    "messenger": ("object", "entry", "messaging", "sender", "message", "mid"),
    "whatsapp": ("object", "entry", "changes", "value", "messages", "from", "id", "type"),
    "viber": ("event", "sender", "message", "message_token"),
    "generic": ("person",),
    "telegram": ("update_id", "message", "chat", "from", "date", "message_id"),
}
TELEGRAM = {
    "update_id": 1,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 77, "type": "private"},
        "from": {"id": 77, "is_bot": False, "first_name": "Lan"},
        "text": "xin chào",
    },
}


@pytest.fixture
async def served(settings: Settings, core: Core, clock: Clock) -> AsyncIterator[Assistant]:
    await asyncio.to_thread(migrate, settings.database_url)
    chosen = all_of_them(
        settings,
        "http://127.0.0.1:9",
        telegram_bot_token=TOKEN,
        telegram_webhook_secret=SECRET,
        public_url="https://cutru.vn",
    )
    made = assemble(chosen, core=core, clock=clock)
    yield made
    assert made.telegram is not None
    await made.telegram.close()
    await close(made)


@pytest.fixture
async def client(served: Assistant) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=build(served), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_malformed_bodies_are_refused_and_leave_no_trace(
    client: AsyncClient, settings: Settings
) -> None:
    before = contents(settings)
    statuses: Counter[int] = Counter()
    for channel, body, headers in malformed(random.Random(SEED), MANY):
        got = await client.post(f"/webhooks/{channel}", content=body, headers=headers)
        statuses[got.status_code] += 1
        assert got.status_code < 500, (channel, body[:500])
    assert statuses.total() == MANY
    assert statuses[400] > MANY // 10
    assert statuses[401] > MANY // 20
    assert contents(settings) == before, statuses


def contents(settings: Settings) -> str:
    """Return a digest of all that stands in the database."""
    path = Path(settings.database_url.partition("///")[2])
    with sqlite3.connect(path) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    return hashlib.sha256(dump.encode()).hexdigest()


def malformed(chance: random.Random, many: int) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Yield bodies that say nothing: cut, mangled, of another shape, or not signed."""
    # Texts only: what else there is may do without the parts that are spoiled.
    samples = {
        name: [p.body for p in recorded() if p.channel == name and isinstance(p.said, Said)]
        for name in KINDS
    }
    samples["telegram"] = [json.dumps(TELEGRAM).encode()]
    names = list(samples)
    ways = (cut, mangled, elsewhere, nothing, unsigned, wrongly_signed)
    for number in range(many):
        channel = names[number % len(names)]
        body, believed = chance.choice(ways)(chance, channel, chance.choice(samples[channel]))
        headers = headers_of(channel, body)
        if not believed:
            headers = {name: spoiled(chance, text) for name, text in headers.items()}
        yield channel, body, headers


Made = tuple[bytes, bool]  # A body, and whether it is signed as it should be.


def cut(chance: random.Random, _channel: str, body: bytes) -> Made:
    """Break off, or put a byte where none belongs, so that it is no JSON."""
    end = chance.randrange(len(body))
    return body[:end] + chance.choice([b"", b"\xff", b"\x00", b"}{", b"[" * 3000]), True


def mangled(chance: random.Random, channel: str, body: bytes) -> Made:
    """Spoil what is needed: who speaks, which message it is, what holds them."""
    payload = json.loads(body)
    key = chance.choice(NEEDED[channel])
    wrong = chance.choice([h for h in HOSTILE if not valid(channel, key, h)])
    return json.dumps(replaced(payload, key, wrong)).encode(), True


def valid(channel: str, key: str, value: Any) -> bool:
    """Say whether a hostile value is one that may stand there after all."""
    if isinstance(value, str) and value == "x" * 5000:
        return True
    if key in ("mid", "msg_id", "message_id", "message_token", "id", "from"):
        return isinstance(value, str | int) and value != ""
    return channel == "telegram" and isinstance(value, int)


def replaced(value: Any, key: str, wrong: Any) -> Any:
    """Put something else under every such key."""
    if isinstance(value, dict):
        return {k: wrong if k == key else replaced(v, key, wrong) for k, v in value.items()}
    return [replaced(part, key, wrong) for part in value] if isinstance(value, list) else value


def elsewhere(chance: random.Random, _channel: str, _body: bytes) -> Made:
    """Send what belongs to no messenger."""
    value = {chance.choice("abc"): chance.choice(HOSTILE) for _ in range(3)}
    return json.dumps({"person": None} | value).encode(), True


def nothing(chance: random.Random, _channel: str, _body: bytes) -> Made:
    return chance.choice([b"", b"[]", b'"text"', b"NaN", b"null", b"{", b"7"]), True


def unsigned(_chance: random.Random, _channel: str, body: bytes) -> Made:
    return body, False


def wrongly_signed(chance: random.Random, _channel: str, body: bytes) -> Made:
    return body[: chance.randrange(len(body))], False


def headers_of(channel: str, body: bytes) -> dict[str, str]:
    if channel == "telegram":
        return {"x-telegram-bot-api-secret-token": SECRET}
    signed = KINDS[channel].sign(body, Clock().now)
    return dict(signed)


def spoiled(chance: random.Random, text: str) -> str:
    return chance.choice(["", "x", text[:-1] + ("0" if text[-1:] != "0" else "1"), text * 2])
