"""A conversation in the terminal."""

from __future__ import annotations

import asyncio
import secrets
import sys

from bot.app import assemble
from bot.channels.console import Console
from bot.database import migrate, prepare_demo
from bot.keys import register_keys
from bot.settings import read

PROMPT = "\n› "


async def converse(console: Console, language: str) -> int:
    """Read lines until the end of input; each is one message of a new conversation."""
    settings = read()
    await asyncio.to_thread(migrate, settings.database_url)
    await prepare_demo(
        settings, register_keys(settings), _quiet if not sys.stdin.isatty() else print
    )
    assistant = assemble(settings, say=print)
    person, number = secrets.token_hex(8), 0
    said, start = "", True
    try:
        while True:
            payload = {
                "person": person,
                "id": str(number),
                "text": said,
                "start": start,
                "language": language,
            }
            incoming = console.parse(payload)
            assert incoming is not None  # noqa: S101 - the terminal passes nothing over.
            answer = await assistant.respond(console, incoming)
            print(console.show(answer.screens))
            line = await asyncio.to_thread(_line)
            if line is None:
                print()
                return 0
            said, start, number = line, False, number + 1
    finally:
        await assistant.lookup.close()
        await assistant.database.dispose()


def _line() -> str | None:
    print(PROMPT, end="", flush=True)
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def _quiet(_line: str) -> None:
    """Say nothing: the input is not a person."""
