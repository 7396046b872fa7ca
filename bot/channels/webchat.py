"""The web chat: our own page, with and without JavaScript."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.channels.base import ChannelRefused, Incoming, Malformed, Place
from bot.channels.reading import turn
from bot.pictures import data_uri
from bot.rendering import Limits, Screen
from handlers.model import Event, Photographed, Picked, Said, Started

PHOTOS = 20  # Photos held in memory until they are read; older ones give way.
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class WebChat:
    """Answers in the HTTP response; the person is known by a random cookie."""

    name = "web"
    limits = Limits(text=8000, label=60)
    answers_inline = True

    def __init__(self) -> None:
        self._photos: OrderedDict[str, bytes] = OrderedDict()

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Never by webhook: the page has its own routes, bound to a cookie and an origin."""
        return False

    def parse(self, payload: Any) -> Incoming | None:
        """Read {"cookie", "id", "text" | "address" | "photo" | "start", "language", "heard"}."""
        match payload:
            case {"cookie": str(cookie), "id": str(id)} if _ID.fullmatch(id):
                return Incoming(
                    self.name,
                    hashlib.sha256(cookie.encode()).hexdigest()[:32],
                    _event(payload),
                    id,
                    language=str(payload.get("language") or "")[:2],
                    heard=turn(payload.get("heard")),
                )
            case _:
                raise Malformed("a message needs an id of 8 to 64 letters, digits, _ or -")

    def show(self, screens: Sequence[Screen]) -> Any:
        return {"screens": [_shown(screen) for screen in screens]}

    async def deliver(self, place: Place, screen: Screen) -> None:
        raise ChannelRefused("the web chat answers in the response only")

    async def forget(self, place: Place) -> None:
        """Nothing is kept here: the page itself leaves out what was typed as a secret."""

    def hold(self, image: bytes) -> str:
        """Keep an uploaded photo in memory until it is read once; return its reference."""
        reference = secrets.token_urlsafe(16)
        self._photos[reference] = image
        while len(self._photos) > PHOTOS:
            self._photos.popitem(last=False)
        return reference

    def drop(self, photo: str) -> None:
        """Forget a photo that nobody has read."""
        self._photos.pop(photo, None)

    async def fetch(self, photo: str) -> bytes:
        try:
            return self._photos.pop(photo)
        except KeyError:
            raise ChannelRefused("this photo is no longer held") from None


def _shown(screen: Screen) -> Mapping[str, Any]:
    """Write a screen for the page, which gets the picture of a QR code."""
    return {**asdict(screen), "qr": data_uri(screen.qr) if screen.qr else ""}


def _event(said: Mapping[str, Any]) -> Event:
    match said:
        case {"address": str(address)} if address:
            return Picked.from_address(address)
        case {"photo": str(photo)}:
            return Photographed(photo)
        case {"text": str(text)}:
            return Said(text)
        case {"start": True}:
            return Started()
        case _:
            raise Malformed("a message needs a text or an address")
