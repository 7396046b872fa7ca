"""What messengers share that post to us and are called for the answer."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

import aiohttp
import orjson

from bot.channels.base import (
    Channel,
    ChannelError,
    ChannelRefused,
    Incoming,
    Malformed,
    NotNow,
    Place,
    Uncertain,
)
from bot.rendering import Limits, Screen

log = logging.getLogger(__name__)

REQUEST = 10.0  # Seconds for one call or one download, connecting included.
CONNECT = 3.0  # Seconds.
MOST_ANSWER = 64 * 1024  # Bytes read of an answer.
MOST_PHOTO = 10 * 1024 * 1024


@dataclass(frozen=True)
class Call:
    """One request to a messenger, ready to be sent."""

    url: str
    body: Mapping[str, Any] | bytes  # Bytes are sent as they are: somebody has signed them.
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, **headers: str) -> Call:
        return replace(self, headers={**self.headers, **headers})


@dataclass(frozen=True)
class Answered:
    """What the messenger answered; `body` is empty where it was no JSON object."""

    status: int
    body: Mapping[str, Any]
    retry_after: float = 0.0  # Seconds; 0 where it does not say.


class Client:
    """The one pool of connections to all messengers. Follows no redirect."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(self, call: Call, *, form: bool = False) -> Answered:
        """Send once. Raises NotNow where nothing was sent, Uncertain where it may have been."""
        as_is = form or isinstance(call.body, bytes)
        body = call.body if as_is else orjson.dumps(call.body)
        kind = {} if as_is else {"content-type": "application/json"}
        host = urlsplit(call.url).hostname
        try:
            async with self._pool().post(
                call.url, data=body, headers={**kind, **call.headers}, allow_redirects=False
            ) as response:
                return Answered(
                    response.status,
                    json_object(await response.content.read(MOST_ANSWER)),
                    _seconds(response.headers.get("retry-after", "")),
                )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotNow(f"{host} not reached: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            # The library's error may hold the address, and that a token.
            raise Uncertain(f"{host} did not answer: {type(error).__name__}") from None

    async def get(self, url: str, headers: Mapping[str, str], hosts: Sequence[str]) -> bytes:
        """Fetch at most ten megabytes from one of the hosts (".zdn.vn": and all below it)."""
        host = _host(url, hosts)
        try:
            async with self._pool().get(url, headers=headers, allow_redirects=False) as response:
                if response.status != 200:
                    raise ChannelRefused(f"{host} answered with {response.status}")
                return await _bounded(response)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ChannelRefused(f"the download failed: {type(error).__name__}") from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:  # It belongs to the running loop, so it is made here.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=100, limit_per_host=20),
                timeout=aiohttp.ClientTimeout(total=REQUEST, connect=CONNECT),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


Take = Callable[[Channel, Incoming], Awaitable[None]]


class Messenger(ABC):
    """The half of a channel that is the same for all of them; the wire format is the rest."""

    name: str
    limits: Limits
    answers_inline = False
    hosts: ClassVar[tuple[str, ...]] = ()  # Where its photos come from.
    faults: ClassVar[Mapping[object, type[ChannelError]]] = {}  # By code; others are final.

    def __init__(self, client: Client, take: Take, base: str) -> None:
        self._client, self._take = client, take
        self._base = base.rstrip("/")
        self._hosts = (*self.hosts, urlsplit(base).hostname or "")

    def unpack(self, payload: Any) -> Iterator[Any]:
        """Yield each message of a payload, for messengers that send several at once."""
        yield payload

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """Return the answer by which the messenger knows our address; None refuses."""
        return None

    def greeting(self, payload: Any) -> tuple[Channel, Incoming] | None:
        """Return what is answered in the response after all, and the channel that does so."""
        return None

    @abstractmethod
    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Say whether the raw body comes from the messenger. Constant time; fails closed."""

    @abstractmethod
    def parse(self, payload: Any) -> Incoming | None:
        """Normalise one message; None for kinds that are not answered. Raises Malformed."""

    async def feed(self, payload: Any) -> None:
        """Take the messages of a payload; they are committed when this returns.

        One that cannot be read is passed over: refused, it would come again and again, and the
        others with it. Raises Malformed where nothing can be read, and what `take` raises.
        """
        for part in self.unpack(payload):
            try:
                incoming = self.parse(part)
            except Malformed as error:
                log.warning("%s: a message passed over: %s", self.name, error)
                continue
            if incoming is not None:
                await self._take(self, incoming)

    @abstractmethod
    def write(self, place: Place, screen: Screen) -> Call:
        """Write one screen as a request."""

    @abstractmethod
    def fault(self, body: Mapping[str, Any]) -> object | None:
        """Return the code of the error that an answer tells of; None where all went well."""

    def show(self, screens: Sequence[Screen]) -> Any:
        """It is answered by calls, not in the HTTP response."""
        raise ChannelRefused("this channel answers by messages only")

    async def deliver(self, place: Place, screen: Screen) -> None:
        """Send one screen once. Raises ChannelRefused, NotNow or Uncertain."""
        self.judge(await self._client.post(self.write(place, screen)))

    def judge(self, answered: Answered) -> None:
        """Raise what an answer means, if it is not a yes.

        A known code decides before the status: some answer 200 to everything, others 500 to
        what is final.
        """
        code = self.fault(answered.body)
        if answered.status == 429:
            raise NotNow(f"{self.name}: too many calls", answered.retry_after or None)
        if code in self.faults:
            raise self.faults[code](f"{self.name}: error {code}")
        if answered.status >= 500 or (code is None and not answered.body):
            raise _of_status(self.name, answered)
        if code is not None or answered.status >= 300:
            raise ChannelRefused(f"{self.name}: status {answered.status}, error {code}")

    async def forget(self, place: Place) -> None:  # noqa: B027 - there is nothing to do.
        """None of these messengers lets a bot delete what a person wrote."""

    async def fetch(self, photo: str) -> bytes:
        """Return a photo by the address that came with it. Raises ChannelRefused."""
        return await self._client.get(photo, {}, self._hosts)


def _of_status(name: str, answered: Answered) -> ChannelError:
    """Judge an answer that is no answer of the messenger's own: a gateway's, or none."""
    why = f"{name}: status {answered.status}"
    if answered.status == 503:
        return NotNow(why, answered.retry_after or None)
    if 300 <= answered.status < 500:
        return ChannelRefused(why)
    return Uncertain(why)


def _host(url: str, hosts: Sequence[str]) -> str:
    """Return the host of an address that a messenger's file may come from."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise ChannelRefused("this is no address") from None
    if parts.scheme != "https" and host not in hosts:
        raise ChannelRefused("a file must come over https")
    if host not in hosts and not host.endswith(tuple(h for h in hosts if h.startswith("."))):
        raise ChannelRefused("a file must come from the messenger's own host")
    return host


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    image = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        image += chunk
        if len(image) > MOST_PHOTO:
            raise ChannelRefused("the file is larger than ten megabytes")
    return bytes(image)


def json_object(body: bytes) -> Mapping[str, Any]:
    """Read a JSON object; empty where it is none."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _seconds(header: str) -> float:
    return float(header[:6]) if header.isascii() and header.isdigit() else 0.0
