"""What people answer in a word, a digit or a slip, and where that leads."""

from __future__ import annotations

import pytest

from bot.core import Core
from handlers.commands import answer_of, choice_of, digit_of, is_code, question_of, step_of
from handlers.engine import NOT_YET, UNCLEAR_CHOICE
from handlers.model import Picked, Said, State, Turn
from lookup.consent import Agreed
from lookup.model import CheckCode
from tests.transcript import TODAY


def say(core: Core, *texts: str, node: str = "") -> Turn:
    turn = core.engine.enter(node or "home", State())
    for text in texts:
        turn = core.engine.step(turn.state, Said(text), today=TODAY)
    return turn


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dạ rồi ạ", "thanks"),
        ("vâng ạ", "thanks"),
        ("uk", "thanks"),
        ("đc", "yes"),
        ("hổng có", "no"),
        ("dạ chưa em", "no"),
        ("chưa làm được", "no"),
        ("kế tiếp", "next"),
        ("bỏ qua", "next"),
        ("ko biết gì hết", "lost"),
        ("có phải không", None),
        ("chưa có thẻ", None),
    ],
)
def test_a_bare_answer_is_told_from_a_question(said: str, meant: str | None) -> None:
    assert answer_of(said) == meant


@pytest.mark.parametrize(
    ("said", "number"),
    [("3#", 3), ("phím số 3", 3), ("ba", 3), ("mục 2", 2), ("mức 2", None), ("muc 2", None)],
)
def test_a_choice_is_read_from_keys_and_words(said: str, number: int | None) -> None:
    assert digit_of(said) == number


def test_skipping_is_not_agreeing() -> None:
    assert choice_of("bỏ qua", ("agree", "why", "no")) is None
    assert choice_of("đồng ý", ("agree", "why", "no")) == "agree"


def test_a_step_a_code_and_a_correction_are_seen() -> None:
    assert step_of("về bước 3/9") == 3
    assert is_code("1234 5678")
    assert not is_code("1900 0368")
    assert question_of("nhầm, tôi chưa có thẻ") == "tôi chưa có thẻ"


@pytest.mark.parametrize(
    ("said", "node"), [("có", "vneid.install"), ("chưa", "vneid.level2_no_card")]
)
def test_whether_a_card_is_valid_can_be_answered_plainly(core: Core, said: str, node: str) -> None:
    assert say(core, said, node="vneid.card").state.node == node


def test_a_number_that_is_not_offered_changes_nothing(core: Core) -> None:
    turn = say(core, "7", node="vneid.card")
    assert (turn.state.node, turn.replies[0].text) == ("vneid.card", UNCLEAR_CHOICE)
    again = core.engine.step(turn.state, Said("8"), today=TODAY)
    assert again.state.node == "human.contact"


def test_not_yet_stays_at_the_step(core: Core) -> None:
    turn = say(core, "chưa xong", node="vneid.login")
    assert (turn.state.node, turn.replies[0].text) == ("vneid.login", NOT_YET)


def test_a_question_at_the_last_step_keeps_it_until_it_is_done(core: Core) -> None:
    turn = say(core, "k2 đ14", "tiếp tục", node="vneid.view_residence")
    assert turn.state.node == "vneid.view_residence"
    done = core.engine.step(turn.state, Said("xong"), today=TODAY)
    assert (done.state.node, done.state.bookmark) == ("vneid.checklist.view_done", "")


def test_going_on_at_a_step_is_the_next_step(core: Core) -> None:
    assert say(core, "tiếp tục", node="vneid.login").state.node == "vneid.level1"
    assert say(core, "tiếp tục", node="ct07.validity").state.node == "ct07.validity"


def test_back_from_typing_is_the_menu_before_it(core: Core) -> None:
    asked = core.engine.step(
        core.engine.enter("lookup.consent", State()).state,
        Picked("lookup.consent", "agree"),
        today=TODAY,
    )
    asked = core.engine.step(asked.state, Agreed(), today=TODAY)
    back = core.engine.step(asked.state, Said("*"), today=TODAY)
    assert back.state.node == "lookup.consent"


def test_what_was_offered_for_a_question_is_offered_again(core: Core) -> None:
    offered = core.engine._offer("talk.which", ("ct07", "proof"), State())
    again = core.engine.step(offered.state, Said("9"), today=TODAY)
    assert again.replies == offered.replies


def test_a_code_typed_after_something_else_is_still_checked(core: Core) -> None:
    turn = say(core, "1234 5678", node="ct07.validity")
    assert turn.effect == CheckCode("12345678")
    assert turn.forget
