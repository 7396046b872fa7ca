"""Full-text search over articles: syllables and pairs of them, with accents or without.

An article is scored by BM25 as a whole, and again by its best part, so that one clause that says
it all is found in a long article. Letters are compared without accents, hence a query that has
none loses nothing; a syllable typed with its accents counts again where it stands just so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from legal_kb.normalise import apart, bare, clean, narrow

# The usual values (Robertson and Zaragoza, 2009): how soon repetition stops counting, and how much
# the length of a text is held against it.
_REPEATED, _LENGTH = 1.2, 0.75
_HEADING = 2  # Times that a heading counts beside the text below it.
_ACCENTED = 0.25  # What the same accents count beside the same letters.
_LONGEST_WORD = 8  # Letters: no syllable of Vietnamese has more than seven.
_OFTEN = 1 / 8  # Of the rows; a term in more of them is kept as a whole column: that is faster.
WORD = re.compile(r"\w+")

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Document:
    """What is searched: an article with its heading, clause by clause."""

    id: str
    heading: str
    parts: tuple[str, ...]  # At least one.


@dataclass(frozen=True)
class Hit:
    """A document that was found."""

    id: str
    part: int  # The place of the part that fits best.
    score: float


class Searcher:
    """Finds documents, of which there is at least one; built once, then pure."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._ids = tuple(document.id for document in documents)
        self._lengths = np.array([len(document.parts) for document in documents])
        self._first = np.cumsum(self._lengths) - self._lengths
        self._terms: dict[str, int] = {}
        wholes = [self._counted(d.heading, d.parts) for d in documents]
        parts = [self._counted(d.heading, (part,)) for d in documents for part in d.parts]
        counted = _weighed(wholes), _weighed(parts)
        terms, weights = (np.concatenate([one[at] for one in counted]) for at in (0, 2))
        rows = np.concatenate([counted[0][1], counted[1][1] + len(wholes)])
        accented = np.array([not term.isascii() for term in self._terms])
        weights[accented[terms]] *= _ACCENTED
        having = np.bincount(terms[: sum(map(len, wholes))], minlength=len(self._terms))
        self._having, self._common = having, having > len(documents) / 2
        self._syllables = [term for term in self._terms if len(term) > 2 and term.isalpha()]
        self._postings = _Postings(terms, rows, weights, len(wholes) + len(parts))

    def search(self, query: str, limit: int = 10) -> list[Hit]:
        """Return what fits best, the best first; nothing where no syllable is shared."""
        asked = (self._terms.get(term) for term in terms_of(self.mended(query)))
        scores = self._postings.scores([term for term in asked if term is not None])
        parts = scores[len(self._ids) :]
        highest = np.maximum.reduceat(parts, self._first)
        total = scores[: len(self._ids)] + highest
        best = np.argpartition(-total, min(limit, len(total)) - 1)[:limit]
        best = best[np.argsort(-total[best], kind="stable")]
        tops = np.flatnonzero(parts == np.repeat(highest, self._lengths))
        fits = tops[np.searchsorted(tops, self._first[best])] - self._first[best]
        found = zip(best.tolist(), fits.tolist(), total[best].tolist(), strict=True)
        return [Hit(self._ids[at], part, score) for at, part, score in found if score > 0]

    def mended(self, query: str) -> str:
        """Return the query with each syllable that stands nowhere as the nearest that does.

        One letter may be wrong, missing, doubled, or have changed places with the next.
        """
        words = WORD.findall(narrow(clean(query)).lower())
        letters = [spelled(word)[0] for word in words]
        for at, plain in enumerate(letters):
            if plain not in self._terms and plain.isalpha() and 3 <= len(plain) <= _LONGEST_WORD:
                before, after = letters[at - 1 : at], letters[at + 1 : at + 2]
                near = extract(
                    plain, self._syllables, scorer=OSA.distance, score_cutoff=1, limit=None
                )
                if near:
                    fits = partial(self._fits, before, after)
                    words[at] = letters[at] = max((word for word, *_ in near), key=fits)
        return " ".join(words)

    def _fits(self, before: list[str], after: list[str], word: str) -> tuple[int, int]:
        """Say how often a syllable stands beside its neighbours, then how often at all."""
        pairs = [f"{one} {word}" for one in before] + [f"{word} {one}" for one in after]
        return sum(map(self._count, pairs)), self._count(word)

    def _count(self, term: str) -> int:
        return int(self._having[self._terms[term]]) if term in self._terms else 0

    def rare(self, letters: str) -> bool:
        """Say whether a syllable without accents stands in less than half of the documents."""
        return letters not in self._terms or not self._common[self._terms[letters]]

    def _counted(self, heading: str, parts: Iterable[str]) -> Counter[int]:
        """Count the terms of one text by their numbers; new ones are numbered."""
        terms = terms_of(heading) * _HEADING
        for part in parts:
            terms += terms_of(part)
        return Counter(self._terms.setdefault(term, len(self._terms)) for term in terms)


def terms_of(text: str) -> list[str]:
    """Return what texts are compared by: syllables, pairs, and syllables with their accents."""
    words = [spelled(word) for word in WORD.findall(narrow(text).lower())]
    plain = [letters for letters, _ in words]
    pairs = [f"{one} {other}" for one, other in pairwise(plain)]
    return plain + pairs + [accented for _, accented in words if accented]


@lru_cache(maxsize=65_536)
def spelled(word: str) -> tuple[str, str]:
    """Return a word in lower case without accents, and with them if it has some.

    Where the tone was written plays no part in it: "hoà" is "hòa".
    """
    return bare(word), "" if word.isascii() else "".join(apart(word))


def _weighed(texts: Sequence[Counter[int]]) -> tuple[Ints, Ints, Floats]:
    """Return the terms of all texts, the row of each, and what it counts there."""
    terms = np.array([term for text in texts for term in text], np.int64)
    times = np.array([n for text in texts for n in text.values()], float)
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    lengths = np.bincount(rows, times, len(texts))
    having = np.bincount(terms)[terms]
    rarity = np.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
    slowed = times + _REPEATED * (1 - _LENGTH + _LENGTH * (lengths / lengths.mean())[rows])
    return terms, rows, (rarity * times * (_REPEATED + 1) / slowed).astype(np.float32)


class _Postings:
    """What each term counts in which row."""

    def __init__(self, terms: Ints, rows: Ints, weights: Floats, size: int) -> None:
        order = np.argsort(terms, kind="stable")
        self._rows, self._weights = rows[order].astype(np.int32), weights[order]
        self._size = size
        self._ends = np.cumsum([0, *np.bincount(terms)])
        often = np.flatnonzero(np.diff(self._ends) > size * _OFTEN)
        self._often = {int(term): place for place, term in enumerate(often)}
        self._columns = np.zeros((len(often), size), np.float32)
        for place, term in enumerate(often):
            of = slice(*self._ends[term : term + 2])
            self._columns[place, self._rows[of]] = self._weights[of]
        self._ends = self._ends.tolist()

    def scores(self, terms: Sequence[int]) -> Floats:
        """Add up what the terms count, a repeated one each time, in every row."""
        total = np.zeros(self._size, np.float32)
        for term in terms:
            if term in self._often:
                total += self._columns[self._often[term]]
        of = [slice(*self._ends[t : t + 2]) for t in terms if t not in self._often]
        if of:
            rows = np.concatenate([self._rows[one] for one in of])
            weights = np.concatenate([self._weights[one] for one in of])
            total += np.bincount(rows, weights, self._size)
        return total
