"""Written references to the law: found (see `finding`), resolved, and written out again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import OSA

from legal_kb.finding import Citation, find
from legal_kb.knowledge import KINDS, Knowledge, parent
from legal_kb.model import Gap, Instrument

__all__ = [
    "MAIN",
    "Citation",
    "Missing",
    "Reason",
    "Resolved",
    "code",
    "find",
    "from_code",
    "name",
    "near",
    "resolve",
]

MAIN = "nd-104-2022"  # What an article without an instrument means.
NEAREST = 3  # How many neighbours of a missing provision are offered.


class Reason(StrEnum):
    """Why a citation leads to no wording."""

    UNKNOWN_INSTRUMENT = "unknown_instrument"
    NO_SUCH_ARTICLE = "no_such_article"
    NO_SUCH_CLAUSE = "no_such_clause"
    NO_SUCH_POINT = "no_such_point"
    TEXT_UNVERIFIED = "text_unverified"  # It exists, or may; its wording is not known here.


@dataclass(frozen=True)
class Resolved:
    """The instrument, article, clause or point that a citation means."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """A citation without a wording, the ids nearest to it, and what is known of the gap."""

    citation: Citation
    reason: Reason
    nearest: tuple[str, ...] = ()
    note: str = ""
    gap: str = ""  # The id under which the gap is told ("nd-69-2024/13"), where there is one.


def resolve(citation: Citation, knowledge: Knowledge) -> Resolved | Missing:
    """Return what a citation means; an article without an instrument is one of Decree 104/2022."""
    instrument = _instrument(citation, knowledge)
    if instrument is None:
        nearest = _alike(citation, knowledge)
        return Missing(citation, Reason.UNKNOWN_INSTRUMENT, nearest)
    if citation.article is None:
        return Resolved((instrument.id,))
    article = f"{instrument.id}/{citation.article}"
    if knowledge.has(article):
        outcome = _below(citation, instrument, article, knowledge)
    else:
        outcome = _no_article(citation, instrument, knowledge)
    if isinstance(outcome, Missing) and outcome.reason is Reason.TEXT_UNVERIFIED:
        return replace(outcome, gap=article if knowledge.gap(article) else "")
    return outcome


def near(id: str | None, knowledge: Knowledge) -> tuple[str, ...]:
    """Return what exists near an id that does not: the next above it, and some below that."""
    at = id
    while at is not None and not knowledge.has(at):
        at = parent(at)
    return (at, *knowledge.children(at)[:NEAREST]) if at is not None else ()


def is_id(text: str) -> bool:
    """Say whether a text has the form of an id ("nd-104-2022/14.2.b"), existing or not."""
    return re.fullmatch(r"[a-z]+-[\d-]+(?:/[\w.]*)?", text) is not None


def name(provision_id: str, knowledge: Knowledge) -> str:
    """Write a provision out: "điểm b khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP"."""
    instrument_id, _, path = provision_id.partition("/")
    instrument = knowledge.instruments[instrument_id]
    steps = _spoken(path.split(".")) if path else []
    return " ".join([*reversed(steps), _title(instrument)])


def code(provision_id: str, knowledge: Knowledge) -> str:
    """Write a provision as a code: "104/2022/NĐ-CP:art14.cl2.b"."""
    instrument_id, _, path = provision_id.partition("/")
    number = knowledge.instruments[instrument_id].number
    if not path:
        return number
    steps = path.split(".")
    if steps[0].isdigit():
        steps = [prefix + step for prefix, step in zip(("art", "cl", ""), steps, strict=False)]
    return f"{number}:{'.'.join(steps)}"


def from_code(text: str, knowledge: Knowledge) -> str | None:
    """Return the id that a code stands for, None if there is no such provision."""
    number, _, path = text.partition(":")
    instrument = next((i for i in knowledge.instruments.values() if i.number == number), None)
    if instrument is None:
        return None
    steps = [_step(step, place) for place, step in enumerate(path.split("."))] if path else []
    provision_id = "/".join([instrument.id, ".".join(steps)] if steps else [instrument.id])
    found = knowledge.has(provision_id) and code(provision_id, knowledge) == text
    return provision_id if found else None


# --- resolving -------------------------------------------------------------------------------


def _instrument(citation: Citation, knowledge: Knowledge) -> Instrument | None:
    if citation.kind is None and citation.number is None:
        return knowledge.instruments.get(MAIN)
    fits = [i for i in knowledge.instruments.values() if _fits(citation, i)]
    return max(fits, key=lambda i: i.issued, default=None)


def _fits(citation: Citation, instrument: Instrument) -> bool:
    return (
        citation.kind in (None, KINDS[instrument.kind])
        and citation.number == instrument.number.split("/")[0]
        and citation.year in (None, instrument.issued.year)
    )


def _alike(citation: Citation, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the instruments whose number or year may have been meant."""

    def distance(instrument: Instrument) -> tuple[int, int]:
        number = citation.number
        letters = OSA.distance(number, instrument.number.split("/")[0]) if number else 0
        years = abs((citation.year or instrument.issued.year) - instrument.issued.year)
        return 2 * letters + bool(years), years

    same = [i for i in knowledge.instruments.values() if citation.kind in (None, KINDS[i.kind])]
    close = sorted((i for i in same if distance(i)[0] <= 2), key=distance)
    return tuple(i.id for i in close[:NEAREST])


