"""A messenger in memory that is sent to, for whatever is about delivery and not about a format."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import ChannelError, ChannelRefused, Incoming, Place
from bot.rendering import Limits, Screen


@dataclass
class Wire:
    """Notes what arrives; `errors` are raised by the next calls, None lets one pass."""

    name: str = "wire"
    limits: Limits = field(default_factory=Limits)
    answers_inline: bool = False
    sent: list[tuple[str, Screen]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    errors: deque[Exception | None] = field(default_factory=deque)
    arrives: bool = False  # Whether what ends in an error has arrived all the same.

    def authentic(self, headers: Any, body: bytes) -> bool:
        return False

    def parse(self, payload: Any) -> Incoming | None:
        return None

    def show(self, screens: Any) -> Any:
        raise ChannelRefused

    async def deliver(self, place: Place, screen: Screen) -> None:
        error = self.errors.popleft() if self.errors else None
        if error is None or (self.arrives and isinstance(error, ChannelError)):
            self.sent.append((place.person, screen))
        if error is not None:
            raise error

    async def forget(self, place: Place) -> None:
        if self.errors and (error := self.errors.popleft()):
            raise error
        self.forgotten.append(place.message)

    async def fetch(self, photo: str) -> bytes:
        raise ChannelRefused

    @property
    def texts(self) -> list[str]:
        return [screen.text for _, screen in self.sent]
