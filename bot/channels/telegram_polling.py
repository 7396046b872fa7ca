"""Fetching updates when Telegram cannot reach us: nothing is confirmed before it is committed."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramRetryAfter,
)
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from bot.channels.base import Malformed
from bot.channels.telegram_calling import REFUSED, SLOWEST, Sleep
from bot.channels.telegram_reading import update_of

log = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query", "inline_query"]
LONG_POLL = 25  # Seconds that Telegram holds an empty answer back.
EMPTY = 0.2  # Seconds of rest after an empty answer, for servers that hold nothing back.


class _GetUpdates(TelegramMethod[list[dict[str, Any]]]):
    """Asks for updates unread, so that one that cannot be read does not hold up the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = LONG_POLL
    allowed_updates: list[str] = KINDS


class Polling:
    """Fetches and confirms updates.

    `handle` answers one and says whether it is done with. People are served side by side, the
    messages of one person (`whose`) in their order.
    """

    def __init__(
        self,
        bot: Bot,
        handle: Callable[[Update], Awaitable[bool]],
        whose: Callable[[Update], str],
        sleep: Sleep,
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._whose = whose
        self._sleep = sleep
        self._offset: int | None = None
        self._done: set[int] = set()  # Answered, but after one that is not confirmed yet.
        self._failures = 0  # Requests in a row that failed.

    async def run(self) -> None:
        """Poll until cancelled. Raises one of `REFUSED` when Telegram does not know the token."""
        while True:
            payloads = await self._fetch()
            if payloads:
                await self._serve(payloads)
            elif not self._failures:
                # All is confirmed. After a quiet week ids start anew, perhaps lower.
                self._offset = None
                await self._sleep(EMPTY)

    async def _fetch(self) -> list[dict[str, Any]]:
        try:
            request = _GetUpdates(offset=self._offset)
            payloads = await self._bot(request, request_timeout=LONG_POLL + 10)
        except REFUSED:
            raise
        except (TelegramAPIError, ClientDecodeError, OSError) as error:
            await self._sleep(self._pause(error))
            return []
        self._failures = 0
        return payloads

    def _pause(self, error: Exception) -> float:
        pause = min(2.0**self._failures, SLOWEST)
        if isinstance(error, TelegramRetryAfter):
            pause = max(pause, float(error.retry_after))
        self._failures = min(self._failures + 1, 10)
        log.warning("updates not fetched error=%s pause=%g", type(error).__name__, pause)
        return pause

    def _read(self, payload: Mapping[str, Any]) -> Update | None:
        try:
            return update_of(payload, self._bot)
        except Malformed:
            log.warning("unreadable update skipped id=%d", _id_of(payload))
            return None

    async def _serve(self, payloads: Sequence[Mapping[str, Any]]) -> None:
        updates = [update for payload in payloads if (update := self._read(payload))]
        by_person: defaultdict[str, list[Update]] = defaultdict(list)
        for update in updates:
            if update.update_id not in self._done:
                by_person[self._whose(update)].append(update)
        async with asyncio.TaskGroup() as tasks:
            for theirs in by_person.values():
                tasks.create_task(self._serve_one(theirs))
        held = [update.update_id for update in updates if update.update_id not in self._done]
        if not held:
            self._confirm(max(_id_of(payload) for payload in payloads))
            return
        self._offset = min(held)
        await self._sleep(1.0)

    async def _serve_one(self, updates: Sequence[Update]) -> None:
        """Answer one person's messages in order; what comes after a failure waits for it."""
        for update in updates:
            if not await self._handle(update):
                return
            self._done.add(update.update_id)

    def _confirm(self, last: int) -> None:
        self._offset = last + 1
        self._done.clear()


def _id_of(payload: Mapping[str, Any]) -> int:
    id = payload.get("update_id")
    return id if isinstance(id, int) else 0
