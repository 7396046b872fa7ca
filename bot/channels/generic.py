"""The signed webhook for any other messenger (Standard Webhooks), answered in the response.

Request:  {"person": "…", "text": "…"} or {"person": "…", "address": "node:choice"} or
          {"person": "…", "start": true}, with an optional "language"; the headers `webhook-id`,
          `webhook-timestamp` and `webhook-signature` as the standard says.
Response: {"screens": [{"text", "options": [{"label", "address", "number"}], "nav", "private"}]}
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook

from bot.channels.base import ChannelRefused, Incoming, Malformed, Place
from bot.rendering import Limits, Screen
from handlers.model import Event, Picked, Said, Started, Unreadable

OLDEST = timedelta(minutes=5)  # Of a signature, either way.
LONGEST_ID = 128  # Characters.
_PERSON = re.compile(r"[\x21-\x7e]{1,120}")


class Generic:
    """Any messenger that can sign a JSON request."""

    name = "generic"
    limits = Limits(text=4000)
    answers_inline = True

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        self._webhook = Webhook(secret)
        self._clock = clock

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Check signature and age of the raw body; several signatures allow keys to rotate.

        `Webhook.verify` is not used: it parses the body too, and raises on hostile headers.
        """
        id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not id or not re.fullmatch(r"[0-9]{1,12}", stamp):
            return False
        if abs(self._clock().timestamp() - int(stamp)) > OLDEST.total_seconds():
            return False
        sent = datetime.fromtimestamp(int(stamp), UTC)
        try:
            expected = self._webhook.sign(id, sent, body.decode()).encode()
        except UnicodeDecodeError:
            return False
        given = headers.get("webhook-signature", "").encode("utf-8", "surrogatepass")
        matches = [hmac.compare_digest(expected, one) for one in given.split(b" ")]
        return any(matches)

    def parse(self, payload: Any) -> Incoming | None:
        match payload:
            case {"person": str(person), "id": str(id)} if _PERSON.fullmatch(person):
                language = payload.get("language")
                hint = language[:2] if isinstance(language, str) else ""
                return Incoming(self.name, person, _event(payload), _short(id), language=hint)
            case _:
                raise Malformed("a message needs a person (1 to 120 visible ASCII characters)")

    def show(self, screens: Sequence[Screen]) -> Any:
        return {
            "screens": [
                {
                    "text": screen.text,
                    "options": [
                        {"label": o.label, "address": o.address, "number": o.number}
                        for o in screen.options
                    ],
                    "nav": [{"label": o.label, "address": o.address} for o in screen.nav],
                    "private": screen.private,
                    "language": screen.language,
                    "card": screen.card,
                }
                for screen in screens
            ]
        }

    async def deliver(self, place: Place, screen: Screen) -> None:
        raise ChannelRefused("this channel answers in the response only")

    async def forget(self, place: Place) -> None:
        """The messenger behind the webhook deletes by its own rules."""

    async def fetch(self, photo: str) -> bytes:
        raise ChannelRefused("this channel carries no photos")


def _short(id: str) -> str:
    """Return an id that fits into its column, and that no other id shares."""
    return id if len(id) <= LONGEST_ID else hashlib.sha256(id.encode()).hexdigest()


def _event(payload: Mapping[str, Any]) -> Event:
    match payload:
        case {"address": str(address)}:
            return Picked.from_address(address)
        case {"text": str(text)}:
            return Said(text)
        case {"start": True}:
            return Started()
        case {"kind": str(kind)}:
            return Unreadable(kind)
        case _:
            raise Malformed("a message needs a text, an address or start")
