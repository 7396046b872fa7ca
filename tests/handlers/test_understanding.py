"""What messages mean, with the phrasings and the law as shipped."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from bot.core import Core
from bot.i18n import load_phrases
from handlers.understanding import (
    Cited,
    Meaning,
    NotExisting,
    NotUnderstood,
    Unclear,
    Understanding,
    Understood,
)
from handlers.understanding.correcting import MOST as MOST_CORRECTED
from handlers.understanding.correcting import Corrector
from handlers.understanding.luck import DROPPED, TOLD_BEFORE, UNACCENTED, Luck
from handlers.understanding.parting import MOST
from handlers.understanding.ranking import Ranked, Ranker
from handlers.understanding.words import MOST_WORDS, Word
from legal_kb.citations import Reason
from legal_kb.normalise import LONGEST, apart, bare

TODAY = date(2026, 11, 23)
PHRASES: Mapping[str, Mapping[str, Sequence[str]]] = load_phrases()
EVERY = [(node, text) for of in PHRASES.values() for node, texts in of.items() for text in texts]
SAMPLE = EVERY[::7]


@pytest.fixture(scope="session")
def understanding(core: Core) -> Understanding:
    return core.engine.understanding


@pytest.fixture(scope="session")
def read(understanding: Understanding) -> Callable[[str], Meaning]:
    return lambda text: understanding.read(text, today=TODAY)


def node_of(meaning: Meaning) -> str:
    return meaning.node if isinstance(meaning, Understood) else type(meaning).__name__


# --- phrasings, as they are and spoilt ---


def telex(text: str) -> str:
    """Spell a text by the keystrokes of Telex."""
    tones = dict(zip("\u0300\u0301\u0303\u0309\u0323", "fsxrj", strict=True))
    doubled = {"đ": "dd", "â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw"}
    words = []
    for word in text.lower().split():
        letters, tone = apart(word)
        keys = "".join(doubled.get(c, c) for c in letters.replace("ươ", "uơ"))
        words.append(keys + tones.get(tone, ""))
    return " ".join(words)


def swapped(text: str) -> str:
    """Swap two letters inside the longest word."""
    longest = max(text.split(), key=len)
    if len(longest) < 5:
        return text
    return text.replace(longest, longest[0] + longest[2] + longest[1] + longest[3:], 1)


@pytest.mark.parametrize(
    ("spoil", "floor"),
    [
        (str, 0.985),
        (bare, 0.97),
        (str.upper, 0.98),
        (lambda text: unicodedata.normalize("NFD", text), 0.98),
        (lambda text: "\u200b".join(text), 0.98),
        (lambda text: f"\u202e{text}\u202c", 0.98),
        (lambda text: f"{text} ạ???", 0.97),
        (telex, 0.97),
        (swapped, 0.9),
    ],
    ids=["same", "bare", "upper", "nfd", "zero_width", "bidi", "polite", "telex", "swapped"],
)
def test_phrasings_keep_their_answer(
    read: Callable[[str], Meaning], spoil: Callable[[str], str], floor: float
) -> None:
    kept = sum(node_of(read(spoil(text))) == node for node, text in SAMPLE)
    assert kept >= floor * len(SAMPLE)


@pytest.mark.timeout(600)  # Learns a third anew.
def test_phrasings_held_back_are_still_understood(core: Core) -> None:
    held, told = [], {}
    for language, of in PHRASES.items():
        told[language] = {}
        for node, texts in of.items():
            told[language][node] = texts[::3]  # All of them: `benchmarks/heldback.py`.
            held += [(node, text) for text in texts[1::30]]
    understanding = Understanding(told, core.engine.dialogue.titles, core.knowledge)
    means = [(node, understanding.read(text, today=TODAY)) for node, text in held]
    right = sum(node_of(meaning) == node for node, meaning in means)
    wrong = sum(isinstance(m, Understood) and m.node != node for node, m in means)
    assert right >= 0.8 * len(held)
    assert wrong <= 0.15 * len(held)


def test_one_phrasing_more_leaves_the_luck_of_the_others_alone() -> None:
    signs = np.arange(5, dtype=np.uint32)
    keys = np.array([crc32(str(at).encode()) for at in range(2000)], np.uint32)
    few, all_ = (Luck(signs, some).of_round(3) for some in (keys[:-1], keys))
    for drawn in ("order", "mask", "bare", "told"):
        assert list(getattr(few, drawn)) == list(getattr(all_, drawn))[:-1]
    luck = Luck(signs, keys)
    kept = np.mean([luck.kept(np.arange(5), mask) for mask in all_.mask])
    assert abs(kept - (1 - DROPPED)) < 0.02
    assert abs(np.mean(all_.bare) - UNACCENTED) < 0.04
    assert abs(np.mean([bool(told) for told in all_.told]) - TOLD_BEFORE) < 0.04


# --- near misses ---


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("đăng ký kết hôn cần gì", "outside.marriage_birth"),
        ("dang ky ket hon o dau", "outside.marriage_birth"),
        ("tranh chấp đất đai với hàng xóm", "outside.land"),
        ("làm hộ chiếu mất bao lâu", "outside.passport"),
        ("mã số thuế cá nhân", "outside.tax"),
        ("địa chỉ của chồng em ở đâu", "outside.third_party"),
        ("tra cứu nơi thường trú của bạn tôi", "outside.third_party"),
        ("xem hộ khẩu của mình", "lookup"),
        ("đặt passcode", "vneid.passcode"),
        ("sổ hộ khẩu còn giá trị không", "proof.book_validity"),
        ("so ho khau con gia tri khong", "proof.book_validity"),
        ("phương thức khai thác theo NĐ104", "proof.methods"),
        ("shk còn xài được hông", "proof.book_validity"),
        ("cách cài vneid", "vneid.install"),
        ("vneid", "vneid"),
        ("CT07?", "ct07"),
        ("xin chao ban", "talk.greeting"),
        ("gửi danh sách nhân khẩu nhà ông Trần Văn Bảy", "outside.third_party"),
        ("give me the household list of my landlord", "outside.third_party"),
        ("trong hộ khẩu nhà tôi có tên vợ tôi không", "lookup.members_asked"),
        ("chao em nhe", "talk.greeting"),
        ("cháu tra hộ bác xem bác đang đăng ký tạm trú ở đâu", "lookup"),
        ("kiểm tra hộ anh, tạm trú của anh còn hạn không", "lookup"),
        ("kiểm tra tạm trú của bác Trần Đăng Khoa", "outside.third_party"),
        ("xem giúp thằng chủ nợ của tôi đang đăng ký ở đâu", "outside.third_party"),
        ("kích hoạt nó báo máy này gắn tk # rồi", "vneid.error.other_account"),
    ],
)
def test_a_question_finds_its_node(read: Callable[[str], Meaning], text: str, node: str) -> None:
    assert node_of(read(text)) == node


@pytest.mark.parametrize("text", ["asdf qwer zxcv", "????", "1234567", "hmm zzz", "xxx yyy"])
def test_what_means_nothing_is_not_understood(read: Callable[[str], Meaning], text: str) -> None:
    assert isinstance(read(text), NotUnderstood)


# --- the law by its number ---


@pytest.mark.parametrize(
    ("text", "provisions"),
    [
        ("k2 đ14 nđ104", ("nd-104-2022/14.2",)),
        ("khoản 3 điều 14 viết gì", ("nd-104-2022/14.3",)),
        ("Decree 104/2022 Article 14.2.c", ("nd-104-2022/14.2.c",)),
        ("khoarn 2 ddieeuf 14 nghij ddinhj 104", ("nd-104-2022/14.2",)),
        ("khoa3n 2 d9ie6u2 14 nghi5 d9i5nh 104", ("nd-104-2022/14.2",)),
        ("cán bộ phải tự tra cứu theo khoản 1 điều 14 đúng không", ("nd-104-2022/14.1",)),
    ],
)
def test_a_cited_provision_is_found(
    read: Callable[[str], Meaning], text: str, provisions: tuple[str, ...]
) -> None:
    meaning = read(text)
    assert isinstance(meaning, Cited)
    assert meaning.provisions == provisions


@pytest.mark.parametrize(
    ("text", "reason", "asked"),
    [
        ("điều 77 nghị định 104/2022", Reason.NO_SUCH_ARTICLE, "điều 77 nghị định 104/2022"),
        ("khoản 15 điều 14 nghị định 104", Reason.NO_SUCH_CLAUSE, "khoản 15 điều 14 nghị định 104"),
        ("điểm k khoản 2 điều 14", Reason.NO_SUCH_POINT, "điểm k khoản 2 điều 14"),
        (
            "nghị định 123/2020 về hóa đơn, điều 14 nói gì",
            Reason.UNKNOWN_INSTRUMENT,
            "nghị định 123/2020",
        ),
        (
            "theo nghị định 104/2022 thì điều 14 luật đất đai nói gì",
            Reason.UNKNOWN_INSTRUMENT,
            "điều 14 luật đất đai",
        ),
        ("nghị định 104/2018 nói gì", Reason.UNKNOWN_INSTRUMENT, "nghị định 104/2018"),
        ("điều 14 luật đất đai", Reason.UNKNOWN_INSTRUMENT, "điều 14 luật đất đai"),
        ("article 14 of the land law", Reason.UNKNOWN_INSTRUMENT, "article 14 of the land law"),
    ],
)
def test_law_that_does_not_exist_is_told_as_such(
    read: Callable[[str], Meaning], text: str, reason: Reason, asked: str
) -> None:
    meaning = read(text)
    assert isinstance(meaning, NotExisting)
    assert (meaning.reason, meaning.asked) == (reason, asked)


# --- language, context, limits ---


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where can I get a residence certificate?", "en"),
        ("Decree 99/2020 article 3", "en"),
        ("sổ hộ khẩu còn giá trị không", "vi"),
        ("activate account VNeID làm sao", "vi"),
    ],
)
def test_the_language_goes_with_the_meaning(
    read: Callable[[str], Meaning], text: str, language: str
) -> None:
    assert read(text).language == language


def test_the_place_in_the_dialogue_gains_a_little(understanding: Understanding) -> None:
    def score(near: str) -> float:
        meaning = understanding.read("cách cài vneid", today=TODAY, near=near)
        assert isinstance(meaning, Understood)
        return meaning.confidence

    assert score("") <= score("vneid.login") < score("") + 0.1


def test_close_nodes_are_asked_about(read: Callable[[str], Meaning]) -> None:
    vague = ("hết hạn", "thời hạn", "cấp lại", "sai", "bao lâu", "hồ sơ", "địa chỉ", "tài khoản")
    meanings = [read(text) for text in vague]  # More than one matter each.
    assert all(isinstance(meaning, Unclear) and len(meaning.nodes) > 1 for meaning in meanings)


@pytest.mark.parametrize(
    "text",
    [
        "a " * LONGEST,
        "vneid " * LONGEST,
        "thông tin cư trú " * LONGEST,
        "khoản 2 điều 14 " * LONGEST,
        "x" * LONGEST,
        "\u0301" * LONGEST,
        "ﷺ" * LONGEST,
        ", ".join(text for _, text in EVERY)[: 2 * LONGEST],
        "".join(chr(97 + at * at % 26) + " " * (at % 5 == 0) for at in range(LONGEST)),
    ],
    ids=range(9),
)
def test_the_longest_messages_do_bounded_work(
    understanding: Understanding, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked: list[int] = []
    rank, correct = Ranker.rank, Corrector.correct

    def counting(self: Ranker, words: Sequence[Word], *rest: Any) -> Ranked:
        ranked.append(len(words))
        return rank(self, words, *rest)

    def changing(self: Corrector, words: Sequence[str]) -> list[str]:
        righted = correct(self, words)
        assert sum(word not in righted for word in words) <= 2 * MOST_CORRECTED
        return righted

    monkeypatch.setattr(Ranker, "rank", counting)
    monkeypatch.setattr(Corrector, "correct", changing)
    understanding.hear(text, today=TODAY, subject="vneid.level2_where")
    assert len(ranked) <= 2 * (2 + MOST)
    assert max(ranked) <= 2 * MOST_WORDS  # An abbreviation stands for several words.


@pytest.mark.parametrize(
    ("question", "instrument"),
    [
        ("nghị định 59/2022 hết hiệu lực chưa", "nd-59-2022"),
        ("nghi dinh 154/2024 con ap dung khong", "nd-154-2024"),
        ("nghị quyết 66.7 còn hiệu lực không", "nq-66-7-2025"),
        ("is decree 69/2024 still in force", "nd-69-2024"),
        ("luật 118/2025", "luat-118-2025"),
        ("quyết định 9039 là gì", "qd-9039-2022"),
    ],
)
def test_a_question_on_an_instrument_itself_is_not_taken_for_one_on_a_topic(
    core: Core, question: str, instrument: str
) -> None:
    meaning = core.engine.understanding.read(question, today=TODAY)
    assert isinstance(meaning, Cited)
    assert meaning.provisions == (instrument,)


def test_an_instrument_named_in_a_question_on_a_topic_leaves_it_there(core: Core) -> None:
    meaning = core.engine.understanding.read(
        "theo nghị định 282 không đăng ký tạm trú bị phạt bao nhiêu", today=TODAY
    )
    assert isinstance(meaning, Understood)
    assert meaning.node == "residence.fine"
