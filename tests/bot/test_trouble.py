"""What surrounds the service breaks in every way it can: nothing is lost (T-R5, T-R7)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage, TelegramMethod

from bot.app import Assistant
from bot.channels.base import Incoming
from handlers.model import Event, Picked, Said, Started
from lookup.population import demo_people
from lookup.sms import Sms
from tests.bot.conftest import Clock
from tests.bot.telegram_session import FakeTelegram, telegram
from tests.bot.wire import Wire

CHATS = range(2, 12)
QUESTIONS: tuple[Event, ...] = (Started(), Said("k2 đ14 nđ104"), Picked("go", "vneid.register"))
AFTER = 3  # Seconds that Telegram asks to wait.


class Troubled(FakeTelegram):
    """Takes what is sent, or has one of Telegram's troubles; chat 1 has none."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.arrived: defaultdict[int, list[str]] = defaultdict(list)
        self.troubles: Counter[str] = Counter()
        self.not_before: dict[int, datetime] = {}
        self._clock, self._chance = clock, random.Random(2026)

    def once(self, chat: int) -> list[str]:
        """Return what arrived, without what arrived again."""
        return [text for text, _ in groupby(self.arrived[chat])]

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        if not isinstance(method, SendMessage):
            return await super().make_request(bot, method, timeout)
        chat, text = int(method.chat_id), method.text
        calm = ("none",)
        troubles = (*calm * 5, "flood", "server", "server, arrived", "silence", "format")
        trouble = self._chance.choice(troubles if chat in CHATS else calm)
        self.troubles[trouble] += 1
        assert self._clock() >= self.not_before.get(chat, self._clock()), "asked to wait"
        if trouble in ("none", "server, arrived"):
            self.arrived[chat].append(text)
        match trouble:
            case "flood":
                self.not_before[chat] = self._clock() + timedelta(seconds=AFTER)
                self.answer("sendMessage", 429, "Too Many Requests", retry_after=AFTER)
            case "server" | "server, arrived":
                self.answer("sendMessage", self._chance.choice((500, 502, 504)))
            case "silence":
                raise TelegramNetworkError(method, "no answer") from TimeoutError()
            case "format" if method.entities:
                self.answer("sendMessage", 400, "Bad Request: can't parse entities")
            case "format":
                self.arrived[chat].append(text)
        return await super().make_request(bot, method, timeout)


async def test_whatever_telegram_answers_nothing_is_lost_and_the_order_is_kept(
    assistant: Assistant, clock: Clock
) -> None:
    session = Troubled(clock)
    channel = telegram(session, assistant.conversation.take)
    assistant.channels["telegram"] = channel  # type: ignore[index]
    for number, event in enumerate(QUESTIONS):
        for chat in (1, *CHATS):
            said = Incoming("telegram", str(chat), event, f"{chat}.{number}", message=f"{chat}:1")
            await assistant.take(channel, said)
    for _ in range(1_000):  # Seconds: a letter that fails eight times in a row waits for minutes.
        await assistant.outbox.settled()
        if all(session.once(chat) == session.arrived[1] for chat in CHATS):
            break
        clock.turn(seconds=1)
        await assistant.outbox.look()
    assert set(session.troubles) == {
        "none", "flood", "server", "server, arrived", "silence", "format",
    }  # fmt: skip
    for chat in CHATS:
        assert session.once(chat) == session.arrived[1]
    doubled = sum(map(len, session.arrived.values())) - len(session.arrived[1]) * (len(CHATS) + 1)
    assert doubled <= session.troubles["server, arrived"]


async def test_while_the_sms_gateway_hangs_everybody_is_answered(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging, never = list[Sms](), asyncio.Event()

    async def hang(message: Sms) -> None:
        hanging.append(message)
        await never.wait()

    monkeypatch.setattr(assistant.phone, "send", hang)
    citizen = (await demo_people(assistant.register))[0]
    wire = Wire(answers_inline=True)
    for number, event in enumerate(
        (Picked("lookup.consent", "agree"), Said(citizen.personal_id.value))
    ):
        answer = await assistant.respond(wire, Incoming("wire", "an", event, str(number)))
        assert answer.screens
    while not hanging:
        await asyncio.sleep(0.01)
    for person in ("bình", "chi"):
        asked = Incoming("wire", person, Said("k2 đ14 nđ104"), "law")
        answer = await assistant.respond(wire, asked)
        assert "khoản 2 Điều 14" in answer.screens[-1].text
    assert len(hanging) == 1
    never.set()
    await assistant.lookup.settle()
