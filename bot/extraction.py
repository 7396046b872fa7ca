"""The notes of the law as texts to translate, for `make catalogues`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO


def extract_notes(
    fileobj: BinaryIO,
    keywords: Collection[str],  # noqa: ARG001
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield every `note` of a data file: its first line, no function, its text, no comments.

    What Babel gives besides the file is of no use for notes.
    """
    text = fileobj.read().decode("utf-8")
    for note in dict.fromkeys(_notes(tomllib.loads(text))):
        yield text.count("\n", 0, text.find(note)) + 1, None, note, []


def _notes(table: Mapping[str, object]) -> Iterator[str]:
    """Yield the notes of a table and of all tables below it, in the order of the file."""
    for key, value in table.items():
        if key == "note" and isinstance(value, str):
            yield value
        for below in value if isinstance(value, list) else (value,):
            if isinstance(below, dict):
                yield from _notes(below)
