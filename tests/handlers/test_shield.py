"""What is caught before it is kept, which links are judged how, and what we never ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from bot.core import Core
from bot.i18n import load_phrases
from handlers.model import Ask, Menu, Picked, Said, State, Tell
from handlers.shield import Link, holds_secret, judge, link_in
from handlers.topics import TOPICS
from legal_kb.sites import official
from lookup import sms

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "text",
    [
        "mật khẩu vneid của tôi là Abc@1234",
        "mat khau: hoa1990",
        "MK: hoa1990",
        "passcode: 123456",
        "otp 482910",
        "Ma OTP cua quy khach la 123456. Khong chia se cho ai",
        "Vietcombank: ma xac thuc giao dich la 998877",
        "482910 la ma xac thuc VNeID cua ban",
        "482910",
        "mã PIN của tôi là 4821",
        "my password is hunter22",
        "thẻ của tôi 4111 1111 1111 1111",
        "mã\u200b OTP là 48\u200b2910",
    ],
)
def test_a_pasted_secret_is_deleted_explained_and_not_kept(text: str, core: Core) -> None:
    turn = core.engine.step(State(node="home", chosen=True, language="vi"), Said(text), today=DAY)
    assert turn.forget
    assert turn.state.node == "scam.pasted"
    digits = re.sub(r"\D", "", text)
    kept = turn.state.to_json() + repr(turn.replies)
    assert not digits or digits not in kept


@pytest.mark.parametrize(
    "text",
    [
        "quên mật khẩu VNeID thì làm sao",
        "mật khẩu là gì",
        "mã OTP là mã 6 số phải không",
        "mật khẩu có 8 ký tự được không",
        "passcode 6 số là gì",
        "mã xác thực mức 2",
        "mã của tôi là 1234 5678",
        "gọi 1900 0368 lấy lại mã otp",
        "31/12/2022 sổ hộ khẩu còn dùng không",
        "điều 14 nghị định 104/2022",
        "001099012345",
    ],
)
def test_a_question_and_our_own_code_are_no_secret(text: str) -> None:
    assert not holds_secret(text)


def test_no_known_phrasing_is_taken_for_a_secret_or_a_link() -> None:
    ways = [w for of in load_phrases().values() for node in of.values() for w in node]
    caught = {way for way in ways if holds_secret(way) or link_in(way)}
    assert caught <= {"my passcode is 123456", "passcode của tôi là 123456"}


def test_a_secret_typed_where_a_number_is_asked_for_keeps_the_place(core: Core) -> None:
    at = State(node="lookup.id", chosen=True, language="vi")
    turn = core.engine.step(at, Said("passcode của tôi là 123456"), today=DAY)
    assert (turn.state.node, turn.forget) == ("lookup.id", True)


def test_a_secret_is_not_passed_on_to_an_officer_either(core: Core) -> None:
    at = State(node="human.waiting", chosen=True, language="vi", mode="human")
    turn = core.engine.step(at, Said("mật khẩu của tôi là hoa1990"), today=DAY)
    assert (turn.effect, turn.forget, turn.state.mode) == (None, True, "human")


def test_a_code_of_the_wrong_length_is_still_asked_for_again(core: Core) -> None:
    at = State(node="lookup.code", chosen=True, language="vi")
    turn = core.engine.step(at, Said("482910"), today=DAY)
    assert (turn.state.node, turn.forget) == ("lookup.code", True)
    assert "8 chữ số" in turn.replies[0].text


@pytest.mark.parametrize(
    ("address", "kind", "like"),
    [
        ("https://vneid.gov.vn/app", "real", "VNeID, Bộ Công an"),
        ("https://dichvucong.bocongan.gov.vn", "real", "Bộ Công an"),
        ("HTTPS://WWW.DICHVUCONG.GOV.VN", "real", "Cổng Dịch vụ công quốc gia"),
        ("https://congan.hanoi.gov.vn", "state", ""),
        ("vneid-gov.vn", "fake", "vneid.gov.vn"),
        ("vneidgov.com", "fake", "vneid"),
        ("vnied.com", "fake", "vneid"),
        ("vneld.gov.vn", "fake", "vneid.gov.vn"),
        ("http://dichvucong.gov.vn.evil.com/x", "fake", "dichvucong.gov.vn"),
        ("https://vneid.gov.vn@evil.top/a", "fake", "vneid.gov.vn"),
        ("https://vnеid.gov.vn", "fake", "vneid.gov.vn"),  # A Cyrillic е.
        ("https://xn--vnid-u4d.gov.vn", "fake", "vneid.gov.vn"),
        ("bo-cong-an.online", "fake", "bocongan"),
        ("bit.ly/3xy", "unknown", ""),
    ],
)
def test_a_link_is_judged_by_its_domain(address: str, kind: str, like: str) -> None:
    link = judge(address)
    assert link is not None
    assert (link.kind, link.like) == (kind, like)
    assert kind in ("real", "state") or "." not in link.domain.replace("[.]", "")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("https://vneid-gov.vn/dang-nhap", "scam.link_fake"),
        ("có người gửi tôi vneid.apk bảo cài", "scam.link_fake"),
        ("trang vneid.gov.vn có thật không", "scam.link_real"),
        ("https://congan.hanoi.gov.vn", "scam.link_state"),
        ("vào bit.ly/abc nhận quà được không", "scam.link_unknown"),
    ],
)
def test_a_link_that_is_sent_is_judged_and_never_repeated_live(
    text: str, node: str, core: Core
) -> None:
    turn = core.engine.step(State(node="home", chosen=True, language="vi"), Said(text), today=DAY)
    assert turn.replies[0].node == node
    assert turn.state.node == "scam.link_next"
    assert "http" not in repr(turn.replies[0].values)


@pytest.mark.parametrize(
    "text",
    ["kích hoạt tại vneid.gov.vn thế nào", "tôi ở TP.HCM. me ơi", "nghị định 104.2022", "http://["],
)
def test_what_only_speaks_of_a_site_is_a_question(text: str) -> None:
    assert link_in(text) is None


def test_nothing_slows_the_shield_down() -> None:
    for hostile in ("mat khau " * 400, "1 " * 2000, "a." * 2000, "www." * 900, "otp cua " * 500):
        assert holds_secret(hostile) in (True, False)
        assert link_in(hostile) is None or isinstance(link_in(hostile), Link)


def test_the_tree_tells_a_fraud_by_its_signs(core: Core) -> None:
    state = State(node="scam", chosen=True, language="vi")
    for choice in ("scam:signs", "scam.signs:no", "scam.signs_app:no"):
        state = core.engine.step(state, Picked.from_address(choice), today=DAY).state
    none = core.engine.step(state, Picked("scam.signs_money", "no"), today=DAY)
    some = core.engine.step(state, Picked("scam.signs_money", "yes"), today=DAY)
    assert (none.state.node, some.state.node) == ("scam.no_sign", "scam.surely")


def test_every_official_site_says_where_it_is_printed() -> None:
    assert len({site.domain for site in official()}) == len(official())
    assert all(site.source and site.owner and site.checked <= DAY for site in official())


# --- What we never ask for ---

_ASKS = re.compile(
    r"\b(nhập|gõ|gửi|cho (?:tôi|chúng tôi) (?:biết|xem)|cung cấp|đọc|nói|điền|send|enter|type|give"
    r"|tell|provide)\b[^.;:!?\n]{0,40}"
    r"\b(mật khẩu|passcode|mã pin|mã otp|otp|mã ngân hàng|cvv|số thẻ ngân hàng|password|pin"
    r"|bank code|card number)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(không|đừng|chớ|chưa|vừa|just|ai|kẻ gian|never|not|no|nobody|don't|do not|whoever|fraud)\b",
    re.IGNORECASE,
)


def texts_of_ours(core: Core) -> Iterator[tuple[str, str]]:
    nodes = [node for topic in TOPICS for node in topic.nodes]
    for node in nodes:
        for text in (getattr(node, "text", ""), getattr(node, "again", "")):
            for language in core.catalogues if text else ():
                yield node.id, core.catalogue(language).translate(text)


def asks_for_a_secret(text: str) -> bool:
    sentences = re.split(r"(?<=[.!?\n])\s+", text)
    return any(_ASKS.search(s) and not _DENIES.search(s) for s in sentences)


def test_where_an_answer_is_typed_no_secret_is_asked_for(core: Core) -> None:
    asking = {node.id for topic in TOPICS for node in topic.nodes if isinstance(node, Ask)}
    asked = [(id, text) for id, text in texts_of_ours(core) if id in asking]
    assert len(asked) >= 8
    assert [id for id, text in asked if asks_for_a_secret(text)] == []


def test_no_text_of_ours_asks_for_a_password_a_passcode_or_a_bank_code(core: Core) -> None:
    wrong = [
        (id, text)
        for id, text in texts_of_ours(core)
        if asks_for_a_secret(text) and not id.startswith("vneid.")  # Steps in the app itself.
    ]
    assert wrong == []


@pytest.mark.parametrize("text", ["Hãy nhập mật khẩu của bạn.", "Gửi cho tôi mã OTP ngân hàng."])
def test_the_linter_finds_what_it_looks_for(text: str) -> None:
    assert asks_for_a_secret(text)


def test_every_text_message_names_the_service_and_warns() -> None:
    messages = [
        text for name, text in vars(sms).items() if name.isupper() and isinstance(text, str)
    ]
    assert len(messages) >= 2
    for text in messages:
        assert text.startswith("Cu Tru: ")
        warned = r"khong dua ma cho ai|nguoi la, cong an hoi ma: lua dao"
        assert re.search(warned, text, re.IGNORECASE)
        assert not asks_for_a_secret(text)


def test_texts_and_nodes_are_what_the_linter_looks_at(core: Core) -> None:
    seen = {id for id, _text in texts_of_ours(core)}
    nodes = (n for n in core.engine.dialogue.nodes.values() if isinstance(n, Menu | Ask | Tell))
    assert seen == {node.id for node in nodes}
