"""The version of the content: one name for the law, texts and phrasings that are answered from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_CONTENT = ("legal_kb/data", "handlers/topics", "handlers/lexicon", "locales")
_LENGTH = 12  # Characters; enough to tell versions apart.


@cache
def content_version() -> str:
    """Return the beginning of a digest over every file of content."""
    digest = hashlib.sha256()
    for place in _CONTENT:
        package, _, below = place.partition("/")
        root = files(package)
        for name, file in _below(root / below if below else root, place):
            digest.update(name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:_LENGTH]


def _below(folder: Traversable, place: str) -> Iterator[tuple[str, Traversable]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{place}/{each.name}"
        if each.is_dir():
            yield from _below(each, name) if each.name != "__pycache__" else ()
        elif each.name.endswith((".toml", ".po", ".py")):
            yield name, each
