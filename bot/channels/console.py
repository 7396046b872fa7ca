"""The terminal: the whole assistant without any messenger."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.channels.base import ChannelRefused, Incoming, Place
from bot.rendering import Limits, Screen
from handlers.model import Event, Photographed, Said, Started


class Console:
    """Choices are a numbered list; a photo is named by its path: `/anh the.jpg`."""

    name = "console"
    limits = Limits(text=8000, buttons=0)
    answers_inline = True

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """There is no wire: nothing comes in from outside."""
        return False

    def parse(self, payload: Any) -> Incoming | None:
        """Read {"person", "id", "text"}; an empty first line opens the conversation."""
        text = payload["text"]
        event: Event = Said(text)
        if payload.get("start"):
            event = Started()
        elif text.startswith(("/anh ", "/photo ")):
            event = Photographed(text.partition(" ")[2].strip())
        return Incoming(
            self.name, payload["person"], event, payload["id"], language=payload.get("language", "")
        )

    def show(self, screens: Sequence[Screen]) -> str:
        return "\n\n".join(screen.text for screen in screens)

    async def deliver(self, place: Place, screen: Screen) -> None:
        raise ChannelRefused("the terminal prints its answers itself")

    async def forget(self, place: Place) -> None:
        """What was typed stands in the person's own terminal."""

    async def fetch(self, photo: str) -> bytes:
        try:
            return await asyncio.to_thread(_read, photo)
        except OSError as error:
            raise ChannelRefused("this file cannot be read") from error


def _read(path: str) -> bytes:
    return Path(path).expanduser().read_bytes()
