"""What every telephone provider is: it signs requests, names keys, and takes verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.base import Channel, ChannelRefused, Incoming
from bot.phone.verbs import Verb
from bot.rendering import Limits


@dataclass(frozen=True)
class Asked:
    """One request of a provider. `url` is the public address, as the provider called it."""

    method: str
    url: str
    target: str  # Path and query, as they came.
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Keyed:
    """What a request says: whose call it is, and what was pressed ("" for nothing)."""

    call: str
    keys: str
    reached: bool | None = None  # After a transfer: whether somebody answered.


class Line(Channel, Protocol):
    """One provider. Its routes are `/calls/{name}`; the loop sees a channel without a wire."""

    media_type: str

    def signed(self, asked: Asked) -> bool:
        """Say whether the request comes from the provider. Constant time; fails closed."""

    def read(self, asked: Asked) -> Keyed:
        """Read a request. Raises Malformed."""

    def write(self, verbs: Sequence[Verb], then: str) -> bytes:
        """Write what to do now, and the address to ask when keys are pressed."""


class Spoken:
    """The part that all lines share: what the loop asks of a channel."""

    name = "call"
    limits = Limits(text=1_000_000, label=200, heard=True)
    answers_inline = True

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Never by webhook: calls have their own routes, signed as `signed` says."""
        return False

    def parse(self, payload: Any) -> Incoming | None:
        return None

    def show(self, screens: Sequence[Any]) -> Any:
        return None

    async def deliver(self, *_to: object) -> None:
        raise ChannelRefused("a call is answered in the response only")

    async def forget(self, *_what: object) -> None:
        """Nothing that was pressed is kept."""

    async def fetch(self, photo: str) -> bytes:
        raise ChannelRefused("a telephone carries no photos")
