"""Why an answer was given; and that what is not understood leads to a person, never in a circle."""

from __future__ import annotations

from itertools import product

import pytest

from bot.core import Core
from bot.rendering import Limits, render
from handlers.engine import PATIENCE
from handlers.model import Event, Picked, Said, State
from tests.transcript import TODAY

GARBAGE = ["qwrtp zxcvb", "plkjh mnbvc"]


@pytest.mark.parametrize(("asked", "language"), [("vì sao?", "vi"), ("why", "en")])
def test_an_answer_says_why(core: Core, asked: str, language: str) -> None:
    start = State(language=language, chosen=True)
    state = core.engine.step(start, Said("giấy tờ nào chứng minh nơi cư trú"), today=TODAY).state
    turn = core.engine.step(State.from_json(state.to_json()), Said(asked), today=TODAY)
    catalogue = core.catalogue(language)
    screens = render(turn.replies, catalogue, Limits(), core.knowledge, TODAY)
    shown = "\n".join(screen.text for screen in screens)
    assert catalogue.translate("Giấy tờ nào chứng minh cư trú") in shown
    assert "nd-104-2022/14.4" in shown
    assert core.engine.version in shown
    assert turn.state.node == "proof.papers"


def test_what_was_picked_needs_no_reason(core: Core) -> None:
    state = core.engine.step(State(), Said("giấy tờ nào chứng minh nơi cư trú"), today=TODAY).state
    state = core.engine.step(state, Picked("go", "ct07"), today=TODAY).state
    told = core.engine.step(state, Said("vì sao"), today=TODAY).replies[0]
    assert "không do tôi đoán" in told.text


def test_a_rival_is_told_with_its_share(core: Core) -> None:
    state = core.engine.step(State(), Said("xin ct07 ở đâu"), today=TODAY).state
    assert state.heard[0][0] == "ct07.how"
    shares = [share for _, share in state.heard]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) > 1


def test_grounds_name_the_words_that_matched(core: Core) -> None:
    grounds = core.engine.understanding.explain("SỔ HỘ KHẨU của blorp còn giá trị không")
    assert {"sổ", "hộ", "khẩu", "giá", "trị"} <= set(grounds.words)
    assert "blorp" not in grounds.words
    assert grounds.nodes[0][0] == "proof.book_validity"
    assert {"book", "VALID"} <= set(grounds.ideas)


EVENTS: list[Event] = [
    *map(Said, GARBAGE),
    Said("mức 2 hay ct07 trước"),
    Said("99"),
    Picked("talk.which", "none"),
]


def test_what_is_not_understood_ends_with_a_person(core: Core) -> None:
    for events in product(EVENTS, repeat=PATIENCE + 2):
        state = State()
        for event in events:
            before = state
            state = core.engine.step(state, event, today=TODAY).state
            assert state.misses > before.misses, events  # It grows until something is understood,
            if state.misses > PATIENCE:
                assert state.node == "human.contact", events  # and then a person's contact stays.


def test_an_answer_starts_the_count_anew(core: Core) -> None:
    state = core.engine.step(State(), Said(GARBAGE[0]), today=TODAY).state
    assert state.misses == 1
    assert core.engine.step(state, Said("cách cài vneid"), today=TODAY).state.misses == 0
