"""From what is typed to standard words."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.lexicon import load_lexicon
from handlers.understanding.syllables import decode, is_syllable, sound, squeeze
from handlers.understanding.words import LONGEST_WORD, MOST_WORDS, Reader

READER = Reader(load_lexicon(), frozenset("where is my certificate lost download how does".split()))


def plain(text: str) -> str:
    return " ".join(word.plain for word in READER.read(text, "vi").words)


@pytest.mark.parametrize(
    ("typed", "syllable"),
    [
        ("thuwcj", "thực"),
        ("nhaapj", "nhập"),
        ("ddeer", "để"),
        ("muwcs", "mức"),
        ("huowngs", "hướng"),
        ("ddieenj", "điện"),
        ("dduowcj", "được"),
        ("duwowngf", "dường"),
        ("ho65", "hộ"),
        ("cu7", "cư"),
        ("nhu7ng4", "những"),
        ("d9ie6u2", "điều"),
        ("d9u7o7c5", "được"),
        ("quye62n", "quyền"),
    ],
)
def test_leaked_keystrokes_are_decoded(typed: str, syllable: str) -> None:
    assert decode(typed) == syllable


@pytest.mark.parametrize(
    "typed", ["lam", "k2", "ct07", "muc2", "vneid", "otp", "app", "dieu14", ""]
)
def test_what_is_no_keystrokes_stays(typed: str) -> None:
    assert decode(typed) is None


@pytest.mark.parametrize("word", ["quyền", "nghiêng", "giấy", "gì", "hòa", "hoà", "ủy", "khuỷu"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["mùc", "thỉch", "app", "địnhh", "fỏ", "ngừừi"])
def test_what_is_no_syllable_is_told(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("shk còn xài đc ko", "so ho khau con dung duoc khong"),
        ("hổng còn hk giấy thì h xài cái chi", "khong con ho khau giay thi gio dung cai gi"),
        ("mk vneid quên r lm s", "mat khau vneid quen roi nhu the nao"),
        ("tt ct theo nđ104", "thong tin cu tru theo nghi dinh 104"),
        ("k2 đ14", "khoan 2 dieu 14"),
        ("lên mức 2 tốn tiền k", "len muc 2 mat phi khong"),
        ("mức độ hai", "muc 2"),
        ("muc2", "muc 2"),
        ("p/thức k/t", "phuong thuc khai thac"),
        ("và/hoặc", "va hoac"),
        ("ddawng kys tajm trus", "dang ky tam tru"),
        ("saoo đăng kýyy địnhh danh", "sao dang ky dinh danh"),
        ("mần răng để coi", "nhu the nao de xem"),
        ("dạ cho em hỏi giấy CT07 ạ", "giay ct07"),
        ("ct 07", "ct07"),
        ("app vê nê ai đi", "ung dung vneid"),
        ("activate account", "kich hoat tai khoan"),
        ("máy bị hỏng", "may bi hong"),
        ("đồ vô dụng", "do vo dung"),
        ("chi tui coi", "chi toi xem"),
        ("???", ""),
    ],
)
def test_what_is_typed_is_read_in_standard_words(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_fillers_alone_are_kept() -> None:
    assert plain("ad ơi") == "ad oi"


def test_english_words_are_not_keystrokes_unless_the_message_leaks() -> None:
    assert plain("lost điện thoại") == "mat dien thoai"
    assert "how" in plain("how làm gì")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my certificate", "en"),
        ("How does VNeID work?", "en"),
        ("check h ho khau cua m vs", "vi"),
        ("vneid", "vi"),
        ("hello", "vi"),
        ("download app VNeID ở đâu", "vi"),
        ("can cuoc the nao", "vi"),
        ("laf sao", "vi"),
        ("", "vi"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert READER.read(text).language == language


@given(st.text(max_size=300))
def test_any_text_gives_a_bounded_number_of_short_words(text: str) -> None:
    typed = READER.typed(text)
    assert len(typed) <= MOST_WORDS
    assert all(0 < len(word) <= LONGEST_WORD for word in typed)
    assert READER.read(text) == READER.read(text)


@given(st.text(alphabet="abcdefghiklmnopqrstuvwxyz0123456789", max_size=12))
def test_decoding_gives_a_syllable_or_nothing(word: str) -> None:
    decoded = decode(word)
    assert decoded is None or is_syllable(decoded)
    assert len(squeeze(word)) <= len(word)


@pytest.mark.parametrize(("one", "other"), [("cuot", "cuoc"), ("cang", "can"), ("sac", "xac")])
def test_syllables_mixed_up_by_ear_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize("name", ["shorthand", "dialect", "english"])
def test_a_key_means_what_its_value_means(name: str) -> None:
    folder = files("handlers") / "lexicon"
    words = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))["words"]
    changed = [key for key, value in words.items() if plain(key) != plain(value)]
    assert changed == []
