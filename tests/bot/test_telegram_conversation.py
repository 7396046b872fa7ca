"""The whole assistant behind the channel: register, one-time codes, law, apology."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest

from bot.app import Assistant, assemble, build
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from handlers.model import Menu
from lookup.population import demo_people, seed
from tests.bot.conftest import Clock
from tests.bot.telegram_session import SECRET, TOKEN, FakeTelegram, Naps, pressed, said
from tests.bot.test_conversation import last_code
from tests.bot.test_telegram_polling import polling, until


@pytest.fixture
def settings(settings: Settings) -> Settings:
    with_token = {"telegram_bot_token": TOKEN, "telegram_webhook_secret": SECRET}
    return settings.model_copy(update={**with_token, "public_url": "https://cutru.example"})


@pytest.fixture
async def assistant(settings: Settings, core: Core, clock: Clock) -> AsyncIterator[Assistant]:
    """The assistant as it is wired for Telegram, with Telegram itself in memory."""
    await asyncio.to_thread(migrate, settings.database_url)
    made = assemble(settings, core=core, clock=clock, monotonic=clock.monotonic, pause=lambda: 0)
    assert made.telegram is not None
    made.telegram._bot.session = FakeTelegram()
    made.telegram._calls.sleep = Naps()
    await seed(made.register, settings.demo_persons, settings.demo_seed, date(2026, 11, 23))
    yield made
    await made.lookup.close()
    await made.database.dispose()


class Phone:
    """One person's Telegram: each line is an update, with ids that go up."""

    def __init__(self, assistant: Assistant) -> None:
        assert assistant.telegram is not None
        self.assistant, self.channel, self.count = assistant, assistant.telegram, 0
        session = assistant.telegram._bot.session
        assert isinstance(session, FakeTelegram)
        self.session = session

    async def says(self, text: str) -> list[str]:
        return await self._sends(said(self._next(), text))

    async def presses(self, address: str) -> list[str]:
        return await self._sends(pressed(self._next(), address))

    async def _sends(self, update: dict[str, object]) -> list[str]:
        before = len(self.session.texts)
        await self.channel.feed(update)
        await self.assistant.outbox.settled()
        await self.assistant.lookup.settle()
        return self.session.texts[before:]

    def _next(self) -> int:
        self.count += 1
        return self.count


async def test_a_record_is_shown_protected_and_its_secrets_are_deleted(
    assistant: Assistant,
) -> None:
    citizen, phone = (await demo_people(assistant.register))[0], Phone(assistant)
    await phone.says("/start")
    await phone.says("/tracuu")
    await phone.presses("lookup.consent:agree")
    await phone.says(citizen.personal_id.value)
    await phone.says(last_code(assistant))
    assert phone.session.called("deleteMessage") == [
        {"chat_id": 77, "message_id": 1004},
        {"chat_id": 77, "message_id": 1005},
    ]
    protected = [m for m in phone.session.called("sendMessage") if m.get("protect_content")]
    assert protected
    order = [call.method for call in phone.session.calls]
    assert order.index("deleteMessage") < len(order) - 1, "deleted before the answer is sent"


async def test_an_update_delivered_again_has_one_effect(assistant: Assistant) -> None:
    citizen, phone = (await demo_people(assistant.register))[0], Phone(assistant)
    await phone.presses("lookup.consent:agree")
    update = said(50, citizen.personal_id.value)
    await asyncio.gather(*(phone.channel.feed(update) for _ in range(5)))
    await assistant.outbox.settled()
    sent = len(phone.session.texts)
    await phone.channel.feed(update)
    await assistant.outbox.settled()
    await assistant.lookup.settle()
    assert assistant.phone is not None
    assert len(assistant.phone.messages) == 1
    assert len(phone.session.texts) == sent, "nothing is said twice"


