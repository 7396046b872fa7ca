"""What every channel is: it knows one wire format, and nothing about residence.

ChannelError
├── ChannelRefused   the messenger said no, for good
│   └── WindowClosed   … until the person writes again
├── NotNow           it was surely not sent; later it may be
├── Uncertain        it went out, and nobody knows whether it arrived
└── Malformed        what came in is not of this channel's format
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.rendering import Limits, Screen
from handlers.model import Event


class ChannelError(Exception):
    """The wire, not the person, is at fault."""


class ChannelRefused(ChannelError):
    """The messenger's no is final: blocked, gone, not allowed. Asking again changes nothing."""


class WindowClosed(ChannelRefused):
    """The time in which the messenger lets us answer is over; the person has to write again."""


class NotNow(ChannelError):
    """The messenger has not taken it, and may do so later: flood control, no connection."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after  # Seconds that the messenger asked to wait, if it did.


class Uncertain(ChannelError):
    """The request left and no answer came: the message may have arrived, or not."""


class Malformed(ChannelError):
    """A payload that is not of this channel's format; nothing of it is kept."""


class NotTaken(Exception):
    """A message could not be committed for now; its messenger is to deliver it again."""


@dataclass(frozen=True)
class Place:
    """Where an answer goes; all that is kept of an incoming message until it is sent."""

    person: str
    message: str = ""  # The channel's reference to the message answered.


@dataclass(frozen=True)
class Incoming:
    """One message, in no messenger's format any more."""

    channel: str
    person: str  # Who writes, as the channel knows them.
    event: Event
    id: str  # The channel's own id of this message: the same when it is delivered again.
    language: str = ""  # What the channel says of the person's language, if anything.
    message: str = ""  # The channel's reference to the message, for deleting it.
    keys: tuple[str, ...] = ("",)  # As in `lookup.request.Request`.
    renewed: str = ""
    brief: bool = False  # In a group: the first screen is said, and no more.
    heard: int = 0  # Up to which turn the channel has shown what it has to come for.

    @property
    def conversation(self) -> str:
        return f"{self.channel}:{self.person}"

    @property
    def place(self) -> Place:
        return Place(self.person, self.message)


class Channel(Protocol):
    """One messenger. `answers_inline` channels carry the reply in the HTTP response itself.

    The others are sent to by the outbox after the commit, so their webhook is confirmed as soon
    as the message is committed.
    """

    name: str
    limits: Limits
    answers_inline: bool

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Say whether the raw body comes from the messenger. Constant time; fails closed."""

    def parse(self, payload: Any) -> Incoming | None:
        """Normalise a payload; None for kinds that are not answered. Raises Malformed."""

    def show(self, screens: Sequence[Screen]) -> Any:
        """Return the JSON that an inline channel answers with."""

    async def deliver(self, place: Place, screen: Screen) -> Place | None:
        """Send one screen, once: the outbox (`bot/outbox.py`) keeps order and tries again.

        Returns where it stands, for deleting it later; None where the channel cannot.

        Raises ChannelRefused, NotNow or Uncertain. Whether the request left decides between the
        last two: a private screen is sent again after NotNow only. Channels that answer inline
        refuse.
        """

    async def forget(self, place: Place) -> None:
        """Delete a message, the person's or ours, where the channel can; may be repeated.

        Raises the same. What is gone already is deleted.
        """

    async def fetch(self, photo: str) -> bytes:
        """Return the bytes of a photo. Raises ChannelRefused."""
