"""One call on SIP: prompts out as sound, keys in, the switchboard in between."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from bot.phone.call import Call
from bot.phone.line import Spoken
from bot.phone.verbs import Gather, Hangup, Say, Transfer
from bot.sip.media import FRAME, RATE, SILENCE, Keypad, Offer, packet, telephone
from bot.speech import voice

if TYPE_CHECKING:
    from bot.app import Assistant

log = logging.getLogger(__name__)

BETWEEN = 4.0  # Seconds between two digits after which an entry ends.


class Session(asyncio.DatagramProtocol):
    """The sound of one call. A frame leaves every 20 ms, silent when nothing is said."""

    def __init__(self, assistant: Assistant, offer: Offer, caller: str) -> None:
        self._assistant = assistant
        self._offer = offer
        self._from = {offer.host, caller}  # A caller with two addresses may speak from either.
        self._keypad = Keypad(offer.keys)
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._frames: deque[bytes] = deque()
        self._heard = asyncio.Event()  # All frames have left, or a key made them pointless.
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        key = self._keypad.hear(data) if addr[0] in self._from else ""
        if key:
            self._frames.clear()  # Barge-in: who presses has heard enough.
            self._heard.set()
            self._keys.put_nowait(key)

    async def talk(self) -> None:
        """Lead the whole conversation; returns when our side ends the call."""
        sending = asyncio.create_task(self._send())
        call, keys, line = Call(secrets.token_hex(16)), "", Spoken()
        try:
            while True:
                verbs, call = await self._assistant.switchboard.answer(line, call, keys)
                for verb in verbs:
                    match verb:
                        case Say():
                            await self._say((verb,))
                        case Gather():
                            keys = await self._gather(verb)
                        case Transfer() | Hangup():  # Connecting is for the exchange before us.
                            return
                if not isinstance(verbs[-1], Gather):
                    return
        finally:
            sending.cancel()
            if self._transport is not None:
                self._transport.close()

    async def _gather(self, gather: Gather) -> str:
        await self._say(gather.prompts)
        keys = ""
        while len(keys) < gather.most:
            try:
                wait = BETWEEN if keys else float(gather.wait)
                key = await asyncio.wait_for(self._keys.get(), wait)
            except TimeoutError:
                break
            if key == "#" and gather.most > 1:
                break
            keys += key
        return keys

    async def _say(self, prompts: Sequence[Say]) -> None:
        """Say prompts until all are heard, or a key is pressed."""
        for prompt in prompts:
            if not self._keys.empty():
                return
            samples = await self._assistant.voice.samples(
                prompt.text, prompt.language, self._assistant.settings.speech_accent
            )
            sound = await asyncio.to_thread(telephone, samples, voice.RATE)
            if not self._keys.empty():
                return
            frames = (sound[at : at + FRAME] for at in range(0, len(sound), FRAME))
            self._heard.clear()
            self._frames.extend(frame.ljust(FRAME, b"\xff") for frame in frames)
            await self._heard.wait()

    async def _send(self) -> None:
        loop = asyncio.get_running_loop()
        source, sequence, due = secrets.randbits(32), 0, loop.time()
        while self._transport is not None and not self._transport.is_closing():
            sound = self._frames.popleft() if self._frames else SILENCE
            if not self._frames:
                self._heard.set()
            datagram = packet(sequence, sequence * FRAME, source, sound, first=sequence == 0)
            self._transport.sendto(datagram, (self._offer.host, self._offer.port))
            sequence += 1
            due += FRAME / RATE
            await asyncio.sleep(max(0.0, due - loop.time()))
