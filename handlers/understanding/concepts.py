"""What words speak of: a name for each idea, whatever words express it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.understanding.lexicon import read_list
from handlers.understanding.words import Reader, Word


@dataclass(frozen=True, slots=True)
class Found:
    """An idea and where it stands: the words from `start` to before `end`."""

    name: str
    start: int
    end: int

    @property
    def asks(self) -> bool:
        """Whether it is a kind of question ("WHERE"), not a thing or a happening."""
        return self.name.isupper()

    def lies_within(self, other: Found) -> bool:
        """Say whether a longer span takes this one in."""
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


@dataclass(frozen=True)
class Concepts:
    """The ideas of `lexicon/concepts.toml`, by the first word of each span."""

    spans: Mapping[str, Sequence[tuple[tuple[Word, ...], str]]]

    @classmethod
    def load(cls, reader: Reader) -> Concepts:
        """Read the word list, its spans as `reader` reads messages."""
        spans: dict[str, list[tuple[tuple[Word, ...], str]]] = {}
        for name, texts in read_list("concepts").items():
            for text in texts:
                for language in ("vi", "en"):
                    words = reader.read(text, language).words
                    known = spans.setdefault(words[0].plain, [])
                    if (words, name) not in known:
                        known.append((words, name))
        return cls(spans)

    def within(self, words: Sequence[Word]) -> list[Found]:
        """Return the ideas in the words, in order; of spans in one another the longest counts."""
        found: list[Found] = []
        for at, word in enumerate(words):
            for span, name in self.spans.get(word.plain, ()):
                end = at + len(span)
                if end > len(words) or span[-1].plain != words[end - 1].plain:
                    continue  # The cheap question first.
                if all(map(_agree, span, words[at:end])):
                    found.append(Found(name, at, end))
        return [each for each in found if not any(map(each.lies_within, found))]


def _agree(known: Word, typed: Word) -> bool:
    """Missing accents agree with any, others only with the same."""
    if known.plain != typed.plain:
        return False
    return not typed.marks or not known.marks or typed.marks == known.marks
