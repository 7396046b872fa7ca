"""Readers of written days, months, years and turning points, each giving the days it covers."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from legal_kb.date_patterns import DAY_WORDS, ENGLISH, MONTH_WORDS, YEAR_WORDS, alternatives
from legal_kb.model import Period


@dataclass(frozen=True)
class NoSuchDay:
    """A day that no calendar has; `written` is how it was written."""

    written: str = ""


@dataclass(frozen=True)
class Read:
    """What stands at a place of the text."""

    what: Period | NoSuchDay
    start: int
    end: int
    turning: bool = False  # Named by what happened then.


_EARLIEST_BARE, _LATEST_BARE = 2015, 2045  # A year that stands alone, without "năm".
_CENTURY = 50  # "22" is 2022, "85" is 1985.

_DAY = rf"(?P<day>\d{{1,2}}|{alternatives(DAY_WORDS)})"
_MONTH = rf"(?P<month>\d{{1,2}}|{alternatives(MONTH_WORDS)})"
_YEAR = rf"(?P<year>(?:19|20)\d\d(?!\d)|{alternatives(YEAR_WORDS)})(?![a-z])"
_NAMED = rf"(?P<named>{alternatives(ENGLISH)})\.?"
_THIS = (
    r"(?P<rel>nam (?:nay|ngoai|kia|truoc|sau|toi|qua|roi|vua roi|vua qua)|(?:last|this|next) year)"
)
_REST = rf"(?:(?:\s+nam\s+|\s*[/.,-]\s*|\s+){_YEAR}|\s+{_THIS})"
_LEAD = (
    r"(?:ngay|mung|mong|truoc|sau|tu|den|toi|hoi|vao|het|before|after|since|until|on|by|from)\s+"
)
_ORDINAL = r"(?:st|nd|rd|th)?"


def read_all(letters: str, today: date) -> Iterator[Read]:
    """Yield what is read in a text without accents, the leftmost and longest first."""
    found = sorted(
        (
            (match.start("written"), -match.end(), order, match, reader)
            for order, (pattern, reader) in enumerate((*_READERS, *_turning_points()))
            for match in pattern.finditer(letters)
        ),
        key=lambda one: one[:3],
    )
    end = 0
    for start, behind, order, match, reader in found:
        if start >= end:
            what = reader(match, today)
            if what is not None:
                end = -behind
                yield Read(what, start, end, turning=order >= len(_READERS))


# --- Days ---


def _on(year: int, month: int, day: int) -> Period | NoSuchDay:
    try:
        at = date(year, month, day)
    except ValueError:
        return NoSuchDay()
    return Period(at, at)


def _written_day(match: re.Match[str], today: date) -> Period | NoSuchDay | None:
    parts = match.groupdict()
    month = _number(parts.get("month"), MONTH_WORDS) or ENGLISH.get(parts.get("named") or "")
    day = _number(parts.get("day"), DAY_WORDS)
    if month is None or day is None:
        return None
    return _on(_year(parts, today), month, day)


def _short_day(match: re.Match[str], today: date) -> Period | NoSuchDay | None:
    """Read "từ 1/7": a day of this year; a fraction ("1/2 ngày") is none."""
    what = _written_day(match, today)
    return what if isinstance(what, Period) or match[0].startswith("ngay") else None


# --- Months and years ---


def _month(match: re.Match[str], today: date) -> Period | NoSuchDay | None:
    parts = match.groupdict()
    number = _number(parts.get("month"), MONTH_WORDS) or ENGLISH.get(parts.get("named") or "")
    year = _year(parts, today)
    if number is None:
        return None
    if not 1 <= number <= 12:
        return NoSuchDay()
    return _all_of(year, number)


def _all_of(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _whole_year(match: re.Match[str], today: date) -> Period | None:
    return _months(_year(match.groupdict(), today), 1, 12)


def _bare_year(match: re.Match[str], _today: date) -> Period | None:
    year = int(match["year"])
    return _months(year, 1, 12) if _EARLIEST_BARE <= year <= _LATEST_BARE else None


def _quarter(match: re.Match[str], today: date) -> Period | None:
    number = _ROMAN.get(match["quarter"]) or int(match["quarter"])
    return _months(_year(match.groupdict(), today), 3 * number - 2, 3 * number)


def _months(year: int, first: int, last: int) -> Period:
    return Period(_all_of(year, first).start, _all_of(year, last).until)


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEARS_AWAY = {"nay": 0, "this": 0, "kia": -2, "sau": 1, "toi": 1, "next": 1}  # Else last year.


def _year(parts: Mapping[str, str | None], today: date) -> int:
    if written := parts.get("year"):
        if written in YEAR_WORDS:
            return YEAR_WORDS[written]
        year = int(written)
        return year if year > 99 else year + (2000 if year < _CENTURY else 1900)
    if relative := parts.get("rel"):
        words = relative.split()
        word = words[0] if words[0] in ("last", "this", "next", "sang") else words[1]
        return today.year + (1 if word == "sang" else _YEARS_AWAY.get(word, -1))
    return today.year


def _number(written: str | None, words: Mapping[str, int]) -> int | None:
    if written is None:
        return None
    return words[written] if written in words else int(written)


# --- Days counted from today ---


def _away(match: re.Match[str], today: date) -> Period:
    at = today + timedelta(days=_DAYS_AWAY[match["away"]])
    return Period(at, at)


_DAYS_AWAY = {
    **dict.fromkeys(
        "hom nay|bua nay|ngay nay|bay gio|bgio|bay h|hien nay|hien tai|hien gio|luc nay|today"
        "|now|nowadays|currently|at present|these days|right now".split("|"),
        0,
    ),
    **dict.fromkeys(("hom qua", "bua qua", "yesterday"), -1),
    **dict.fromkeys(("hom kia", "bua kia"), -2),
    **dict.fromkeys(("ngay mai", "tomorrow"), 1),
    **dict.fromkeys(("ngay kia", "ngay mot"), 2),
}


def _now(_match: re.Match[str], today: date) -> Period:
    return Period(today, today)


def _ago(match: re.Match[str], today: date) -> Period | None:
    count = _number(match["count"], DAY_WORDS) or 0
    unit = match["unit"]
    if unit in ("nam", "year", "years"):
        year = today.year - count
        at = date(year, today.month, min(today.day, calendar.monthrange(year, today.month)[1]))
    elif unit in ("thang", "month", "months"):
        at = _shifted(today, -count)
    else:
        at = today - timedelta(days=count * (7 if unit in ("tuan", "week", "weeks") else 1))
    return Period(at, at)


def _near_month(match: re.Match[str], today: date) -> Period:
    word = match["which"]
    away = 0 if word in ("nay", "this") else 1 if word in ("sau", "toi", "next") else -1
    at = _shifted(today.replace(day=1), away)
    return _all_of(at.year, at.month)


def _shifted(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# --- Turning points ---


@cache
def _turning_points() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Read `events.toml`: what people call the days on which the law turned."""
    table = tomllib.loads(files("legal_kb").joinpath("events.toml").read_text(encoding="utf-8"))
    made: list[tuple[re.Pattern[str], Reader]] = []
    for event in table["event"]:
        day: date = event["day"]
        what = "|".join(event["what"])
        before = rf"(?:truoc (?:khi|luc|hoi)|(?:luc|khi|hoi) (?:con )?chua)\s+(?:bi\s+)?(?:{what})"
        if still := "|".join(event.get("still", ())):
            before += rf"|(?:hoi|luc|thoi|ngay xua) (?:van )?con (?:dung |xai |cai )?(?:{still})"
        after = rf"(?:(?:tu |ke tu |sau )(?:khi|luc|ngay|hoi)|(?:khi|luc) da)\s+(?:{what})"
        made += [
            (_words(before), _always(day - timedelta(days=1))),
            (_words(after), _always(day)),
        ]
    return tuple(made)


