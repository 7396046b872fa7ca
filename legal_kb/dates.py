"""The days that a question is about: "31/12/2022", "năm ngoái", "trước 1/7/2024", "lúc chưa bỏ sổ".

Numbers of law ("68/2020/QH14") are no days, nor are days that only describe the person's case
("sinh ngày …", "cấp năm 2010").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from legal_kb.date_readers import NoSuchDay, Read, read_all
from legal_kb.finding import find
from legal_kb.normalise import fold
from legal_kb.parts import Plain

__all__ = ["Days", "NoSuchDay", "find_days", "says_more", "without_days"]

MOST = 4  # Moments of one message that are looked at.
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """A stretch of days that is asked about, both ends included; one day has equal ends."""

    first: date
    last: date
    span: tuple[int, int] = (0, 0)  # Where it stands in the text.
    turning: bool = False  # Named by what happened ("lúc chưa bỏ sổ"): part of the question too.


_BETWEEN = r"(?:\s+(?:ngay|khi|thang|nam|hoi|cai|the|dip|luc|het|cuoi|dau|giua|end of|late))*\s*$"
_BEFORE = re.compile(r"(?<![a-z])(?:truoc|chua den|chua toi|before|prior to)" + _BETWEEN)
_AFTER = re.compile(r"(?<![a-z])(?:sau|after)" + _BETWEEN)
_FROM = re.compile(r"(?<![a-z])(?:tu|since|from|starting)" + _BETWEEN)
_UNTIL = re.compile(r"(?<![a-z])(?:het|den|toi|until|till|by)" + _BETWEEN)
_EARLY = re.compile(r"(?<![a-z])(?:dau|early|the beginning of)(?:\s+(?:nam|thang|in))?\s*$")
_LATE = re.compile(r"(?<![a-z])(?:cuoi|late|the end of)(?:\s+(?:nam|thang|in))?\s*$")
_TO = re.compile(r"\s*(?:,?\s*(?:den|toi|cho den|to|until|till)(?![a-z])|[-–—])" + _BETWEEN)
_START = re.compile(r"(?<![a-z])(?:tu|from|between|giua)" + _BETWEEN)
_TIME_WORDS = r"(?:\s+(?:ngay|nam|vao|tu|hoi|thang|luc|trong|on|in|since))*[\s:]*$"
_OF_THE_CASE = re.compile(
    r"(?:(?<![a-z])(?:sinh|cap|ky|han|ban hanh|born|issued|dob|dated|expire[sd]?)"
    + _TIME_WORDS
    + r"|#[\s,(]*(?:(?:ngay|nam|cua|ky|of|dated)\s+)*$)"
    + r"|(?<![a-z])(?:dang ky|song|o|thue|tam tru|thuong tru|mua|chuyen|nhap khau|registered|lived)"
    r"(?:\s+[a-z]+){0,2}\s+(?:tu|hoi|vao|since|in)(?:\s+(?:ngay|nam|thang))*\s*$"
)

# What somebody did on a day, where the question is about now: "xin ngày …, giờ còn giá trị không".
_DEED = re.compile(
    r"(?<![a-z])(?:xin|cap|nhan|lay|dang ky|gia han|lam(?! thu tuc)|nop|got|received|applied)"
    r"(?:\s+[a-z#]+\d*){0,4}" + _TIME_WORDS
)
_DEED_BEHIND = re.compile(
    r",?\s*(?:[a-z]+\s+){0,3}"
    r"(?:xin|cap|nhan|lay|dang ky|gia han|lam(?! thu tuc)|got|applied)(?![a-z])"
)
_NOW = re.compile(r"(?<![a-z])(?<!may )(?<!bao )(?:gio|hien nay|hien tai|now)(?![a-z])")
_BY_NOW = re.compile(
    r"(?<![a-z])(?<!may )(?<!bao )(?:gio|hien nay|hien tai|den nay|het han|con han"
    r"|con (?:gia tri|hieu luc|dung|xai)|now|still|expires?)(?![a-z])"
)


def find_days(text: str, today: date) -> tuple[Days | NoSuchDay, ...]:
    """Return the days that `text` asks about, in the order of writing, at most four.

    A year or a month is all of its days; "trước 1/7/2024" is the day before, "từ 1/7/2024" the
    day itself. A day without a year is one of this year. What the calendar does not have
    ("31/2/2023") is returned as such.
    """
    plain = Plain.of(text)
    letters = _masked(plain, text)
    found = [
        (read, _moved(read, letters[: read.start]))
        for read in read_all(letters, today)
        if not _OF_THE_CASE.search(letters[: read.start]) and not _is_of_a_deed(letters, read)
    ]
    joined = _joined(found, letters)[:MOST]
    return tuple(_placed(moment, plain.span(start, end), text) for moment, start, end in joined)


def _is_of_a_deed(letters: str, read: Read) -> bool:
    if _DEED.search(letters[: read.start]):
        return bool(_BY_NOW.search(letters))
    behind = letters[read.end :]
    return bool(_DEED_BEHIND.match(behind) and _NOW.search(behind))


def without_days(text: str, found: Sequence[Days | NoSuchDay]) -> str:
    """Return the text without the days in it; what is named by an event stays."""
    for days in reversed(found):
        if isinstance(days, Days) and not days.turning:
            start, end = days.span
            text = f"{text[:start]} {text[end:]}"
    return text


def says_more(text: str) -> bool:
    """Say whether words stay that ask something ("thế hồi … thì sao?" has none)."""
    return not set(re.findall(r"\w+", fold(text))) <= _EMPTY


_EMPTY = frozenset(
    "the con thi sao va a ha nhi nhe nha vay hoi luc khi nam ngay thang tu truoc sau den vao o ra "
    "nao do roi u nua ne di toi muon hoi lai cho biet voi theo luat quy dinh tinh tai vao dip "
    "what about how and in on before after since then as of of was were it the".split()
)


def _placed(moment: Days | NoSuchDay, span: tuple[int, int], text: str) -> Days | NoSuchDay:
    if isinstance(moment, Days):
        return replace(moment, span=span)
    return NoSuchDay(text[slice(*span)])


def _masked(plain: Plain, text: str) -> str:
    """Return the letters, those of references to law as "#"."""
    cited = {at for citation in find(text) for at in range(*citation.span)}
    if not cited:
        return plain.letters
    pairs = zip(plain.letters, plain.places, strict=True)
    return "".join("#" if at in cited else letter for letter, at in pairs)


def _moved(read: Read, before: str) -> Days | NoSuchDay:
    """Return the days meant, given the words in front of them."""
    if isinstance(read.what, NoSuchDay):
        return read.what
    first, last = read.what.start, read.what.until
    assert last is not None  # noqa: S101 - readers give both ends.
    if read.turning:
        return Days(first, last, turning=True)
    if _EARLY.search(before):
        last = first
    elif _LATE.search(before):
        first = last
    if _BEFORE.search(before):
        return Days(first - _ONE_DAY, first - _ONE_DAY)
    if _AFTER.search(before):
        return Days(last + _ONE_DAY, last + _ONE_DAY)
    if _FROM.search(before):
        return Days(first, first)
    return Days(last, last) if _UNTIL.search(before) else Days(first, last)


def _joined(
    found: list[tuple[Read, Days | NoSuchDay]], letters: str
) -> list[tuple[Days | NoSuchDay, int, int]]:
    """Return the moments and their places; "từ … đến …" is one stretch."""
    moments: list[tuple[Days | NoSuchDay, int, int]] = []
    for read, moment in found:
        if moments and (whole := _stretch(moments[-1], read, moment, letters)):
            moments[-1] = (whole, moments[-1][1], read.end)
        else:
            moments.append((moment, read.start, read.end))
    return moments


def _stretch(
    before: tuple[Days | NoSuchDay, int, int], read: Read, moment: Days | NoSuchDay, letters: str
) -> Days | None:
    begun, start, end = before
    if not isinstance(begun, Days) or not isinstance(moment, Days) or begun.first > moment.last:
        return None
    written = _START.search(letters[:start]) and _TO.fullmatch(letters[end : read.start])
    return Days(begun.first, moment.last) if written else None
