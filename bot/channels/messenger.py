"""Facebook Messenger: choices are quick replies; a page may answer for 24 hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from bot.channels.base import Incoming, Malformed, Place
from bot.channels.meta import Meta, entries
from bot.channels.provider import Call
from bot.channels.reading import person, short
from bot.rendering import Limits, Screen
from handlers.model import Event, Photographed, Picked, Said, Started, Unreadable

GET_STARTED = "GET_STARTED"  # The payload that Meta's own examples give the button.

_UNREAD = {"audio": "voice", "file": "document", "location": "location"}


class FacebookMessenger(Meta):
    """A page's inbox."""

    name = "messenger"
    limits = Limits(text=2000, buttons=13, label=20, deletes=False)
    hosts: ClassVar = (".fbcdn.net", ".fbsbx.com")

    def unpack(self, payload: Any) -> Iterator[Any]:
        if payload.get("object") != "page":
            raise Malformed("this is not an event of a page")
        yield from entries(payload, "messaging")

    def parse(self, payload: Any) -> Incoming | None:
        """Read one entry of `messaging`; None for echoes, receipts and reactions."""
        match payload:
            case {"message": {"is_echo": True}}:
                return None
            case {"sender": {"id": who}, "message": {"mid": id, **message}}:
                return self._incoming(who, id, _event(message))
            case {"sender": {"id": who}, "postback": {"payload": str(data), **postback}}:
                event = Started() if data == GET_STARTED else Picked.from_address(data)
                id = postback.get("mid") or f"postback:{payload.get('timestamp')}"
                return self._incoming(who, id, event)
            case _:
                return None

    def _incoming(self, who: object, id: object, event: Event) -> Incoming:
        return Incoming(self.name, person(who), event, short(id))

    def write(self, place: Place, screen: Screen) -> Call:
        message: dict[str, Any] = {"text": screen.text}
        if options := (*screen.options, *screen.nav):
            message["quick_replies"] = [
                {"content_type": "text", "title": option.label, "payload": option.address}
                for option in options
            ]
        body = {
            "recipient": {"id": place.person},
            "messaging_type": "RESPONSE",
            "message": message,
        }
        return self.call("me/messages", body)


def _event(message: Mapping[Any, Any]) -> Event:
    match message:
        case {"quick_reply": {"payload": str(address)}}:
            return Picked.from_address(address)
        case {"sticker_id": _} | {"attachments": [{"payload": {"sticker_id": _}}, *_]}:
            return Unreadable("sticker")
        case {"attachments": [{"type": "image", "payload": {"url": str(url)}}, *_]}:
            return Photographed(url)
        case {"attachments": [{"type": str(kind)}, *_]}:
            return Unreadable(_UNREAD.get(kind, "other"))
        case {"text": str(text)}:
            return Said(text)
        case _:
            return Unreadable("other")
