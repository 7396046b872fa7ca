"""Misspelt words are put right by the words beside them, and what is right stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import Core
from handlers.understanding.correcting import Corrector
from handlers.understanding.words import MOST_WORDS

PHRASES = [
    "xin giấy xác nhận cư trú ở đâu",
    "sổ hộ khẩu còn giá trị không",
    "quên mật khẩu vneid",
    "quên mật khẩu rồi",
    "tôi quên mật khẩu",
    "mật khẩu có quyền gì",
]
CORRECTOR = Corrector([phrase.split() for phrase in PHRASES], {"hok"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xin giáy xác nhận", "xin giáy xác nhận"),  # Only an accent is off: compared as it is.
        ("sổ hộ khâủu", "sổ hộ khau"),  # A letter too many,
        ("xin giấy xác nhn cư trú", "xin giấy xác nhan cư trú"),  # one too few,
        ("quên mtậ khẩu", "quên mat khẩu"),  # two swapped.
        ("sohokhau còn giá trị", "so ho khau còn giá trị"),
        ("xin giấyx ác nhận", "xin giay xac nhận"),
        ("quyên mật khẩu", "quen mật khẩu"),  # A word that exists and never stands here.
        ("hok còn giá trị", "hok còn giá trị"),
        ("12345 đâu", "12345 đâu"),
        ("mẹ tôi", "mẹ tôi"),
    ],
)
def test_a_misspelt_word_is_put_right_and_a_right_one_stays(typed: str, meant: str) -> None:
    assert " ".join(CORRECTOR.correct(typed.split())) == meant


@given(st.lists(st.text("abđêhkưtuxyz0", min_size=1, max_size=24), max_size=MOST_WORDS))
def test_any_words_are_read_and_none_is_lost(words: list[str]) -> None:
    righted = CORRECTOR.correct(words)
    assert bool(righted) == bool(words)
    assert all(righted)


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("xin giayxacnhan cutru o dau", "ct07.how"),
        ("tải vneidở đâu", "vneid.install"),
        ("lma mức 2 ở đâu", "vneid.level2_where"),
        ("forgot my pasword", "vneid.forgot_password"),
        ("is the houshold book still vaild", "proof.book_validity"),
        ("howlong is ct07 valid", "ct07.validity"),
    ],
)
def test_a_misspelt_question_finds_its_node(core: Core, typed: str, node: str) -> None:
    ranked = core.engine.understanding.ranked(typed)[1]
    assert ranked.scores[0].node == node
