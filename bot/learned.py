"""Keep what the understanding has learned, so that later starts need not learn it again."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import orjson

from handlers.understanding import Learned, Understanding
from handlers.understanding.linear import Linear
from handlers.understanding.words import Word
from legal_kb.knowledge import Knowledge

log = logging.getLogger(__name__)

KEPT = Path("var/cache/understanding.npz")  # Beside the demo's database.


def understanding(
    phrases: Mapping[str, Mapping[str, Sequence[str]]],
    titles: Mapping[str, str],
    knowledge: Knowledge,
    kept: Path,
) -> Understanding:
    """Return an understanding of the phrasings, from `kept` where that was made of the same."""
    made_of = _digest(phrases, titles)
    found = _read(kept, made_of)
    if found is None:
        log.warning("learning how people ask: half a minute, kept for later starts")
    made = Understanding(phrases, titles, knowledge, found)
    if found is None:
        _write(kept, made_of, made.learned)
    return made


def _digest(phrases: Mapping[str, object], titles: Mapping[str, str]) -> str:
    """Name what is learned from: the phrasings, the word lists and the code that reads them."""
    digest = hashlib.sha256(orjson.dumps([phrases, titles], option=orjson.OPT_SORT_KEYS))
    for package in ("handlers.understanding", "handlers.lexicon", "legal_kb"):
        for file in _sources(package):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources(package: str) -> Iterator[Traversable]:
    root, _, name = package.partition(".")
    folder = files(root) / name if name else files(root)
    listed = sorted((f for f in folder.iterdir() if f.is_file()), key=lambda file: file.name)
    return (file for file in listed if file.name.endswith((".py", ".toml")))


def _read(kept: Path, made_of: str) -> Learned | None:
    try:
        with kept.open("rb") as file, np.load(file) as stored:
            if str(stored["made_of"]) != made_of:
                return None
            told = orjson.loads(stored["told"].tobytes())
            rarity, weights = stored["rarity"], stored["weights"]
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return None
    kept_words: dict[tuple[str, str], Word] = {}  # Each once: phrasings repeat their words.
    return Learned(
        [
            (node, tuple(kept_words.setdefault((word[0], word[1]), Word(*word)) for word in words))
            for node, words in told["phrases"]
        ],
        Linear({sign: at for at, sign in enumerate(told["signs"])}, rarity, weights),
    )


def _write(kept: Path, made_of: str, learned: Learned) -> None:
    phrases = [
        (node, [(word.plain, word.marks) for word in words]) for node, words in learned.phrases
    ]
    told = orjson.dumps({"phrases": phrases, "signs": list(learned.model.vocabulary)})
    part = kept.with_suffix(f".{os.getpid()}.npz")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            part,
            made_of=made_of,
            told=np.frombuffer(told, np.uint8),
            rarity=learned.model.rarity,
            weights=learned.model.weights,
        )
        part.replace(kept)
    except OSError as error:  # Starting takes longer, and nothing else is lost.
        log.warning("what was learned is not kept: %s", type(error).__name__)
