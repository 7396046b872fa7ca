"""What was learned is kept, and never trusted for other phrasings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.learned import understanding
from legal_kb.loading import load

TODAY = date(2026, 11, 23)
PHRASES = {
    "vi": {
        "a.book": ["sổ hộ khẩu còn giá trị không", "sổ hộ khẩu hết hạn chưa"],
        "a.app": ["cách cài vneid", "tải ứng dụng vneid ở đâu"],
    }
}


def test_what_was_learned_is_read_back_the_same(tmp_path: Path) -> None:
    kept = tmp_path / "deep" / "kept.npz"
    first = understanding(PHRASES, {}, load(), kept)
    again = understanding(PHRASES, {}, load(), kept)
    assert list(again.learned.phrases) == list(first.learned.phrases)
    assert again.learned.model.vocabulary == first.learned.model.vocabulary
    assert (again.learned.model.weights == first.learned.model.weights).all()
    asked = "so ho khau het han chua"
    assert again.read(asked, today=TODAY) == first.read(asked, today=TODAY)


def test_other_phrasings_are_learned_anew(tmp_path: Path) -> None:
    kept = tmp_path / "kept.npz"
    understanding(PHRASES, {}, load(), kept)
    before = kept.read_bytes()
    more = {"vi": {**PHRASES["vi"], "a.card": ["đổi thẻ căn cước"]}}
    assert understanding(more, {}, load(), kept).read("đổi thẻ căn cước", today=TODAY)
    assert kept.read_bytes() != before


@pytest.mark.parametrize("broken", [b"", b"{", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_broken_file_is_learned_anew(tmp_path: Path, broken: bytes) -> None:
    kept = tmp_path / "kept.npz"
    kept.write_bytes(broken)
    assert understanding(PHRASES, {}, load(), kept).learned.phrases


def test_a_place_that_cannot_be_written_only_costs_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    made = understanding(PHRASES, {}, load(), tmp_path / "file" / "kept.npz")
    assert made.learned.model.vocabulary
    assert "not kept" in caplog.text
