"""Phrasings that cannot be used are named by file and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import PhrasesError, load_phrases


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ('"a.b" = ["x"]', '"a.b" = ["y"]', "another file"),
        ('"a.b" = ["x"]', '"a.c" = "y"', "list of phrasings"),
        ('"a.b" = ["x"]', '"a.c" = [1]', "list of phrasings"),
        ('"a.b" = ["x"]', '"a.c" = ["y"', "vi/phrases/two.toml"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, first: str, second: str, word: str) -> None:
    folder = tmp_path / "vi" / "phrases"
    folder.mkdir(parents=True)
    (folder / "one.toml").write_text(first, encoding="utf-8")
    (folder / "two.toml").write_text(second, encoding="utf-8")
    with pytest.raises(PhrasesError, match=word):
        load_phrases(tmp_path)
