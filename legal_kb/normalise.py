"""Texts in a form in which they can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_SYLLABLE = 24  # Characters of what may be one word, and is worth remembering.
LONGEST = 4096  # Characters that are read of one message; normalising more costs too much.
# Cyrillic and Greek letters that look like Latin ones.
_LOOKALIKES = dict(
    zip(
        "асԁеһіјкорѕтухѵɡԀҺѴꞬАВЕЅІЈКМНОРСТУХαικνορτυχΑΒΕΗΙΚΜΝΟΡΤΥΧΖ",
        "acdehijkopstyxvgDHVGABESIJKMHOPCTYXaikvoptyxABEHIKMNOPTYXZ",
        strict=True,
    )
)
_WIDE_SIGNS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not chr(code).isalnum()}
TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Return the text capped, in NFC, without control, bidi and zero-width characters.

    Full-width signs become the plain ones, by which sentences are told apart.
    """
    visible = _INVISIBLE.sub("", text[:LONGEST]).translate(_WIDE_SIGNS)
    if not visible.isprintable():
        visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in visible)
    return " ".join(unicodedata.normalize("NFC", visible).split())


def narrow(text: str) -> str:
    """Return the text with full-width and styled letters and digits as the plain ones.

    One character stays one character, so that places in the text stay the same.
    """
    return text if text.isascii() else "".join(map(_narrow, text))


def fold(text: str) -> str:
    """Return the text in lower case, without accents, `đ` as `d`; punctuation stays."""
    return " ".join(bare(narrow(clean(text)).lower()).split())


def bare(lowered: str) -> str:
    """Return a text that is in lower case already without its accents, `đ` as `d`."""
    if lowered.isascii():
        return lowered
    return _bare_word(lowered) if len(lowered) <= _SYLLABLE else _bare(lowered)


def apart(syllable: str) -> tuple[str, str]:
    """Return a syllable in lower case without its tone, and the tone mark ("" for none).

    Where the tone was written plays no part any more: "hoà" and "hòa" give the same.
    """
    if syllable.isascii():
        return syllable, ""
    letters = unicodedata.normalize("NFD", syllable)
    tone = "".join(c for c in letters if c in TONES)
    toneless = "".join(c for c in letters if c not in TONES)
    return unicodedata.normalize("NFC", toneless), tone


def _bare(lowered: str) -> str:
    apart = unicodedata.normalize("NFD", lowered.replace("đ", "d").replace("ð", "d"))
    return "".join(c for c in apart if not unicodedata.combining(c))


_bare_word = lru_cache(maxsize=16384)(_bare)


@cache
def _narrow(character: str) -> str:
    if character.isascii() or "\u00c0" <= character <= "\u01b0" or character >= "\U00020000":
        return character
    plain = unicodedata.normalize("NFKC", character)
    base = unicodedata.normalize("NFD", plain)[:1]
    if base in _LOOKALIKES:
        return _LOOKALIKES[base]
    return plain if len(plain) == 1 and (plain.isalnum() or plain.isascii()) else character
