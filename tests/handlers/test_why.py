"""Why an answer was given; and that what is not understood leads to a person, never in a circle."""

from __future__ import annotations

from itertools import product

import pytest

from bot.core import Core
from bot.rendering import Limits, Screen, render
from handlers.engine import PATIENCE
from handlers.model import Event, Picked, Reply, Said, State
from handlers.parity import CARRIERS, Carrier
from legal_kb.normalise import fold
from lookup.model import SignedOut
from lookup.officers import OfficerSignedIn
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
    assert ": giay, to, nao, chung, minh" in fold(shown)
    assert core.engine.version not in shown
    assert turn.state.node == "proof.papers"


def test_an_officer_is_told_the_version_of_the_content(core: Core) -> None:
    state = core.engine.step(State(), Said("/canbo"), today=TODAY).state
    signed_in = OfficerSignedIn("CA-0001", "Công an phường thử", 30)
    state = core.engine.step(state, signed_in, today=TODAY).state
    told = why_of("giấy tờ nào chứng minh nơi cư trú", state, core)
    assert any(core.engine.version in reply.values.values() for reply in told)
    state = core.engine.step(state, Picked("officer.menu", "signout"), today=TODAY).state
    state = core.engine.step(state, SignedOut(), today=TODAY).state
    told = why_of("giấy tờ nào chứng minh nơi cư trú", state, core)
    assert not any(core.engine.version in reply.values.values() for reply in told)


def why_of(question: str, state: State, core: Core) -> tuple[Reply, ...]:
    at = core.engine.step(state, Said(question), today=TODAY).state
    return core.engine.step(at, Picked("nav", "why"), today=TODAY).replies


def shown(question: str, core: Core, limits: Limits) -> Screen:
    turn = core.engine.step(State(language="vi", chosen=True), Said(question), today=TODAY)
    return render(turn.replies, core.catalogue("vi"), limits, core.knowledge, TODAY)[-1]


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_the_reason_can_be_asked_for_on_every_channel(carrier: Carrier, core: Core) -> None:
    limits = Limits(text=4000, buttons=carrier.buttons, label=carrier.label, heard=carrier.keys)
    screen = shown("đổi điện thoại thì làm sao", core, limits)
    button = next((option for option in screen.nav if option.address == "nav:why"), None)
    if carrier.keys:
        assert button is None or screen.nav  # A keypad has # for the clauses instead.
    elif button is None:
        assert "“Vì sao?”" in screen.text


@pytest.mark.parametrize(
    "question", ["đổi điện thoại thì làm sao", "sổ đỏ làm ở đâu", "ct07 có giá trị bao lâu"]
)
def test_what_was_guessed_has_the_button(question: str, core: Core) -> None:
    assert "nav:why" in [option.address for option in shown(question, core, Limits()).nav]


@pytest.mark.parametrize("question", ["xin chào", "điều 14 nghị định 104", "qwrtp zxcvb"])
def test_what_was_not_guessed_has_none(question: str, core: Core) -> None:
    assert "nav:why" not in [option.address for option in shown(question, core, Limits()).nav]


def test_the_button_goes_with_its_question(core: Core) -> None:
    state = core.engine.step(State(), Said("xin ct07 ở đâu"), today=TODAY).state
    turn = core.engine.step(state, Picked("nav", "repeat"), today=TODAY)
    assert "nav:why" in [button.address for button in turn.replies[-1].nav]
    turn = core.engine.step(turn.state, Picked("go", "vneid"), today=TODAY)
    assert "nav:why" not in [button.address for button in turn.replies[-1].nav]


def test_where_room_is_short_the_other_ways_stay(core: Core) -> None:
    whole = shown("ct07 có giá trị bao lâu", core, Limits())
    ways = len(whole.options) + len(whole.nav)
    tight = shown("ct07 có giá trị bao lâu", core, Limits(buttons=ways - 1))
    assert [o.address for o in tight.nav] == [
        o.address for o in whole.nav if o.address != "nav:why"
    ]


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
