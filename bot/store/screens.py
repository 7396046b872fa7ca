"""Screens as they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bot.rendering import Option, Paragraph, Screen


def to_json(screens: Sequence[Screen]) -> str:
    return orjson.dumps(screens).decode()


def from_json(stored: str) -> tuple[Screen, ...]:
    return tuple(_screen(screen) for screen in orjson.loads(stored))


def _screen(stored: Mapping[str, Any]) -> Screen:
    return Screen(
        **{
            **stored,
            "paragraphs": tuple(Paragraph(**one) for one in stored["paragraphs"]),
            "options": tuple(Option(**one) for one in stored["options"]),
            "nav": tuple(Option(**one) for one in stored["nav"]),
        }
    )
