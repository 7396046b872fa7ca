"""WhatsApp Cloud: up to three choices are buttons, up to ten a list; 24 hours to answer."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from bot.channels.base import ChannelRefused, Incoming, Malformed, Place
from bot.channels.meta import GRAPH, Meta, entries
from bot.channels.provider import Call, Client, Take, json_object
from bot.channels.reading import person, short
from bot.rendering import Limits, Option, Screen, units
from handlers.model import Event, Photographed, Picked, Said, Unreadable

BUTTONS, BUTTON = 3, 20  # Reply buttons of a message, characters of one.
ROW = 24  # Characters of a list row's title; its description takes 72.

# Unsupported kinds are shown to a person by WhatsApp itself; changes of numbers are no messages.
_UNREAD = {
    "audio": "voice",
    "sticker": "sticker",
    "document": "document",
    "location": "location",
    "contacts": "contact_of_another",
    "video": "other",
    "order": "other",
    "unsupported": "other",
}
_LIST = {"vi": "Chọn mục", "en": "Choose"}

log = logging.getLogger(__name__)


class WhatsApp(Meta):
    """A business number; the person is known by theirs."""

    name = "whatsapp"
    limits = Limits(text=4096, buttons=10, label=72, beside=1024, deletes=False)
    hosts: ClassVar = (".fbsbx.com",)

    def __init__(
        self,
        client: Client,
        take: Take,
        *,
        app_secret: str,
        verify_token: str,
        token: str,
        number_id: str,
        graph: str = GRAPH,
    ) -> None:
        super().__init__(
            client, take, app_secret=app_secret, verify_token=verify_token, token=token, graph=graph
        )
        self._number_id = number_id

    def unpack(self, payload: Any) -> Iterator[Any]:
        if payload.get("object") != "whatsapp_business_account":
            raise Malformed("this is not an event of a WhatsApp account")
        for change in entries(payload, "changes"):
            value = change.get("value") if isinstance(change, dict) else None
            if isinstance(value, dict):
                _note(value)
                messages = value.get("messages")
                yield from messages if isinstance(messages, list) else ()

    def parse(self, payload: Any) -> Incoming | None:
        """Read one of `messages`; None for reactions and changes of numbers."""
        match payload:
            case {"from": who, "id": id, "type": str(kind), **message}:
                event = _event(kind, message)
                return Incoming(self.name, person(who), event, short(id)) if event else None
            case _:
                return None

    def write(self, place: Place, screen: Screen) -> Call:
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": place.person,
            **_content(screen),
        }
        return self.call(f"{self._number_id}/messages", body)

    async def fetch(self, photo: str) -> bytes:
        """Ask for the address of a photo by its id, then for the photo. Raises ChannelRefused."""
        if not photo.isascii() or not photo.isalnum():
            raise ChannelRefused("this is no id of a photo")
        found = await self._client.get(f"{self._base}/{photo}", self.bearer, self._hosts)
        match json_object(found):
            case {"url": str(url)}:
                return await self._client.get(url, self.bearer, self._hosts)
            case _:
                raise ChannelRefused("WhatsApp names no address for this photo")


def _note(value: Mapping[str, Any]) -> None:
    """Log what could not be delivered after it was accepted; codes only."""
    match value:
        case {"statuses": [{"status": "failed", "errors": [{"code": int(code)}, *_]}, *_]}:
            log.warning("whatsapp: a message failed after it was accepted, error %d", code)


def _event(kind: str, message: Mapping[Any, Any]) -> Event | None:
    match kind, message:
        case "text", {"text": {"body": str(text)}}:
            return Said(text)
        case "interactive", {"interactive": {"button_reply": {"id": str(address)}}}:
            return Picked.from_address(address)
        case "interactive", {"interactive": {"list_reply": {"id": str(address)}}}:
            return Picked.from_address(address)
        case "button", {"button": {"payload": str(address)}}:
            return Picked.from_address(address)
        case "image", {"image": {"id": str(id)}}:
            return Photographed(id)
        case _:
            return Unreadable(_UNREAD[kind]) if kind in _UNREAD else None


def _content(screen: Screen) -> dict[str, Any]:
    options = (*screen.options, *screen.nav)
    if not options:
        return {"type": "text", "text": {"body": screen.text, "preview_url": False}}
    few = len(options) <= BUTTONS and all(units(o.label) <= BUTTON for o in options)
    action = _buttons(options) if few else _list(screen, options)
    interactive = {
        "type": "button" if few else "list",
        "body": {"text": screen.text},
        "action": action,
    }
    return {"type": "interactive", "interactive": interactive}


def _buttons(options: Sequence[Option]) -> dict[str, Any]:
    replies = [{"id": option.address, "title": option.label} for option in options]
    return {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}


def _list(screen: Screen, options: Sequence[Option]) -> dict[str, Any]:
    word = _LIST.get(screen.language, _LIST["vi"])
    return {"button": word, "sections": [{"title": word, "rows": [_row(o) for o in options]}]}


def _row(option: Option) -> dict[str, str]:
    """Write a label whole: as the title, or under the number that can be typed for it."""
    if units(option.label) <= ROW:
        return {"id": option.address, "title": option.label}
    title = str(option.number) if option.number else "•"
    return {"id": option.address, "title": title, "description": option.label}
