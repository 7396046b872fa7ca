"""How long and large a request may be while it arrives: slow connections cost nothing."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n"
_LONG += b"content-length: 0\r\n\r\n"


class _Part(Enum):
    NONE = auto()
    HEAD = auto()
    BODY = auto()


class Deadlines(HttpToolsProtocol):
    """Gives a request's head ten seconds from the first byte, and its body a minute.

    The server has a limit for the time between two requests only, and none for a length. What
    comes behind a body as if it belonged to the head is passed over: it would be believed.
    """

    head: ClassVar = 10.0
    body: ClassVar = 60.0  # A photo of ten megabytes over a slow mobile network.
    longest_head: ClassVar = 32 * 1024  # Bytes that arrive of a part before it is whole.
    longest_body: ClassVar = 16 * 1024 * 1024  # The routes refuse earlier (`bodies.py`).
    _arriving = _Part.HEAD
    _size = 0
    _due: asyncio.TimerHandle | None = None
    _of = _Part.NONE  # What the timer is for.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._arriving is not _Part.BODY:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._arriving, self._size = _Part.BODY, 0

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._arriving = _Part.NONE

    def data_received(self, data: bytes) -> None:
        if self._arriving is _Part.NONE:
            self._arriving, self._size = _Part.HEAD, 0
        super().data_received(data)
        self._size += len(data)
        longest = self.longest_body if self._arriving is _Part.BODY else self.longest_head
        if self._arriving is not _Part.NONE and self._size > longest:
            self._end(_LONG)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Start, keep or end the timer, by what has arrived so far."""
        if self._arriving is _Part.NONE:
            self._rest()
        elif self._due is None or self._arriving is not self._of:
            self._rest()
            self._of = self._arriving
            seconds = self.head if self._of is _Part.HEAD else self.body
            self._due = self.loop.call_later(seconds, self._end, _LATE)

    def _rest(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _end(self, answer: bytes) -> None:
        if self.transport.is_closing():
            return
        nobody = self.cycle is None or self.cycle.response_complete
        if nobody and self._arriving is _Part.HEAD:  # A body's request has its answer, or a route.
            self.transport.write(answer)
        self.transport.close()