def _always(day: date) -> Reader:
    return lambda _match, _today: Period(day, day)


Reader = Callable[[re.Match[str], date], Period | NoSuchDay | None]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?P<written>{pattern})(?![a-z])")


def _pattern(pattern: str, *, lead: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z\d/.,#-]){lead}(?P<written>{pattern})(?![\d/]|[a-z])")


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (
        _pattern(
            r"(?:ngay\s+)?(?P<day>\d{1,2})\s?(?P<dash>[/.-])\s?(?P<month>\d{1,2})\s?(?P=dash)\s?"
            r"(?P<year>\d{4}|\d\d)"
        ),
        _written_day,
    ),
    (_pattern(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"), _written_day),
    (_pattern(rf"(?:ngay|mung|mong|hom)\s+{_DAY}\s+thang\s+{_MONTH}{_REST}?"), _written_day),
    (_pattern(rf"(?P<day>\d{{1,2}})\s+(?:thang|thg)\s*(?P<month>\d{{1,2}}){_REST}?"), _written_day),
    (
        _pattern(
            rf"(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})(?!\s*ngay|[/.-])(?:\s+{_THIS})?",
            lead=rf"(?:{_LEAD})",
        ),
        _short_day,
    ),
    (
        _pattern(rf"(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})\s+(?:nam\s+{_YEAR}|{_THIS})"),
        _written_day,
    ),
    (_pattern(rf"{_NAMED}\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+{_YEAR}"), _written_day),
    (_pattern(rf"(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?{_NAMED},?\s+{_YEAR}"), _written_day),
    (
        _pattern(rf"{_NAMED}\s+(?P<day>\d{{1,2}}){_ORDINAL}(?!\s*\d)", lead=rf"(?:{_LEAD})"),
        _short_day,
    ),
    (_pattern(rf"(?:thang|thg\.?|t)\s*{_MONTH}{_REST}"), _month),
    (_pattern(r"(?P<month>\d{1,2})[/-](?P<year>20\d\d)"), _month),
    (
        _pattern(
            r"(?:thang|thg)\s*(?P<month>\d{1,2})(?!\s*(?:/|-|lan|tuoi))",
            lead=rf"(?:{_LEAD}|(?:dau|cuoi|giua|trong)\s+)",
        ),
        _month,
    ),
    (_pattern(rf"{_NAMED},?\s+{_YEAR}"), _month),
    (_pattern(rf"(?:quy|q)\s*(?P<quarter>iv|i{{1,3}}|[1-4]){_REST}"), _quarter),
    (_pattern(rf"(?:nam|year)\s+{_YEAR}"), _whole_year),
    (_pattern(_YEAR, lead=rf"(?:{_LEAD}|(?:trong|in)\s+)"), _whole_year),
    (_pattern(_THIS), _whole_year),
    (_pattern(r"(?P<rel>sang nam)(?!\s*(?:\d|hai))"), _whole_year),
    (_pattern(r"(?P<year>20[0-4]\d)"), _bare_year),
    (_pattern(r"nay", lead=r"(?:den|toi)\s+"), _now),
    (_pattern(rf"(?P<away>{'|'.join(sorted(_DAYS_AWAY, key=len, reverse=True))})"), _away),
    (
        _pattern(
            rf"(?:cach|truoc) day\s+(?:khoang\s+)?(?P<count>\d{{1,2}}|{alternatives(DAY_WORDS)})"
            r"\s+(?P<unit>nam|thang|tuan|ngay)"
        ),
        _ago,
    ),
    (
        _pattern(
            rf"(?P<count>\d{{1,2}}|{alternatives(DAY_WORDS)})\s+(?P<unit>nam|thang|tuan|ngay)\s+"
            r"(?:truoc|ve truoc)(?!\s*(?:khi|ngay|do))"
        ),
        _ago,
    ),
    (_pattern(r"(?P<count>\d{1,2})\s+(?P<unit>years?|months?|weeks?|days?)\s+ago"), _ago),
    (
        _pattern(
            r"thang (?P<which>nay|truoc|qua|roi|vua roi|sau|toi)(?!\s+(?:khi|ngay|do))",
            lead=r"(?<!\d )(?<!\d)",
        ),
        _near_month,
    ),
    (_pattern(r"(?P<which>last|this|next) month"), _near_month),
)
