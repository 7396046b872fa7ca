"""One dialogue on every channel: what cannot be carried is refused, and all lead the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Place
from bot.channels.console import Console
from bot.channels.generic import LIMITS, Generic
from bot.channels.messenger import FacebookMessenger
from bot.channels.telegram import Telegram
from bot.channels.telegram_reading import Me, read, update_of
from bot.channels.viber import Viber
from bot.channels.webchat import WebChat
from bot.channels.whatsapp import WhatsApp
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.core import Core
from bot.phone.call import Call, Go, Take, decide
from bot.phone.line import Spoken
from bot.rendering import Limits, Screen, render
from handlers.engine import Engine
from handlers.model import Ask, Choice, Event, Menu, Picked, Reply, Said, Started, State, Tell
from handlers.parity import CARRIERS, Carrier, Way, faults, way
from lookup.model import SessionEnded, Unavailable
from tests.bot.messengers import CALLED, make

TODAY = date(2026, 11, 23)
TELEPHONE = next(carrier for carrier in CARRIERS if carrier.keys)


def _none(_text: str) -> str | None:
    return None


@pytest.mark.parametrize(
    ("node", "word"),
    [
        (Ask("a.id", "Số?", _none, "id", "b", "Lại", digits=12), "refuses 12 digits"),
        (Menu("a", "Hãy gõ câu hỏi.", (Choice("x", "Một", "b"),)), "speaks of typing"),
        (Tell("a", "Chọn mục dưới đây.", "b"), "speaks of typing"),
        (Menu("a", "?", tuple(Choice(f"c{n}", "Mục", "b") for n in range(9))), "for a keypad"),
        (Menu("a" * 60, "?", (Choice("chosen", "Mục", "b"),)), "over 64 bytes on telegram"),
    ],
)
def test_what_a_channel_cannot_carry_is_refused(node: Menu | Ask | Tell, word: str) -> None:
    assert word in "\n".join(faults(node))


def test_letters_are_sent_to_another_channel() -> None:
    node = Ask("a.name", "Họ tên?", _none, "name", "b", "Lại")
    assert list(faults(node)) == []
    assert way(node, TELEPHONE) is Way.ELSEWHERE


def test_the_limits_are_those_of_the_channels() -> None:
    kinds = (WebChat, Telegram, ZaloOA, ZaloBot, FacebookMessenger, WhatsApp, Viber, Console)
    known = {kind.name: kind.limits for kind in kinds} | {"generic": LIMITS, "call": Spoken.limits}
    assert known.keys() == {carrier.name for carrier in CARRIERS}
    for carrier in CARRIERS:
        limits = known[carrier.name]
        assert limits.heard is carrier.keys
        if not carrier.keys:
            assert limits.buttons >= carrier.buttons, carrier.name
        if carrier.buttons:
            assert limits.label >= carrier.label, carrier.name


# --- Random walks ---


class Walker:
    """The core on one channel: what it shows, and the wire event of what a person does there."""

    def __init__(self, core: Core, carrier: Carrier) -> None:
        self.engine: Engine = core.engine
        self._core = core
        self._limits = self._limits_of(carrier)
        self._event: Callable[[int, Screen], Event] = (
            partial(_by_messenger, make(carrier.name))
            if carrier.name in CALLED
            else getattr(self, f"_{carrier.name}")
        )
        self.state = State()
        self.step(Started())

    @staticmethod
    def _limits_of(carrier: Carrier) -> Limits:
        if carrier.keys:
            return Spoken.limits
        if carrier.name in CALLED:
            limits: Limits = make(carrier.name).limits
            return limits
        return Limits(buttons=carrier.buttons, label=carrier.label)

    def step(self, event: Event) -> None:
        """Take an event, and the same answers of the world on every channel."""
        turn = self.engine.step(self.state, event, today=TODAY)
        replies: list[Reply] = list(turn.replies)
        while turn.effect is not None:
            do = self.engine.dialogue.nodes[turn.state.node]
            on = getattr(do, "on", {})
            outcome = SessionEnded() if SessionEnded in on else Unavailable()
            turn = self.engine.step(turn.state, outcome, today=TODAY)
            replies += turn.replies
        self.state = turn.state
        catalogue = self._core.catalogue(self.state.language)
        screens = render(replies, catalogue, self._limits, self._core.knowledge, TODAY)
        self.screen = screens[-1]

    def act(self, move: int) -> None:
        """Pick the choice `move` (modulo how many there are); 9 repeats, 10 is home, 11 back."""
        offered = len(self.state.offered)
        if move < 9 and not offered:
            return
        self.step(self._event(move % offered + 1 if move < 9 else move, self.screen))

    # What the person does becomes an event by the channel's own reading of its own wire.

    def _console(self, move: int, _screen: Screen) -> Event:
        return _parsed(Console().parse({"person": "p", "id": "1", "text": _typed(move)}))

    def _web(self, move: int, screen: Screen) -> Event:
        return _parsed(WebChat().parse({"cookie": "c" * 20, "id": "x" * 8, **_said(move, screen)}))

    def _generic(self, move: int, screen: Screen) -> Event:
        channel = Generic.__new__(Generic)
        return _parsed(channel.parse({"person": "p", "id": "1", **_said(move, screen)}))

    def _telegram(self, move: int, screen: Screen) -> Event:
        person = {"id": 7, "is_bot": False, "first_name": "Lan"}
        chat = {"id": 7, "type": "private", "first_name": "Lan"}
        said = _said(move, screen)
        message = {"message_id": 1, "date": 1790000000, "chat": chat, "from": person}
        update = {"update_id": 1, "message": {**message, "text": said.get("text", "")}}
        if "address" in said:
            pressed = {"id": "1", "chat_instance": "1", "from": person, "data": said["address"]}
            update = {"update_id": 1, "callback_query": {**pressed, "message": message}}
        return _parsed(read(update_of(update), Me(1)))

    def _call(self, move: int, _screen: Screen) -> Event:
        node = self.engine.dialogue.nodes[self.state.node]
        call = Call("c", node=node.id, choices=len(self.state.offered))
        match decide(call, _typed(move), node):
            case Take(keys=keys):
                return Said(keys)
            case Go():  # * at home: there is nothing behind it in the others.
                return Picked("nav", "back")
            case other:
                assert move == 10, other  # 0 at home: a person.
                return Picked("nav", "home")


def _typed(move: int) -> str:
    return {9: "9", 10: "0", 11: "*"}.get(move, str(move))


def _said(move: int, screen: Screen) -> dict[str, str]:
    """Press the button where there is one, else type its number."""
    wanted = {9: "nav:repeat", 10: "nav:home", 11: "nav:back"}.get(move)
    for option in (*screen.options, *screen.nav):
        if option.address == wanted if wanted else option.number == move:
            return {"address": option.address}
    return {"text": _typed(move)}


def _parsed(incoming: object) -> Event:
    event: Event = incoming.event  # type: ignore[attr-defined]
    return event


# --- The messengers that are called: what is pressed is taken from what they would be sent ---


def _by_messenger(channel: Any, move: int, screen: Screen) -> Event:
    """Press what stands in the written request, else type the number; the channel reads it."""
    said = _said(move, screen)
    sent = channel.write(Place("7"), screen).body
    wire = _WIRES[channel.name]
    part = wire.pressed(sent, said["address"]) if "address" in said else wire.typed(said["text"])
    (payload,) = channel.unpack(wire.wrapped(part))
    return _parsed(channel.parse(payload))


@dataclass(frozen=True)
class _Wire:
    """How a person's side of a messenger answers: by a button that was sent, or by typing."""

    pressed: Callable[[Any, str], Any]
    typed: Callable[[str], Any]
    wrapped: Callable[[Any], Any]


