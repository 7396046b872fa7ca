"""Misspelt words, put right by the words that phrasings have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.understanding.syllables import is_plain, sound
from legal_kb.normalise import bare

MOST = 12  # Words of one message that are put right.
LONGEST_RUN = 24  # Letters of words written together that are parted.
_LONG = 8  # Letters from which on two of them may be wrong.
_CLOSE = 5  # Candidates of a long word, and ways of parting a run, that are weighed.
_SURE = 3  # Phrasings in which a pair stands, so that a known word gives way to it.
_RARE = 3  # A word that stands in more phrasings is never taken for another.
_SHORTEST_RUN = 5
_LONGEST_PART = 12


class Corrector:
    """Puts words right; made once from all phrasings."""

    def __init__(self, phrases: Iterable[Sequence[str]], kept: Iterable[str]) -> None:
        """Learn the words of `phrases` as they are typed; those in `kept` are always right."""
        self._words: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        self._written: set[str] = set()
        for words in phrases:
            bared = [bare(word) for word in words]
            self._written.update(words)
            self._words.update(bared)
            self._pairs.update(f"{left} {right}" for left, right in pairwise(bared))
        self._kept = frozenset(kept)
        self._spelled = [word for word in self._words if len(word) >= _LONG - 2]
        self._sounds: dict[str, list[str]] = {}
        self._shortened: dict[str, list[str]] = {}
        for plain in self._words:
            if is_plain(plain):
                self._sounds.setdefault(sound(plain), []).append(plain)
            if 1 < len(plain) <= LONGEST_RUN and not plain.isdigit():
                for shorter in _without_a_letter(plain):
                    self._shortened.setdefault(shorter, []).append(plain)

    def correct(self, words: Sequence[str]) -> list[str]:
        """Return the words, those that are misspelt in the likeliest spelling, without accents."""
        righted: list[str] = []
        plain = [bare(word) for word in words]
        left, at = MOST, 0
        while at < len(words):
            before = righted[-1] if righted else ""
            better: Sequence[str] | None = None
            taken = 1
            if left:
                better = self._slipped(plain[at : at + 2])
                taken = 2 if better else 1
                after = plain[at + 1] if at + 1 < len(words) else ""
                better = better or self._better(words[at], plain[at], bare(before), after)
            left -= better is not None
            righted += better or words[at : at + 1]
            at += taken
        return righted

    def _is_right(self, plain: str) -> bool:
        return plain in self._words or plain in self._kept or plain.isdigit()

    def _slipped(self, both: Sequence[str]) -> Sequence[str] | None:
        """Return two words whose space stands a letter too far left or right, or too many."""
        if len(both) < 2 or all(map(self._is_right, both)):
            return None
        left, right = both
        ways = [(left[:-1], left[-1] + right), (left + right[0], right[1:])]
        best = max(ways, key=lambda way: self._pairs[" ".join(way)])
        if self._pairs[" ".join(best)]:
            return best
        return [left + right] if self._words[left + right] > _RARE else None

    def _better(self, word: str, plain: str, before: str, after: str) -> Sequence[str] | None:
        """Return what was meant, None if the word is right or nothing is near."""
        if plain.isdigit() or word in self._kept:
            return None
        known = plain in self._words
        usual = self._words[plain] > _RARE and (word.isascii() or word in self._written)
        if known and (usual or self._beside(plain, before, after)):
            return None
        evidence = {c: self._beside(c, before, after) for c in self._alike(plain, known)}
        best = max(
            evidence, key=lambda c: (evidence[c] * _ease(plain, c), self._words[c]), default=None
        )
        if best and evidence[best] >= (_SURE if known else 1):
            return [best]
        if known:
            return None
        # A syllable that exists may be a word of a matter we do not know.
        return self._parted(plain) or ([best] if best and not is_plain(plain) else None)

    def _alike(self, plain: str, known: bool) -> Iterator[str]:
        if is_plain(plain):
            yield from (c for c in self._sounds.get(sound(plain), ()) if c != plain)
        if len(plain) < 2:
            return
        yield from self._a_letter_away(plain)
        if not known and len(plain) >= _LONG:
            for candidate, _, _ in process.extract(
                plain, self._spelled, scorer=OSA.distance, score_cutoff=2, limit=_CLOSE
            ):
                yield candidate

    def _a_letter_away(self, plain: str) -> Iterator[str]:
        """Yield the words with one letter more, less, another, or two of them swapped."""
        found = set(self._shortened.get(plain, ()))
        for shorter in _without_a_letter(plain):
            found.update(self._shortened.get(shorter, ()))
            if len(shorter) > 1 and shorter in self._words:
                found.add(shorter)
        return (c for c in sorted(found) if c != plain and OSA.distance(c, plain) == 1)

    def _parted(self, plain: str) -> list[str] | None:
        """Return the words that are written together here, each pair of them one of phrasings."""
        if not _SHORTEST_RUN <= len(plain) <= LONGEST_RUN:
            return None
        runs: dict[int, list[list[str]]] = {0: [[]]}  # By how many letters they take.
        for end in range(2, len(plain) + 1):
            runs[end] = [
                [*run, plain[start:end]]
                for start in range(max(0, end - _LONGEST_PART), end - 1)
                if plain[start:end] in self._words
                for run in runs.get(start, ())
                if not run or f"{run[-1]} {plain[start:end]}" in self._pairs
            ][:_CLOSE]
        ways = [run for run in runs[len(plain)] if len(run) > 1]
        return max(ways, key=self._cohesion, default=None)

    def _cohesion(self, run: Sequence[str]) -> tuple[int, int]:
        return -len(run), sum(self._pairs[" ".join(pair)] for pair in pairwise(run))

    def _beside(self, plain: str, before: str, after: str) -> int:
        """Return in how many phrasings a word stands beside its neighbours."""
        return self._pairs[f"{before} {plain}"] + self._pairs[f"{plain} {after}"]


def _ease(typed: str, meant: str) -> int:
    """Return how easily the one is typed for the other: swapped, left out or doubled, another."""
    if len(typed) != len(meant):
        return 2
    return 3 if sorted(typed) == sorted(meant) else 1


def _without_a_letter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
