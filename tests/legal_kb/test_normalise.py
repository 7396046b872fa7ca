"""Texts in a form in which they can be compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal_kb.normalise import LONGEST, apart, bare, clean, fold, narrow


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Sổ Hộ Khẩu", "so ho khau"),
        ("ĐĂNG KÝ", "dang ky"),
        (unicodedata.normalize("NFD", "thường trú"), "thuong tru"),
        ("ｖｎｅｉｄ　２", "vneid 2"),
        ("𝐕𝐍𝐞𝐈𝐃", "vneid"),
        ("k2，đ14？", "k2,d14?"),
        ("h\u200bộ\u2060 kh\u00adẩu", "ho khau"),
        ("\u202ecư trú\u202c", "cu tru"),
        ("cư\x00trú\n\tgiấy", "cu tru giay"),
        ("Ðiều 14", "dieu 14"),
        ("k2 đ14, nđ104/2022?", "k2 d14, nd104/2022?"),
        ("", ""),
    ],
)
def test_a_text_is_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("quí", "quí")]
)
def test_where_the_tone_was_written_plays_no_part(one: str, other: str) -> None:
    assert apart(one) == apart(other)


@pytest.mark.parametrize(("one", "other"), [("đất", "đặt"), ("mã", "má"), ("cư", "cứ")])
def test_the_tone_itself_does(one: str, other: str) -> None:
    assert apart(one) != apart(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_narrowing_keeps_every_place(text: str) -> None:
    assert len(narrow(text)) == len(text)
    assert narrow(narrow(text)) == narrow(text)


def test_no_more_than_the_limit_is_read() -> None:
    assert len(fold("ấ" * (3 * LONGEST))) == LONGEST


def test_bare_letters_keep_their_places() -> None:
    assert len(bare("điều 14 luật cư trú")) == len("điều 14 luật cư trú")
