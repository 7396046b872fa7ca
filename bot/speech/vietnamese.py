"""A Vietnamese text as it is said aloud. Pure: rules in order, each on what the last one left."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from bot.speech.numerals import digits, letters, number, roman

# What stands for words. Longest first; whole words only, upper case as written.
WORDS = {
    "dichvucong.gov.vn": "dịch vụ công chấm gov chấm vê en",
    "vneid.gov.vn": "vi en ai đi chấm gov chấm vê en",
    "VNeID": "vi en i ai đi",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "UBND": "ủy ban nhân dân",
    "TP.": "thành phố",
    "TP": "thành phố",
    "NFC": "en ép xi",
    "OTP": "ô tê pê",
    "QRCode": "quy a cốt",
    "QR": "quy a",
    "SMS": "ét em ét",
    "SIM": "sim",
    "APK": "a pê ca",
    "PIN": "pin",
    "NĐ": "nghị định",
    "TT": "thông tư",
    "QĐ": "quyết định",
    "NQ": "nghị quyết",
}
# Who issues what, by the end of a number: "104/2022/NĐ-CP".
_KINDS = {"NĐ": "nghị định", "TT": "thông tư", "QĐ": "quyết định", "NQ": "nghị quyết"}
_ISSUERS = {
    "CP": "của Chính phủ",
    "BCA": "của Bộ Công an",
    "TTg": "của Thủ tướng Chính phủ",
    "UBTVQH": "của Ủy ban Thường vụ Quốc hội",
    "BTP": "của Bộ Tư pháp",
    "BTC": "của Bộ Tài chính",
}
_INSTRUMENT = r"(?:nghị định|thông tư|luật|quyết định|nghị quyết|nđ|tt|qđ|nq)"
_INSTRUMENT_BEFORE = re.compile(rf"{_INSTRUMENT}[^.;:\n\d]{{0,40}}$", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"số\s*$", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"ngày\s*$", re.IGNORECASE)
_MONTH_BEFORE = re.compile(r"tháng\s*$", re.IGNORECASE)


def _word(match: Match[str]) -> str:
    return WORDS[match[0]]


def _law_number(match: Match[str]) -> str:
    """Say "104/2022/NĐ-CP", with what it is unless that stands before it."""
    kind, _, issuers = match["suffix"].partition("-")
    issuer, _, office = issuers.partition("-")
    before = match.string[: match.start()]
    said = [] if _INSTRUMENT_BEFORE.search(before) else [_KINDS.get(kind, "")]
    if not _NUMBER_BEFORE.search(before):
        said.append("số")
    said.append(_decimal(match["number"], "chấm"))
    if match["year"]:
        said.append(f"năm {number(int(match['year']))}")
    if assembly := re.fullmatch(r"(?:UBTV)?QH(\d+)", issuer or kind):
        said.append(f"của Quốc hội khóa {number(int(assembly[1]))}")
    else:
        said.append(_ISSUERS.get(issuer) or letters(match["suffix"].replace("-", "")))
    said.append(letters(office))
    return " ".join(part for part in said if part)


def _short_law_number(match: Match[str]) -> str:
    """Say "104/2022" behind the kind of instrument, "7/2026" behind "tháng", else a fraction."""
    before = match.string[: match.start()]
    first, second = int(match[1]), int(match[2])
    if _MONTH_BEFORE.search(before):
        return f"{number(first)} năm {number(second)}"
    if _INSTRUMENT_BEFORE.search(before):
        return f"{number(first)} năm {number(second)}"
    return f"tháng {number(first)} năm {number(second)}" if first <= 12 else _over(match)


def _date(match: Match[str]) -> str:
    said = f"{number(int(match[1]))} tháng {number(int(match[2]))}"
    if match.lastindex == 3:
        said += f" năm {number(int(match[3]))}"
    return said if _DAY_BEFORE.search(match.string[: match.start()]) else f"ngày {said}"


def _time(match: Match[str]) -> str:
    minutes = int(match[2])
    return f"{number(int(match[1]))} giờ" + (f" {number(minutes)} phút" if minutes else "")


def _fraction(match: Match[str]) -> str:
    return f"{number(int(match[1]))} phần {number(int(match[2]))}"


def _over(match: Match[str]) -> str:
    return f"{number(int(match[1]))} trên {number(int(match[2]))}"


def _decimal(text: str, point: str) -> str:
    whole, _, rest = text.replace(",", ".").partition(".")
    said = number(int(whole))
    return f"{said} {point} {number(int(rest))}" if rest else said


def _amount(match: Match[str]) -> str:
    return number(int(match[0].replace(".", "")))


def _run(match: Match[str]) -> str:
    group = 4 if len(re.sub(r"\D", "", match[0])) == 8 else 3
    return digits(re.sub(r"\D", "", match[0]), group)


def _hidden(match: Match[str]) -> str:
    return f", {number(len(match[0]))} số được che, "


def _point(match: Match[str]) -> str:
    return f"{match[1]} {letters(match[2])}"


def _listed(match: Match[str]) -> str:
    sign = match[1]
    return f"{number(int(sign)) if sign.isdecimal() else letters(sign)}, "


def _chapter(match: Match[str]) -> str:
    return f"{match[1]} {number(roman(match[2]))}"


def _spelled(match: Match[str]) -> str:
    return letters(match[0])


_Rule = tuple[re.Pattern[str], Callable[[Match[str]], str] | str]
_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern, flags), said)
    for pattern, flags, said in (
        (r"[“”\"«»•]", 0, ""),
        (r"\d+(?=\*{2,})|(?<=\*)\d+", 0, _run),
        (r"\*{4,}", 0, _hidden),
        (r"\*+", 0, " "),
        (
            r"\b(?P<number>\d+(?:\.\d+)?)/(?:(?P<year>\d{4})/)?"
            r"(?P<suffix>(?:NĐ|TT|QĐ|NQ|QH\d+|UBTVQH\d+|[A-ZĐ]{2,6})(?:-[A-ZĐa-z]+\d*)*)\b",
            0,
            _law_number,
        ),
        (r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", 0, _date),
        (r"\b(\d{1,4})/(\d{4})\b", 0, _short_law_number),
        (r"\b(\d{1,2}):(\d{2})\b", 0, _time),
        (r"\b(?<=ngày )(\d{1,2})/(\d{1,2})\b", 0, _date),
        (r"\b([1-9])/([2-9])(?= (?:ngày|tháng|năm|giờ)\b)", 0, _fraction),
        (r"\b(\d+)/(\d+)\b", 0, _over),
        (r"\b1[89]00[ .]?\d{4}\b|\b1[89]00\d{2}\b|\b0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}\b", 0, _run),
        (r"\b\d{4} \d{4}\b|\b\d{3} \d{3}\b|\b\d{6,}\b|\b11[3-5]\b", 0, _run),
        (r"\b\d{1,3}(?:\.\d{3})+\b", 0, _amount),
        (r"\b(điểm|Điểm) ([a-zđ])\b", 0, _point),
        (r"^(\d{1,2}|[a-zđ])[.)] ", re.MULTILINE, _listed),
        (r"\b(\d)\) ", 0, _listed),
        (r"\b(Chương|chương|Phần|phần|Mục|mục) ([IVXLC]+)\b", 0, _chapter),
        (
            rf"(?<![\w.])(?:{'|'.join(re.escape(w) for w in sorted(WORDS, key=len)[::-1])})(?!\w)",
            0,
            _word,
        ),
        (r"\b[IVX]{2,}\b", 0, lambda match: number(roman(match[0]))),
        (r"\b[A-ZĐ]{1,4}\d{1,3}\b", 0, _spelled),
        (r"\b[B-DF-HJ-NP-TV-XZĐ]{2,5}\b", 0, _spelled),
        (r"\b(nđ|đ|k)(?=\d)", 0, lambda m: {"nđ": "nghị định ", "đ": "điều "}.get(m[1], "khoản ")),
        (r"(?<=\d)[–-](?=\d)", 0, " đến "),
        (r"(?<=\d)G\b", 0, " gờ"),
        (r"\b\d+,\d+\b", 0, lambda match: _decimal(match[0], "phẩy")),
        (
            r"\d+",
            0,
            lambda match: f" {number(int(match[0]))} " if len(match[0]) < 7 else _run(match),
        ),
        (r"%", 0, " phần trăm"),
        (r"@", 0, " a còng "),
        (r"#", 0, " thăng "),
        (r"&", 0, " và "),
        (r"\xad", 0, ""),
        (r"\bvà/hoặc\b", 0, "và hoặc"),
        (r"\s*/\s*", 0, " "),
        (r"[→>]", 0, ", "),
        (r"\s*[()\[\]]\s*|\s*…\s*|\s+[–-]\s+", 0, ", "),
        (r"\w*[A-ZĐ]{2,}\w*", 0, lambda match: match[0].lower()),
        (r"[^\w\s.,;:!?'-]", 0, " "),
        (r"[ \t\xa0]+", 0, " "),
        (r" ?(?:, ?)+(?=[.,;:!?\n])| ?(?:, ?)+$", re.MULTILINE, ""),
        (r"(?:, ?)+,", 0, ","),
        (r"([;:]) ?,", 0, r"\1"),
        (r" +([,.;:!?])", 0, r"\1"),
        (r"^[ ,]+", re.MULTILINE, ""),
        (r" *\n\s*", 0, "\n"),
    )
)


def spoken(text: str) -> str:
    """Say a Vietnamese text: no digit, no abbreviation and no sign that is not a pause is left."""
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return text.strip()
