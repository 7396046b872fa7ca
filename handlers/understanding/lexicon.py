"""Shorthand, dialect, borrowed English and fillers: how words are written, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from legal_kb.normalise import apart, bare

LONGEST_SPAN = 5  # Words of the longest key.
Replacements = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """What words stand for: one word exactly as typed, or several without their accents."""

    single: Replacements
    spans: Replacements
    opening: frozenset[str]  # The first words of `spans`.

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Table:
        single = {key: tuple(value.split()) for key, value in words.items() if " " not in key}
        spans = {bare(key): tuple(value.split()) for key, value in words.items() if " " in key}
        opening = frozenset(key.partition(" ")[0] for key in spans)
        return cls(MappingProxyType(single), MappingProxyType(spans), opening)


@dataclass(frozen=True)
class Lexicon:
    """All that the reader of words knows beforehand."""

    vietnamese: Table  # Shorthand, dialect and borrowed English: for Vietnamese messages.
    english: Table
    before_number: Replacements
    at_end: Replacements
    among_accents: Replacements  # Words that mean this only beside words with accents.
    fillers: frozenset[str]
    opening: frozenset[str]  # The first words of fillers that have several.
    address: frozenset[str]  # Words that call the reader, without accents.
    common: frozenset[str]  # English words that tell the language.
    loans: frozenset[str]  # English words that do not.
    known: frozenset[str]  # Every word of English and every word that a key stands for.


@cache
def load_lexicon() -> Lexicon:
    """Read the word lists that are shipped with the package."""
    shorthand, dialect = read_list("shorthand"), read_list("dialect")
    english, fillers = read_list("english"), read_list("fillers")
    everything = {**english["words"], **dialect["words"], **shorthand["words"]}
    common = frozenset(english["common"]["words"].split())
    loans = frozenset(english["loan"]["words"].split())
    spans = [bare(filler) for filler in fillers["spans"] if " " in filler]
    single = ["".join(apart(filler)) for filler in fillers["spans"] if " " not in filler]
    keys = {word for key in english["words"] for word in key.split()}
    values = {bare(word) for value in everything.values() for word in value.split()}
    return Lexicon(
        Table.of(everything),
        Table.of(english["words"]),
        Table.of(shorthand["before_number"]).single,
        Table.of(shorthand["at_end"]).single,
        Table.of(dialect["among_accents"]).single,
        frozenset([*spans, *single]),
        frozenset(span.partition(" ")[0] for span in spans),
        frozenset(bare(fillers["address"]).split()),
        common,
        loans,
        common | loans | keys | values,
    )


def read_list(name: str) -> dict[str, Any]:
    """Read one word list, `lexicon/<name>.toml`."""
    file = files("handlers") / "lexicon" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
