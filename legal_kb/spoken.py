"""Numbers of law as they are said: "khoản hai điều mười bốn nghị định một trăm linh bốn"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from legal_kb.normalise import bare

_UNITS = {word: n for n, word in enumerate("khong mot hai ba bon nam sau bay tam chin".split())}
_UNITS |= {"tu": 4, "lam": 5, "nham": 5}
_TIMES = {"muoi": 10, "chuc": 10, "tram": 100, "nghin": 1000, "ngan": 1000}
_SMALL = frozenset({"linh", "le"})
# Only so are they numbers: "tám" is eight, "tạm" is not; without accents in longer ones alone.
_ACCENTED = frozenset(
    "không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi chục trăm nghìn ngàn"
    " linh lẻ".split()
)
_LONG = frozenset({"muoi", "tram"})
_LETTERS = {"a": "a", "be": "b", "bo": "b", "xe": "c", "ce": "c", "co": "c", "de": "d", "e": "e"}
_NUMBER = "|".join((*_UNITS, *_TIMES, *_SMALL))
# "năm" is five, or "in the year": that where a year follows.
_SAID = re.compile(
    r"\b(?P<of>dieu|khoan|nghi dinh|thong tu|luat so|quyet dinh|nam)\s+(?:so\s+)?"
    rf"(?P<said>(?!(?:khong|tu|nam \d)\b)"
    rf"(?:(?!nam (?:\d|hai (?:nghin|ngan|khong)))(?:{_NUMBER})\b\s*)+)"
    rf"|\bdiem\s+(?P<letter>{'|'.join(_LETTERS)})(?=\s+(?:khoan|dieu)\b)"
)


_ARTICLE = re.compile(r"[\s,]*(?:cua\s+)?dieu\s*\d")


def in_digits(text: str) -> str:
    """Return the text with the numbers of law in digits, where they are written in words."""
    plain = bare(text.lower())
    if len(plain) != len(text):
        return text
    written, at = [], 0
    for match in _SAID.finditer(plain):
        start, end = match.span("letter" if match["letter"] else "said")
        said = text[start:end].lower()
        beside = _ARTICLE.match(plain, match.end()) is not None
        digits = _letter(said) if match["letter"] else _digits(said.split(), beside)
        if digits:
            written += [text[at:start], digits, " " if said.endswith(" ") else ""]
            at = end
    return "".join([*written, text[at:]])


def _letter(said: str) -> str:
    return "đ" if said.startswith("đ") else _LETTERS[bare(said)]


def _digits(said: Sequence[str], beside: bool) -> str:
    """Return the number that the words say, "" where they only look like one without accents.

    `beside` an article they are one however they are typed ("khoan bôn của điều 14").
    """
    plain = [bare(word) for word in said]
    sure = beside or _ACCENTED.issuperset(said) or bool(_LONG & set(plain))
    return _number(plain) if sure else ""


def _number(words: Sequence[str]) -> str:
    """Return a number in digits; digits said one by one ("hai không hai hai") stay in a row."""
    if not _TIMES.keys() & set(words):
        return "".join(str(_UNITS[word]) for word in words if word in _UNITS)
    total, last = 0, 0
    for word in words:
        if word in _TIMES:
            times = _TIMES[word]
            total += (last or (1 if times == 10 else 0)) * times
            last = 0
        elif word in _UNITS:
            last = 10 * last + _UNITS[word]  # "hai hai" is twenty-two.
    return str(total + last)
