"""Misspelt words, put right by the words that phrasings have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.understanding.features import pairs_of
from handlers.understanding.syllables import is_plain, sound
from handlers.understanding.words import Word

SHORTEST = 4  # Letters; a shorter word is only taken for one that sounds the same.
MOST = 12  # Words of one message that are put right.
_CLOSE = 5  # Candidates of a word that are weighed.
_SURE = 3  # Phrasings in which a pair stands, so that a rare word gives way to it.
_RARE = 3  # A word that stands in more phrasings is never taken for another.


class Corrector:
    """Puts words right; made once from all phrasings."""

    def __init__(self, phrases: Sequence[Sequence[Word]], spans: Iterable[str]) -> None:
        """Learn the words and pairs of `phrases`, and of the keys of several words."""
        keys = [[Word(plain) for plain in span.split()] for span in spans]
        self._pairs: Counter[str] = pairs_of([*phrases, *keys])
        self._words = Counter(word.plain for words in [*phrases, *keys] for word in words)
        self._spelled = [word for word in self._words if len(word) >= SHORTEST - 1]
        self._sounds: dict[str, list[str]] = {}
        for plain in self._words:
            if is_plain(plain):
                self._sounds.setdefault(sound(plain), []).append(plain)

    def correct(self, words: Sequence[Word]) -> list[Word]:
        """Return the words, those that are misspelt in the likeliest spelling."""
        righted = list(words)
        left = MOST
        for at, word in enumerate(words):
            if left and not word.plain.isdigit():
                before = righted[at - 1].plain if at else ""
                after = words[at + 1].plain if at + 1 < len(words) else ""
                better = self._better(word.plain, before, after)
                if better:
                    righted[at] = Word(better)
                    left -= 1
        return righted

    def _better(self, plain: str, before: str, after: str) -> str | None:
        """Return the word that was meant, None if it is right or nothing is near."""
        known = plain in self._words
        if known and (self._words[plain] > _RARE or self._beside(plain, before, after)):
            return None
        evidence = {c: self._beside(c, before, after) for c in self._alike(plain, known)}
        best = max(evidence, key=lambda c: (evidence[c], self._words[c]), default=None)
        if best is None or (known and evidence[best] < _SURE):
            return None
        # A syllable that exists may be a word of a matter we do not know.
        return best if evidence[best] or not is_plain(plain) else None

    def _alike(self, plain: str, known: bool) -> Iterator[str]:
        if is_plain(plain):
            yield from (c for c in self._sounds.get(sound(plain), ()) if c != plain)
        if known or len(plain) < SHORTEST:
            return
        most = 1 if len(plain) < 2 * SHORTEST else 2
        for candidate, _, _ in process.extract(
            plain, self._spelled, scorer=OSA.distance, score_cutoff=most, limit=_CLOSE
        ):
            yield candidate

    def _beside(self, plain: str, before: str, after: str) -> int:
        """Return in how many phrasings a word stands beside its neighbours."""
        pairs: Mapping[str, int] = self._pairs
        return pairs.get(f"{before} {plain}", 0) + pairs.get(f"{plain} {after}", 0)
