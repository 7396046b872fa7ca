"""The signed webhook for any other messenger (Standard Webhooks): `docs/webhook.md`.

Answered in the response, or, where a callback address is set, by requests of our own, which are
signed in the same way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from bot.channels.base import Channel, ChannelRefused, Incoming, Malformed, Place
from bot.channels.reading import person, same, short, turn
from bot.rendering import Limits, Option, Screen
from handlers.model import Event, Picked, Said, Started, Unreadable

OLDEST = timedelta(minutes=5)  # Of a signature, either way.
LIMITS = Limits(text=4000, buttons=24, label=60)


class Post(Protocol):
    async def __call__(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Send to the callback address. Raises ChannelRefused, NotNow or Uncertain."""


@dataclass(frozen=True)
class Callback:
    """What is needed to answer by requests of our own."""

    take: Callable[[Channel, Incoming], Awaitable[None]]
    post: Post


class Generic:
    """Any messenger that can sign a JSON request.

    `secrets` are `whsec_…`: each is believed, and what we send is signed with all of them, so
    that one can take the place of another.
    """

    name = "generic"

    def __init__(
        self,
        secrets: Sequence[str],
        clock: Callable[[], datetime],
        *,
        limits: Limits = LIMITS,
        callback: Callback | None = None,
    ) -> None:
        self._keys = [key_of(secret) for secret in secrets]
        self._clock, self._callback = clock, callback
        self.limits = limits
        self.answers_inline = callback is None

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Check signature and age of the raw body; several signatures allow keys to rotate."""
        id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not id or not re.fullmatch(r"[0-9]{1,12}", stamp):
            return False
        if abs(self._clock().timestamp() - int(stamp)) > OLDEST.total_seconds():
            return False
        given = headers.get("webhook-signature", "").split(" ")
        matches = [same(signature(key, id, stamp, body), g) for key in self._keys for g in given]
        return any(matches)

    def parse(self, payload: Any) -> Incoming | None:
        """Read a message; its id is that of the header `webhook-id`."""
        match payload:
            case {"person": str(who), "id": str(id)}:
                language = payload.get("language")
                hint = language[:2] if isinstance(language, str) else ""
                given = short(id)
                return Incoming(
                    self.name,
                    person(who),
                    _event(payload),
                    given,
                    language=hint,
                    message=given,
                    heard=turn(payload.get("after")),
                )
            case _:
                raise Malformed("a message needs a person (1 to 120 visible ASCII characters)")

    async def feed(self, payload: Any) -> None:
        """Take a message that is answered by requests of our own. Raises Malformed."""
        incoming = self.parse(payload)
        if payload.get("poll") is True:  # What there is to tell is sent without being asked for.
            return
        if incoming is not None and self._callback is not None:
            await self._callback.take(self, incoming)

    def show(self, screens: Sequence[Screen]) -> Any:
        return {"screens": [shown(screen) for screen in screens]}

    async def deliver(self, place: Place, screen: Screen) -> None:
        """Send one screen to the callback address. Raises ChannelRefused, NotNow or Uncertain."""
        await self._call({"type": "screen", **_about(place), "screen": shown(screen)})

    async def forget(self, place: Place) -> None:
        """Ask the messenger to delete the person's message, which holds a secret."""
        if self._callback is not None:
            await self._call({"type": "forget", **_about(place)})

    async def fetch(self, photo: str) -> bytes:
        raise ChannelRefused("this channel carries no photos")

    async def _call(self, said: Mapping[str, Any]) -> None:
        if self._callback is None:
            raise ChannelRefused("this channel answers in the response only")
        body = orjson.dumps(said)
        # What is sent again has the same id, so that the messenger can tell.
        id = f"msg_{hashlib.sha256(body).hexdigest()[:32]}"
        await self._callback.post(body, signed(self._keys, id, self._clock(), body))


def limits_of(written: str) -> Limits:
    """Read "text=2000 buttons=5 label=20"; what is not named stays as it is."""
    given = {name: int(value) for name, value in (part.split("=") for part in written.split())}
    return Limits(
        given.get("text", LIMITS.text),
        given.get("buttons", LIMITS.buttons),
        given.get("label", LIMITS.label),
    )


def key_of(secret: str) -> bytes:
    """Return the key of a `whsec_…` secret. Raises ValueError."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a Standard Webhooks secret is whsec_ and base64") from error


def signature(key: bytes, id: str, stamp: str, body: bytes) -> str:
    """Sign a raw body as Standard Webhooks says; `stamp` is in seconds."""
    content = f"{id}.{stamp}.".encode("utf-8", "surrogatepass") + body
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def signed(keys: Sequence[bytes], id: str, now: datetime, body: bytes) -> Mapping[str, str]:
    """Return the headers that go with a body, signed with every key."""
    stamp = str(int(now.timestamp()))
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signature(key, id, stamp, body) for key in keys),
    }


def shown(screen: Screen) -> Mapping[str, Any]:
    """Write one message of an answer."""
    return {
        "text": screen.text,
        "options": [{**_button(option), "number": option.number} for option in screen.options],
        "nav": [_button(option) for option in screen.nav],
        "private": screen.private,
        "language": screen.language,
        "card": screen.card,
        "qr": screen.qr,
        "lasts": screen.lasts if screen.private else None,
    }


def _button(option: Option) -> Mapping[str, Any]:
    return {"label": option.label, "address": option.address}


def _about(place: Place) -> Mapping[str, str]:
    return {"person": place.person, "message": place.message}


def _event(payload: Mapping[str, Any]) -> Event:
    match payload:
        case {"address": str(address)}:
            return Picked.from_address(address)
        case {"text": str(text)}:
            return Said(text)
        case {"start": True} | {"poll": True}:  # A poll is read by the route: nothing is said.
            return Started()
        case {"kind": str(kind)}:
            return Unreadable(kind)
        case _:
            raise Malformed("a message needs a text, an address, start or a kind")
