"""Short questions lean on the answer before; several in one message are answered in order."""

from __future__ import annotations

import json

import pytest

from bot.core import Core
from handlers.model import Picked, Said, State, Turn
from handlers.understanding import Unclear, Understanding
from handlers.understanding.patterns import MOST, expand
from tests.transcript import TODAY


def ask(core: Core, text: str, state: State | None = None) -> Turn:
    kept = State.from_json(state.to_json()) if state else State()
    return core.engine.step(kept, Said(text), today=TODAY)


@pytest.mark.parametrize(
    ("first", "then", "node"),
    [
        ("làm mức 2 ở đâu", "bao lâu?", "vneid.level2_time"),
        ("làm mức 2 ở đâu", "mất bao nhiêu tiền?", "vneid.level2_fee"),
        ("làm mức 2 mất mấy ngày", "ở đâu?", "vneid.level2_where"),
        ("làm mức 2 ở đâu", "còn trẻ em thì sao?", "vneid.child"),
        ("lam muc 2 o dau", "con tre em thi sao", "vneid.child"),
        ("làm mức 2 ở đâu", "cần mang gì vậy", "vneid.level2_papers"),
        ("làm mức 2 cần mang gì", "nhầm, tôi chưa có thẻ", "vneid.level2_no_card"),
        ("xin giấy CT07 ở đâu", "bao lâu có?", "ct07.time_fee"),
        ("xin giấy CT07 ở đâu", "mất tiền không", "ct07.time_fee"),
        ("where do I get CT07", "how long?", "ct07.time_fee"),
        ("quên mật khẩu vneid", "còn passcode thì sao", "vneid.forgot_passcode"),
        ("đăng ký tạm trú thế nào", "nếu không làm có bị phạt không", "residence.fine"),
        ("làm mức 2 ở đâu", "sổ hộ khẩu còn giá trị không", "proof.book_validity"),
    ],
)
def test_a_short_question_leans_on_the_answer_before(
    core: Core, first: str, then: str, node: str
) -> None:
    turn = ask(core, then, ask(core, first).state)
    assert turn.state.node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("chào bạn, mình mới vào đây", "talk.greeting"),
        ("em chào bác ạ, bác có đấy không", "talk.greeting"),
        ("Hey there, good evening from Phat Diem!", "talk.greeting"),
        ("chào ad, giá vàng hôm nay bao nhiêu", "outside.smalltalk"),
        ("I came home after thirty years. Could you explain what VNeID is?", "vneid.account"),
        ("Could you explain what VNeID actually is? I came home after years.", "vneid.account"),
    ],
)
def test_what_is_told_beside_does_not_hide_what_is_meant(core: Core, text: str, node: str) -> None:
    assert ask(core, text).state.node == node


def test_small_talk_between_does_not_lose_the_subject(core: Core) -> None:
    state = ask(core, "cảm ơn bạn nhé", ask(core, "làm mức 2 ở đâu").state).state
    assert ask(core, "mất bao lâu?", state).state.node == "vneid.level2_time"


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        (
            "Sổ hộ khẩu còn giá trị không? Xin giấy CT07 ở đâu?",
            ["proof.book_validity", "ct07.how"],
        ),
        (
            "làm mức 2 ở đâu, mất bao lâu và tốn bao nhiêu tiền?",
            ["vneid.level2_where", "vneid.level2_time", "vneid.level2_fee"],
        ),
        ("xin chào, giấy tờ nào chứng minh nơi cư trú ạ?", ["proof.papers"]),
        ("không còn sổ hộ khẩu, đi làm thủ tục thì dùng gì thay", ["proof.replace_book"]),
        ("alo cho hỏi cài vneid ở đâu vậy ad, cảm ơn nhiều nha", ["vneid.install"]),
    ],
)
def test_several_questions_are_answered_in_order(core: Core, text: str, nodes: list[str]) -> None:
    turn = ask(core, text)
    assert [reply.node for reply in turn.replies] == nodes
    assert all(not reply.buttons for reply in turn.replies[:-1])
    assert turn.replies[-1].buttons


