"""Photos of identity cards, read in a child process that may be killed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from lookup.frames import LENGTH, frame
from lookup.model import CardDoubtful, CardFault, CardRead, CardUnread
from lookup.payload import choose

MOST_BYTES = 10_000_000
PATIENCE = 3.0  # Seconds for one photo; then the child is killed.
START_PATIENCE = 30.0  # Seconds until a new child must be ready.
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # What finding a system library needs.


class CardReader:
    """Read photos one after the other in a child process, which is replaced when it hangs."""

    def __init__(self, patience: float = PATIENCE, module: str = "lookup.decoding") -> None:
        self._patience = patience
        self._module = module
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def texts(self, image: bytes) -> list[str]:
        """Return the texts of all QR codes in a picture; none where it could not be read."""
        async with self._turn:
            found: list[str] = (await self._ask(image)).get("texts", [])
        return found

    async def read(self, image: bytes) -> CardRead | CardDoubtful | CardUnread:
        """Read the personal ID from a photo; it stays in memory and is forgotten at once."""
        if len(image) > MOST_BYTES:
            return CardUnread(CardFault.TOO_LARGE)
        async with self._turn:
            reply = await self._ask(image)
        if "fault" in reply:
            return CardUnread(CardFault(reply["fault"]))
        return choose(reply["texts"])

    async def warm(self) -> None:
        """Start the child before the first photo comes; one that cannot start is tried again."""
        async with self._turn:
            try:
                await self._started()
            except (OSError, asyncio.IncompleteReadError):
                await self._stop()

    async def close(self) -> None:
        """End the child, if there is one."""
        async with self._turn:
            await self._stop()

    async def _ask(self, image: bytes) -> dict[str, Any]:
        """Hand a photo to the child; one that it fails on shows no code that could be read."""
        try:
            child = await self._started()
            async with asyncio.timeout(self._patience):
                return await _exchange(child, image)
        except (OSError, asyncio.IncompleteReadError):
            await self._stop()
            return {"fault": CardFault.NO_CODE}
        except asyncio.CancelledError:
            await self._stop()  # A half-read answer would be taken for the next one's.
            raise

    async def _started(self) -> asyncio.subprocess.Process:
        if self._child is not None and self._child.returncode is None:
            return self._child
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_child_environment(),
        )
        async with asyncio.timeout(START_PATIENCE):
            await _receive(self._child)
        return self._child

    async def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        if child.stdin is not None:
            child.stdin.close()
        await child.wait()


def _child_environment() -> dict[str, str]:
    """Pass on where libraries are found, and nothing else: the child needs no secrets."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}


async def _exchange(child: asyncio.subprocess.Process, image: bytes) -> dict[str, Any]:
    if child.stdin is None:
        raise ConnectionError("the child has no input")
    child.stdin.write(frame(image))
    await child.stdin.drain()
    return await _receive(child)


async def _receive(child: asyncio.subprocess.Process) -> dict[str, Any]:
    if child.stdout is None:
        raise ConnectionError("the child has no output")
    (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
    reply: dict[str, Any] = json.loads(await child.stdout.readexactly(length))
    return reply
