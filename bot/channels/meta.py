"""What Messenger and WhatsApp share: Meta's webhook, its handshake and its Graph API."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from bot.channels.base import ChannelError, NotNow, Uncertain, WindowClosed
from bot.channels.provider import Call, Client, Messenger, Take
from bot.channels.reading import keyed, same

GRAPH = "https://graph.facebook.com/v24.0"

log = logging.getLogger(__name__)


class Meta(Messenger):
    """A product of Meta's: signed with the app's secret, called with a bearer token."""

    faults: ClassVar[Mapping[object, type[ChannelError]]] = {
        **dict.fromkeys((2, 4, 613, 1200, 80007), NotNow),
        **dict.fromkeys((130429, 131016, 131048, 131056, 133004), NotNow),
        190: NotNow,  # The token; sending waits until somebody sets another.
        **dict.fromkeys((1, 131000), Uncertain),  # Also told of messages that did arrive.
        131047: WindowClosed,
        (10, 2018278): WindowClosed,
    }

    def __init__(
        self,
        client: Client,
        take: Take,
        *,
        app_secret: str,
        verify_token: str,
        token: str,
        graph: str = GRAPH,
    ) -> None:
        super().__init__(client, take, graph)
        self._app_secret, self._verify_token, self._token = app_secret, verify_token, token

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """Give the challenge back to whoever knows the token of the webhook page."""
        known = same(self._verify_token, query.get("hub.verify_token", ""))
        if not self._verify_token or not known or query.get("hub.mode") != "subscribe":
            return None
        return query.get("hub.challenge", "")

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Check `sha256=` and the HMAC of the raw body; Meta escapes what is not ASCII."""
        if not self._app_secret:
            return False
        expected = f"sha256={keyed(self._app_secret, body)}"
        return same(expected, headers.get("x-hub-signature-256", ""))

    def fault(self, body: Mapping[str, Any]) -> object | None:
        match body:
            case {"error": {"code": 10, "error_subcode": 2018278}}:
                return (10, 2018278)
            case {"error": {"code": int(code)}}:
                if code == 190:
                    log.error("%s: Meta refuses the access token", self.name)
                return code
            case {"error": _}:
                return "unknown"
            case _:
                return None

    def call(self, path: str, body: Mapping[str, Any]) -> Call:
        """Write a call of the Graph API."""
        return Call(f"{self._base}/{path}", body, self.bearer)

    @property
    def bearer(self) -> Mapping[str, str]:
        return {"authorization": f"Bearer {self._token}"}


def entries(payload: Any, within: str) -> Iterator[Any]:
    """Yield what stands in every entry's list `within`; what is no list is passed over."""
    listed = payload.get("entry")
    for entry in listed if isinstance(listed, list) else ():
        parts = entry.get(within) if isinstance(entry, dict) else None
        yield from parts if isinstance(parts, list) else ()
