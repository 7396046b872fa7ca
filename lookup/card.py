"""The QR code of an identity card: its payload, and the child process that finds it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from lookup.decoding import LENGTH, readers
from lookup.model import CardFault, CardRead, CardUnread, PersonalId

__all__ = ["CardReader", "choose", "parse_payload", "readers"]

MOST_BYTES = 10_000_000
PATIENCE = 3.0  # Seconds for one photo; then the child is killed.
START_PATIENCE = 30.0  # Seconds until a new child must be ready.
_LONGEST_PAYLOAD = 3000  # Characters; a QR code holds 2,953 bytes.
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # What finding a system library needs.
_GENDERS = ("nam", "nữ")


def parse_payload(text: str) -> CardRead | CardUnread:
    """Read the text of one QR code: seven fields since 2021, eleven on cards since July 2024.

    The four further fields are not read. The payload is not signed: it says which number is
    printed there, and proves nothing about who holds the card.
    """
    faults = [_parse(candidate) for candidate in _spellings(text[:_LONGEST_PAYLOAD])]
    read = next((each for each in faults if isinstance(each, CardRead)), None)
    return read or faults[0]


def choose(texts: Iterable[str]) -> CardRead | CardUnread:
    """Decide what a photo shows: one card, be there other codes beside it, or nothing usable."""
    parsed = [parse_payload(text) for text in texts]
    cards = {each for each in parsed if isinstance(each, CardRead)}
    if len(cards) == 1:
        return cards.pop()
    if cards or len(parsed) > 1:
        return CardUnread(CardFault.SEVERAL_CODES)
    return parsed[0] if parsed else CardUnread(CardFault.NO_CODE)


def _spellings(text: str) -> Iterator[str]:
    """Give a text as it was read, and as it reads when a decoder took UTF-8 for something else."""
    yield text
    for charset in ("shift_jis", "cp932", "big5", "latin-1", "cp1252"):
        try:
            yield text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue


def _parse(text: str) -> CardRead | CardUnread:
    fields = _split(text.strip("\r\n"))
    if fields is None:
        return CardUnread(CardFault.NOT_A_CARD)
    number, old_number, name, born, gender, _address, issued = fields[:7]
    holds = (
        re.fullmatch(r"[0-9]{12}", number)
        and re.fullmatch(r"([0-9]{9}|[0-9]{12})?", old_number)
        and re.search(r"[^\W\d_]", name)
        and _is_year_known(born)
        and unicodedata.normalize("NFC", gender.strip()).casefold() in _GENDERS
        and _is_date(issued)
    )
    return CardRead(PersonalId(number)) if holds else CardUnread(CardFault.DAMAGED)


def _split(text: str) -> list[str] | None:
    """Split the payload of a card; None when it is none. Empty fields count."""
    separator = next((mark for mark in "|;\n" if text.count(mark) >= 5), "|")
    fields = [field.strip() for field in text.split(separator)]
    if len(fields) < 6 or not re.fullmatch(r"[0-9]{9,13}", fields[0]):
        return None
    if len(fields) == 6:
        fields.insert(1, "")  # Some readers leave the old number out.
    return fields


def _is_year_known(text: str) -> bool:
    """Accept a birth date whose day and month may be unknown."""
    digits = text.replace("/", "")
    return bool(re.fullmatch(r"[0-9]{4}(19|2[0-3])[0-9]{2}", digits))


def _is_date(text: str) -> bool:
    digits = text.replace("/", "")
    if not re.fullmatch(r"[0-9]{8}", digits):
        return False
    try:
        datetime.strptime(digits, "%d%m%Y")  # noqa: DTZ007 - only whether there is such a day.
    except ValueError:
        return False
    return True


class CardReader:
    """Read photos one after the other in a child process, which is replaced when it hangs."""

    def __init__(self, patience: float = PATIENCE, module: str = "lookup.decoding") -> None:
        self._patience = patience
        self._module = module
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def read(self, image: bytes) -> CardRead | CardUnread:
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
    child.stdin.write(LENGTH.pack(len(image)) + image)
    await child.stdin.drain()
    return await _receive(child)


async def _receive(child: asyncio.subprocess.Process) -> dict[str, Any]:
    if child.stdout is None:
        raise ConnectionError("the child has no output")
    (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
    reply: dict[str, Any] = json.loads(await child.stdout.readexactly(length))
    return reply
