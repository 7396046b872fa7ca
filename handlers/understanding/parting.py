"""Several questions in one message, parted so that each is answered in turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

MOST = 3  # Questions of one message that are answered.
_STOPS = re.compile(r"[?;\n]+\s*|\.\s+")
_JOINTS = re.compile(
    r",\s+|\s+(?:và|va|với lại|voi lai|ngoài ra|ngoai ra|rồi|roi|còn|con|and|also|plus)\s+",
    re.IGNORECASE,
)


def parts_of(text: str, asks: Callable[[str], bool]) -> tuple[list[str], bool]:
    """Return the questions of a message in order, and whether stops part them all.

    A part in which nothing is asked belongs to the one behind it: it tells the case.
    """
    stopped = _joined(_told(text), asks)
    if len(stopped) > 1:
        return stopped[:MOST], True
    return _joined(_JOINTS.split(text), asks)[:MOST], False


def sentences(text: str) -> list[str]:
    """Return the sentences of a message: those with a question mark, or all if none has."""
    ends = [0, *(stop.end() for stop in _STOPS.finditer(text)), len(text)]
    pieces = [text[start:end].strip() for start, end in pairwise(ends)]
    asked = [piece for piece in pieces if piece.endswith("?")]
    return asked or [piece for piece in pieces if piece]


def _told(text: str) -> list[str]:
    """Cut a text at its stops; what ends without a question mark before one only tells."""
    pieces = [""]
    at = 0
    for stop in _STOPS.finditer(text):
        pieces[-1] += text[at : stop.start()]
        at = stop.end()
        if stop[0].startswith((".", ";")) and "?" in text[at:]:
            pieces[-1] += ", "
        else:
            pieces.append("")
    pieces[-1] += text[at:]
    return pieces


def _joined(pieces: list[str], asks: Callable[[str], bool]) -> list[str]:
    if len(pieces) < 2:
        return pieces
    parts: list[str] = []
    told = ""
    for piece in pieces:
        told = f"{told}, {piece}" if told else piece
        if asks(piece):
            parts.append(told)
            told = ""
    if told.strip() and parts:
        parts[-1] = f"{parts[-1]}, {told}"
    return [part for part in parts if part.strip()] or pieces[:1]
