"""The second set of questions: written apart from the phrasings, and answered as it should be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from benchmarks.scoreboard import SECOND_SET, TODAY, disguises
from benchmarks.scoring import Row, read, score
from bot.core import Core
from bot.i18n import load_phrases
from legal_kb.normalise import fold

DEVELOPMENT = Path(__file__).parents[2] / "shared" / "eval" / "dev_questions.jsonl"
STYLES = 12
TOPICS = 40


def rows() -> list[Row]:
    return read(Path(__file__).parents[1] / SECOND_SET)


def test_the_second_set_has_every_topic_in_every_style() -> None:
    assert len({row.topic for row in rows()}) >= TOPICS
    assert len({row.style for row in rows()}) == STYLES


def test_no_question_of_the_second_set_is_a_phrasing() -> None:
    phrases = load_phrases().values()
    known = {_said(text) for nodes in phrases for texts in nodes.values() for text in texts}
    assert [row.q for row in rows() if _said(row.q) in known] == []


def _said(text: str) -> str:
    return fold(text).strip(" ?!.")


@pytest.mark.skipif(not DEVELOPMENT.is_file(), reason=f"{DEVELOPMENT} is not on this machine")
def test_no_question_of_the_second_set_is_near_a_development_row() -> None:
    lines = DEVELOPMENT.read_text(encoding="utf-8").splitlines()
    development = [fold(json.loads(line)["q"]) for line in lines]
    near = [
        row.q
        for row in rows()
        if len(row.q.split()) > 4
        and any(fuzz.ratio(fold(row.q), other) > 90 for other in development)
    ]
    assert near == []


def test_the_second_set_is_answered(core: Core) -> None:
    scored = score(core, rows(), TODAY)
    right = sum(one.outcome == "right" for one in scored)
    wrong = [one.row.q for one in scored if one.outcome == "wrong"]
    assert right / len(scored) >= 0.97, [one.row.q for one in scored if one.outcome != "right"]
    assert len(wrong) / len(scored) <= 0.01, wrong


@pytest.mark.parametrize("name", disguises())
def test_a_disguise_costs_little(core: Core, name: str) -> None:
    asked = [Row(disguises()[name](row.q), *_rest(row)) for row in rows()[::6]]
    scored = score(core, asked, TODAY)
    assert sum(one.outcome == "right" for one in scored) / len(scored) >= 0.85


def _rest(row: Row) -> tuple[str, str, str, tuple[str, ...]]:
    return row.style, row.topic, row.expect, row.gold
