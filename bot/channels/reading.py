"""What several channels read alike. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re

from bot.channels.base import Malformed
from handlers.model import Event, Picked, Said

LONGEST_ID = 128  # Characters.
_PERSON = re.compile(r"[\x21-\x7e]{1,120}")
_MARKED = re.compile(r"#[a-z0-9_.-]{1,60}:[a-z0-9_.-]{1,60}")


def same(expected: str, given: str) -> bool:
    """Compare a signature in constant time, whatever the header holds."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def keyed(key: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of a raw body in lower-case hex."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def person(id: object) -> str:
    """Return a messenger's id of a person. Raises Malformed."""
    text = str(id) if isinstance(id, int) and not isinstance(id, bool) else id
    if not isinstance(text, str) or not _PERSON.fullmatch(text):
        raise Malformed("a person's id needs 1 to 120 visible ASCII characters")
    return text


def short(id: object) -> str:
    """Return an id of a message that fits into its column, and that no other id shares."""
    text = str(id) if isinstance(id, str | int) and not isinstance(id, bool) else ""
    if not text:
        raise Malformed("a message needs an id")
    fits = len(text) <= LONGEST_ID and text.isascii() and text.isprintable()
    return text if fits else hashlib.sha256(text.encode()).hexdigest()


def turn(number: object) -> int:
    """Return up to which turn a channel has shown what it comes for; 0 for anything odd."""
    written = str(number)
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written, re.ASCII) else 0


def marked(address: str) -> str:
    """Write a button's address so that it comes back as a text, and is known for what it is."""
    return f"#{address}"


def said(text: str) -> Event:
    """Read a text where a pressed button comes as one."""
    return Picked.from_address(text[1:]) if _MARKED.fullmatch(text) else Said(text)
