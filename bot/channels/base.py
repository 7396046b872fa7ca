"""What every channel is: it knows one wire format, and nothing about residence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.rendering import Limits, Screen
from handlers.model import Event


class ChannelError(Exception):
    """The wire, not the person, is at fault."""


class ChannelRefused(ChannelError):
    """The messenger took the message and said no, or gave up after every retry."""


class Malformed(ChannelError):
    """A payload that is not of this channel's format; nothing of it is kept."""


@dataclass(frozen=True)
class Incoming:
    """One message, in no messenger's format any more."""

    channel: str
    person: str  # Who writes, as the channel knows them.
    event: Event
    id: str  # The channel's own id of this message: the same when it is delivered again.
    language: str = ""  # What the channel says of the person's language, if anything.
    message: str = ""  # The channel's reference to the message, for deleting it.

    @property
    def conversation(self) -> str:
        return f"{self.channel}:{self.person}"


class Channel(Protocol):
    """One messenger. `answers_inline` channels carry the reply in the HTTP response itself."""

    name: str
    limits: Limits
    answers_inline: bool

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Say whether the raw body comes from the messenger. Constant time; fails closed."""

    def parse(self, payload: Any) -> Incoming | None:
        """Normalise a payload; None for kinds that are not answered. Raises Malformed."""

    def show(self, screens: Sequence[Screen]) -> Any:
        """Return the JSON that an inline channel answers with."""

    async def deliver(self, incoming: Incoming, screens: Sequence[Screen]) -> None:
        """Send the screens in order. Raises ChannelRefused."""

    async def forget(self, incoming: Incoming) -> None:
        """Delete the person's message where the channel can."""

    async def fetch(self, photo: str) -> bytes:
        """Return the bytes of a photo. Raises ChannelRefused."""
