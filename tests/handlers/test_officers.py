"""What officers use: short answers, clauses as seen from the one shown, who is competent."""

from __future__ import annotations

import pytest

from bot.core import Core, answer
from bot.rendering import Limits, render
from handlers.model import Menu, Picked, Said, State
from tests.transcript import TODAY


def ask(core: Core, state: State, text: str) -> State:
    return core.engine.step(state, Said(text), today=TODAY).state


@pytest.mark.parametrize(
    ("shown", "said", "cited"),
    [
        ("k3 đ14 nđ104", "khoản 2 thì sao?", "nd-104-2022/14.2"),
        ("k2 đ14 nđ104", "điểm b khoản này", "nd-104-2022/14.2.b"),
        ("k2 đ14 nđ104", "còn điểm c", "nd-104-2022/14.2.c"),
        ("khoản 1 điều 20 luật cư trú", "khoản 3 điều này", "luat-68-2020/20.3"),
        ("khoản 1 điều 20 luật cư trú", "điều 30 luật này", "luat-68-2020/30"),
        ("khoản 1 điều 20 luật cư trú", "khoản 2 điều 14 nđ104", "nd-104-2022/14.2"),
    ],
)
def test_a_clause_is_read_as_seen_from_the_one_shown(
    core: Core, shown: str, said: str, cited: str
) -> None:
    state = ask(core, State(), shown)
    assert state.node == "law.shown"
    assert ask(core, state, said).cited == (cited,)


def test_an_officer_gets_two_lines_and_a_text_to_copy(core: Core) -> None:
    turn = core.engine.step(State(), Said("/nhanh"), today=TODAY)
    assert turn.state.brief
    turn = core.engine.step(turn.state, Said("k3 đ14 nđ104"), today=TODAY)
    (screen,) = render(turn.replies, core.catalogues["vi"], Limits(), core.knowledge, TODAY)
    kinds = [paragraph.kind for paragraph in screen.paragraphs]
    assert kinds == ["text", "source", "note"]
    assert "còn hiệu lực" in screen.paragraphs[1].text
    assert screen.paragraphs[2].text.startswith("Theo khoản 3 Điều 14 Nghị định 104/2022/NĐ-CP")
    whole = core.engine.step(turn.state, Picked("nav", "full"), today=TODAY)
    (screen,) = render(whole.replies, core.catalogues["vi"], Limits(), core.knowledge, TODAY)
    assert any(paragraph.kind == "quote" for paragraph in screen.paragraphs)
    assert whole.state.brief
    assert not core.engine.step(whole.state, Said("/nhanh"), today=TODAY).state.brief


def test_a_short_answer_quotes_letter_by_letter(core: Core) -> None:
    state = ask(core, State(), "/nhanh")
    turn = core.engine.step(state, Said("khoản 1 điều 14 nghị định 104"), today=TODAY)
    (screen,) = render(turn.replies, core.catalogues["vi"], Limits(), core.knowledge, TODAY)
    (clause,) = core.knowledge.on(TODAY).quote("nd-104-2022/14.1")
    assert clause.text in screen.paragraphs[-1].text


def test_every_matter_names_its_authority_and_its_clause(core: Core) -> None:
    entry = core.engine.dialogue.nodes["office"]
    assert isinstance(entry, Menu)
    for choice in entry.choices:
        node = core.engine.dialogue.nodes[choice.goto]
        assert isinstance(node, Menu)
        assert node.cites


@pytest.mark.parametrize(
    "question", ["việc này thuộc thẩm quyền của ai", "which authority is competent"]
)
def test_competence_is_asked_for_in_own_words(core: Core, question: str) -> None:
    assert answer(core, question, today=TODAY).node == "office"
