"""The webhooks of all messengers over the real application, and what they are sent for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from httpx import ASGITransport, AsyncClient, Response
from standardwebhooks.webhooks import Webhook

from bot.app import Assistant, assemble, build
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from tests.bot.conftest import Clock
from tests.bot.messengers import (
    APP_ID,
    BOT_SECRET,
    BOT_TOKEN,
    CALLED,
    KINDS,
    META_SECRET,
    OA_SECRET,
    VERIFY,
    VIBER_TOKEN,
    WHSEC,
    Recorded,
    generic_headers,
    recorded,
)
from tests.bot.providers import Providers, running

OTHER = "whsec_" + "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXI="


@pytest.fixture
async def providers() -> AsyncIterator[Providers]:
    async with running() as providers:
        yield providers


def all_of_them(settings: Settings, base: str, **more: Any) -> Settings:
    """Return settings with every messenger in them."""
    return Settings.model_validate(
        settings.model_dump()
        | {
            "zalo_bot_token": BOT_TOKEN,
            "zalo_bot_secret": BOT_SECRET,
            "zalo_oa_app_id": APP_ID,
            "zalo_oa_app_secret": "app-secret",
            "zalo_oa_secret": OA_SECRET,
            "zalo_oa_refresh_token": "refresh-0",
            "messenger_app_secret": META_SECRET,
            "messenger_verify_token": VERIFY,
            "messenger_page_token": "page-token",
            "whatsapp_app_secret": META_SECRET,
            "whatsapp_verify_token": VERIFY,
            "whatsapp_token": "number-token",
            "whatsapp_number_id": "106540352242922",
            "viber_token": VIBER_TOKEN,
            "messengers_api_base": base,
        }
        | more
    )


@pytest.fixture
async def served(
    settings: Settings, core: Core, clock: Clock, providers: Providers
) -> AsyncIterator[Assistant]:
    await asyncio.to_thread(migrate, settings.database_url)
    made = assemble(all_of_them(settings, providers.base), core=core, clock=clock)
    yield made
    await close(made)


async def sent(made: Assistant) -> None:
    """Wait until everything that is due has been sent, as the running outbox does in a second."""
    for _ in range(2):
        await made.outbox.settled()
        await made.outbox.look()
    await made.outbox.settled()


async def close(made: Assistant) -> None:
    await made.outbox.close()
    assert made.called is not None
    await made.called.client.close()
    await made.lookup.close()
    await made.database.dispose()


@pytest.fixture
async def client(served: Assistant) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=build(served), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def post(client: AsyncClient, payload: Recorded) -> Response:
    headers = KINDS[payload.channel].sign(payload.body, Clock().now)
    return await client.post(
        f"/webhooks/{payload.channel}", content=payload.body, headers=dict(headers)
    )


def payloads(name: str, *kinds: str) -> list[Recorded]:
    found = [p for p in recorded() if p.channel == name]
    return [p for p in found if not kinds or type(p.said).__name__ in kinds]


@pytest.mark.parametrize("name", CALLED)
async def test_every_kind_is_taken_and_answered_once(
    name: str, client: AsyncClient, served: Assistant, providers: Providers
) -> None:
    answered = 0
    for payload in payloads(name):
        before = len(providers.sent[name])
        for _ in range(2):  # Each is delivered twice.
            assert (await post(client, payload)).status_code == 200
            await sent(served)
        came = len(providers.sent[name]) - before
        assert bool(came) == (payload.said is not None and "opened" not in payload.name), payload
        answered += came
    assert answered == len(providers.sent[name])


@pytest.mark.parametrize("name", CALLED)
async def test_a_no_of_the_messenger_does_not_reach_its_webhook(
    name: str, client: AsyncClient, served: Assistant, providers: Providers, clock: Clock
) -> None:
    (payload, *_) = payloads(name, "Said")
    providers.fails(name, 503, "")
    assert (await post(client, payload)).status_code == 200
    await sent(served)
    assert not providers.sent[name]
    clock.turn(seconds=30)
    await sent(served)
    assert providers.sent[name]


@pytest.mark.parametrize("name", CALLED)
async def test_an_unsigned_message_is_refused(name: str, client: AsyncClient) -> None:
    body = payloads(name)[0].body
    assert (await client.post(f"/webhooks/{name}", content=body)).status_code == 401


@pytest.mark.parametrize("name", ["messenger", "whatsapp"])
async def test_meta_is_given_its_challenge_back(name: str, client: AsyncClient) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    got = await client.get(f"/webhooks/{name}", params=query)
    assert (got.status_code, got.text) == (200, "1158201444")
    assert got.headers["content-type"].startswith("text/plain")
    query["hub.verify_token"] = "another"
    assert (await client.get(f"/webhooks/{name}", params=query)).status_code == 403
    assert (await client.get("/webhooks/zalo_oa", params=query)).status_code == 403
    assert (await client.get("/webhooks/nowhere", params=query)).status_code == 404


async def test_viber_is_answered_in_the_response_before_a_person_has_written(
    client: AsyncClient, served: Assistant, providers: Providers
) -> None:
    (opened,) = payloads("viber", "Started")
    got = await post(client, opened)
    assert got.status_code == 200
    welcome = got.json()
    assert welcome["type"] == "text"
    assert welcome["keyboard"]["Buttons"]
    assert (await post(client, opened)).json() == welcome
    await sent(served)
    assert not providers.sent["viber"]


async def test_one_unreadable_message_does_not_hold_up_the_others(
    client: AsyncClient, served: Assistant, providers: Providers
) -> None:
    entry = {"sender": {"id": "7"}, "message": {"mid": "m_9", "text": "xin chào"}}
    bad = {"sender": {"id": "a b"}, "message": {"mid": "m_8", "text": "xin chào"}}
    body = json.dumps({"object": "page", "entry": [{"messaging": [bad, entry]}]}).encode()
    got = await post(client, Recorded("messenger", "", body, None))
    assert got.status_code == 200
    await sent(served)
    assert {said["recipient"]["id"] for said in providers.sent["messenger"]} == {"7"}


@pytest.mark.parametrize("name", CALLED)
async def test_where_a_secret_cannot_be_deleted_the_person_is_told_to(
    name: str, client: AsyncClient, served: Assistant, providers: Providers
) -> None:
    (payload, *_) = payloads(name, "Said")
    text = payload.said.text  # type: ignore[union-attr]
    written = json.dumps(text, ensure_ascii=name in ("messenger", "whatsapp")).encode()
    assert written in payload.body
    id = payload.id.rpartition(":")[2].encode()
    for number, said in enumerate(("tra cứu cư trú của tôi", "001190000017")):
        body = payload.body.replace(written, json.dumps(said).encode())
        body = body.replace(id, id[:-1] + str(number + 5).encode())
        assert (await post(client, replace(payload, body=body))).status_code == 200
        await sent(served)
    told = [text for text in providers.texts(name) if "bạn hãy tự xóa" in text]
    assert len(told) == 1


# --- The signed webhook that is called back ---


@pytest.fixture
async def called_back(
    settings: Settings, core: Core, clock: Clock, providers: Providers
) -> AsyncIterator[tuple[Assistant, AsyncClient]]:
    await asyncio.to_thread(migrate, settings.database_url)
    chosen = all_of_them(
        settings,
        providers.base,
        webhook_secret=f"{OTHER} {WHSEC}",
        webhook_callback_url=f"{providers.base}/callback",
        webhook_limits="text=500 buttons=3 label=10",
    )
    made = assemble(chosen, core=core, clock=clock)
    transport = ASGITransport(app=build(made), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield made, client
    await close(made)


async def test_answers_go_to_the_callback_address_signed_with_every_key(
    called_back: tuple[Assistant, AsyncClient], providers: Providers
) -> None:
    served, client = called_back
    body = b'{"person": "p-1", "text": "so ho khau con gia tri khong"}'
    for _ in range(2):
        headers = dict(generic_headers(body, Clock().now))
        got = await client.post("/webhooks/generic", content=body, headers=headers)
        assert (got.status_code, got.json()) == (200, {})
        await sent(served)
    calls = providers.sent["generic"]
    assert len(calls) > 1  # 500 characters each.
    for call in calls:
        head = {name.lower(): text for name, text in call["headers"].items()}
        assert head["webhook-timestamp"] == str(int(Clock().now.timestamp()))
        for secret in (OTHER, WHSEC):
            signed = Webhook(secret).sign(head["webhook-id"], Clock().now, call["raw"].decode())
            assert signed in head["webhook-signature"].split(" ")
        said = json.loads(call["raw"])
        assert (said["type"], said["person"], said["message"]) == ("screen", "p-1", "msg_1")
        assert len(said["screen"]["text"]) <= 500
        assert all(len(option["label"]) <= 10 for option in said["screen"]["options"])


async def test_a_callback_that_is_sent_again_has_the_same_id(
    called_back: tuple[Assistant, AsyncClient], providers: Providers, clock: Clock
) -> None:
    served, client = called_back
    providers.fails("generic", 500, {})
    providers.drops("generic")
    body = b'{"person": "p-1", "start": true}'
    await client.post(
        "/webhooks/generic", content=body, headers=dict(generic_headers(body, Clock().now))
    )
    for _ in range(4):
        await sent(served)
        clock.turn(seconds=60)
    await sent(served)
    ids = [call["headers"]["webhook-id"] for call in providers.sent["generic"]]
    assert ids[0] == ids[1]
    assert len(set(ids)) == len(ids) - 1


# --- Where messengers learn our address ---


async def test_zalo_bots_and_viber_are_told_our_address(
    settings: Settings, core: Core, providers: Providers
) -> None:
    await asyncio.to_thread(migrate, settings.database_url)
    made = assemble(all_of_them(settings, providers.base), core=core)
    server = uvicorn.Server(uvicorn.Config(build(made), port=0, log_config=None))
    running_server = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    assert made.called is not None
    await made.called.subscribe(address)
    assert providers.webhooks == {
        "zalo_bot": f"{address}/webhooks/zalo_bot",
        "viber": f"{address}/webhooks/viber",  # It has asked there, and was answered.
    }
    server.should_exit = True
    await running_server


async def test_tokens_of_zalo_outlive_the_process(
    settings: Settings, core: Core, clock: Clock, providers: Providers
) -> None:
    await asyncio.to_thread(migrate, settings.database_url)
    for _ in range(2):
        made = assemble(all_of_them(settings, providers.base), core=core, clock=clock)
        transport = ASGITransport(app=build(made), raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://test") as client:
            for payload in payloads("zalo_oa", "Said", "Unreadable"):
                await post(client, payload)
        await sent(made)
        await close(made)
    assert providers.renewals == 1
    assert len(providers.texts("zalo_oa")) >= 5
