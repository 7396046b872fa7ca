"""From what was typed to words that can be compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.understanding.lexicon import LONGEST_SPAN, Lexicon, Table
from handlers.understanding.syllables import decode, is_plain, is_syllable, squeeze
from legal_kb.normalise import apart, bare, clean, narrow

MOST_WORDS = 64  # Words that are read of one message,
_OPENING = 20  # of a longer one so many of its beginning, the rest from its end.
LONGEST_WORD = 24  # Characters.
_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)*")
_GLUED = re.compile(r"([^\W\d_]+)(\d{1,4})")
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")  # Days are read apart; here they tell nothing.
_OTHER = re.compile(r"(?<![\w#])#(?![\w#])")  # "tk #": another account.
_APOSTROPHES = re.compile(r"['’ʼ`](?:s\b)?")
Correct = Callable[[Sequence[str], str], Sequence[str]]
_ACCENTED_SHARE = 0.4  # From here on a word typed without accents is meant without.


@dataclass(frozen=True, slots=True)
class Word:
    """One word: without accents, and with them as typed ("" where that is unknown)."""

    plain: str
    marks: str = ""

    @classmethod
    def of(cls, typed: str, *, sure: bool = True) -> Word:
        """Return the word typed; unless `sure`, a word without accents may have lost them."""
        return _word(typed, sure or not typed.isascii())


@lru_cache(maxsize=16384)
def _word(typed: str, known: bool) -> Word:
    return Word(bare(typed), "".join(apart(typed)) if known else "")


@dataclass(frozen=True, slots=True)
class WordList:
    """Words of a list, which a message has with their accents, or typed without any."""

    marks: frozenset[str]
    plain: frozenset[str]

    @classmethod
    def of(cls, words: Sequence[str], plain: Sequence[str] = ()) -> WordList:
        """Make a list; `plain` are those that are sure enough without accents, else all are."""
        marks = frozenset("".join(apart(word)) for word in words)
        return cls(marks, frozenset(plain or map(bare, words)))

    def has(self, word: Word) -> bool:
        return word.marks in self.marks if word.marks else word.plain in self.plain


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as words, and its language."""

    words: tuple[Word, ...]
    language: str


