"""Calls to Telegram: what it asks to wait for is waited for, within bounds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetFile, TelegramMethod
from aiohttp import ClientConnectorError, ClientError, ClientTimeout, ConnectionTimeoutError

from bot.channels.base import ChannelRefused, NotNow, Uncertain
from bot.channels.telegram_reading import MOST_PHOTO

log = logging.getLogger(__name__)

TRIES = 5
PATIENCE = 60.0  # Seconds spent waiting for one call, in all.
SLOWEST = 30.0  # Seconds between two tries of what is tried for ever.
REQUEST = 10  # Seconds for one request or one download.
REFUSED = (TelegramUnauthorizedError, TelegramNotFound)  # Two ways to say: no such token.

Sleep = Callable[[float], Awaitable[None]]
T = TypeVar("T")


class Unformatted(ChannelRefused):
    """Telegram does not take the formatting of a text."""


class Gone(ChannelRefused):
    """The message is not there any more."""


class Session(AiohttpSession):
    """Follows no redirect: a file comes from Telegram's own host, or not at all."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = REQUEST,  # noqa: ASYNC109 - the library's own signature.
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        session = await self.create_session()
        async with session.get(
            url,
            headers=headers,
            timeout=ClientTimeout(total=timeout),
            raise_for_status=raise_for_status,
            allow_redirects=False,
        ) as response:
            if response.status != 200:
                raise ClientError(f"the file was answered with {response.status}")
            async for chunk in response.content.iter_chunked(chunk_size):
                yield chunk


class Calls:
    """Calls the Bot API; network trouble and flood control are waited out."""

    def __init__(self, bot: Bot, sleep: Sleep) -> None:
        self.bot = bot
        self.sleep = sleep

    async def once(self, method: TelegramMethod[T]) -> T | None:
        """Return Telegram's answer. Raises ChannelRefused, NotNow or Uncertain.

        None stands for a yes in words that this version of the library does not know.
        """
        name = method.__api_method__
        try:
            return await self.bot(method, request_timeout=REQUEST)
        except TelegramRetryAfter as error:
            raise NotNow(f"{name}: flood control", float(error.retry_after)) from None
        except (TelegramServerError, TelegramNetworkError) as error:
            kind = NotNow if _never_left(error) else Uncertain
            raise kind(f"{name}: {type(error).__name__}") from None
        except ClientDecodeError as error:
            if _agreed(error):
                return None  # Asking again would send the message twice.
            raise Uncertain(f"{name}: no JSON") from None
        except TelegramAPIError as error:
            kind_of = type(error).__name__
            log.info("refused method=%s error=%s", name, kind_of)
            # The library's error holds the message itself, so it is not passed on.
            if "message to delete not found" in error.message:
                raise Gone(f"{name}: {kind_of}") from None
            if "can't parse entities" in error.message or "entit" in error.message.lower():
                raise Unformatted(f"{name}: {kind_of}") from None
            raise ChannelRefused(f"{name}: {kind_of}") from None

    async def call(self, method: TelegramMethod[T]) -> T | None:
        """Return Telegram's answer to what may be asked twice. Raises ChannelRefused at the end."""
        waited = 0.0
        for attempt in range(TRIES):
            try:
                return await self.once(method)
            except (NotNow, Uncertain) as error:
                reason, after = str(error), getattr(error, "after", None)
            pause = float(2**attempt) if after is None else after
            if attempt + 1 == TRIES or waited + pause > PATIENCE:
                break
            log.info("waiting reason=%s s=%g", reason, pause)
            await self.sleep(pause)
            waited += pause
        log.warning("given up reason=%s", reason)
        raise ChannelRefused(reason)

    async def attempt(self, method: TelegramMethod[T]) -> None:
        """Call once, for what may as well fail: Telegram's no is logged and left at that."""
        try:
            await self.bot(method, request_timeout=REQUEST)
        except (TelegramAPIError, ClientDecodeError) as error:
            name = type(error).__name__
            log.info("left undone method=%s error=%s", method.__api_method__, name)

    async def insist(self, method: TelegramMethod[T]) -> T | None:
        """Call until Telegram answers, however long its network is down.

        None is what it is in `call`. Raises the library's TelegramAPIError for a no.
        """
        pause = 1.0
        while True:
            try:
                return await self.bot(method, request_timeout=REQUEST)
            except TelegramRetryAfter as error:
                pause = max(pause, float(error.retry_after))
            except (TelegramServerError, TelegramNetworkError, ClientDecodeError) as error:
                if isinstance(error, ClientDecodeError) and _agreed(error):
                    return None
                name = type(error).__name__
                log.warning("not reached method=%s error=%s", method.__api_method__, name)
            await self.sleep(pause)
            pause = min(pause * 2, SLOWEST)

    async def download(self, file_id: str) -> bytes:
        """Return a file of at most ten megabytes, within ten seconds. Raises ChannelRefused."""
        file = await self.call(GetFile(file_id=file_id))
        if file is None or not file.file_path:
            raise ChannelRefused("Telegram names no path for this file")
        try:
            return await asyncio.wait_for(self._read(file.file_path), REQUEST)
        except (ClientError, TimeoutError) as error:
            # The library's error holds the address, and that the token: it is not passed on.
            raise ChannelRefused(f"the download failed: {type(error).__name__}") from None

    async def _read(self, path: str) -> bytes:
        url = self.bot.session.api.file_url(self.bot.token, path)
        image = bytearray()
        async for chunk in self.bot.session.stream_content(url, timeout=REQUEST):
            image += chunk
            if len(image) > MOST_PHOTO:
                raise ChannelRefused("the file is larger than ten megabytes")
        return bytes(image)


def _never_left(error: TelegramAPIError) -> bool:
    """Say whether Telegram surely has not taken the request."""
    connecting = ClientConnectorError | ConnectionTimeoutError
    return isinstance(error.__cause__, connecting) or "Service Unavailable" in error.message


def _agreed(error: ClientDecodeError) -> bool:
    return isinstance(error.data, dict) and error.data.get("ok") is True
