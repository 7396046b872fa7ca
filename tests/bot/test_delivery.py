"""What the messengers are sent, and what becomes of their answers: over a real HTTP server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from zalo_bot import Bot
from zalo_bot.error import ZaloError

from bot.channels.base import (
    ChannelError,
    ChannelRefused,
    NotNow,
    Place,
    Uncertain,
    WindowClosed,
)
from bot.channels.provider import Client
from bot.core import Core
from bot.rendering import Screen, render
from handlers.model import Button, Menu, Reply, State
from tests.bot.messengers import BOT_TOKEN, CALLED, KINDS
from tests.bot.providers import Providers, running
from tests.bot.test_rendering import TODAY

PLACE = Place("84900000000")


@pytest.fixture
async def providers() -> AsyncIterator[Providers]:
    async with running() as providers:
        providers.access = "access-1"
        yield providers


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    client = Client()
    yield client
    await client.close()


def screens(core: Core, channel: Any, *replies: Reply, language: str = "vi") -> tuple[Screen, ...]:
    return render(replies, core.catalogue(language), channel.limits, core.knowledge, TODAY)


REPLY = Reply(
    "Bạn muốn hỏi gì?",
    buttons=(Button("Giấy tờ thay sổ hộ khẩu", "home:proof"), Button("Khác", "home:other")),
    nav=(Button("Lùi lại", "nav:back"), Button("Trang chủ", "nav:home")),
)


@pytest.mark.parametrize("name", CALLED)
async def test_a_screen_arrives(
    name: str, core: Core, providers: Providers, client: Client
) -> None:
    channel = KINDS[name].make(client, providers.base)
    for screen in screens(core, channel, REPLY):
        await channel.deliver(PLACE, screen)
    (text,) = providers.texts(name)
    assert text.startswith("Bạn muốn hỏi gì?")


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_menu_is_taken_by_the_messenger(
    name: str, language: str, core: Core, providers: Providers, client: Client
) -> None:
    channel = KINDS[name].make(client, providers.base)
    menus = [n.id for n in core.engine.dialogue.nodes.values() if isinstance(n, Menu)]
    sent = 0
    for menu in menus[:: len(menus) // 25]:
        replies = core.engine.enter(menu, State(language=language)).replies
        for screen in screens(core, channel, *replies, language=language):
            await channel.deliver(PLACE, screen)
            sent += 1
    assert len(providers.sent[name]) == sent


def graph(code: int, subcode: int = 0) -> dict[str, Any]:
    return {
        "error": {"message": "x", "type": "OAuthException", "code": code}
        | ({"error_subcode": subcode} if subcode else {})
    }


def oa(code: int) -> dict[str, Any]:
    return {"error": code, "message": "x"}


def bot(code: int) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": "x"}


def viber(status: int) -> dict[str, Any]:
    return {"status": status, "status_message": "x"}


@pytest.mark.parametrize(
    ("name", "status", "body", "outcome"),
    [
        *((name, 503, "", NotNow) for name in CALLED),
        *((name, 500, "<html>", Uncertain) for name in CALLED),
        *((name, 502, "<html>", Uncertain) for name in CALLED),
        *((name, 200, "<html>", Uncertain) for name in CALLED),
        *((name, 404, "<html>", ChannelRefused) for name in CALLED),
        *((name, 302, "", ChannelRefused) for name in CALLED),
        ("zalo_bot", 200, bot(429), NotNow),
        ("zalo_bot", 200, bot(401), NotNow),
        ("zalo_bot", 400, bot(400), ChannelRefused),
        ("zalo_bot", 403, bot(403), ChannelRefused),
        ("zalo_oa", 200, oa(-32), NotNow),
        ("zalo_oa", 200, oa(-100), Uncertain),
        ("zalo_oa", 200, oa(-210), ChannelRefused),
        ("zalo_oa", 200, oa(-213), WindowClosed),
        ("zalo_oa", 200, oa(-230), WindowClosed),
        ("messenger", 400, graph(10, 2018278), WindowClosed),
        ("messenger", 403, graph(10), ChannelRefused),
        ("messenger", 400, graph(551), ChannelRefused),
        ("messenger", 400, graph(613), NotNow),
        ("messenger", 500, graph(2), NotNow),
        ("messenger", 500, graph(1), Uncertain),
        ("messenger", 401, graph(190), NotNow),
        ("whatsapp", 400, graph(131047), WindowClosed),
        ("whatsapp", 400, graph(131056), NotNow),
        ("whatsapp", 400, graph(130429), NotNow),
        ("whatsapp", 400, graph(131026), ChannelRefused),
        ("whatsapp", 500, graph(131000), Uncertain),
        ("viber", 200, viber(6), WindowClosed),
        ("viber", 200, viber(12), NotNow),
        ("viber", 200, viber(3), ChannelRefused),
        ("viber", 200, viber(7), ChannelRefused),
    ],
)
async def test_a_no_of_the_messenger_is_understood(
    name: str,
    status: int,
    body: Any,
    outcome: type[ChannelError],
    core: Core,
    providers: Providers,
    client: Client,
) -> None:
    channel = KINDS[name].make(client, providers.base)
    providers.fails(name, status, body)
    with pytest.raises(ChannelError) as caught:
        await channel.deliver(PLACE, screens(core, channel, REPLY)[0])
    assert type(caught.value) is outcome
    assert "token" not in str(caught.value)
    assert BOT_TOKEN not in str(caught.value)


@pytest.mark.parametrize("name", CALLED)
async def test_the_time_to_wait_is_passed_on(
    name: str, core: Core, providers: Providers, client: Client
) -> None:
    channel = KINDS[name].make(client, providers.base)
    providers.fails(name, 429, {}, retry_after="17")
    with pytest.raises(NotNow) as caught:
        await channel.deliver(PLACE, screens(core, channel, REPLY)[0])
    assert caught.value.after == 17


@pytest.mark.parametrize("name", CALLED)
async def test_a_connection_that_breaks_leaves_it_uncertain(
    name: str, core: Core, providers: Providers, client: Client
) -> None:
    channel = KINDS[name].make(client, providers.base)
    providers.drops(name)
    with pytest.raises(Uncertain):
        await channel.deliver(PLACE, screens(core, channel, REPLY)[0])
    assert len(providers.sent[name]) == 1


@pytest.mark.parametrize("name", CALLED)
async def test_where_nothing_listens_nothing_was_sent(
    name: str, core: Core, client: Client
) -> None:
    channel = KINDS[name].make(client, "http://127.0.0.1:9")
    with pytest.raises(NotNow):
        await channel.deliver(PLACE, screens(core, channel, REPLY)[0])


async def test_whatsapp_takes_few_choices_as_buttons_and_more_as_a_list(
    core: Core, providers: Providers, client: Client
) -> None:
    channel = KINDS["whatsapp"].make(client, providers.base)
    few = Reply("Chọn:", buttons=(Button("Có", "a:yes"), Button("Chưa", "a:no")))
    for reply in (few, REPLY):
        for screen in screens(core, channel, reply):
            await channel.deliver(PLACE, screen)
    buttons, rows = (body["interactive"] for body in providers.sent["whatsapp"])
    assert [b["reply"]["title"] for b in buttons["action"]["buttons"]] == ["Có", "Chưa"]
    assert rows["action"]["sections"][0]["rows"][0] == {
        "id": "home:proof",
        "title": "Giấy tờ thay sổ hộ khẩu",
    }


# --- The fake is as strict as the official library expects ---


async def test_the_official_library_of_zalo_bots_is_answered_alike(providers: Providers) -> None:
    async with Bot(BOT_TOKEN, base_url=providers.base) as official:
        await official.send_message("84900000000", "xin chào")
        with pytest.raises(ZaloError):
            await official.send_message("84900000000", "x" * 2001)
    assert providers.texts("zalo_bot") == ["xin chào"]


# --- Photos ---


@pytest.mark.parametrize("name", ["zalo_oa", "messenger", "viber"])
async def test_a_photo_is_fetched_from_the_messengers_own_host_only(
    name: str, providers: Providers, client: Client
) -> None:
    channel = KINDS[name].make(client, providers.base)
    providers.media["1.jpg"] = b"jpeg"
    assert await channel.fetch(f"{providers.base}/media/1.jpg") == b"jpeg"
    for address in (
        f"{providers.base}/media/2.jpg",
        f"{providers.base}/media/elsewhere",
        f"http://localhost:{providers.base.rpartition(':')[2]}/media/1.jpg",
        "https://example.com/1.jpg",
        "http://a.zdn.vn/1.jpg",
        "https://a.zdn.vn.example.com/1.jpg",
        "file:///etc/passwd",
        "https://[::1/1.jpg",
        "",
    ):
        with pytest.raises(ChannelRefused):
            await channel.fetch(address)


async def test_a_photo_of_whatsapp_is_asked_for_by_its_id(
    providers: Providers, client: Client
) -> None:
    channel = KINDS["whatsapp"].make(client, providers.base)
    providers.media["1003383421387256"] = b"jpeg"
    assert await channel.fetch("1003383421387256") == b"jpeg"
    for id in ("1", "../1003383421387256", ""):
        with pytest.raises(ChannelRefused):
            await channel.fetch(id)


async def test_a_photo_over_ten_megabytes_is_left(providers: Providers, client: Client) -> None:
    channel = KINDS["viber"].make(client, providers.base)
    providers.media["1.jpg"] = b"x" * (10 * 1024 * 1024 + 1)
    with pytest.raises(ChannelRefused):
        await channel.fetch(f"{providers.base}/media/1.jpg")
