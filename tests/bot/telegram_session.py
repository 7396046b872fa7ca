"""Telegram's side of the wire, in memory: it records what is called and answers as Telegram does.

It is stricter than any public emulator: what the Bot API refuses (texts over 4096 UTF-16 units,
entities out of bounds, button data over 64 bytes) fails the test that sent it.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import SendPhoto, TelegramMethod
from aiogram.types import BufferedInputFile

from bot.channels.telegram import Card, Sound, Telegram
from bot.rendering import units

TOKEN = "123456789:AAEhBOweik6ad9rSXeeyMsWSabcdefghijk"
SECRET = "Zq3vT8yKpLr5nW2xBd7gHj4mCs9fAe6u"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Cư Trú", "username": "CuTruBot"}
PERSON = {"id": 77, "is_bot": False, "first_name": "Lan", "language_code": "vi"}


@dataclass
class Call:
    """One call, with its parameters as they go over the wire."""

    method: str
    said: dict[str, Any]


class FakeTelegram(BaseSession):
    """Answers `ok`, or what was put into `answers`: (status, body) for the next calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.answers: deque[tuple[str, int, dict[str, Any]]] = deque()
        self.pending: dict[int, dict[str, Any]] = {}  # Updates that are not confirmed.
        self.files: dict[str, bytes] = {}
        self.photos: list[bytes] = []  # That were sent.
        self.closed = False
        self._arrived = asyncio.Event()

    def answer(self, method: str, status: int, description: str = "no", **parameters: Any) -> None:
        """Answer the next call of a method with an error."""
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            body["parameters"] = parameters
        self.answers.append((method, status, body))

    def send(self, *updates: dict[str, Any]) -> None:
        """Put updates into the queue that `getUpdates` reads."""
        self.pending |= {update["update_id"]: update for update in updates}
        self._arrived.set()

    def quiet(self) -> None:
        """End the long poll that is under way with an empty answer."""
        self._arrived.set()

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call.said for call in self.calls if call.method == method]

    @property
    def texts(self) -> list[str]:
        return [said["text"] for said in self.called("sendMessage")]

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        said = {
            name: _read(value, prepared)
            for name, value in method.model_dump(warnings=False).items()
            if (prepared := self.prepare_value(value, bot, {})) is not None
        }
        name = method.__api_method__
        if isinstance(method, SendPhoto) and isinstance(method.photo, BufferedInputFile):
            self.photos.append(method.photo.data)
        self.calls.append(Call(name, said))
        status, body = 200, None
        if self.answers and self.answers[0][0] == name:
            _, status, body = self.answers.popleft()
        body = body or {"ok": True, "result": await self._result(name, said)}
        return self.check_response(bot, method, status, json.dumps(body)).result

    async def _result(self, name: str, said: dict[str, Any]) -> Any:
        match name:
            case "getMe":
                return BOT
            case "sendPhoto":
                check_caption(said)
                return message("", id=len(self.calls), chat=said["chat_id"])
            case "sendVoice":
                return message("", id=len(self.calls), chat=said["chat_id"])
            case "sendMessage":
                check_message(said)
                return message("", id=len(self.calls), chat=said["chat_id"])
            case "getUpdates":
                return await self._updates(said.get("offset"))
            case "getFile":
                path = f"photos/{said['file_id']}"
                size = len(self.files.get(path, b""))
                return {
                    "file_id": said["file_id"],
                    "file_unique_id": "u",
                    "file_path": path,
                    "file_size": size,
                }
            case "answerInlineQuery":
                check_inline(said)
        return True

    async def _updates(self, offset: int | None) -> list[dict[str, Any]]:
        if offset is not None:
            self.pending = {id: u for id, u in self.pending.items() if id >= offset}
        if not self.pending:
            self._arrived.clear()
            await self._arrived.wait()  # A long poll that does not end by itself.
        return [self.pending[id] for id in sorted(self.pending)]

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        content = self.files[url.partition(f"{TOKEN}/")[2]]
        for start in range(0, len(content), chunk_size):
            yield content[start : start + chunk_size]

    async def close(self) -> None:
        self.closed = True


@dataclass
class Naps:
    """A sleep that takes no time and remembers how long it was asked for."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


def telegram(
    session: BaseSession,
    take: Callable[..., Awaitable[object]],
    *,
    cards: tuple[Card, ...] = (),
    sleep: Naps | None = None,
    sound: Sound | None = None,
) -> Telegram:
    """The channel on a session of the test's."""
    return Telegram(
        TOKEN,
        take,
        lambda _asked: cards,
        webhook_secret=SECRET,
        session=session,
        sleep=sleep or Naps(),
        sound=sound,
    )


# --- Updates ---


def message(text: str | None, *, id: int = 5, chat: int = 77, **more: Any) -> dict[str, Any]:
    said = {"text": text} if text is not None else {}
    return {
        "message_id": id,
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": "private"},
        "from": PERSON,
        **said,
        **more,
    }


def said(id: int, text: str | None = None, *, person: int = 77, **more: Any) -> dict[str, Any]:
    """An update with a message."""
    sender = {**PERSON, "id": person}
    told = {**message(text, id=1000 + id, chat=person), "from": sender, **more}
    return {"update_id": id, "message": told}


def pressed(id: int, address: str, *, person: int = 77) -> dict[str, Any]:
    """An update with a button that was pressed."""
    query = {
        "id": f"q{id}",
        "from": {**PERSON, "id": person},
        "chat_instance": "c",
        "data": address,
        "message": message("…", id=900, chat=person, **{"from": BOT}),
    }
    return {"update_id": id, "callback_query": query}


# --- What the Bot API refuses ---


def check_message(said: dict[str, Any]) -> None:
    """Fail on what Telegram would not send."""
    text, entities = said["text"], said.get("entities", [])
    assert units(text.strip()) >= 1, "text must be non-empty"
    assert units(text) <= 4096, "message is too long"
    assert "parse_mode" not in said
    end = 0
    for entity in sorted(entities, key=lambda e: e["offset"]):
        assert entity["offset"] >= end, "entities overlap"
        assert entity["length"] > 0
        end = entity["offset"] + entity["length"]
        assert end <= units(text), "entity is out of bounds"
        cut = text.encode("utf-16-le")[entity["offset"] * 2 : end * 2]
        assert cut.decode("utf-16-le").strip(), "entity is empty, or cuts a letter in two"
    for row in said.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            assert ("url" in button) != ("callback_data" in button), "exactly one of these"
            if "url" in button:
                assert button["url"].startswith("https://"), "Telegram refuses other addresses"
            else:
                assert 1 <= len(button["callback_data"].encode()) <= 64
            assert button["text"]


def check_caption(said: dict[str, Any]) -> None:
    """Fail on a photo that Telegram would not send."""
    assert units(said["caption"]) <= 1024, "message caption is too long"
    check_message({**said, "text": said["caption"], "entities": said.get("caption_entities", [])})


def check_inline(said: dict[str, Any]) -> None:
    """Fail on results that Telegram would not show."""
    ids = [result["id"] for result in said["results"]]
    assert len(ids) <= 50
    assert len(set(ids)) == len(ids)
    for result in said["results"]:
        assert 1 <= len(result["id"].encode()) <= 64
        assert 1 <= units(result["input_message_content"]["message_text"]) <= 4096


def _read(value: Any, prepared: Any) -> Any:
    """Undo the JSON of what was no text to begin with."""
    if isinstance(value, str) or not isinstance(prepared, str):
        return prepared
    try:
        return json.loads(prepared)
    except ValueError:
        return prepared
