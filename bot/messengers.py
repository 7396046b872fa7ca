"""The messengers that are called for their answers, as the settings name them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.channels import meta, viber, zalo_bot, zalo_oa, zalo_tokens
from bot.channels.base import ChannelRefused, NotNow, Uncertain
from bot.channels.generic import Callback, Generic, limits_of
from bot.channels.messenger import FacebookMessenger
from bot.channels.provider import Call, Client, Messenger, Take
from bot.channels.tokens import Kept
from bot.channels.viber import Viber
from bot.channels.whatsapp import WhatsApp
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_tokens import ZaloTokens
from bot.settings import Settings

REFUSALS = frozenset({400, 410, 413, 422})  # Answers of a callback address that are final.
SLOWEST = 300.0  # Seconds between two tries to tell a messenger our address.

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Messengers:
    """The channels of the settings, and the pool of connections that they share."""

    channels: Mapping[str, Messenger]
    callback: Mapping[str, Generic]  # The signed webhook, where it is called too.
    client: Client

    async def subscribe(self, public_url: str) -> None:
        """Tell those messengers our address that have no page to write it into."""
        telling = [
            self._subscribe(channel, f"{public_url.rstrip('/')}/webhooks/{channel.name}")
            for channel in self.channels.values()
            if isinstance(channel, ZaloBot | Viber)
        ]
        await asyncio.gather(*telling)

    async def _subscribe(self, channel: ZaloBot | Viber, url: str) -> None:
        pause = 1.0
        while True:
            try:
                await channel.subscribe(url)
            except ChannelRefused as error:
                log.error("%s refuses our address: %s", channel.name, error)
                return
            except (NotNow, Uncertain) as error:
                log.warning("%s does not know our address yet: %s", channel.name, error)
            else:
                log.info("%s sends to %s", channel.name, url)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, SLOWEST)


def messengers(
    settings: Settings, take: Take, kept: Kept, clock: Callable[[], datetime]
) -> Messengers:
    """Make a channel of each messenger whose settings are whole."""
    client = Client()
    made = {m.name: m for m in _made(settings, client, take, kept, clock)}
    return Messengers(made, _callback(settings, client, take, clock), client)


def _made(
    settings: Settings, client: Client, take: Take, kept: Kept, clock: Callable[[], datetime]
) -> Iterator[Messenger]:
    base = settings.messengers_api_base.rstrip("/")
    if settings.zalo_bot_token:
        yield ZaloBot(
            client,
            take,
            token=settings.zalo_bot_token,
            secret=settings.zalo_bot_secret,
            api=base or zalo_bot.API,
        )
    if settings.zalo_oa_app_id:
        yield ZaloOA(
            client,
            take,
            _zalo_tokens(settings, client, kept, clock),
            clock,
            app_id=settings.zalo_oa_app_id,
            secret=settings.zalo_oa_secret,
            api=base or zalo_oa.API,
        )
    graph = f"{base}/v24.0" if base else meta.GRAPH
    if settings.messenger_app_secret:
        yield FacebookMessenger(
            client,
            take,
            app_secret=settings.messenger_app_secret,
            verify_token=settings.messenger_verify_token,
            token=settings.messenger_page_token,
            graph=graph,
        )
    if settings.whatsapp_app_secret:
        yield WhatsApp(
            client,
            take,
            app_secret=settings.whatsapp_app_secret,
            verify_token=settings.whatsapp_verify_token,
            token=settings.whatsapp_token,
            number_id=settings.whatsapp_number_id,
            graph=graph,
        )
    if settings.viber_token:
        yield Viber(
            client,
            take,
            token=settings.viber_token,
            sender=settings.viber_sender,
            api=f"{base}/pa" if base else viber.API,
        )


def _zalo_tokens(
    settings: Settings, client: Client, kept: Kept, clock: Callable[[], datetime]
) -> ZaloTokens:
    return ZaloTokens(
        client,
        kept,
        clock,
        app_id=settings.zalo_oa_app_id,
        app_secret=settings.zalo_oa_app_secret,
        refresh=settings.zalo_oa_refresh_token,
        oauth=settings.messengers_api_base or zalo_tokens.OAUTH,
    )


def _callback(
    settings: Settings, client: Client, take: Take, clock: Callable[[], datetime]
) -> Mapping[str, Generic]:
    if not settings.webhook_callback_url:
        return {}
    callback = Callback(take, partial(_call_back, client, settings.webhook_callback_url))
    limits = limits_of(settings.webhook_limits)
    made = Generic(settings.webhook_secrets, clock, limits=limits, callback=callback)
    return {made.name: made}


async def _call_back(client: Client, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Send to the callback address; its ids make it safe to send again after an error."""
    answered = await client.post(Call(url, body, headers))
    if answered.status in REFUSALS:
        raise ChannelRefused(f"generic: status {answered.status}")
    if not 200 <= answered.status < 300:
        raise NotNow(f"generic: status {answered.status}", answered.retry_after or None)
