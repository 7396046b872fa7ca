"""References to law, found in what people type.

People write "điểm b khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP", "k2 đ14 nđ104", "dieu 14.2b" or
"Decree 104/2022, Article 14(2)(b)". The text is cut into parts (instrument, article, clause,
point); parts that stand side by side form one chain, and a chain is one citation or several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from legal_kb.parts import (
    ARTICLE,
    CLAUSE,
    INSTRUMENT,
    Citation,
    Part,
    Plain,
    parts,
    repaired,
    spread,
)

__all__ = ["Citation", "find"]


def find(text: str) -> tuple[Citation, ...]:
    """Return the references to law in `text`, formal or shorthand, in the order of writing.

    Accents may be missing or wrong, and a word may have one wrong letter. A clause or a point
    without an article or an instrument beside it is no reference, but may complete the one before.
    """
    plain = spread(repaired(Plain.of(text)))
    whole: list[list[Part]] = []
    for chain in _chains(plain, parts(plain)):
        if _is_whole(chain):
            whole.append(chain)
        elif whole and _completes(plain, whole[-1], chain):
            whole[-1] = [*whole[-1], *chain]
    return tuple(
        citation
        for chain in whole
        for segment in _segments(chain)
        for citation in _citations(plain, segment)
    )


_GLUE = re.compile(
    r"(?:[\s,;:/()–-]|\.(?=\S)|(?<![a-z])(?:cua|tai|theo|thuoc|va|hoac|trong|o|so|quy dinh|neu"
    r"|co|cai|cho|phan|muc|van ban|vb|of|the|in|and|or|under|with)(?![a-z]))*"
)


def _chains(plain: Plain, pieces: Iterable[Part]) -> Iterator[list[Part]]:
    """Yield the runs of parts with nothing but connecting words between them."""
    chain: list[Part] = []
    for part in pieces:
        if chain and not _beside(plain, chain[-1], part):
            yield chain
            chain = []
        chain.append(part)
    if chain:
        yield chain


def _beside(plain: Plain, left: Part, right: Part) -> bool:
    return left.end >= right.start or bool(_GLUE.fullmatch(plain.letters, left.end, right.start))


def _is_whole(chain: Sequence[Part]) -> bool:
    """Say whether the chain is a reference: something sure in it, or two parts that agree."""
    levels = {part.level for part in chain}
    together = len(levels) > 1 and bool(levels & {INSTRUMENT, ARTICLE})
    return together or any(part.sure for part in chain)


_STEP = re.compile(r"khoan|diem|clause|point|kh?\d")


def _completes(plain: Plain, before: Sequence[Part], chain: Sequence[Part]) -> bool:
    """Say whether parts apart belong to the article before: "Điều 14 nói gì ở khoản 6"."""
    named = _STEP.match(plain.letters, chain[0].start)
    deepest = max(part.depth for part in before)
    deeper = min(part.level for part in chain) > deepest >= ARTICLE
    between = plain.letters[before[-1].end : chain[0].start]
    return bool(named) and deeper and not {"?", "\n"} & set(between)


def _segments(chain: Sequence[Part]) -> Iterator[list[Part]]:
    """Cut a chain so that each piece has one instrument: in front of it, or behind it."""
    if chain[0].level == INSTRUMENT:
        yield from _cut(chain)
        return
    pieces = [list(reversed(piece)) for piece in _cut(list(reversed(chain)))]
    *named, last = reversed(pieces)
    if last[-1].level == INSTRUMENT or not named:
        yield from (*named, last)
        return
    yield from named[:-1]
    deepest = max(part.depth for part in named[-1])
    if min(part.level for part in last) > deepest:
        # "khoản 2 Điều 14 Nghị định 104, điểm c": the rest of the same reference.
        yield [*named[-1], *last]
    else:
        # "khoản 2 Điều 14 Nghị định 104 và Điều 15": the same instrument again.
        yield named[-1]
        yield [named[-1][-1], *last]


def _cut(chain: Sequence[Part]) -> list[list[Part]]:
    pieces: list[list[Part]] = []
    for part in chain:
        if part.level == INSTRUMENT or not pieces:
            pieces.append([])
        pieces[-1].append(part)
    return pieces


def _citations(plain: Plain, segment: Sequence[Part]) -> list[Citation]:
    """Return what one instrument is cited for: "khoản 2 và 3 Điều 14" are two citations."""
    instrument = next((p.cites for p in segment if p.level == INSTRUMENT), Citation())
    span = plain.span(min(p.start for p in segment), max(p.end for p in segment))
    context = replace(instrument, span=span)
    rest = [part for part in segment if part.level != INSTRUMENT]
    if not rest:
        return [context]
    if len({part.level for part in rest}) == len(rest):  # "khoản 2 Điều 14, điểm c": any order.
        rest.sort(key=lambda part: part.level)
    upward = _upward(rest)
    made: list[Citation] = []
    depth = INSTRUMENT
    for part in reversed(rest) if upward else rest:
        if part.level <= depth:
            made.append(context)
        context, depth = _within(context, part), part.depth
    made.append(context)
    return made[::-1] if upward else made


def _upward(rest: Sequence[Part]) -> bool:
    """Say whether the writer goes from the point up to the article, as the law itself does."""
    steps = (right.level - left.level for left, right in pairwise(rest))
    return next((step < 0 for step in steps if step), False)


def _within(context: Citation, part: Part) -> Citation:
    cites = part.cites
    if part.level == ARTICLE:
        return replace(context, article=cites.article, clause=cites.clause, point=cites.point)
    if part.level == CLAUSE:
        return replace(context, clause=cites.clause, point=cites.point)
    return replace(context, point=cites.point)
