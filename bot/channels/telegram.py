"""Telegram: updates by polling or by webhook, answers as messages with buttons."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteWebhook,
    GetMe,
    SendVoice,
    SetMyCommands,
    SetWebhook,
)
from aiogram.types import BufferedInputFile, CallbackQuery, InlineQuery, Message, Update

from bot.channels.base import (
    Channel,
    ChannelRefused,
    Incoming,
    Malformed,
    NotTaken,
    Place,
)
from bot.channels.telegram_calling import REFUSED, Calls, Gone, Session, Sleep, Unformatted
from bot.channels.telegram_polling import KINDS, Polling
from bot.channels.telegram_reading import Me, read, update_of
from bot.channels.telegram_writing import (
    COMMANDS,
    LIMITS,
    LISTENING,
    Card,
    inline_answer,
    message,
    place_of,
    plain,
)
from bot.rendering import Screen

__all__ = ["Card", "Sound", "Telegram"]

log = logging.getLogger(__name__)

HEADER = "x-telegram-bot-api-secret-token"
PATH = "/webhooks/telegram"
CONNECTIONS = 40  # Updates that Telegram delivers at once.
OFF = "Telegram refuses TELEGRAM_BOT_TOKEN: the Telegram channel is off"

Take = Callable[[Channel, Incoming], Awaitable[object]]
Find = Callable[[str], Sequence[Card]]


@dataclass(frozen=True)
class Sound:
    """What can be heard: which screens, and the MP3 of a node's text in a language."""

    offered: Callable[[Screen], bool]
    of: Callable[[str, str], Awaitable[bytes | None]]


