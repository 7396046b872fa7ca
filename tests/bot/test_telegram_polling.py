"""Polling: an update is confirmed once it is answered, and not before."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.channels.base import Channel, Incoming, NotTaken
from bot.channels.telegram import Telegram
from tests.bot.telegram_session import FakeTelegram, Naps, said, telegram


class Answers:
    """Stands in for the conversation: notes what was answered, fails where it is told to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun: list[str] = []
        self.fails: dict[str, list[BaseException]] = {}
        self.waits: dict[str, asyncio.Event] = {}

    async def __call__(self, _channel: Channel, incoming: Incoming) -> None:
        self.begun.append(incoming.id)
        if incoming.id in self.waits:
            await self.waits[incoming.id].wait()
        if self.fails.get(incoming.id):
            raise self.fails[incoming.id].pop(0)
        self.done.append(incoming.id)


@asynccontextmanager
async def polling(channel: Telegram) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.poll())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def test_polling_introduces_itself_and_gives_up_no_update() -> None:
    session = FakeTelegram()
    async with polling(telegram(session, Answers())):
        await until(lambda: bool(session.called("getUpdates")))
    assert session.called("deleteWebhook") == [{"drop_pending_updates": False}]
    [request] = session.called("getUpdates")
    assert request == {
        "timeout": 25,
        "allowed_updates": ["message", "edited_message", "callback_query", "inline_query"],
    }
    menus = {
        said.get("language_code"): said["commands"] for said in session.called("setMyCommands")
    }
    assert menus.keys() == {None, "vi", "en"}
    names = [
        "start",
        "tracuu",
        "ai_da_xem",
        "chiase",
        "quyen",
        "huongdan",
        "luat",
        "ngonngu",
        "tro_giup",
        "dangxuat",
    ]
    assert all([line["command"] for line in menu] == names for menu in menus.values())
    assert {"command": "tracuu", "description": "Xem cư trú của tôi"} in menus["vi"]


async def test_answered_updates_are_confirmed() -> None:
    session, answers = FakeTelegram(), Answers()
    session.send(said(10, "a"), said(11, "b", person=78))
    async with polling(telegram(session, answers)):
        await until(lambda: len(session.called("getUpdates")) == 2)
        assert session.called("getUpdates")[1]["offset"] == 12
        session.send(said(12, "c"))
        await until(lambda: "12" in answers.done)
    assert answers.done == ["10", "11", "12"]


async def test_killed_processing_is_done_again_after_a_restart() -> None:
    session, answers = FakeTelegram(), Answers()
    answers.waits["10"] = asyncio.Event()
    session.send(said(10, "a"))
    async with polling(telegram(session, answers)):
        await until(lambda: answers.begun == ["10"])
    assert answers.done == []
    answers.waits.clear()
    async with polling(telegram(session, answers)):
        await until(lambda: answers.done == ["10"])


async def test_processing_that_was_cancelled_by_itself_is_done_again() -> None:
    session, answers = FakeTelegram(), Answers()
    answers.fails["10"] = [asyncio.CancelledError()]
    session.send(said(10, "a"), said(11, "b", person=78))
    async with polling(telegram(session, answers)):
        await until(lambda: len(answers.done) == 2 and not session.pending)
    assert answers.done == ["11", "10"]
    assert answers.begun.count("11") == 1, "what is answered is not taken up again"


async def test_people_are_served_side_by_side_and_each_in_order() -> None:
    session, answers = FakeTelegram(), Answers()
    answers.waits["10"] = asyncio.Event()
    session.send(said(10, "a"), said(11, "b"), said(12, "c", person=78))
    async with polling(telegram(session, answers)):
        await until(lambda: answers.done == ["12"])
        assert len(session.called("getUpdates")) == 1
        answers.waits["10"].set()
        await until(lambda: len(answers.done) == 3)
    assert answers.done == ["12", "10", "11"]


async def test_what_cannot_be_committed_is_held_until_it_can() -> None:
    session, answers, naps = FakeTelegram(), Answers(), Naps()
    answers.fails["10"] = [NotTaken() for _ in range(9)]
    session.send(said(10, "a"), said(11, "b"), said(12, "c", person=78))
    async with polling(telegram(session, answers, sleep=naps)):
        await until(lambda: not session.pending)
    assert answers.begun.count("10") == 10
    assert answers.done == ["12", "10", "11"], "later messages of this person waited"


async def test_a_failure_blocks_nobody() -> None:
    session, answers = FakeTelegram(), Answers()
    answers.fails["10"] = [RuntimeError("vỡ")]
    session.send(said(10, "a"), said(11, "b"))
    async with polling(telegram(session, answers)):
        await until(lambda: not session.pending)
    assert answers.done == ["11"]


async def test_an_update_that_cannot_be_read_is_passed_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    session, answers = FakeTelegram(), Answers()
    poison = {"update_id": 10, "message": {"text": "bí mật"}}
    session.send(poison, said(11, "b"), said(12, "\ud800"))
    async with polling(telegram(session, answers)):
        await until(lambda: not session.pending)
        session.send(poison)
        await until(lambda: not session.pending)
    assert answers.done == ["11"]
    assert "bí mật" not in caplog.text


async def test_ids_that_start_anew_after_a_quiet_week_are_seen() -> None:
    session, answers = FakeTelegram(), Answers()
    session.send(said(900, "a"))
    async with polling(telegram(session, answers)):
        await until(lambda: answers.done == ["900"] and not session.pending)
        session.quiet()
        await until(lambda: "offset" not in session.called("getUpdates")[-1])
        session.send(said(5, "b"))
        await until(lambda: answers.done == ["900", "5"])


async def test_a_network_that_is_down_is_waited_for() -> None:
    session, answers, naps = FakeTelegram(), Answers(), Naps()
    for status in (502, 500, 409, 400):
        session.answer("getUpdates", status)
    session.answer("getUpdates", 429, retry_after=50)
    session.send(said(10, "a"))
    async with polling(telegram(session, answers, sleep=naps)):
        await until(lambda: answers.done == ["10"])
    assert naps.taken == [1, 2, 4, 8, 50]


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
async def test_a_refused_token_is_said_in_one_line_and_ends_polling(
    method: str, caplog: pytest.LogCaptureFixture
) -> None:
    session = FakeTelegram()
    session.answer(method, 401, "Unauthorized")
    await telegram(session, Answers()).poll()
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.getMessage() for record in errors] == [
        "Telegram refuses TELEGRAM_BOT_TOKEN: the Telegram channel is off"
    ]
    assert errors[0].exc_info is None


async def test_a_server_that_is_no_telegram_ends_polling_quietly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    session = FakeTelegram()
    session.answer("getMe", 400, "Bad Request")
    await telegram(session, Answers()).poll()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_a_menu_of_commands_that_is_refused_does_not_matter() -> None:
    session, answers = FakeTelegram(), Answers()
    for _ in range(3):
        session.answer("setMyCommands", 400)
    session.send(said(10, "a"))
    async with polling(telegram(session, answers)):
        await until(lambda: answers.done == ["10"])
