"""The composition root: settings, services and channels, wired by hand."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from fastapi import FastAPI

from bot.answer_card.signing import Signer
from bot.channels.base import Channel, Incoming, NotTaken
from bot.channels.generic import Generic, limits_of
from bot.channels.jambonz import Jambonz
from bot.channels.stringee import Stringee
from bot.channels.twilio import Twilio
from bot.channels.webchat import WebChat
from bot.conversation import Answer, Conversation
from bot.core import Core, build_core, cards
from bot.keys import card_signer, register_keys, secret_key
from bot.outbox import Outbox
from bot.phone.call import Seal
from bot.phone.line import Line
from bot.phone.sounds import Sounds
from bot.phone.switchboard import Switchboard
from bot.rendering import Screen
from bot.settings import Settings
from bot.speech.listening import heard, listenable
from bot.speech.voice import Voice
from bot.store import Store, StoreUnavailable
from bot.store.tokens import TokenStore
from bot.web import add_routes
from lookup.errors import RegisterUnavailable
from lookup.post import jitter
from lookup.repository import Engine as Database
from lookup.repository import Register, connect
from lookup.service import Lookup
from lookup.sms import DemoPhone, NoGateway

if TYPE_CHECKING:
    from bot.channels.provider import Messenger
    from bot.channels.telegram import Telegram
    from bot.messengers import Messengers

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Assistant:
    """The running parts, for the routes, the commands and the tests."""

    settings: Settings
    core: Core
    database: Database
    register: Register
    store: Store
    outbox: Outbox
    lookup: Lookup
    phone: DemoPhone | None  # The demo's text messages; None in production.
    conversation: Conversation
    channels: Mapping[str, Channel]
    telegram: Telegram | None
    called: Messengers | None  # Those that post to us and are called for the answer.
    clock: Callable[[], datetime]
    lines: Mapping[str, Line]  # Telephone providers.
    seal: Seal
    sounds: Sounds
    voice: Voice
    signer: Signer  # Of answer cards.

    @cached_property
    def switchboard(self) -> Switchboard:
        """The telephone, on any line."""
        return Switchboard(self, self.seal, self.settings.hotline)

    @property
    def messengers(self) -> Mapping[str, Messenger]:
        return self.called.channels if self.called else {}

    async def respond(
        self, channel: Channel, incoming: Incoming, *, comes_again: bool = False
    ) -> Answer:
        """Answer a message; the unexpected becomes an apology with a reference.

        Raises NotTaken where the message `comes_again`, if it could not be committed.
        """
        try:
            return await self.conversation.respond(channel, incoming)
        except Exception as error:
            if comes_again and isinstance(error, NotTaken):
                raise
            return Answer(self.conversation.apologise(channel, incoming, error))

    async def take(self, channel: Channel, incoming: Incoming) -> None:
        """Take a message of a channel that is sent to. Raises NotTaken: then it is sent again."""
        await self.conversation.take(channel, incoming)

    async def view(self, channel: Channel, incoming: Incoming) -> tuple[Screen, ...]:
        """Show what is waited for; where that cannot be read, an apology with a reference."""
        try:
            return await self.conversation.view(channel, incoming)
        except Exception as error:
            return self.conversation.apologise(channel, incoming, error)


def assemble(
    settings: Settings,
    *,
    core: Core | None = None,
    clock: Callable[[], datetime] = utc_now,
    say: Callable[[str], None] | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    pause: Callable[[], float] = jitter,
) -> Assistant:
    """Wire the parts. `say` is told of each text message of the demo's telephone.

    A test that turns the clock gives its own `monotonic`, and no `pause` before messages leave.
    """
    core = core or build_core()
    database = connect(settings.database_url)
    register = Register(database, register_keys(settings))
    key = secret_key(settings)
    phone = DemoPhone(say) if settings.env == "demo" else None
    address = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    lookup = Lookup(
        register, phone or NoGateway(), address=address, monotonic=monotonic, pause=pause
    )
    store = Store(database, f"{socket.gethostname()}:{settings.port}")
    channels: dict[str, Channel] = {"web": WebChat()}
    outbox = Outbox(store, channels, clock)
    conversation = Conversation(core.engine, store, outbox, lookup, core.catalogues, key, clock)
    if settings.webhook_secret:
        limits = limits_of(settings.webhook_limits)
        channels["generic"] = Generic(settings.webhook_secrets, clock, limits=limits)
    tokens = TokenStore(database, register.keys.channels)
    called = _called(settings, conversation, tokens, clock)
    if called is not None:
        channels |= called.channels
        channels |= called.callback
    telegram, voice = None, Voice()
    if settings.telegram_bot_token:
        telegram = _telegram(settings, core, conversation, voice)
        channels["telegram"] = telegram
    return Assistant(
        settings,
        core,
        database,
        register,
        store,
        outbox,
        lookup,
        phone,
        conversation,
        channels,
        telegram,
        called,
        clock,
        _lines(settings, clock),
        Seal(key),
        Sounds(key, f"{address}/calls/sound", clock),
        voice,
        card_signer(settings),
    )


def build(assistant: Assistant) -> FastAPI:
    """Return the web application around the parts, which lives and dies with them."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(_tidy(assistant)),
            asyncio.create_task(_seal_access_log(assistant)),
            asyncio.create_task(_send_left_codes(assistant)),
            asyncio.create_task(assistant.outbox.run()),
            asyncio.create_task(assistant.conversation.bell.run()),
            asyncio.create_task(assistant.lookup.warm()),
        ]
        telegram = assistant.telegram
        if telegram is not None:
            tasks.append(asyncio.create_task(_run_telegram(telegram, assistant.settings)))
        called = assistant.called
        if called is not None and assistant.settings.public_url:
            tasks.append(asyncio.create_task(called.subscribe(assistant.settings.public_url)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await assistant.outbox.close()
            if telegram is not None:
                await telegram.close()
            if called is not None:
                await called.client.close()
            await assistant.lookup.close()
            await assistant.database.dispose()

    app = FastAPI(
        title="Cư Trú",
        summary="Trả lời về chứng minh nơi cư trú, kèm nguyên văn điều luật.",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # Asked for at each request.
    )
    add_routes(app, assistant)
    return app


def _called(
    settings: Settings,
    conversation: Conversation,
    tokens: TokenStore,
    clock: Callable[[], datetime],
) -> Messengers | None:
    # The HTTP client takes time to import: only those pay who have such a messenger.
    if not settings.calls_messengers:
        return None
    from bot.messengers import messengers

    return messengers(settings, conversation.take, tokens, clock)


def _telegram(settings: Settings, core: Core, conversation: Conversation, voice: Voice) -> Telegram:
    # aiogram takes two seconds to import: only those pay who have a token.
    from bot.channels.telegram import Card, Sound, Telegram

    async def sound(language: str, node: str) -> bytes | None:
        text = heard(core, language, node)
        return await voice.sound(text, language, settings.speech_accent) if text else None

    def find(query: str) -> tuple[Card, ...]:
        today = conversation.today()
        return tuple(Card(*card) for card in cards(core, query, today=today))

    return Telegram(
        settings.telegram_bot_token,
        conversation.take,
        find,
        webhook_secret=settings.telegram_webhook_secret,
        api_base=settings.telegram_api_base,
        site=settings.public_url,
        sound=Sound(partial(listenable, core), sound) if voice.able else None,
    )


def _lines(settings: Settings, clock: Callable[[], datetime]) -> Mapping[str, Line]:
    lines: dict[str, Line] = {}
    if settings.twilio_auth_token:
        lines["twilio"] = Twilio(settings.twilio_auth_token)
    if settings.stringee_signing_secret:
        lines["stringee"] = Stringee(settings.stringee_signing_secret, settings.stringee_number)
    if settings.jambonz_webhook_secret:
        lines["jambonz"] = Jambonz(settings.jambonz_webhook_secret, clock)
    return lines


async def _run_telegram(telegram: Telegram, settings: Settings) -> None:
    if settings.telegram_by_webhook:
        await telegram.start_webhook(settings.public_url, settings.telegram_webhook_secret)
    else:
        await telegram.poll()


async def _tidy(assistant: Assistant) -> None:
    """Forget, once an hour, what need not be kept."""
    while True:
        try:
            await assistant.conversation.desk.lapse()
            await assistant.store.tidy(assistant.clock())
            await assistant.lookup.sweep(assistant.clock())
        except (StoreUnavailable, RegisterUnavailable) as error:
            log.warning("tidying waits for the database error=%s", type(error).__name__)
        await asyncio.sleep(3600)


async def _seal_access_log(assistant: Assistant) -> None:
    """Sign the access log once a minute: what is cut off after that is found out."""
    while True:
        await asyncio.sleep(60)
        try:
            file = assistant.settings.audit_checkpoints
            await assistant.lookup.seal_access_log(file, assistant.clock())
        except (RegisterUnavailable, OSError, ValueError) as error:
            log.error("the access log is not sealed error=%s", type(error).__name__)


async def _send_left_codes(assistant: Assistant) -> None:
    """Send, every few seconds, the codes that a process that died has left."""
    while True:
        try:
            await assistant.lookup.send_left(assistant.clock())
        except RegisterUnavailable as error:
            log.warning("codes wait for the database error=%s", type(error).__name__)
        await asyncio.sleep(5)