class Telegram:
    """A bot of Telegram's.

    `take` commits a message and its answer, which the outbox sends; `find` finds clauses for
    officers who write the bot's name in any chat.
    """

    name = "telegram"
    limits = LIMITS
    answers_inline = False

    def __init__(
        self,
        token: str,
        take: Take,
        find: Find,
        *,
        webhook_secret: str = "",
        api_base: str = "",
        site: str = "",
        sound: Sound | None = None,
        session: BaseSession | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        api = TelegramAPIServer.from_base(api_base) if api_base else PRODUCTION
        self._bot = Bot(token, session=session or Session(api=api))
        self._calls = Calls(self._bot, sleep)
        self._secret = webhook_secret.encode()
        self._site = site.rstrip("/") if site.startswith("https://") else ""
        self._take, self._find, self._sound = take, find, sound
        self._me = Me(self._bot.id)
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.message.register(self._on_message)
        self._dispatcher.edited_message.register(self._on_message)
        self._dispatcher.callback_query.register(self._on_button)
        self._dispatcher.inline_query.register(self._on_inline)

    # --- The channel ---

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Compare the secret that Telegram was told with the one in the header."""
        given = headers.get(HEADER, "").encode("utf-8", "surrogatepass")
        return bool(self._secret) and hmac.compare_digest(given, self._secret)

    def parse(self, payload: Any) -> Incoming | None:
        """Normalise an update; None for kinds that are not answered. Raises Malformed."""
        return read(update_of(payload), self._me)

    def show(self, screens: Sequence[Screen]) -> Any:
        """Telegram is answered by messages, not in the HTTP response."""
        raise ChannelRefused("this channel answers by messages only")

    async def deliver(self, place: Place, screen: Screen) -> Place | None:
        """Send one message. Raises ChannelRefused, NotNow or Uncertain."""
        listen = self._sound is not None and self._sound.offered(screen)
        sent = message(place, screen, self._site, listen=listen)
        try:
            told = await self._calls.once(sent)
        except Unformatted:  # Better plain than not at all.
            told = await self._calls.once(plain(sent))
        return Place(place.person, f"{told.chat.id}:{told.message_id}") if told else None

    async def forget(self, place: Place) -> None:
        """Delete a message; Telegram allows it in private chats for two days."""
        chat, number = place_of(place)
        with suppress(Gone):
            await self._calls.once(DeleteMessage(chat_id=chat, message_id=number))

    async def fetch(self, photo: str) -> bytes:
        """Return the bytes of a photo, at most ten megabytes. Raises ChannelRefused."""
        return await self._calls.download(photo)

    # --- Where updates come from ---

    async def poll(self) -> None:
        """Fetch updates until cancelled; without a valid token, log one line and return."""
        try:
            await self._introduce()
            await self._calls.insist(DeleteWebhook(drop_pending_updates=False))
            log.info("telegram is polled")
            await Polling(self._bot, self._take_up, self._whose, self._calls.sleep).run()
        except REFUSED:
            log.error(OFF)
        except TelegramAPIError as error:
            log.error(
                "Telegram refuses to be polled (%s): the channel is off", type(error).__name__
            )

    async def start_webhook(self, public_url: str, secret: str) -> None:
        """Tell Telegram where updates go; a refusal is logged, and the service goes on."""
        self._secret = secret.encode()
        webhook = SetWebhook(
            url=public_url.rstrip("/") + PATH,
            secret_token=secret,
            allowed_updates=KINDS,
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )
        try:
            await self._introduce()
            await self._calls.insist(webhook)
            log.info("telegram sends to %s", webhook.url)
        except REFUSED:
            log.error(OFF)
        except TelegramAPIError as error:
            log.error("Telegram refuses the webhook (%s): check PUBLIC_URL", type(error).__name__)

    async def feed(self, payload: Any) -> None:
        """Answer an update of the webhook.

        Raises Malformed, and NotTaken when it could not be committed for now: the update is then
        to be delivered again, so it must not be confirmed to Telegram.
        """
        await self._answer(update_of(payload, self._bot))

    async def close(self) -> None:
        """Let the connections to Telegram go."""
        await self._bot.session.close()

    async def _introduce(self) -> None:
        me = await self._calls.insist(GetMe())
        if me is not None:
            self._me = Me(me.id, me.username or "")
        await self._calls.attempt(SetMyCommands(commands=list(COMMANDS["vi"])))
        for language, commands in COMMANDS.items():
            named = SetMyCommands(commands=list(commands), language_code=language)
            await self._calls.attempt(named)

    # --- One update ---

    async def _answer(self, update: Update) -> None:
        # The library warns of kinds that it does not know, and quotes the whole update.
        if any(getattr(update, kind) for kind in KINDS):
            await self._dispatcher.feed_update(self._bot, update)

    async def _take_up(self, update: Update) -> bool:
        """Answer a polled update; False when it is to be taken up again."""
        try:
            await self._answer(update)
        except NotTaken as error:
            log.warning("update held id=%d error=%s", update.update_id, type(error).__name__)
            return False
        except Exception as error:  # It would fail again; the others shall not wait for it.
            log.error("update left id=%d error=%s", update.update_id, type(error).__name__)
        return True

    def _whose(self, update: Update) -> str:
        try:
            incoming = read(update, self._me)
        except Malformed:
            incoming = None
        return incoming.conversation if incoming else f"update {update.update_id}"

    async def _on_message(self, _message: Message, event_update: Update) -> None:
        incoming = read(event_update, self._me)
        if incoming is not None:
            await self._take(self, incoming)

    async def _on_button(self, query: CallbackQuery, event_update: Update) -> None:
        # An answer to the press stops the button's clock; too late, it does no harm.
        await self._calls.attempt(AnswerCallbackQuery(callback_query_id=query.id))
        if (query.data or "").startswith(LISTENING):
            await self._say(query)
            return
        incoming = read(event_update, self._me)
        if incoming is not None:
            await self._take(self, incoming)

    async def _say(self, query: CallbackQuery) -> None:
        """Send the sound of a text; the conversation stays where it is."""
        language, _, node = (query.data or "").removeprefix(LISTENING).partition("/")
        sound = await self._sound.of(language, node) if self._sound is not None else None
        if sound is not None:
            voice = BufferedInputFile(sound, "cutru.mp3")
            await self._calls.attempt(SendVoice(chat_id=query.from_user.id, voice=voice))

    async def _on_inline(self, query: InlineQuery) -> None:
        asked = query.query.strip()
        cards: Sequence[Card] = ()
        try:
            cards = self._find(asked) if asked else ()
        except Exception as error:  # The next letter typed asks anew; nothing is lost.
            log.error("inline search failed error=%s", type(error).__name__)
        await self._calls.attempt(inline_answer(query.id, cards))
