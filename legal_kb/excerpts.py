"""The stretch of a wording that shows why it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from legal_kb.normalise import clean
from legal_kb.search import WORD, spelled

LONGEST = 40  # Words of an excerpt.


@dataclass(frozen=True)
class Piece:
    """A stretch of an excerpt: as published, and whether it was asked for."""

    text: str
    matched: bool


@dataclass(frozen=True)
class Asked:
    """The words of a query; where none is typed with accents, letters are enough."""

    words: frozenset[str]
    telling: frozenset[str]  # Those by which texts differ: not "của" and "các".
    accented: bool

    @classmethod
    def of(cls, query: str, rare: Callable[[str], bool]) -> Asked:
        """Read a query; `rare` says of letters without accents whether they tell texts apart."""
        typed = [spelled(word) for word in WORD.findall(clean(query).lower())]
        accented = any(exact for _, exact in typed)
        tells = {(exact or word) if accented else word: rare(word) for word, exact in typed}
        words = frozenset(tells)
        return cls(words, frozenset(word for word in words if tells[word]) or words, accented)

    def excerpt(self, text: str) -> tuple[Piece, ...]:
        """Return the stretch that has most of the words, which are marked in it."""
        places = list(WORD.finditer(text))
        marked = self._marked(match[0].lower() for match in places)
        starts = range(max(1, len(places) - LONGEST + 1))
        first = max(starts, key=lambda at: sum(marked[at : at + LONGEST]))
        last = min(first + LONGEST, len(places))
        at = places[first].start() if first else 0
        stop = places[last - 1].end() if last < len(places) else len(text)
        pieces = [Piece("… " if first else "", False)]
        for matched, run in groupby(range(first, last), key=marked.__getitem__):
            if matched:
                spots = [places[place] for place in run]
                pieces.append(Piece(text[at : spots[0].start()], False))
                pieces.append(Piece(text[spots[0].start() : spots[-1].end()], True))
                at = spots[-1].end()
        pieces += [Piece(text[at:stop], False), Piece(" …" if last < len(places) else "", False)]
        return tuple(piece for piece in pieces if piece.text)

    def _marked(self, words: Iterable[str]) -> list[bool]:
        """Mark the runs of words that were asked for, where one of them tells texts apart."""
        marked: list[bool] = []
        for asked, run in groupby(map(self._compared, words), key=self.words.__contains__):
            same = list(run)
            marked += [asked and not self.telling.isdisjoint(same)] * len(same)
        return marked

    def _compared(self, word: str) -> str:
        letters, exact = spelled(word)
        return exact or letters if self.accented else letters
