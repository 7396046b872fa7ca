"""Law that a message names by its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.understanding.meaning import Cited, Meaning, NotExisting
from legal_kb.citations import MAIN, Citation, Missing, Reason, Resolved, find, resolve
from legal_kb.knowledge import Knowledge
from legal_kb.normalise import bare

MOST_CITED = 4
_NAMED_LAW = re.compile(
    r"[\s,]*(?:(?:cua|thuoc|trong|theo|of(?: the)?) )?"
    r"(?:(?:bo )?luat (?!cu tru|can cuoc|thi\b|la\b|co\b|nao\b|quy\b|nay\b|do\b|noi\b|viet\b|gi\b)"
    r"\w+(?: \w+)?|hien phap|phap lenh \w+|(?!residence|identity)\w+ (?:law|act|code)\b)"
)

# What stands beside an instrument where nothing but itself is asked for (folded words).
_SMALL_WORDS = frozenset(
    "con het chua khong ko k hong hok gi cai nhung la noi ve quy dinh nao khi tu ngay thang nam co"
    " bi thay the boi van ban sua doi bo sung bai ap dung duoc hanh moi cu nhat hien nay gio bay"
    " cho hoi toi em xin voi vay nhu a ha nhi da dang luc hieu van roi the nao thi sao va"
    " is it still in force valid what when does do say about the was been has repealed amended"
    " replaced by effective date from on of this that apply applies issued and".split()
)


def named_law(
    text: str, knowledge: Knowledge, language: str, *, on_topic: bool, known: bool
) -> Meaning | None:
    """Return the law that the message names, None where it is a question on a topic.

    `on_topic` says that the message asks for one of our answers, `known` that any is near.
    """
    citations = find(text)[:MOST_CITED]
    unknown = _of_another_name(citations, text)
    if unknown:
        return NotExisting(unknown, Reason.UNKNOWN_INSTRUMENT, (), language)
    outcomes = [resolve(citation, knowledge) for citation in _of_the_only_one(citations)]
    missing = [outcome for outcome in outcomes if isinstance(outcome, Missing)]
    found = [id for o in outcomes if isinstance(o, Resolved) for id in o.ids]
    exact = [id for id in found if "/" in id]
    if exact:
        return Cited(tuple(dict.fromkeys(exact)), language)
    if missing and missing[0].gap:
        return Cited((missing[0].gap,), language)
    if missing:
        start, end = missing[0].citation.span
        return NotExisting(text[start:end], missing[0].reason, missing[0].nearest, language)
    if found and found != [MAIN] and _of_itself(citations, text):
        return Cited(tuple(found), language)
    if found and not on_topic:
        return None if found == [MAIN] and known else Cited(tuple(found), language)
    return None


def _of_the_only_one(citations: Sequence[Citation]) -> Sequence[Citation]:
    """Return the references, where one instrument is named as those of its articles.

    "Nghị định 123/2020 về hóa đơn, Điều 14" is no article of Decree 104/2022.
    """
    named = {(c.kind, c.number, c.year) for c in citations if c.kind or c.number}
    if len(named) != 1:
        return citations
    kind, number, year = named.pop()
    return [
        c if c.kind or c.number else replace(c, kind=kind, number=number, year=year)
        for c in citations
    ]


def _of_itself(citations: Sequence[Citation], text: str) -> bool:
    """Say whether the message asks of a numbered instrument itself: is it in force, what is it?"""
    rest, at, numbered = "", 0, False
    for start, end in (citation.span for citation in citations):
        numbered = numbered or any(sign.isdigit() for sign in text[start:end])
        rest, at = f"{rest}{text[at:start]} ", max(at, end)
    words = re.findall(r"[a-z]+", bare(f"{rest}{text[at:]}".lower()))
    return numbered and _SMALL_WORDS.issuperset(words)


def _of_another_name(citations: Sequence[Citation], text: str) -> str | None:
    """Return a reference to a law that is named and not numbered ("Điều 14 Luật Đất đai")."""
    for citation in citations:
        if citation.kind is None and citation.number is None:
            start, end = citation.span
            named = _NAMED_LAW.match(bare(text.lower()), end)
            if named:
                return text[start : named.end()]
    return None
