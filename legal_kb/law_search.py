"""Full-text search of the law as it stands on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from legal_kb.citations import Resolved, find, name, resolve
from legal_kb.excerpts import Asked, Piece
from legal_kb.knowledge import Knowledge, Law, parent
from legal_kb.model import Provision, Status
from legal_kb.normalise import clean
from legal_kb.search import Document, Hit, Searcher

MOST = 10  # Results.


@dataclass(frozen=True)
class Found:
    """A provision in force that fits a query, and the part of its wording that shows it."""

    provision: Provision
    excerpt: tuple[Piece, ...]


class LawSearch:
    """Finds provisions by their words; what is asked about a day is kept for its like."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        periods = [v.in_force for id in knowledge.ids() for v in knowledge.versions(id)]
        ends = {p.until + timedelta(days=1) for p in periods if p.until}
        self._turns = sorted({period.start for period in periods} | ends)
        self._of_turn: dict[int, _OneDay | None] = {}

    def search(self, query: str, day: date, limit: int = MOST) -> list[Found]:
        """Return what is in force on `day` and fits best: what the query cites, then articles.

        Of each article only the clause or point is returned that fits best.
        """
        searched = self._on(day)
        if searched is None or not query.strip():
            return []
        law, searcher = self._knowledge.on(day), searched.searcher
        cited = (p for id in self._cited(query) for p in law.quote(id)[:1] if _holds(law, p))
        fitting = (*cited, *(searched.best(hit) for hit in searcher.search(query, limit)))
        found = {provision.id: provision for provision in fitting}
        asked = Asked.of(searcher.mended(query), searcher.rare)
        return [Found(p, asked.excerpt(p.text)) for p in found.values()][:limit]

    def _cited(self, query: str) -> Iterator[str]:
        for citation in find(clean(query)):
            match resolve(citation, self._knowledge):
                case Resolved(ids=ids):
                    yield from ids

    def _on(self, day: date) -> _OneDay | None:
        """Return what is searched on a day; between two changes of the law that stays the same."""
        turn = bisect_right(self._turns, day)
        if turn not in self._of_turn:
            self._of_turn[turn] = _OneDay.of(self._knowledge, day)
        return self._of_turn[turn]


@dataclass(frozen=True)
class _OneDay:
    searcher: Searcher
    parts: dict[str, tuple[Provision, ...]]  # Of each document.

    @classmethod
    def of(cls, knowledge: Knowledge, day: date) -> _OneDay | None:
        law = knowledge.on(day)
        tops = (top for id in knowledge.instruments for top in knowledge.children(id))
        holding = {top: tuple(p for p in law.quote(top) if _holds(law, p)) for top in tops}
        parts = {top: held for top, held in holding.items() if held}
        documents = [_document(top, held, knowledge) for top, held in parts.items()]
        return cls(Searcher(documents), parts) if documents else None

    def best(self, hit: Hit) -> Provision:
        return self.parts[hit.id][hit.part]


def _document(top: str, parts: Sequence[Provision], knowledge: Knowledge) -> Document:
    """Return an article: a point is read after the sentences above it, which it completes."""
    instrument = parts[0].instrument
    wordings = {part.id: part.text for part in parts}
    heading = next((part.heading for part in parts if part.heading), "")
    return Document(
        top,
        "\n".join((name(instrument.id, knowledge), heading)),
        tuple("\n".join(_within(part.id, wordings)) for part in parts),
    )


def _within(id: str, wordings: dict[str, str]) -> list[str]:
    above = parent(id)
    return [*(_within(above, wordings) if above else ()), *filter(None, [wordings.get(id)])]


def _holds(law: Law, provision: Provision) -> bool:
    return law.status(provision) in (Status.IN_FORCE, Status.ENDING)