def _no_article(
    citation: Citation, instrument: Instrument, knowledge: Knowledge
) -> Resolved | Missing:
    wanted = citation.article or 0
    near = sorted(
        (a for a in knowledge.children(instrument.id) if _last(a).isdigit()),
        key=lambda a: abs(int(_last(a)) - wanted),
    )
    gap = _gap(instrument, citation.article, None) or _gap(instrument, None, None)
    counted = instrument.articles is not None and not 1 <= wanted <= instrument.articles
    none = counted or wanted < 1
    reason = Reason.NO_SUCH_ARTICLE if none else Reason.TEXT_UNVERIFIED
    return Missing(citation, reason, tuple(near[:NEAREST]), gap.note if gap else "")


def _below(
    citation: Citation, instrument: Instrument, article: str, knowledge: Knowledge
) -> Resolved | Missing:
    """Resolve the clause and the point within an article that is known."""
    at = article
    if citation.clause is not None:
        at = f"{article}.{citation.clause}"
        if not knowledge.has(at):
            return _lacking(citation, Reason.NO_SUCH_CLAUSE, instrument, article, knowledge)
    if citation.point is None:
        return Resolved((at,))
    points = _points(at, citation.point, knowledge)
    if len(points) == 1:
        return Resolved(points)
    return _lacking(citation, Reason.NO_SUCH_POINT, instrument, at, knowledge)


def _points(at: str, point: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the points so named, in the clause or in any clause of the article."""
    for letter in (point, point.replace("d", "đ")):
        found = tuple(i for i in knowledge.below(at) if i != at and _last(i) == letter)
        if found:
            return found
    return ()


def _lacking(
    citation: Citation, reason: Reason, instrument: Instrument, above: str, knowledge: Knowledge
) -> Missing:
    gap = _gap(instrument, citation.article, citation.clause)
    partial = any(p.partial for p in knowledge.versions(above))
    near = knowledge.children(above) or (above,)
    if citation.clause is not None and reason is Reason.NO_SUCH_CLAUSE:
        wanted = citation.clause
        near = tuple(
            sorted(near, key=lambda i: abs(int(_last(i)) - wanted) if _last(i).isdigit() else 99)
        )
    if gap is not None or partial:
        reason = Reason.TEXT_UNVERIFIED
    return Missing(citation, reason, tuple(near[:NEAREST]), gap.note if gap else "")


def _gap(instrument: Instrument, article: int | None, clause: int | None) -> Gap | None:
    """Return the gap that covers a place: that of the clause, or of the whole article."""
    here = [g for g in instrument.gaps if g.article == article]
    exact = next((g for g in here if clause is not None and g.clause == clause), None)
    return exact or next((g for g in here if g.clause is None), None)


def _last(provision_id: str) -> str:
    return provision_id.rpartition("/")[2].rpartition(".")[2]


# --- writing ---------------------------------------------------------------------------------

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_ITEMS = {
    "note": "phần lưu ý",
    "hours": "thời gian tiếp nhận hồ sơ",
    "time": "thời hạn giải quyết",
    "result": "thông báo kết quả",
    "fee": "phí, lệ phí",
}


def _title(instrument: Instrument) -> str:
    named = instrument.kind == "Luật" and "sửa đổi" not in instrument.title
    return f"{instrument.title if named else instrument.kind} {instrument.number}"


def _spoken(steps: list[str]) -> list[str]:
    """Say the steps of a path, the widest first."""
    if steps[0].isdigit():
        return [f"{word} {step}" for word, step in zip(_WORDS, steps, strict=False)]
    return [_item(step, place) for place, step in enumerate(steps)]


_WORDS = ("Điều", "khoản", "điểm")


def _item(step: str, place: int) -> str:
    """Say a step of a decision: part, section, subsection, step of the procedure."""
    if place == 0:
        return f"phần {_ROMAN[int(step.removeprefix('p'))]}"
    if step.startswith("b") and step[1:].isdigit():
        return f"bước {step[1:]}"
    return _ITEMS.get(step) or f"{'tiểu mục' if step.isdigit() else 'mục'} {step}"


def _step(step: str, place: int) -> str:
    prefixes: Iterable[str] = ("art", "cl")
    for at, prefix in enumerate(prefixes):
        if place == at and step.startswith(prefix):
            return step.removeprefix(prefix)
    return step
