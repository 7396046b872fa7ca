"""The law that was kept is the law that was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.kept_law import law
from legal_kb.errors import DecreeError
from legal_kb.loading import load

FILE = """kind = "Nghị định"
number = "1/2020/NĐ-CP"
title = "Nghị định"
issued = 2020-01-02
in_force = { from = 2020-03-01 }
source = "nguồn"
checked = 2026-11-25

[[clause]]
article = 1
clause = 1
text = "Một."
verified = 1
"""


def test_what_is_kept_is_what_was_read(tmp_path: Path) -> None:
    kept = tmp_path / "cache" / "law.json"
    read, again, plain = law(kept), law(kept), load()
    assert kept.exists()
    assert again == read == plain


def test_changed_data_are_read_anew(tmp_path: Path) -> None:
    kept, data = tmp_path / "law.json", tmp_path / "data"
    data.mkdir()
    (data / "nd-1-2020.toml").write_text(FILE, encoding="utf-8")
    assert law(kept, data).versions("nd-1-2020/1.1")[0].text == "Một."
    (data / "nd-1-2020.toml").write_text(FILE.replace("Một", "Hai"), encoding="utf-8")
    assert law(kept, data).versions("nd-1-2020/1.1")[0].text == "Hai."
    (data / "nd-1-2020.toml").write_text("kind =", encoding="utf-8")
    with pytest.raises(DecreeError):
        law(kept, data)


@pytest.mark.parametrize("stored", [b"", b"[]", b'{"made_of": "else"}', b"\xff"])
def test_what_cannot_be_used_is_made_anew(tmp_path: Path, stored: bytes) -> None:
    kept = tmp_path / "law.json"
    kept.write_bytes(stored)
    assert law(kept) == load()
