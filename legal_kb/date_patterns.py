"""How days, months and years are written: digits, words, English; without accents, lower case."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_UNITS = "khong mot hai ba bon nam sau bay tam chin".split()
_LAST = {1: ("mot",), 4: ("bon", "tu"), 5: ("lam", "nam", "nham")}
_ENGLISH_MONTHS = (
    "january february march april may june july august september october november december"
).split()
FIRST_YEAR, LAST_YEAR = 2000, 2045  # Years that are also read when spelled out.


def _spelled(number: int) -> tuple[str, ...]:
    """Return the ways of saying a number below a hundred."""
    tens, unit = divmod(number, 10)
    if tens == 0:
        return (_UNITS[unit],)
    if unit == 0:
        return ("muoi",) if tens == 1 else (f"{_UNITS[tens]} muoi", f"{_UNITS[tens]} chuc")
    lasts = _LAST.get(unit, (_UNITS[unit],))
    if tens == 1:
        return tuple(f"muoi {last}" for last in lasts)
    joined = [f"{_UNITS[tens]} muoi {last}" for last in lasts]
    return (*joined, *(f"{_UNITS[tens]} {last}" for last in lasts))


def _spelled_year(year: int) -> tuple[str, ...]:
    rest = year - 2000
    forms = []
    for thousand in ("hai nghin", "hai ngan"):
        if not rest:
            forms.append(thousand)
        for spoken in _spelled(rest) if rest else ():
            forms += [f"{thousand} khong tram {spoken}", f"{thousand} {spoken}"]
            if rest < 10:
                forms += [f"{thousand} khong tram {of} {spoken}" for of in ("le", "linh")]
    digits = " ".join(_UNITS[int(digit)] for digit in str(year))
    return (*forms, digits, digits.removesuffix("bon") + "tu" if digits.endswith("bon") else digits)


def _by_words(numbers: Mapping[int, tuple[str, ...]]) -> Mapping[str, int]:
    return MappingProxyType({word: n for n, words in numbers.items() for word in words})


def alternatives(words: Mapping[str, int]) -> str:
    """Return the pattern of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


DAY_WORDS = _by_words({n: _spelled(n) for n in range(1, 32)})
MONTH_WORDS = _by_words(
    {n: _spelled(n) for n in range(1, 13)} | {1: ("mot", "gieng"), 12: ("muoi hai", "chap")}
)
YEAR_WORDS = _by_words({y: _spelled_year(y) for y in range(FIRST_YEAR, LAST_YEAR + 1)})
ENGLISH = _by_words(
    {n: (m, m[:3]) for n, m in enumerate(_ENGLISH_MONTHS, 1)} | {9: ("september", "sept", "sep")}
)
