"""Phrasings: enough of them, none under two nodes, none taken from what we measure by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.i18n import load_phrases
from legal_kb.normalise import fold

QUESTIONS = Path(__file__).parents[2] / "shared" / "eval" / "dev_questions.jsonl"
FEWEST = {"vi": 25, "en": 15}
NEARLY = 0.95  # Likeness from which a phrasing counts as the question itself.
_SHORT = 12  # Characters; a short question ("xin chào shop") is anybody's.


def phrasings() -> Iterator[tuple[str, str, str]]:
    for language, nodes in load_phrases().items():
        for node, texts in nodes.items():
            for text in texts:
                yield language, node, fold(text).strip(" ?!.")


@pytest.mark.parametrize("language", FEWEST)
def test_every_node_has_enough_phrasings(language: str) -> None:
    few = {
        node: len(texts)
        for node, texts in load_phrases()[language].items()
        if len(texts) < FEWEST[language]
    }
    assert few == {}


def test_no_phrasing_stands_under_two_nodes() -> None:
    nodes: dict[str, set[str]] = {}
    for _, node, text in phrasings():
        nodes.setdefault(text, set()).add(node)
    assert {text: of for text, of in nodes.items() if len(of) > 1} == {}


@pytest.mark.skipif(not QUESTIONS.is_file(), reason=f"{QUESTIONS} is not on this machine")
def test_no_question_that_we_measure_by_stands_in_the_phrasings() -> None:
    known = sorted({text for *_, text in phrasings()})
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines() if line]
    asked = [fold(row["q"]).strip(" ?!.") for row in rows]
    same = set(known).intersection(text for text in asked if len(text) > _SHORT)
    assert same == set()
    long = [text for text in asked if len(text) > 2 * _SHORT]
    near = [
        (text, found)
        for text in long
        for found in process.extract(
            text, known, scorer=Indel.normalized_similarity, score_cutoff=NEARLY, limit=1
        )
        if not any(letter.isdigit() for letter in text)  # Numbers make such questions alike.
    ]
    assert near == []
