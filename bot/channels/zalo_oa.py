"""A Zalo Official Account: up to five buttons, no edit, no delete, 48 hours to answer freely."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

import orjson

from bot.channels.base import (
    ChannelError,
    Incoming,
    NotNow,
    Place,
    Uncertain,
    WindowClosed,
)
from bot.channels.provider import Call, Client, Messenger, Take
from bot.channels.reading import marked, person, said, same, short
from bot.rendering import Limits, Option, Screen
from handlers.model import Event, Photographed, Started, Unreadable

API = "https://openapi.zalo.me"
OLDEST = timedelta(days=1)  # Zalo repeats an event for two hours, with its old time.
EXPIRED = frozenset({-124, -216, -220})  # What Zalo says of an access token it no longer takes.

_UNREAD = {
    "user_send_audio": "voice",
    "user_send_sticker": "sticker",
    "user_send_gif": "sticker",
    "user_send_file": "document",
    "user_send_location": "location",
    "user_send_business_card": "contact_of_another",
    "user_submit_info": "contact",
    "user_send_video": "other",
    "user_send_link": "other",
}


class Tokens(Protocol):
    """Where the access token comes from (`zalo_tokens.py`)."""

    async def access(self) -> str:
        """Return a token that is good for now. Raises NotNow."""

    async def renew(self, refused: str) -> str:
        """Return another one than that which Zalo refused. Raises NotNow."""


class ZaloOA(Messenger):
    """An Official Account, through an app that it is linked to."""

    name = "zalo_oa"
    limits = Limits(text=2000, buttons=5, label=100, deletes=False)
    hosts: ClassVar = (".zdn.vn", ".zadn.vn")
    faults: ClassVar[Mapping[object, type[ChannelError]]] = {
        **dict.fromkeys(EXPIRED, NotNow),
        -32: NotNow,  # Too many calls.
        -100: Uncertain,  # “Unknown error.”
        **dict.fromkeys((-213, -230, -232), WindowClosed),  # Seven days, or no longer followed.
    }

    def __init__(
        self,
        client: Client,
        take: Take,
        tokens: Tokens,
        clock: Callable[[], datetime],
        *,
        app_id: str,
        secret: str,
        api: str = API,
    ) -> None:
        super().__init__(client, take, api)
        self._tokens, self._clock = tokens, clock
        self._app_id, self._secret = app_id, secret

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Check `mac=`: SHA-256 over app, raw body, time and the secret of the webhook page.

        The time signed is that of the header or, where Zalo sends none there, of the body.
        """
        given = headers.get("x-zevent-signature", "").removeprefix("mac=")
        if not self._secret:
            return False
        stamps = (headers.get("x-zevent-timestamp", ""), _stamp(body))
        matches = [
            self._recent(stamp) and same(self._mac(body, stamp), given)
            for stamp in stamps
            if stamp.isascii() and stamp.isdigit()
        ]
        return any(matches)

    def _mac(self, body: bytes, stamp: str) -> str:
        signed = self._app_id.encode() + body + stamp.encode() + self._secret.encode()
        return hashlib.sha256(signed).hexdigest()

    def _recent(self, stamp: str) -> bool:
        age = self._clock().timestamp() - int(stamp[:16]) / 1000
        return abs(age) <= OLDEST.total_seconds()

    def parse(self, payload: Any) -> Incoming | None:
        """Read an event; None for receipts, for what the account says, and for its visitors."""
        match payload:
            case {"event_name": "follow", "follower": {"id": who}}:
                id = f"follow:{payload.get('timestamp')}"
                return Incoming(self.name, person(who), Started(), short(id))
            case {"event_name": "user_submit_info", "sender": {"id": who}}:
                id = f"user_submit_info:{payload.get('timestamp')}"
                return Incoming(self.name, person(who), Unreadable("contact"), short(id))
            case {"event_name": str(kind), "sender": {"id": who}, "message": {"msg_id": id, **m}}:
                event = _event(kind, m)
                if event is None:
                    return None
                return Incoming(self.name, person(who), event, f"{kind}:{short(id)}")
            case _:
                return None

    def write(self, place: Place, screen: Screen) -> Call:
        message: dict[str, Any] = {"text": screen.text}
        if options := (*screen.options, *screen.nav):
            payload = {"buttons": [_button(option) for option in options]}
            message["attachment"] = {"type": "template", "payload": payload}
        body = {"recipient": {"user_id": place.person}, "message": message}
        return Call(f"{self._base}/v3.0/oa/message/cs", body)

    async def deliver(self, place: Place, screen: Screen) -> None:
        """Send one screen; with another token where Zalo no longer takes ours."""
        call = self.write(place, screen)
        token = await self._tokens.access()
        answered = await self._client.post(call.with_headers(access_token=token))
        if self.fault(answered.body) in EXPIRED:
            token = await self._tokens.renew(token)
            answered = await self._client.post(call.with_headers(access_token=token))
        self.judge(answered)

    def fault(self, body: Mapping[str, Any]) -> object | None:
        """Zalo answers 200 to everything; `error` tells."""
        error = body.get("error", "unknown" if body else None)
        return None if error == 0 else error


def _stamp(body: bytes) -> str:
    try:
        stamp = orjson.loads(body)["timestamp"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
    return str(stamp) if isinstance(stamp, str | int) else ""


def _button(option: Option) -> dict[str, str]:
    # The hidden kind: what it sends back is an address, which nobody needs to see.
    return {"title": option.label, "type": "oa.query.hide", "payload": marked(option.address)}


def _event(kind: str, message: Mapping[Any, Any]) -> Event | None:
    match kind, message:
        case "user_send_text", {"text": str(text)}:
            return said(text)
        case "user_send_image", {"attachments": [{"payload": {"url": str(url)}}, *_]}:
            return Photographed(url)
        case "user_send_image", _:
            return Unreadable("other")
        case _:
            return Unreadable(_UNREAD[kind]) if kind in _UNREAD else None
