"""The benchmark of article retrieval runs on any corpus of its format, and says where one lacks."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from benchmarks import retrieval

ARTICLES = {
    "Luật A+1": "Tạm trú\n\n1. Thời hạn tạm trú là hai năm.\n\n2. Được gia hạn nhiều lần.",
    "Luật A+2": "Thường trú\n\n1. Công dân có chỗ ở hợp pháp được đăng ký thường trú.",
    "Luật B+1": "Lệ phí\n\nBộ Tài chính quy định mức thu.",
}
ASKED = {"one": ("thời hạn tạm trú", "Luật A+1"), "two": ("mức thu lệ phí", "Luật B+1")}


def test_a_missing_corpus_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    retrieval.run(tmp_path / "nowhere")
    assert "name its folder in ALQAC" in capsys.readouterr().out


def test_every_engine_is_measured_in_both_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": id, "law_id": id[:6], "text": text} for id, text in ARTICLES.items()]
    corpus = "\n".join(map(json.dumps, rows)).encode()
    (tmp_path / "corpus.jsonl.xz").write_bytes(lzma.compress(corpus))
    asked = [
        {"id": id, "q": question, "q_no_diacritics": retrieval.bare(question)}
        for id, (question, _) in ASKED.items()
    ]
    (tmp_path / "queries_test.jsonl").write_text("\n".join(map(json.dumps, asked)))
    judged = [f"{id}\t0\t{article}\t1" for id, (_, article) in ASKED.items()]
    (tmp_path / "qrels_test.tsv").write_text("\n".join(judged))
    monkeypatch.setattr(retrieval, "MOST", len(ARTICLES))
    retrieval.run(tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert "3 articles, 2 questions" in lines[0]
    ours = [line.split() for line in lines if "legal_kb.search" in line]
    assert [line[1] for line in ours] == ["1.00", "1.00"]
    assert sum("rank_bm25" in line for line in lines) == len(retrieval.COLUMNS)


def test_an_article_is_split_into_its_clauses() -> None:
    row = {"id": "a", "law_id": "Luật A", "text": ARTICLES["Luật A+1"]}
    document = retrieval.document(row)
    assert document.heading == "Luật A\nTạm trú"
    assert document.parts == ("1. Thời hạn tạm trú là hai năm.", "2. Được gia hạn nhiều lần.")
