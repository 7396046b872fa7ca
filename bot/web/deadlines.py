"""How long a request may take to arrive: slow connections are closed, so that they cost nothing."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Deadlines(H11Protocol):
    """Gives a request's head ten seconds from the first byte, and its body a minute.

    The server has a limit for the time between two requests only.
    """

    head: ClassVar = 10.0
    body: ClassVar = 60.0  # A photo of ten megabytes over a slow mobile network.
    _due: asyncio.TimerHandle | None = None
    _of: object = None  # What the timer is for: h11's state of the client.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Start, keep or end the timer, by what has arrived so far."""
        state = self.conn.their_state
        if state not in (h11.IDLE, h11.SEND_BODY):
            self._rest()
        elif self._due is None or state is not self._of:
            self._rest()
            self._of = state
            seconds = self.head if state is h11.IDLE else self.body
            self._due = self.loop.call_later(seconds, self._late)

    def _rest(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _late(self) -> None:
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:  # Nobody else answers.
            self.transport.write(_LATE)
        self.transport.close()