async def test_an_answer_that_did_not_arrive_is_sent_again_in_its_order(
    assistant: Assistant, clock: Clock
) -> None:
    phone, update = Phone(assistant), said(50, "/start")
    phone.session.answer("sendMessage", 429, retry_after=7)
    phone.session.answer("sendMessage", 502)
    assert (await _post(assistant, update)).status_code == 200, "it is committed"
    await assistant.outbox.settled()
    assert (await _post(assistant, said(51, "/luat"))).status_code == 200
    for seconds in (6, 1, 2, 1):
        clock.turn(seconds=seconds)
        await assistant.outbox.look()
        await assistant.outbox.settled()
    told = phone.session.texts
    assert told[0] == told[1] == told[2], "the second message does not overtake the first"
    assert len(told) == len(set(told)) + 2
    assert "khoản 2 điều 14" in told[-1]


async def test_killed_before_the_commit_it_is_answered_after_the_restart(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(assistant)
    begun, keep = asyncio.Event(), assistant.store.keep

    async def killed(*_: object, **__: object) -> bool:
        begun.set()
        await asyncio.Event().wait()
        return False

    phone.session.send(said(50, "sổ hộ khẩu còn giá trị không"))
    monkeypatch.setattr(assistant.store, "keep", killed)
    async with polling(phone.channel):
        await asyncio.wait_for(begun.wait(), 5)
    assert phone.session.texts == []
    monkeypatch.setattr(assistant.store, "keep", keep)
    async with polling(phone.channel):
        await until(lambda: not phone.session.pending)
    await assistant.outbox.settled()
    assert any("Điều 38" in text for text in phone.session.texts)


async def test_the_unexpected_becomes_one_apology(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone, secret = Phone(assistant), "bí mật của tôi"

    async def broken(*_: object, **__: object) -> bool:
        raise RuntimeError(secret)

    monkeypatch.setattr(assistant.store, "keep", broken)
    [apology] = await phone.says(secret)
    assert "Xin lỗi" in apology
    assert secret not in caplog.text


async def test_a_group_learns_nothing_of_a_conversation(assistant: Assistant) -> None:
    citizen, phone = (await demo_people(assistant.register))[0], Phone(assistant)
    await phone.presses("lookup.consent:agree")
    await phone.says(citizen.personal_id.value)
    group = {"id": -100500, "type": "supergroup", "title": "Tổ dân phố"}
    before = len(phone.session.texts)
    await phone.channel.feed(said(60, "/start", chat=group))
    await assistant.outbox.settled()
    [told] = phone.session.called("sendMessage")[before:]
    assert told["chat_id"] == -100500
    assert "trò chuyện riêng" in told["text"]
    assert "reply_markup" not in told


async def test_an_officer_finds_a_clause_in_any_chat(assistant: Assistant) -> None:
    phone = Phone(assistant)
    sender = {"id": 5, "is_bot": False, "first_name": "Cán bộ"}
    query = {"id": "i", "from": sender, "query": "điều 38 luật cư trú", "offset": ""}
    await phone.channel.feed({"update_id": 1, "inline_query": query})
    [answer] = phone.session.called("answerInlineQuery")
    shown = " ".join(r["input_message_content"]["message_text"] for r in answer["results"])
    assert "Điều 38" in shown


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_telegram_takes_every_menu(assistant: Assistant, core: Core, language: str) -> None:
    phone = Phone(assistant)  # Its session fails on what the Bot API refuses.
    await phone.presses(f"language:{language}")
    menus = [id for id, node in core.engine.dialogue.nodes.items() if isinstance(node, Menu)]
    for id in menus:
        assert await phone.presses(f"go:{id}"), id


async def _post(
    assistant: Assistant, update: dict[str, object], secret: str = SECRET
) -> httpx.Response:
    transport = httpx.ASGITransport(build(assistant))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return await client.post("/webhooks/telegram", json=update, headers=headers)


async def test_the_webhook_opens_to_the_secret_only(assistant: Assistant) -> None:
    phone = Phone(assistant)
    assert (await _post(assistant, said(1, "/start"), "x" * 32)).status_code == 401
    assert (await _post(assistant, {"update_id": "x"})).status_code == 400
    assert phone.session.calls == []
    assert (await _post(assistant, said(1, "/start"))).status_code == 200
    await assistant.outbox.settled()
    assert phone.session.texts
