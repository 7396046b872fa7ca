"""Viber: choices are a keyboard; a pressed key comes back as a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any, ClassVar

from bot.channels.base import ChannelError, Incoming, NotNow, Place, WindowClosed
from bot.channels.provider import Call, Client, Messenger, Take
from bot.channels.reading import keyed, marked, person, said, same, short
from bot.rendering import Limits, Option, Screen
from handlers.model import Event, Photographed, Started, Unreadable

API = "https://chatapi.viber.com/pa"
EVENTS = ["conversation_started", "subscribed", "unsubscribed", "failed"]

_UNREAD = {
    "sticker": "sticker",
    "file": "document",
    "location": "location",
    "contact": "contact_of_another",
    "video": "other",
    "url": "other",
}


class Viber(Messenger):
    """A bot of Viber's. `sender` is the name that people see."""

    name = "viber"
    limits = Limits(text=7000, buttons=12, label=60, deletes=False)
    hosts: ClassVar = (".viber.com",)
    faults: ClassVar[Mapping[object, type[ChannelError]]] = {
        2: NotNow,  # The token; sending waits until somebody sets another.
        6: WindowClosed,  # Not subscribed, until the person writes.
        10: NotNow,
        12: NotNow,
    }

    def __init__(
        self, client: Client, take: Take, *, token: str, sender: str, api: str = API
    ) -> None:
        super().__init__(client, take, api)
        self._token, self._sender = token, sender

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Check the HMAC of the raw body under the bot's own token."""
        given = headers.get("x-viber-content-signature", "")
        return bool(self._token) and same(keyed(self._token, body), given)

    def parse(self, payload: Any) -> Incoming | None:
        """Read a callback; None for receipts, and for the one that asks whether we are here."""
        match payload:
            case {"event": "message", "sender": {"id": who}, "message": {"type": kind, **message}}:
                return self._incoming(payload, who, _event(kind, message))
            case {"event": "conversation_started", "user": {"id": who}}:
                return self._incoming(payload, who, Started())
            case _:
                return None

    def _incoming(self, payload: Mapping[str, Any], who: object, event: Event) -> Incoming:
        match payload:
            case {"sender": {"language": str(language)}} | {"user": {"language": str(language)}}:
                hint = language[:2].lower()
            case _:
                hint = ""
        id = short(payload.get("message_token"))
        return Incoming(self.name, person(who), event, id, language=hint)

    def greeting(self, payload: Any) -> tuple[Viber, Incoming] | None:
        """Return what is answered in the response, and the channel that answers so.

        Viber sends nothing to people who have not written yet; this is their welcome.
        """
        if payload.get("event") != "conversation_started":
            return None
        inline = copy(self)
        inline.answers_inline = True
        incoming = self.parse(payload)
        return (inline, incoming) if incoming else None

    def write(self, place: Place, screen: Screen) -> Call:
        body = {"receiver": place.person, **self._message(screen)}
        return Call(f"{self._base}/send_message", body, {"x-viber-auth-token": self._token})

    def show(self, screens: Sequence[Screen]) -> Any:
        """Return the welcome, which is one message."""
        whole = tuple(paragraph for screen in screens for paragraph in screen.paragraphs)
        return self._message(replace(screens[-1], paragraphs=whole))

    def _message(self, screen: Screen) -> dict[str, Any]:
        message: dict[str, Any] = {
            "min_api_version": 6,  # From there on a pressed key need not show its address.
            "sender": {"name": self._sender},
            "type": "text",
            "text": screen.text,
        }
        if options := (*screen.options, *screen.nav):
            keys = [_key(option) for option in options]
            message["keyboard"] = {"Type": "keyboard", "DefaultHeight": False, "Buttons": keys}
        return message

    def fault(self, body: Mapping[str, Any]) -> object | None:
        """Viber answers 200 to everything; the status in the body tells."""
        status = body.get("status", "unknown" if body else None)
        return None if status == 0 else status

    async def subscribe(self, url: str) -> None:
        """Tell Viber where its callbacks go. Raises ChannelError."""
        body = {"url": url, "event_types": EVENTS, "send_name": False, "send_photo": False}
        headers = {"x-viber-auth-token": self._token}
        self.judge(await self._client.post(Call(f"{self._base}/set_webhook", body, headers)))


def _key(option: Option) -> dict[str, Any]:
    return {
        "Columns": 6,
        "Rows": 1,
        "ActionType": "reply",
        "ActionBody": marked(option.address),
        "Text": option.label,
        "Silent": True,
    }


def _event(kind: object, message: Mapping[Any, Any]) -> Event:
    match kind, message:
        case "text", {"text": str(text)}:
            return said(text)
        case "picture", {"media": str(url)}:
            return Photographed(url)
        case _:
            return Unreadable(_UNREAD.get(str(kind), "other"))
