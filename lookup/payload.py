"""What the QR code of an identity card says: seven fields since 2021, eleven since July 2024."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files

from lookup.model import CardDoubt, CardDoubtful, CardFault, CardRead, CardUnread, PersonalId

_LONGEST = 3000  # Characters; a QR code holds 2,953 bytes.
_GENDERS = ("nam", "nữ")  # In the order of the digit that tells them: even, odd.


def parse_payload(text: str) -> CardRead | CardDoubtful | CardUnread:
    """Read the text of one QR code.

    The four further fields of eleven are not read: what they hold is not published. The payload
    is not signed: it says which number is printed there, and proves nothing about who holds it.
    """
    tried = [_parse(candidate) for candidate in _spellings(text[:_LONGEST])]
    return next((each for each in tried if not isinstance(each, CardUnread)), tried[0])


def choose(texts: Iterable[str]) -> CardRead | CardDoubtful | CardUnread:
    """Decide what a photo shows: one card, be there other codes beside it, or nothing usable."""
    parsed = [parse_payload(text) for text in texts]
    cards = {each for each in parsed if not isinstance(each, CardUnread)}
    if len(cards) == 1:
        return cards.pop()
    if cards or len(parsed) > 1:
        return CardUnread(CardFault.SEVERAL_CODES)
    return parsed[0] if parsed else CardUnread(CardFault.NO_CODE)


def _spellings(text: str) -> Iterator[str]:
    """Give a text as it was read, and as it reads when a decoder took UTF-8 for something else."""
    yield text
    for charset in ("shift_jis", "cp932", "big5", "latin-1", "cp1252"):
        try:
            yield text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue


def _parse(text: str) -> CardRead | CardDoubtful | CardUnread:
    fields = _split(text.strip("\r\n"))
    if fields is None:
        return CardUnread(CardFault.NOT_A_CARD)
    number, old_number, name, born, gender, _address, issued = fields[:7]
    gender = unicodedata.normalize("NFC", gender.strip()).casefold()
    holds = (
        re.fullmatch(r"[0-9]{12}", number)
        and re.fullmatch(r"([0-9]{9}|[0-9]{12})?", old_number)
        and re.search(r"[^\W\d_]", name)
        and _is_year_known(born)
        and gender in _GENDERS
        and _is_date(issued)
    )
    if not holds:
        return CardUnread(CardFault.DAMAGED)
    doubts = tuple(_doubts(number, int(born[-4:]), _GENDERS.index(gender)))
    read = PersonalId(number)
    return CardDoubtful(read, doubts) if doubts else CardRead(read)


def _doubts(number: str, born: int, gender: int) -> Iterator[CardDoubt]:
    """Compare the twelve digits with the rest of the card (their make-up: Circular 59/2021).

    That make-up describes the numbers given so far; it is no rule of validity, so nothing is
    refused. Born abroad, a number begins with the code of a country, which is never 0.
    """
    if number[0] == "0" and number[:3] not in _provinces():
        yield CardDoubt.PROVINCE
    century, told_gender = divmod(int(number[3]), 2)
    if told_gender != gender:
        yield CardDoubt.GENDER
    if 1900 + 100 * century + int(number[4:6]) != born:
        yield CardDoubt.BIRTH_YEAR


@cache
def _provinces() -> frozenset[str]:
    text = files("lookup").joinpath("data", "communes.toml").read_text(encoding="utf-8")
    return frozenset(code for each in tomllib.loads(text)["province"] for code in each["codes"])


def _split(text: str) -> list[str] | None:
    """Split the payload of a card; None when it is none. Empty fields count."""
    separator = next((mark for mark in "|;\n" if text.count(mark) >= 5), "|")
    fields = [field.strip() for field in text.split(separator)]
    if len(fields) < 6 or not re.fullmatch(r"[0-9]{9,13}", fields[0]):
        return None
    if len(fields) == 6:
        fields.insert(1, "")  # Some readers leave the old number out.
    return fields


def _is_year_known(text: str) -> bool:
    """Accept a birth date whose day and month may be unknown."""
    digits = text.replace("/", "")
    return bool(re.fullmatch(r"[0-9]{4}(19|2[0-3])[0-9]{2}", digits))


def _is_date(text: str) -> bool:
    digits = text.replace("/", "")
    if not re.fullmatch(r"[0-9]{8}", digits):
        return False
    try:
        datetime.strptime(digits, "%d%m%Y")  # noqa: DTZ007 - only whether there is such a day.
    except ValueError:
        return False
    return True
