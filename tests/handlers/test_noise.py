"""However a message is typed or disguised, it keeps its answer."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring import read as read_rows
from bot.core import Core
from bot.i18n import load_phrases
from handlers.understanding import Meaning, Understood
from handlers.understanding.lexicon import load_lexicon
from handlers.understanding.words import Reader
from legal_kb.normalise import bare, clean, fold
from tests.transcript import TODAY

EVERY = [text for of in load_phrases().values() for texts in of.values() for text in texts]
ASKED = [row.q for row in read_rows(Path(__file__).parents[1] / "evaluation" / "questions.jsonl")]
SAMPLE = [*EVERY[::122], *ASKED[::3]]  # What was learned, and what was not.
_WIDE = {chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)}
_BOLD = {chr(0x61 + at): chr(0x1D41A + at) for at in range(26)}
_ROUND = {chr(0x61 + at): chr(0x24D0 + at) for at in range(26)}
_CYRILLIC = dict(zip("aceopxyi", "асеорхуі", strict=True))


def _mapped(letters: Mapping[str, str], share: float = 1.0) -> Callable[[str], str]:
    def spoil(text: str) -> str:
        chance = random.Random(text)
        return "".join(letters.get(c, c) if chance.random() < share else c for c in text.lower())

    return spoil


def _between(sign: str, every: int = 1) -> Callable[[str], str]:
    def spoil(text: str) -> str:
        return "".join(c + sign * (at % every == 0) for at, c in enumerate(text))

    return spoil


DISGUISES: dict[str, Callable[[str], str]] = {
    "zero_width_space": _between("\u200b"),
    "zero_width_joiner": _between("\u200d", 2),
    "zero_width_non_joiner": _between("\u200c", 3),
    "word_joiner": _between("\u2060"),
    "soft_hyphen": _between("\u00ad", 2),
    "byte_order_mark": lambda text: f"\ufeff{text}\ufeff",
    "variation_selector": _between("\ufe0f", 4),
    "right_to_left_override": lambda text: f"\u202e{text}\u202c",
    "left_to_right_mark": _between("\u200e", 2),
    "isolate": lambda text: f"\u2066{text}\u2069",
    "arabic_letter_mark": _between("\u061c", 3),
    "tag_characters": lambda text: text + "\U000e0061\U000e0062",
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "nfkd": lambda text: unicodedata.normalize("NFKD", text),
    "wide": _mapped(_WIDE),
    "bold": _mapped(_BOLD),
    "circled": _mapped(_ROUND),
    "wide_here_and_there": _mapped(_WIDE, 0.4),
    "cyrillic": _mapped(_CYRILLIC),
    "cyrillic_here_and_there": _mapped(_CYRILLIC, 0.4),
}


def node_of(meaning: Meaning) -> str:
    return meaning.node if isinstance(meaning, Understood) else type(meaning).__name__


@pytest.fixture(scope="module")
def read(core: Core) -> Callable[[str], str]:
    return lambda text: node_of(core.engine.understanding.read(text, today=TODAY))


@pytest.fixture(scope="module")
def plainly(read: Callable[[str], str]) -> dict[str, str]:
    return {text: read(text) for text in SAMPLE}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_does_not_change_the_answer(
    read: Callable[[str], str], plainly: Mapping[str, str], disguise: str
) -> None:
    changed = [t for t in SAMPLE if read(DISGUISES[disguise](t)) != plainly[t]]
    assert len(changed) <= 0.005 * len(SAMPLE), changed[:5]


def test_a_phrasing_without_accents_keeps_its_answer(read: Callable[[str], str]) -> None:
    changed = [t for t in EVERY[::13] if read(bare(t.lower())) != read(t)]
    assert len(changed) <= 0.0075 * len(EVERY[::13]), changed[:5]


def test_a_question_without_accents_gets_no_other_answer(read: Callable[[str], str]) -> None:
    """It may be asked back about: "hoi" is "hỏi" and "hội", "dat" is "đặt" and "đất"."""
    came = {t: (read(t), read(bare(t.lower()))) for t in ASKED}
    changed = {t: pair for t, pair in came.items() if pair[0] != pair[1]}
    other = {t: pair for t, pair in changed.items() if "." in pair[0] and "." in pair[1]}
    assert len(changed) <= 0.04 * len(ASKED), changed
    assert len(other) <= 0.015 * len(ASKED), other


def test_reading_what_was_read_changes_nothing_more() -> None:
    reader = Reader(load_lexicon(), frozenset())
    for text in (*EVERY[::40], *ASKED, "soor hoo khaaur conf gias trij", "so63 ho65 kha63u"):
        assert reader.decoded(reader.decoded(text)) == reader.decoded(text)
        assert reader.typed(" ".join(reader.typed(text))) == reader.typed(text)


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