def _found(buttons: Iterable[Any], key: str, wanted: str) -> Any:
    """Return the one button that brings this back; a choice that is not there is a fault."""
    (button,) = [one for one in buttons if one[key] == wanted]
    return button


def _quick_reply(sent: Any, address: str) -> Any:
    reply = _found(sent["message"]["quick_replies"], "payload", address)
    assert len(reply["title"]) <= 20
    return {"text": reply["title"], "quick_reply": {"payload": reply["payload"]}}


def _interactive(sent: Any, address: str) -> Any:
    kind, action = sent["interactive"]["type"], sent["interactive"]["action"]
    if kind == "button":
        replies = [one["reply"] for one in action["buttons"]]
        return {"button_reply": _found(replies, "id", address)}
    rows = [row for section in action["sections"] for row in section["rows"]]
    assert len(rows) <= 10
    return {"list_reply": _found(rows, "id", address)}


def _whatsapp(part: Any) -> Any:
    if "body" in part:
        said = {"type": "text", "text": part}
    else:
        said = {"type": "interactive", "interactive": {"type": next(iter(part)), **part}}
    value = {"messages": [{"from": "84900000000", "id": "wamid.1", **said}]}
    entry = {"changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _oa_button(sent: Any, address: str) -> Any:
    buttons = sent["message"]["attachment"]["payload"]["buttons"]
    assert len(buttons) <= 5
    return {"text": _found(buttons, "payload", f"#{address}")["payload"]}


def _viber_key(sent: Any, address: str) -> Any:
    key = _found(sent["keyboard"]["Buttons"], "ActionBody", f"#{address}")
    return {"type": "text", "text": key["ActionBody"]}


def _no_buttons(_sent: Any, address: str) -> Any:
    raise AssertionError(f"{address}: there are no buttons here")


_WIRES = {
    "messenger": _Wire(
        _quick_reply,
        lambda text: {"text": text},
        lambda part: {
            "object": "page",
            "entry": [{"messaging": [{"sender": {"id": "7"}, "message": {"mid": "m", **part}}]}],
        },
    ),
    "whatsapp": _Wire(_interactive, lambda text: {"body": text}, _whatsapp),
    "zalo_oa": _Wire(
        _oa_button,
        lambda text: {"text": text},
        lambda part: {
            "event_name": "user_send_text",
            "sender": {"id": "7"},
            "message": {"msg_id": "m", **part},
        },
    ),
    "zalo_bot": _Wire(
        _no_buttons,
        lambda text: {"text": text},
        lambda part: {
            "event_name": "message.text.received",
            "message": {"chat": {"id": "7"}, "message_id": "m", **part},
        },
    ),
    "viber": _Wire(
        _viber_key,
        lambda text: {"type": "text", "text": text},
        lambda part: {
            "event": "message",
            "message_token": 4912661846655238145,
            "sender": {"id": "7"},
            "message": part,
        },
    ),
}


def test_every_channel_walks() -> None:
    by_themselves = {c.name for c in CARRIERS if hasattr(Walker, f"_{c.name}")}
    assert by_themselves | set(CALLED) == {carrier.name for carrier in CARRIERS}
    assert set(CALLED) == set(_WIRES)


@settings(max_examples=40, deadline=None)
@given(moves=st.lists(st.integers(0, 11), max_size=25))
def test_random_walks_pass_the_same_nodes_on_every_channel(core: Core, moves: list[int]) -> None:
    paths = {carrier.name: list(_path(core, carrier, moves)) for carrier in CARRIERS}
    first = paths.pop("console")
    for name, path in paths.items():
        assert path == first, name


def _path(core: Core, carrier: Carrier, moves: list[int]) -> Iterator[str]:
    walker = Walker(core, carrier)
    for move in moves:
        walker.act(move)
        yield walker.state.node