@dataclass(frozen=True)
class Reader:
    """Reads messages; `english` are all words of the English phrasings."""

    lexicon: Lexicon
    english: frozenset[str]

    def read(self, text: str, language: str = "", correct: Correct | None = None) -> Reading:
        """Return the words of a message, in standard Vietnamese where the lists know one.

        Without `language` it is found out: "en" for English, else "vi". `correct` puts misspelt
        words right, in each language its own way.
        """
        spelled, language = self.spelled(text, language)
        righted = correct(spelled, language) if correct else spelled
        if language == "en":
            words = [*self._replaced(righted, self.lexicon.english, [False] * len(righted))]
        else:
            marked = sum(not word.isascii() for word in spelled)
            accented = marked >= _ACCENTED_SHARE * len(spelled)
            typed = set(spelled)
            sure = [accented and word in typed for word in righted]
            words = [*self._replaced(righted, self.lexicon.vietnamese, sure)]
        return Reading(tuple(self._without_fillers(words)), language)

    def spelled(self, text: str, language: str = "") -> tuple[list[str], str]:
        """Return the words as typed, leaked keystrokes as what they spell, and the language."""
        typed = self.typed(text)
        language = language or self.language(typed)
        if language == "en":
            return typed, language
        leaky = self._leaks(typed)
        return [self._spelled(word, leaky) for word in typed], language

    def decoded(self, text: str) -> str:
        """Return the text with leaked keystrokes as what they spell, the rest as typed."""
        if not self._leaks(self.typed(text)):
            return text
        return _WORD.sub(lambda match: self._letters(match[0]), text)

    def typed(self, text: str) -> list[str]:
        """Return the words as typed, in lower case; at most MOST_WORDS."""
        lowered = _OTHER.sub("khác", _APOSTROPHES.sub("", narrow(clean(text)).lower()))
        chunks = [match[0] for match in _WORD.finditer(lowered)]
        if len(chunks) > MOST_WORDS:  # What a story comes to mostly stands at its end.
            chunks = chunks[:_OPENING] + chunks[_OPENING - MOST_WORDS :]
        typed = [part for chunk in chunks for part in self._parts(chunk)]
        return [word[:LONGEST_WORD] for word in typed[-MOST_WORDS:]]

    def language(self, typed: Sequence[str]) -> str:
        """Say whether the words are English ("en") or anything else ("vi")."""
        english, local = 0, 0
        for word in typed:
            if word in self.lexicon.loans or word.isdigit():
                continue
            if word in self.lexicon.common or (word in self.english and word.isascii()):
                english += not is_plain(word)
                local += is_plain(word) and word not in self.lexicon.common
            else:
                local += self._is_local(word)
        return "en" if english > local else "vi"

    def _is_local(self, word: str) -> bool:
        shorthand = word in self.lexicon.vietnamese.single
        return not word.isascii() or is_plain(word) or shorthand or decode(word) is not None

    def _parts(self, chunk: str) -> list[str]:
        if chunk in self.lexicon.vietnamese.single or chunk in self.lexicon.known:
            return [chunk]
        if _DAY.fullmatch(chunk):
            return []
        if "/" in chunk:
            return [part for piece in chunk.split("/") for part in self._parts(piece)]
        glued = _GLUED.fullmatch(chunk)
        return [*glued.groups()] if glued and decode(chunk) is None else [chunk]

    def _letters(self, typed: str) -> str:
        word = narrow(typed).lower()
        if word in self.lexicon.loans:
            return typed
        return decode(word) or typed

    def _is_known(self, word: str) -> bool:
        return word in self.english or word in self.lexicon.known

    def _leaks(self, typed: Sequence[str]) -> bool:
        """Say whether an input method was off: then English-looking words may be keystrokes."""
        names = self.lexicon.vietnamese.single
        doubtful = (w for w in typed if w not in names and not self._is_known(w))
        return any(decode(word) is not None for word in doubtful)

    def _spelled(self, word: str, leaky: bool) -> str:
        if word in self.lexicon.vietnamese.single or word.isdigit():
            return word
        known = self._is_known(word)
        if word not in self.lexicon.loans and (leaky or not known):
            decoded = decode(word)
            if decoded is not None:
                return decoded
        if known or is_syllable(word) or is_plain(word):  # "cuu" is "cứu", and no "cu".
            return word
        once = squeeze(word)
        means = is_plain(bare(once)) or once in self.lexicon.vietnamese.single
        return once if means else word

    def _without_fillers(self, words: Sequence[Word]) -> Sequence[Word]:
        """Return the words that carry meaning, or all if none does ("xin chào bạn")."""
        kept: list[Word] = []
        at = 0
        while at < len(words):
            length = self._filler(words[at : at + LONGEST_SPAN])
            kept += words[at : at + 1] if not length else ()
            at += length or 1
        told = any(word.plain not in self.lexicon.address for word in kept)
        return kept if told else words

    def _filler(self, words: Sequence[Word]) -> int:
        """Return how many of the words, from the first on, are a filler."""
        if words[0].plain in self.lexicon.opening:
            plain = [word.plain for word in words]
            for length in range(len(words), 1, -1):
                if " ".join(plain[:length]) in self.lexicon.fillers:
                    return length
        return int((words[0].marks or words[0].plain) in self.lexicon.fillers)

    def _replaced(self, typed: Sequence[str], table: Table, sure: Sequence[bool]) -> Iterator[Word]:
        """Yield the words, those that the table knows in its words; the longest key wins.

        `sure` says of each word whether one without accents is meant without.
        """
        plain = [bare(word) for word in typed]
        at = 0
        while at < len(typed):
            length, values = self._entry(typed, plain, at, table, sure[at])
            if length:
                yield from map(Word.of, values)
            else:
                yield Word.of(typed[at], sure=sure[at])
            at += length or 1

    def _entry(
        self, typed: Sequence[str], plain: Sequence[str], at: int, table: Table, accented: bool
    ) -> tuple[int, Sequence[str]]:
        """Return what stands at a place for the table: how many words, and what they mean."""
        longest = min(LONGEST_SPAN, len(typed) - at) if plain[at] in table.opening else 0
        for length in range(longest, 1, -1):
            values = table.spans.get(" ".join(plain[at : at + length]))
            if values:
                return length, values
        numbered = at + 1 < len(typed) and typed[at + 1].isdigit()
        for applies, words in (
            (numbered, self.lexicon.before_number),
            (at > 0 and _is_last(typed, at), self.lexicon.at_end),
            (accented, self.lexicon.among_accents),
            (True, table.single),
        ):
            if applies and typed[at] in words:
                return 1, words[typed[at]]
        return 0, ()


def _is_last(typed: Sequence[str], at: int) -> bool:
    """Say whether a word closes a message or is followed by a particle at most ("… hk z")."""
    return len(typed) - at <= 2 and all(len(word) <= 2 for word in typed[at + 1 :])
