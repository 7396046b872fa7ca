"""Each messenger as the tests meet it: recorded payloads, and a signer that is not ours."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from pywa.utils import webhook_updates_validator
from standardwebhooks.webhooks import Webhook
from viberbot.api.api import Api
from viberbot.api.bot_configuration import BotConfiguration
from zalo_official.utils.MacUtils import MacUtils

from bot.channels.generic import Generic
from bot.channels.messenger import FacebookMessenger
from bot.channels.provider import Client, Messenger
from bot.channels.viber import Viber
from bot.channels.whatsapp import WhatsApp
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from handlers import model
from tests.bot.conftest import Clock

PAYLOADS = Path(__file__).parent / "payloads"

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BOT_SECRET = "Zq3vT8yKpLr5nW2xBd7gHj4mCs9fAe6u"
BOT_TOKEN = "12345689:abc-xyz"
APP_ID = "360846524940903967"
OA_SECRET = "oa-webhook-key"
META_SECRET = "app_secret"
VERIFY = "verify-token-of-the-webhook-page"
VIBER_TOKEN = "4453b6ac1s345678-e02c5f12174805f9-daec9cbb5448c51f"


class FixedTokens:
    """Access tokens as Zalo would give them, one after the other."""

    def __init__(self) -> None:
        self.number = 1

    async def access(self) -> str:
        return f"access-{self.number}"

    async def renew(self, refused: str) -> str:
        assert refused == f"access-{self.number}"
        self.number += 1
        return await self.access()


@dataclass(frozen=True)
class Recorded:
    """A payload as the messenger sends it, and what it says."""

    channel: str
    name: str
    body: bytes
    said: model.Event | None
    person: str = ""
    id: str = ""
    language: str = ""

    def __str__(self) -> str:
        return f"{self.channel}: {self.name}"


@dataclass(frozen=True)
class Kind:
    """One messenger; `sign` gives the headers that go with a raw body."""

    name: str
    make: Callable[[Client, str], Any]
    sign: Callable[[bytes, datetime], Mapping[str, str]]


def zalo_bot_headers(_body: bytes, _now: datetime) -> Mapping[str, str]:
    return {"x-bot-api-secret-token": BOT_SECRET}


def zalo_oa_headers(body: bytes, now: datetime) -> Mapping[str, str]:
    """Sign with `MacUtils` of PyPI's zalo-official-sdk."""
    stamp = str(int(now.timestamp() * 1000))
    mac = MacUtils.build_mac(APP_ID, body.decode("utf-8", "replace"), stamp, OA_SECRET)
    return {"x-zevent-signature": f"mac={mac}", "x-zevent-timestamp": stamp}


def meta_headers(body: bytes, _now: datetime) -> Mapping[str, str]:
    """Sign as Meta documents it; PyPI's pywa, which verifies only, has to agree."""
    signature = hmac.new(META_SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert webhook_updates_validator(META_SECRET, body, f"sha256={signature}")
    return {"x-hub-signature-256": f"sha256={signature}"}


def viber_headers(body: bytes, _now: datetime) -> Mapping[str, str]:
    """Sign with Viber's own `viberbot`."""
    api = Api(BotConfiguration(auth_token=VIBER_TOKEN, name="Cư Trú", avatar=""))
    return {"x-viber-content-signature": api._calculate_message_signature(body)}


def generic_headers(body: bytes, now: datetime, id: str = "msg_1") -> Mapping[str, str]:
    """Sign with the reference implementation of Standard Webhooks."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(WHSEC).sign(id, now, body.decode("utf-8", "replace")),
    }


def no_take(*_given: object) -> Any:
    raise AssertionError("nothing is taken here")


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "zalo_bot",
            lambda client, base: ZaloBot(
                client, no_take, token=BOT_TOKEN, secret=BOT_SECRET, api=base
            ),
            zalo_bot_headers,
        ),
        Kind(
            "zalo_oa",
            lambda client, base: ZaloOA(
                client,
                no_take,
                FixedTokens(),
                Clock(),
                app_id=APP_ID,
                secret=OA_SECRET,
                api=base,
            ),
            zalo_oa_headers,
        ),
        Kind(
            "messenger",
            lambda client, base: FacebookMessenger(
                client,
                no_take,
                app_secret=META_SECRET,
                verify_token=VERIFY,
                token="page-token",
                graph=f"{base}/v24.0",
            ),
            meta_headers,
        ),
        Kind(
            "whatsapp",
            lambda client, base: WhatsApp(
                client,
                no_take,
                app_secret=META_SECRET,
                verify_token=VERIFY,
                token="number-token",
                number_id="106540352242922",
                graph=f"{base}/v24.0",
            ),
            meta_headers,
        ),
        Kind(
            "viber",
            lambda client, base: Viber(
                client, no_take, token=VIBER_TOKEN, sender="Cư Trú", api=f"{base}/pa"
            ),
            viber_headers,
        ),
        Kind("generic", lambda _client, _base: Generic([WHSEC], Clock()), generic_headers),
    )
}
CALLED = tuple(name for name in KINDS if name != "generic")


def make(name: str, base: str = "https://provider.invalid") -> Any:
    """Make a channel for what needs no network."""
    return KINDS[name].make(Client(), base)


def recorded() -> list[Recorded]:
    return [
        _recorded(path.stem, row)
        for path in sorted(PAYLOADS.glob("*.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


def _recorded(channel: str, row: Mapping[str, Any]) -> Recorded:
    said = None
    if row["says"]:
        kind, *values = row["says"]
        said = getattr(model, kind)(*values)
    # Meta escapes what is not ASCII before it signs; the others do not.
    ascii_only = channel in ("messenger", "whatsapp")
    body = json.dumps(row["body"], ensure_ascii=ascii_only).encode()
    place = {name: row[name] for name in ("person", "id", "language") if name in row}
    return Recorded(channel, row["name"], body, said, **place)


def read(channel: Any, body: bytes, id: str = "msg_1") -> list[Any]:
    """Unpack and parse a body as the webhook does."""
    payload = orjson.loads(body)
    if isinstance(channel, Messenger):
        return [channel.parse(part) for part in channel.unpack(payload)]
    return [channel.parse({**payload, "id": id})]
