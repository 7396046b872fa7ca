"""An English text as it is said aloud; English voices read numbers themselves."""

from __future__ import annotations

import re

_LAW = re.compile(r"\b(\d+(?:\.\d+)?)/(\d{4})/[A-ZĐ]+\d*(?:-[A-ZĐa-z]+\d*)*")
_HIDDEN = re.compile(r"\*{4,}")
_RUN = re.compile(r"\b(?:1[89]00[ .]?\d{4}|\d{4} \d{4}|\d{7,}|0\d{2,3} ?\d{3} ?\d{3,4})\b")
_LETTERS = re.compile(r"\b(?:VNeID|[A-ZĐ]{2,5}\d{0,3})\b")
_SIGNS = re.compile(r"[“”\"•*#]|(?<=\d)[–-](?=\d)")


def spoken(text: str) -> str:
    """Say an English text: abbreviations and codes letter by letter, hotlines digit by digit."""
    text = re.sub(r"\d+(?=\*)|(?<=\*)\d+", lambda match: " ".join(match[0]), text)
    text = _HIDDEN.sub(lambda match: f", {len(match[0])} hidden digits, ", text)
    text = _LAW.sub(r"number \1 of \2", text)
    text = _RUN.sub(lambda match: " ".join(re.sub(r"\D", "", match[0])), text)
    text = _LETTERS.sub(lambda match: " ".join(match[0]), text)
    text = _SIGNS.sub(lambda match: " to " if match[0] in "–-" else "", text)
    text = re.sub(r"\s*[()…→]\s*", ", ", text)
    text = re.sub(r"[ \t]+", " ", re.sub(r"(?:, ?)+([.,;:!?\n]|$)", r"\1", text))
    return re.sub(r" *\n\s*", "\n", text).strip(" ,\n")
