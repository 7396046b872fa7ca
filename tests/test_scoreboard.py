"""The scoreboard: tables and pictures of any file of questions in the evaluation's format."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import scoreboard
from benchmarks.drawing import COLOURS, bars, curve, pairs

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    {"id": "a", "q": "ct07 là gì", "style": "formal", "topic": "ct07_what", "gold": []},
    {"id": "b", "q": "what is ct07", "style": "english", "topic": "ct07_what", "gold": []},
    {"id": "c", "q": "ct07 là gì", "style": "formal", "topic": "greeting", "expect": "decline"},
]


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - our own.


def texts(picture: str) -> list[str]:
    return [text.text or "" for text in parsed(picture).iter(f"{SVG}text")]


def test_any_file_of_questions_gets_tables_and_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, written = tmp_path / "rows.jsonl", tmp_path / "board.md"
    file.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    scoreboard.main([str(file)], written)
    board = written.read_text(encoding="utf-8")
    assert "| formal | 2 | 0.500 | 0.000 | 0.000 | 0.500 |" in capsys.readouterr().out
    for row in ("| english | 1 | 1.000", "| vi | 2 |", "| greeting | 1 |", "| greeting | ct07"):
        assert row in board
    shown = [line.split("(")[1].rstrip(")") for line in board.splitlines() if line[:2] == "!["]
    assert len(shown) == 3
    for name in shown:
        assert parsed((tmp_path / name).read_text(encoding="utf-8")).tag == f"{SVG}svg"


def test_a_bar_shows_each_outcome_by_its_share() -> None:
    picture = bars("t", {"by style": {"formal": {"right": 3, "wrong": 1}}})
    boxes = [box for box in parsed(picture).iter(f"{SVG}rect") if box.get("height") == "16"]
    widths = {box.get("fill"): float(box.get("width", "0")) for box in boxes}
    assert widths[COLOURS["right"]] == 3 * widths[COLOURS["wrong"]] > 0
    assert "0.75  (3 / 0 / 0 / 1)" in texts(picture)


def test_a_curve_has_a_point_for_each_confidence_with_its_count() -> None:
    picture = curve("t", [(0.6, 0.5, 4), (0.95, 1.0, 20)])
    places = [
        (float(spot.get("cx", "0")), float(spot.get("cy", "0")))
        for spot in parsed(picture).iter(f"{SVG}circle")
    ]
    assert places[0][0] < places[1][0]
    assert places[0][1] > places[1][1]
    assert {"0.50 of 4", "1.00 of 20"} <= set(texts(picture))


def test_confusions_are_drawn_even_where_there_is_none() -> None:
    assert texts(pairs("t", [])) == ["none"]
    assert texts(pairs("t", [("a → b", 3)])) == ["a → b", "3"]
