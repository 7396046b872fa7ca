"""The Zalo Bot Platform: texts only, so choices are a numbered list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.channels.base import ChannelError, Incoming, Malformed, NotNow, Place
from bot.channels.provider import Call, Client, Messenger, Take
from bot.channels.reading import person, same, short
from bot.rendering import Limits, Screen
from handlers.model import Event, Photographed, Said, Unreadable

API = "https://bot-api.zaloplatforms.com"

_UNREAD = {"message.sticker.received": "sticker", "message.voice.received": "voice"}


class ZaloBot(Messenger):
    """A bot of the platform, which speaks a dialect of Telegram's."""

    name = "zalo_bot"
    limits = Limits(text=2000, buttons=0, deletes=False)
    hosts: ClassVar = (".zdn.vn", ".zadn.vn")
    faults: ClassVar[Mapping[object, type[ChannelError]]] = {
        401: NotNow,  # The token; sending waits until somebody sets another.
        429: NotNow,
    }

    def __init__(
        self, client: Client, take: Take, *, token: str, secret: str, api: str = API
    ) -> None:
        super().__init__(client, take, api)
        self._token, self._secret = token, secret

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Compare the secret that Zalo was told with the one in the header."""
        given = headers.get("x-bot-api-secret-token", "")
        return bool(self._secret) and same(self._secret, given)

    def parse(self, payload: Any) -> Incoming | None:
        """Read an event, wrapped in `result` or not; None for what bots say."""
        event = payload.get("result", payload)
        match event:
            case {"message": {"from": {"is_bot": True}}}:
                return None
            case {"event_name": str(kind), "message": {"chat": chat, "message_id": id, **message}}:
                if not isinstance(chat, dict):
                    raise Malformed("a message needs a chat")
                group = chat.get("chat_type", "PRIVATE") != "PRIVATE"
                happened = Unreadable("group") if group else _event(kind, message)
                return Incoming(self.name, person(chat.get("id")), happened, short(id))
            case _:
                return None

    def write(self, place: Place, screen: Screen) -> Call:
        body = {"chat_id": place.person, "text": screen.text}
        return Call(f"{self._base}/bot{self._token}/sendMessage", body)

    def fault(self, body: Mapping[str, Any]) -> object | None:
        if body.get("ok") is True or not body:
            return None
        code: object = body.get("error_code", "unknown")
        return code

    async def subscribe(self, url: str) -> None:
        """Tell Zalo where events go. Raises ChannelError."""
        body = {"url": url, "secret_token": self._secret}
        called = Call(f"{self._base}/bot{self._token}/setWebhook", body)
        self.judge(await self._client.post(called))


def _event(kind: str, message: Mapping[Any, Any]) -> Event:
    match kind, message:
        case "message.text.received", {"text": str(text)}:
            return Said(text)
        case "message.image.received", {"photo": str(url)} | {"photo_url": str(url)}:
            return Photographed(url)
        case _:
            return Unreadable(_UNREAD.get(kind, "other"))
