"""The parts of a written reference: instrument, article, clause, point, in all their spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from legal_kb.normalise import narrow


@dataclass(frozen=True)
class Citation:
    """A reference as written; what was left out is None."""

    kind: str | None = None  # "nd", "luat", "tt", "qd", "nq"
    number: str | None = None  # "104"; a resolution may have "66.7"
    year: int | None = None
    article: int | None = None
    clause: int | None = None
    point: str | None = None
    span: tuple[int, int] = (0, 0)  # Where it stands in the text.


# --- the text --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plain:
    """A text without accents and capitals, and where each of its letters came from."""

    letters: str
    places: tuple[int, ...]
    original: str
    guessed: frozenset[int] = frozenset()  # Where a misspelt word was repaired.

    @classmethod
    def of(cls, text: str) -> Plain:
        text = narrow(text)
        pairs = [
            (piece, place)
            for place, char in enumerate(text)
            for piece in unicodedata.normalize("NFD", char.lower().replace("đ", "d"))
            if not unicodedata.combining(piece)
        ]
        return cls("".join(piece for piece, _ in pairs), tuple(at for _, at in pairs), text)

    def written(self, at: int) -> str:
        """Return the letter as it was typed: as a point, "đ" is not "d"."""
        return self.original[self.places[at]].lower()

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1

    def corrected(self, start: int, end: int, word: str) -> Plain:
        """Return the text with `word` in place of the misspelt one; places stay true."""
        shift = len(word) - (end - start)
        places = tuple(self.places[min(start + i, end - 1)] for i in range(len(word)))
        return Plain(
            self.letters[:start] + word + self.letters[end:],
            self.places[:start] + places + self.places[end:],
            self.original,
            frozenset(at if at < start else at + shift for at in self.guessed) | {start},
        )


_NUMBERED = re.compile(r"(?<![a-z])(?P<word>[a-z]{3,6})(?=[\s.]*(?:thu )?\d)")
_PAIRED = re.compile(r"(?<![a-z])(?P<word>[a-z]{2,6}\s[a-z]{2,6})(?=\s+(?:so\s+)?\d)")
_LETTERED = re.compile(
    r"(?<![a-z])(?P<word>[a-z]{3,5})(?=\s+[a-z][\s,]+(?:khoan|k\.?\s?\d))"
    r"|(?<=\d)[\s,]+(?P<late>[a-z]{3,5})(?=\s+[a-z](?![a-z0-9]))"
)
_ABOUT = re.compile(  # "khoảng 4, điều 14", "khoảng 4 của điều 14".
    r"(?<![a-z])khoang(?=\s*(?:thu\s+)?\d{1,2}[\s,]*(?:(?:cua|trong|tai|o|thuoc)\s+)?dieu\s*\d)"
)
_REAL_WORDS = frozenset(
    "khoang khoa khan khuan hoan loan toan doan dien kiem tiem dem lieu kieu hieu tieu rieu".split()
)


def repaired(plain: Plain) -> Plain:
    """Return the text with words put right that are one letter away from a word of citation."""
    for pattern, words in (
        (_NUMBERED, ("khoan", "dieu")),
        (_PAIRED, ("nghi dinh", "thong tu")),
        (_LETTERED, ("diem",)),
    ):
        for match in reversed(list(pattern.finditer(plain.letters))):
            group = match.lastgroup or "word"
            meant = _meant(match[group], words)
            if meant is not None:
                plain = plain.corrected(*match.span(group), meant)
    for match in reversed(list(_ABOUT.finditer(plain.letters))):
        plain = plain.corrected(*match.span(), "khoan")
    return plain


def _meant(typed: str, words: Iterable[str]) -> str | None:
    if typed in _REAL_WORDS:
        return None
    near = (w for w in words if typed != w and OSA.distance(typed, w, score_cutoff=1) == 1)
    return next(near, None)


_RANGE = re.compile(
    r"(?<![a-z])(?P<word>khoan|dieu|clauses?|articles?)\s*(?P<first>\d{1,3})"
    r"\s*(?:den(?: het)?|toi|to|through|[-–])\s*(?:(?P=word)\s*)?"
    r"(?P<last>\d{1,3})(?![\w/]|[.,]\d|\s*(?:nam|thang|ngay)(?![a-z]))"
)
LONGEST_RANGE = 30  # Steps; "khoản 1 đến khoản 900" is not written out.


def spread(plain: Plain) -> Plain:
    """Return the text with "khoản 1 đến 3" as "khoản 1, khoản 2, khoản 3"."""
    for match in reversed(list(_RANGE.finditer(plain.letters))):
        first, last = int(match["first"]), int(match["last"])
        if first < last < first + LONGEST_RANGE:
            word = match["word"].rstrip("s")
            said = ", ".join(f"{word} {step}" for step in range(first, last + 1))
            plain = plain.corrected(*match.span(), said)
    return plain


# --- parts -----------------------------------------------------------------------------------

INSTRUMENT, ARTICLE, CLAUSE, POINT = range(4)


@dataclass(frozen=True)
class Part:
    """A piece of a reference: its values, the levels it covers, its place in the plain text."""

    cites: Citation
    level: int  # Where it begins.
    depth: int  # Where it ends: "14.2" is an article and a clause.
    start: int
    end: int
    sure: bool = True  # False for a shorthand that counts only beside another part.


_YEAR = r"(?:19|20)\d\d(?!\d)"
_SUFFIX = r"(?P<suffix>nd|tt|qd|nq|qh)(?:-?(?:cp|bca)(?:-?c06)?|\d\d)(?![a-z0-9])"
_NAMES = {
    "can cuoc cong dan": ("59", 2014),
    "cu tru": ("68", 2020),
    "can cuoc": ("26", 2023),
    "bao ve du lieu ca nhan": ("91", 2025),
    "residence": ("68", 2020),
    "identification": ("26", 2023),
    "identity": ("26", 2023),
}
_OLDER = {("cu tru", 2006): "81", ("residence", 2006): "81"}  # Older laws of the same name.
_KINDS = {
    **dict.fromkeys(("nghi dinh", "nghidinh", "nd-cp", "ndcp", "nd", "decree"), "nd"),
    **dict.fromkeys(("thong tu", "thongtu", "circular", "tt"), "tt"),
    **dict.fromkeys(("quyet dinh", "quyetdinh", "decision", "qd"), "qd"),
    **dict.fromkeys(("nghi quyet", "nghiquyet", "resolution", "nq"), "nq"),
    **dict.fromkeys(("chi thi", "directive"), "ct"),
    **dict.fromkeys(("cong dien", "dispatch"), "cd"),
    **dict.fromkeys(("luat", "law", "qh"), "luat"),
}
_MONTHS = 12
_ABBREVIATIONS = frozenset({"nd", "tt", "qd", "nq"})

_LAW = re.compile(
    r"(?<![a-z0-9])(?:luat (?P<vi>can cuoc cong dan|can cuoc|cu tru|bao ve du lieu ca nhan)"
    r"|(?P<lct>lct|luat ct)"
    r"|law on (?P<en>residence|identification|identity)"
    r"|(?P<adjective>residence|identification|identity) law)(?![a-z0-9])"
    rf"(?:\s+(?:so\s+|no\.?\s*)?(?P<number>\d+)/(?P<of>{_YEAR})(?:/qh\d\d)?"
    rf"|,?\s+(?:nam\s+)?\(?(?P<year>{_YEAR})\)?)?"
)
_KINDED = re.compile(
    rf"(?<![a-z])(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})"
    r"(?:\s*[-.:]|\s*(?:so|no\.?|number)(?![a-z]))?\s*"
    r"(?P<number>\d{1,4}(?:[.,]\d{1,2}(?!\d))?)(?!\d)"
    rf"(?:\s?[/-]\s?(?P<year>{_YEAR})|/(?P<short>\d\d)(?![\d/])"
    rf"|,?\s+(?:nam\s+)?\(?(?P<apart>{_YEAR})\)?)?"
    rf"(?:\s?[/-]?\s?{_SUFFIX})?(?:,?\s+nam\s+(?P<after>{_YEAR}))?"
)
_BARE = re.compile(
    rf"(?<![\w/.])(?P<number>\d{{1,4}}(?:\.\d)?)(?:/(?P<year>{_YEAR}))?[/-]{_SUFFIX}"
    rf"(?:,?\s+nam\s+(?P<after>{_YEAR}))?"
)
_NAKED = re.compile(rf"(?<![\w/.])(?P<number>\d{{2,3}})/(?P<year>{_YEAR})(?![/\w])")
_AGAIN = (
    r"(?P<more>(?:\s*(?:,|&|va|and)\s*{}(?![\w./(])"
    r"(?=\s*(?:[,;?)&.]|$|(?:va|and|cua|of|luat|nghi|nd|thong tu|tt|decree|law|quyet|qd"
    r"|dieu|article|khoan|clause)(?![a-z])|d\.?\d|k\.?\d|nd\d|tt\d)))*)"
)
_ARTICLES = re.compile(
    r"(?:(?<![a-z])(?P<word>dieu|article|art)\s*\.?\s*"
    r"|(?:(?<![a-z0-9.,])|(?<=k\d)|(?<=k\d\d))d(?P<space>\s?\.?\s?))"
    r"(?P<article>\d{1,3})(?!\d|[.,]\d{3})"
    r"(?:(?:\s?\(|\.)(?P<clause>\d{1,2})(?!\d)\)?"
    r"(?:\.?(?P<point>[a-z])(?![a-z])|\s?\((?P<bracketed>[a-z])\))?)?" + _AGAIN.format(r"\d{1,3}")
)
_CLAUSES = re.compile(
    r"(?:(?<![a-z])(?:khoan(?:\s+thu)?|clause|paragraph|para)\s*|(?<![a-z0-9])kh?\.?\s?)"
    r"(?P<clause>\d{1,9})(?!\d|[.,/]\d)"
    r"(?:(?P<point>[a-z])(?![a-z0-9])|\s?\((?P<bracketed>[a-z])\))?" + _AGAIN.format(r"\d{1,2}")
)
_POINTS_IN_ORDER = "abcdđeghiklmnopqrstuvxy"
_MORE_POINTS = r"\s*(?P<{0}>,|&|va|and|den|toi|to|[-–])\s*(?:diem\s+)?(?P<{1}>[a-z])(?![a-z0-9])"
_POINTS = re.compile(
    r"(?<![a-z])(?:diem|point|item)\s*[\"“'(]?(?P<point>[a-z])[\"”')]?(?![a-z0-9])"
    rf"(?P<more>(?:{_MORE_POINTS.format('sign', 'letter')})*)"
    r"|(?<![a-z0-9])d[. ]{0,2}(?P<short>[a-z])(?=[\s,/(]*(?:(?:cua|thuoc|tai) )?kh?(?:oan)?[. ]?\d)"
    r"|(?:(?<=k\d)|(?<=k\d )|(?<=k\.\d )|(?<=khoan \d )|(?<=khoan\d )|(?<=\d muc ))"
    r"d\. ?(?P<dotted>[a-z])(?![a-z0-9])"
    # "đ14 k2 đc": point c, where it is no "được".
    r"|(?:(?<=k\d)|(?<=k\d )|(?<=khoan \d )|(?<=khoan\d ))d[. ]?(?P<late>[a-e])"
    r"(?=\s*(?:$|[,;?)]|nd|nghi|tt|thong|luat))"
)
_NEXT_POINT = re.compile(_MORE_POINTS.format("sign", "letter"))
_RANGE_SIGNS = frozenset({"den", "toi", "to", "-", "–"})
_DOTTED = re.compile(
    r"(?<![\w./,])(?P<article>\d{1,2})"
    r"(?:\.(?P<clause>\d{1,2})(?:\.?(?P<point>[a-z]))?"
    r"|\((?P<inner>\d{1,2})\)(?:\((?P<bracketed>[a-z])\))?)(?![\w,]|\.\d)"
)


def parts(plain: Plain) -> list[Part]:
    """Return the parts in the order of writing; where two overlap, the first and longest."""
    found = (
        (match.start(), -match.end(), order, read, match)
        for order, (pattern, read) in enumerate(_READERS)
        for match in pattern.finditer(plain.letters)
    )
    kept: list[Part] = []
    for start, _, _, read, match in sorted(found, key=lambda one: one[:3]):
        if not kept or start >= kept[-1].end:
            kept.extend(read(plain, match))
    return kept


def _named_law(_plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    name = match["vi"] or match["en"] or match["adjective"] or "cu tru"
    number, year = _NAMES[name]
    asked = match["year"] or match["of"]
    cites = Citation(kind="luat", number=number, year=year)
    if match["number"]:
        cites = replace(cites, number=match["number"], year=int(match["of"]))
    elif asked and int(asked) != year:
        cites = replace(cites, number=_OLDER.get((name, int(asked))), year=int(asked))
    yield Part(cites, INSTRUMENT, INSTRUMENT, *match.span())


def _kinded(plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    kind = _KINDS[match["kind"]]
    number = match["number"].replace(",", ".")
    year = _year(match["year"] or match["apart"] or match["after"], match["short"])
    short = match["kind"] in _ABBREVIATIONS
    if (short and len(number) < 2) or (kind == "luat" and re.fullmatch(_YEAR, number)):
        return
    # "tt 12 tháng" is permanent residence, not a circular: two bare digits need company.
    month = kind == "tt" and int(float(number)) <= _MONTHS  # "chuyển TT 06/2026" is one, too.
    dated = year and not month
    plainly = dated or match["suffix"] or len(number) > 2 or plain.written(match.start() + 1) == "đ"
    cites = Citation(kind=kind, number=number, year=year)
    yield Part(cites, INSTRUMENT, INSTRUMENT, *match.span(), sure=bool(plainly) or not short)


def _bare(_plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    year = _year(match["year"] or match["after"], None)
    cites = Citation(kind=_KINDS[match["suffix"]], number=match["number"], year=year)
    yield Part(cites, INSTRUMENT, INSTRUMENT, *match.span())


def _naked(_plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    cites = Citation(number=match["number"], year=int(match["year"]))
    if int(match["number"]) > _MONTHS:  # Else it is a month.
        yield Part(cites, INSTRUMENT, INSTRUMENT, *match.span(), sure=False)


def _articles(plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    word = match["word"] is not None
    sure = word or (plain.written(match.start()) == "đ" and match["space"] in ("", "."))
    cites = Citation(article=int(match["article"]), clause=_number(match["clause"]))
    cites = replace(cites, point=_letter(plain, match, "point", "bracketed"))
    sure = sure and match.start() not in plain.guessed
    yield Part(cites, ARTICLE, _depth(cites), *match.span(), sure=sure)
    for number in re.findall(r"\d+", match["more"]):
        cites = Citation(article=int(number))
        yield Part(cites, ARTICLE, ARTICLE, *match.span(), sure=sure)


def _clauses(plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    point = _letter(plain, match, "point", "bracketed")
    cites = Citation(clause=int(match["clause"]), point=point)
    yield Part(cites, CLAUSE, _depth(cites), *match.span(), sure=False)
    for number in re.findall(r"\d+", match["more"]):
        cites = Citation(clause=int(number))
        yield Part(cites, CLAUSE, CLAUSE, *match.span(), sure=False)


def _points(plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    letter = next(name for name in ("point", "short", "dotted", "late") if match[name])
    letters = [plain.written(match.start(letter))]
    for more in _NEXT_POINT.finditer(plain.letters, *match.span("more")) if match["more"] else ():
        next_one, order = plain.written(more.start("letter")), _POINTS_IN_ORDER
        if more["sign"] in _RANGE_SIGNS and next_one in order:
            letters += order[order.find(letters[-1]) + 1 : order.find(next_one)]
        letters.append(next_one)
    for point in letters:
        yield Part(Citation(point=point), POINT, POINT, *match.span(), sure=False)


def _dotted(plain: Plain, match: re.Match[str]) -> Iterator[Part]:
    clause = int(match["clause"] or match["inner"])
    point = _letter(plain, match, "point", "bracketed")
    cites = Citation(article=int(match["article"]), clause=clause, point=point)
    yield Part(cites, ARTICLE, _depth(cites), *match.span(), sure=False)


_READERS: tuple[tuple[re.Pattern[str], Callable[[Plain, re.Match[str]], Iterator[Part]]], ...] = (
    (_LAW, _named_law),
    (_KINDED, _kinded),
    (_BARE, _bare),
    (_NAKED, _naked),
    (_ARTICLES, _articles),
    (_CLAUSES, _clauses),
    (_POINTS, _points),
    (_DOTTED, _dotted),
)


def _year(full: str | None, short: str | None) -> int | None:
    if full:
        return int(full)
    return 2000 + int(short) if short else None


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _letter(plain: Plain, match: re.Match[str], *groups: str) -> str | None:
    return next((plain.written(match.start(g)) for g in groups if match[g]), None)


def _depth(cites: Citation) -> int:
    if cites.point is not None:
        return POINT
    return CLAUSE if cites.clause is not None else ARTICLE
