"""The telephone on SIP: answers calls, and ends them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from bot.sip import media, messages
from bot.sip.messages import Message
from bot.sip.session import Session

if TYPE_CHECKING:
    from bot.app import Assistant

log = logging.getLogger(__name__)

MOST = 20  # Calls at once.
RESENT = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0)  # Seconds after which an unconfirmed answer is repeated.
Address = tuple[str, int]


@dataclass
class _Line:
    """A call that was answered."""

    invite: Message
    tag: str
    caller: Address
    answer: bytes = b""
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Endpoint(asyncio.DatagramProtocol):
    """Listens for calls on one UDP port."""

    def __init__(self, assistant: Assistant, host: str) -> None:
        self._assistant = assistant
        self._host = host
        self._port = 0
        self._lines: dict[str, _Line] = {}
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def calls(self) -> int:
        return len(self._lines)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)
        self._port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: Address) -> None:
        message = messages.parse(data)
        if message is None or message.status:  # Nothing that we ask for needs its answer.
            return
        line = self._lines.get(message.get("call-id"))
        match message.method, line:
            case "INVITE", None:
                self._invited(message, addr)
            case "INVITE", _Line(answer=answer):
                self._send(answer, addr)
            case "ACK", _Line():
                line.confirmed.set()
            case "ACK", None:
                return
            case "BYE" | "CANCEL", _Line(task=task):
                self._respond(message, 200, addr, line.tag)
                if task is not None:
                    task.cancel()
            case "BYE" | "CANCEL", None:
                self._respond(message, 481, addr)
            case "OPTIONS", _:
                self._respond(message, 200, addr)
            case _:
                self._respond(message, 405, addr)

    def close(self) -> None:
        """Drop every call, and listen no more."""
        for line in list(self._lines.values()):
            if line.task is not None:
                line.task.cancel()
        if self._transport is not None:
            self._transport.close()

    def _invited(self, invite: Message, caller: Address) -> None:
        offer = media.read_offer(invite.body)
        if offer is None or not invite.contact:
            self._respond(invite, 488, caller)
        elif len(self._lines) >= MOST:
            self._respond(invite, 486, caller)
        else:
            self._respond(invite, 100, caller)
            line = _Line(invite, secrets.token_hex(8), caller)
            self._lines[invite.get("call-id")] = line
            line.task = asyncio.create_task(self._call(line, offer))

    async def _call(self, line: _Line, offer: media.Offer) -> None:
        """Answer, talk, and say goodbye unless the caller has hung up."""
        loop = asyncio.get_running_loop()
        try:
            transport, session = await loop.create_datagram_endpoint(
                lambda: Session(self._assistant, offer, line.caller[0]), local_addr=(self._host, 0)
            )
            port = transport.get_extra_info("sockname")[1]
            extra = (
                ("Contact", f"<sip:cutru@{self._host}:{self._port}>"),
                ("Content-Type", "application/sdp"),
            )
            sdp = media.answer(offer, self._host, port)
            line.answer = messages.response(line.invite, 200, line.tag, extra, sdp)
            if await self._confirmed(line):
                await session.talk()
                self._send(
                    messages.bye(line.invite, line.tag, f"{self._host}:{self._port}"), line.caller
                )
            transport.close()
        except asyncio.CancelledError:
            log.info("the caller has hung up")
        except Exception as error:
            log.error("a call broke error=%s", type(error).__name__)
        finally:
            self._lines.pop(line.invite.get("call-id"), None)

    async def _confirmed(self, line: _Line) -> bool:
        """Send the answer until the caller confirms it."""
        for wait in RESENT:
            self._send(line.answer, line.caller)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(line.confirmed.wait(), wait)
                return True
        return False

    def _respond(self, request: Message, status: int, to: Address, tag: str = "") -> None:
        self._send(messages.response(request, status, tag or secrets.token_hex(8)), to)

    def _send(self, datagram: bytes, to: Address) -> None:
        if self._transport is not None:
            self._transport.sendto(datagram, to)


async def listen(assistant: Assistant, host: str, port: int) -> Endpoint:
    """Take calls on a UDP port; 0 takes a free one."""
    loop = asyncio.get_running_loop()
    _transport, endpoint = await loop.create_datagram_endpoint(
        lambda: Endpoint(assistant, host), local_addr=(host, port)
    )
    return endpoint