def test_the_state_holds_no_word_that_was_typed(core: Core) -> None:
    state = ask(core, "Chị Hoàng Thị Xuyến hỏi làm mức 2 ở đâu, bao lâu?").state
    assert "xuy" not in json.dumps(json.loads(state.to_json()), ensure_ascii=False).lower()


# --- patterns ---


def test_a_pattern_stands_for_phrasings() -> None:
    assert expand("sổ hộ khẩu") == ["sổ hộ khẩu"]
    assert set(expand("(a|b) [c] d")) <= {"a d", "b d", "a c d", "b c d"}
    assert len(expand("(a|b|c|d) (e|f|g|h) (i|j|k|l)")) <= MOST
    assert expand("(x|y) z") == expand("(x|y) z")


def test_every_alternative_stands_in_some_phrasing() -> None:
    found = " ".join(expand("(một|hai|ba|bốn|năm) (sáu|bảy)"))
    assert all(word in found for word in "một hai ba bốn năm sáu bảy".split())


@pytest.mark.parametrize(
    ("first", "then", "node"),
    [
        ("đăng ký tạm trú thế nào", "can giay gi", "residence.temporary_papers"),
        ("sổ hộ khẩu còn giá trị không", "dieu nao noi vay", "proof.book_validity"),
        ("cán bộ có phải tự tra cứu không", "khoản 2 thì sao", "law.shown"),
        ("khoản 1 điều 14 nghị định 104", "khoan 2 thi sao", "law.shown"),
    ],
)
def test_a_clause_or_a_reason_is_asked_of_the_answer_before(
    core: Core, first: str, then: str, node: str
) -> None:
    state = ask(core, then, ask(core, first).state).state
    assert state.node == node
    assert node != "law.shown" or state.cited == ("nd-104-2022/14.2",)


def test_a_question_that_leans_keeps_the_day_asked_about(core: Core) -> None:
    state = ask(core, "the hoi 2022?", ask(core, "làm mức 2 ở đâu").state).state
    leaning = ask(core, "mất phí không?", state).state
    assert (leaning.node, leaning.asked) == ("vneid.level2_fee", state.asked)
    assert ask(core, "sổ hộ khẩu còn giá trị sử dụng nữa không", leaning).state.asked == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tôi xin ct07 ngày 1/10/2025 giờ còn giá trị không", ()),
        ("tôi đăng ký tạm trú ngày 5/3/2025 bao giờ hết hạn", ()),
        ("năm ngoái tôi có xin ct07, giờ dùng lại được không", ()),
        ("ngày 1/10/2025 ct07 có giá trị bao lâu", ("2025-10-01",)),
        ("31/12/2022 sổ hộ khẩu còn giá trị không", ("2022-12-31",)),
        ("đi làm thủ tục ngày 5/5/2022 có cần sổ hộ khẩu không", ("2022-05-05",)),
    ],
)
def test_what_was_done_on_a_day_is_judged_by_the_law_of_today(
    core: Core, text: str, asked: tuple[str, ...]
) -> None:
    assert ask(core, text).state.asked == asked


def test_what_is_unclear_is_asked_back_and_can_be_none_of_those(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which words are unclear moves with the phrasings, so here it is given."""
    either = Unclear(("ct07.validity", "residence.extend"), "vi", 0.4)
    with monkeypatch.context() as patched:
        patched.setattr(Understanding, "hear", lambda *_, **__: [either])
        asked = ask(core, "hết hạn")
    offered = asked.replies[-1].buttons
    titles = [button.label for button in offered]
    assert titles[:2] == ["CT07 có giá trị bao lâu", "Gia hạn tạm trú"]
    assert len(titles) == 3
    turn = asked
    for said in ("nhắc lại", "7"):  # Said again, and no choice: the same question.
        turn = ask(core, said, turn.state)
        assert [button.label for button in turn.replies[-1].buttons] == titles
    chosen = core.engine.step(asked.state, Picked(*offered[1].address.split(":")), today=TODAY)
    assert chosen.state.node == "residence.extend"
    none = core.engine.step(asked.state, Picked(*offered[2].address.split(":")), today=TODAY)
    assert none.state.node == "talk.unknown"
    assert ask(core, "*", none.state).state.node == "home"
