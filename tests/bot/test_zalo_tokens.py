"""The refresh token of a Zalo Official Account works once, so it is used with care."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.app import Assistant
from bot.channels.base import NotNow, Place
from bot.channels.provider import Client
from bot.channels.tokens import Pair
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_tokens import ZaloTokens
from bot.core import Core
from bot.store.tokens import TokenStore
from lookup.keys import Keys
from tests.bot.conftest import Clock
from tests.bot.messengers import APP_ID, OA_SECRET, no_take
from tests.bot.providers import Providers, running
from tests.bot.test_delivery import REPLY, screens

PLACE = Place("246845883529197922")


class Memory:
    """What a database keeps, shared by several processes."""

    def __init__(self) -> None:
        self.kept: Pair | None = None
        self.until: datetime | None = None

    async def pair(self, channel: str) -> Pair | None:
        return self.kept

    async def lease(self, channel: str, now: datetime, until: datetime) -> bool:
        if self.until and now < self.until:
            return False
        self.until = until
        return True

    async def keep(self, channel: str, pair: Pair) -> None:
        self.kept, self.until = pair, None


@pytest.fixture
async def providers() -> AsyncIterator[Providers]:
    async with running() as providers:
        yield providers


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    client = Client()
    yield client
    await client.close()


def tokens(
    client: Client, providers: Providers, kept: Memory, clock: Clock, refresh: str = "refresh-0"
) -> ZaloTokens:
    return ZaloTokens(
        client,
        kept,
        clock,
        app_id=APP_ID,
        app_secret="app-secret",
        refresh=refresh,
        oauth=providers.base,
    )


def account(client: Client, providers: Providers, held: ZaloTokens) -> ZaloOA:
    return ZaloOA(
        client, no_take, held, Clock(), app_id=APP_ID, secret=OA_SECRET, api=providers.base
    )


async def test_a_token_is_asked_for_once_and_kept(
    providers: Providers, client: Client, clock: Clock
) -> None:
    kept = Memory()
    held = tokens(client, providers, kept, clock)
    assert {await held.access() for _ in range(3)} == {"access-1"}
    assert {await tokens(client, providers, kept, clock).renew("")} == {"access-1"}
    assert providers.renewals == 1


async def test_a_token_is_renewed_before_its_end(
    providers: Providers, client: Client, clock: Clock
) -> None:
    held = tokens(client, providers, Memory(), clock)
    assert await held.access() == "access-1"
    clock.turn(hours=24, minutes=49)
    assert await held.access() == "access-1"
    clock.turn(minutes=2)
    assert await held.access() == "access-2"


async def test_a_token_that_zalo_refuses_is_renewed_and_the_message_sent_once_more(
    core: Core, providers: Providers, client: Client, clock: Clock
) -> None:
    channel = account(client, providers, tokens(client, providers, Memory(), clock))
    (screen,) = screens(core, channel, REPLY)
    await channel.deliver(PLACE, screen)
    providers.fails("zalo_oa", 200, {"error": -216, "message": "Access token has expired"})
    await channel.deliver(PLACE, screen)
    assert providers.renewals == 2
    assert len(providers.texts("zalo_oa")) == 2


async def test_a_token_that_zalo_goes_on_refusing_is_not_renewed_in_a_circle(
    core: Core, providers: Providers, client: Client, clock: Clock
) -> None:
    channel = account(client, providers, tokens(client, providers, Memory(), clock))
    (screen,) = screens(core, channel, REPLY)
    for _ in range(2):
        providers.fails("zalo_oa", 200, {"error": -216, "message": "Access token has expired"})
    with pytest.raises(NotNow):
        await channel.deliver(PLACE, screen)
    assert providers.renewals == 2


async def test_many_messages_at_once_renew_once(
    core: Core, providers: Providers, client: Client, clock: Clock
) -> None:
    channel = account(client, providers, tokens(client, providers, Memory(), clock))
    (screen,) = screens(core, channel, REPLY)
    await asyncio.gather(*(channel.deliver(PLACE, screen) for _ in range(20)))
    assert providers.renewals == 1
    assert len(providers.texts("zalo_oa")) == 20


async def test_while_one_process_renews_the_other_waits(
    providers: Providers, client: Client, clock: Clock
) -> None:
    kept = Memory()
    kept.until = clock.now.replace(second=10)
    held = tokens(client, providers, kept, clock)
    with pytest.raises(NotNow, match="another process"):
        await held.access()
    clock.turn(seconds=11)  # The other one has died over it.
    assert await held.access() == "access-1"


async def test_what_the_other_process_has_renewed_is_taken(
    providers: Providers, client: Client, clock: Clock
) -> None:
    kept = Memory()
    one, other = (tokens(client, providers, kept, clock) for _ in range(2))
    assert await one.access() == await other.access() == "access-1"
    assert await one.renew("access-1") == "access-2"
    assert await other.renew("access-1") == "access-2"
    assert providers.renewals == 2


async def test_a_refused_refresh_token_is_told_and_a_new_one_is_taken(
    providers: Providers, client: Client, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Memory()
    with caplog.at_level(logging.ERROR), pytest.raises(NotNow) as caught:
        await tokens(client, providers, kept, clock, refresh="stale").access()
    assert "authorise anew" in caplog.text
    assert "stale" not in caplog.text
    assert caught.value.after == 300
    clock.turn(minutes=5)
    assert await tokens(client, providers, kept, clock).access() == "access-1"
    providers.refresh = "by-hand"  # Somebody has authorised anew; what was kept is worth nothing.
    clock.turn(days=2)
    assert await tokens(client, providers, kept, clock, refresh="by-hand").access() == "access-2"


@pytest.mark.parametrize(
    ("status", "body"), [(500, "<html>"), (200, "<html>"), (200, {}), (200, {"error": 7})]
)
async def test_an_answer_without_a_token_is_tried_again_later(
    status: int, body: object, providers: Providers, client: Client, clock: Clock
) -> None:
    providers.fails("zalo_token", status, body)
    held = tokens(client, providers, Memory(), clock)
    with pytest.raises(NotNow):
        await held.access()
    clock.turn(minutes=1)
    assert await held.access() == "access-1"


async def test_what_is_kept_is_sealed_and_opens_with_its_own_secret_only(
    assistant: Assistant, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    pair = Pair("access-1", "refresh-1", clock.now + timedelta(hours=25), "origin")
    store = TokenStore(assistant.database, assistant.register.keys.channels)
    assert await store.pair("zalo_oa") is None
    assert await store.lease("zalo_oa", clock.now, clock.now + timedelta(seconds=30))
    assert await store.pair("zalo_oa") is None
    await store.keep("zalo_oa", pair)
    assert await store.pair("zalo_oa") == pair
    async with assistant.database.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM channel_tokens"))).one()
    assert b"access-1" not in row.access
    assert b"refresh-1" not in row.refresh
    other = TokenStore(assistant.database, Keys(b"another secret, quite long").channels)
    assert await other.pair("zalo_oa") is None
    assert "authorise anew" in caplog.text
