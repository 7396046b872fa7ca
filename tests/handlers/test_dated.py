"""Answers on other days than today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core import Core, answer
from handlers.dated import BEFORE_ALL, NO_SUCH_DAY, NOT_WRITTEN, OUTLIVED, wordings
from handlers.engine import ASK_MORE
from handlers.model import Menu, Picked, Reply, Said, State
from legal_kb.model import Status
from tests.transcript import TODAY

BOOK = "sổ hộ khẩu giấy còn giá trị không"


def asked(core: Core, question: str) -> list[Reply]:
    return [reply for reply in answer(core, question, today=TODAY).replies if reply.cites]


def heads(replies: list[Reply]) -> list[str]:
    return [reply.heading.text if reply.heading else "" for reply in replies]


def test_yesterday_and_today_have_different_answers(core: Core) -> None:
    (then,) = asked(core, "31/12/2022 còn dùng sổ hộ khẩu không?")
    (now,) = asked(core, "hôm nay còn dùng sổ hộ khẩu không?")
    assert then.text.startswith("Còn.")
    assert now.text.startswith("Không.")
    assert then.day == date(2022, 12, 31)
    assert now.day is None


def test_the_day_after_the_books_ended_they_do_not_count(core: Core) -> None:
    (reply,) = asked(core, f"1/1/2023 {BOOK}")
    assert reply.text.startswith("Không.")


def test_a_year_with_a_change_in_it_is_answered_in_parts(core: Core) -> None:
    replies = asked(core, "từ 1/12/2023 đến 31/1/2024 giấy ct07 có giá trị bao lâu")
    assert ["30 ngày" in replies[0].text, "01 năm" in replies[1].text] == [True, True]
    assert [reply.day for reply in replies] == [date(2023, 12, 31), date(2024, 1, 31)]
    assert [bool(reply.buttons) for reply in replies] == [False, True]


def test_two_days_in_one_question_are_answered_in_order(core: Core) -> None:
    replies = asked(core, f"ngày 31/12/2022 và hôm nay {BOOK}")
    assert [reply.text[:5] for reply in replies] == ["Còn. ", "Không"]
    assert all(reply.heading for reply in replies)


def test_a_day_without_a_wording_says_so_and_judges_the_clauses_on_it(core: Core) -> None:
    (reply,) = asked(core, "năm 2022 quét QR, đọc chíp thẻ có được không")
    assert heads([reply]) == [NOT_WRITTEN]
    assert reply.day == date(2022, 12, 31)


def test_days_before_the_first_text_are_not_answered(core: Core) -> None:
    (reply,) = asked(core, f"hồi năm 1995 {BOOK}")
    assert heads([reply]) == [BEFORE_ALL]
    assert reply.day is None


@pytest.mark.parametrize("day", ["31/2/2023", "30/02/2024", "32/1/2022"])
def test_an_impossible_day_is_told_and_today_answered(core: Core, day: str) -> None:
    (reply,) = asked(core, f"ngày {day} {BOOK}")
    assert heads([reply]) == [NO_SUCH_DAY]
    assert reply.text.startswith("Không.")


@pytest.mark.parametrize(
    "said", ["thế hồi 2022?", "còn năm 2022 thì sao?", "31/12/2022", "in 2022"]
)
def test_a_day_alone_asks_the_same_again(core: Core, said: str) -> None:
    state = core.engine.step(State(), Said(BOOK), today=TODAY).state
    turn = core.engine.step(state, Said(said), today=TODAY)
    assert turn.state.node == "proof.book_validity"
    assert turn.replies[-1].text.startswith("Còn.")
    turn = core.engine.step(turn.state, Said("hôm nay thì sao?"), today=TODAY)
    assert turn.replies[-1].text.startswith("Không.")


def test_a_day_alone_with_nothing_before_it_is_asked_back(core: Core) -> None:
    turn = core.engine.step(State(), Said("31/12/2022"), today=TODAY)
    assert turn.replies[0].text == ASK_MORE


def test_the_day_is_left_with_the_answer(core: Core) -> None:
    turn = core.engine.step(State(), Said(f"31/12/2022 {BOOK}"), today=TODAY)
    assert turn.state.asked == ("2022-12-31",)
    again = core.engine.step(turn.state, Picked("nav", "repeat"), today=TODAY)
    assert again.replies[0].day == date(2022, 12, 31)
    moved = core.engine.step(turn.state, Picked.from_address(turn.state.offered[0]), today=TODAY)
    assert moved.state.asked == ()
    assert moved.replies[0].day is None


def test_an_answer_never_outlives_its_clauses(core: Core) -> None:
    """Resolution 66.7 ends by itself on 28/2/2027; what rests on it is no longer said."""
    menu = core.engine.dialogue.nodes["proof.demand_paper"]
    assert isinstance(menu, Menu)
    last = core.engine.step(State(), Picked("go", menu.id), today=date(2027, 2, 28))
    first = core.engine.step(State(), Picked("go", menu.id), today=date(2027, 3, 1))
    assert last.replies[-1].text == menu.text
    assert "đã hết hiệu lực" in first.replies[-1].text
    lone = replace(
        core.engine._dated, wordings={menu.id: wordings(replace(menu, other=()), core.knowledge)}
    )
    (reply,) = lone.on(last.replies[-1:], (), date(2027, 3, 1))
    assert reply.text == OUTLIVED
    assert reply.values == {"day": date(2027, 2, 28)}


def test_what_every_wording_rests_on_is_in_force_as_long_as_it_is_said(core: Core) -> None:
    for node in core.engine.dialogue.nodes.values():
        if not isinstance(node, Menu):
            continue
        for wording in node.other:
            cited = [cited for cited in wording.cites if not cited.startswith("guide:")]
            for day in (wording.holds.start, wording.holds.until or wording.holds.start):
                law = core.knowledge.on(day)
                quoted = law.quote(cited[0])
                assert quoted, f"{node.id}: {cited[0]} is not there on {day}"
                live = {law.status(provision) for provision in quoted}
                assert live <= {Status.IN_FORCE, Status.ENDING}, f"{node.id} on {day}: {cited[0]}"


def test_every_answer_holds_on_the_day_it_was_compared(core: Core) -> None:
    for node in core.engine.dialogue.nodes.values():
        if isinstance(node, Menu) and node.cites:
            said = wordings(node, core.knowledge)
            holding = [w for w in said if w.holds.status(TODAY) in (Status.IN_FORCE, Status.ENDING)]
            assert [w.text for w in holding] == [node.text], node.id


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_day_given_beside_the_question_is_the_day_of_the_answer(core: Core, days: int) -> None:
    on = date(2023, 1, 1) + timedelta(days=days)
    said = answer(core, BOOK, today=TODAY, on=on)
    assert said.replies[0].text.startswith("Còn." if days < 0 else "Không.")
    assert said.replies[0].day == on


MATRIX = Path(__file__).with_name("matrix.txt")


def _matrix() -> list[tuple[str, str, str]]:
    rows = [line for line in MATRIX.read_text(encoding="utf-8").splitlines() if "|" in line]
    days = [cell.strip() for cell in rows[0].lstrip("# ").split("|")[1:]]
    cells = [[cell.strip() for cell in row.split("|")] for row in rows[1:]]
    return [(q, day, want) for q, *wanted in cells for day, want in zip(days, wanted, strict=True)]


def test_the_matrix_holds_forty_questions_on_six_days() -> None:
    assert len(_matrix()) >= 40 * 6


@pytest.mark.parametrize(("question", "day", "wanted"), _matrix())
def test_a_question_rests_on_the_law_of_its_day(
    core: Core, question: str, day: str, wanted: str
) -> None:
    on = date.fromisoformat(day)
    reply = next(r for r in answer(core, question, today=TODAY, on=on).replies if r.cites)
    written = not reply.heading or reply.heading.text != NOT_WRITTEN
    assert written == (wanted != "-")
    if not written:
        return
    cited = next(cited for cited in reply.cites if not cited.startswith("guide:"))
    id, _, said = wanted.partition(" ")
    id, _, start = id.partition("@")
    assert cited == id or cited.startswith(f"{id}.")
    assert reply.text.startswith(said)
    if start:
        assert str(core.knowledge.on(on).quote(cited)[0].in_force.start) == start
