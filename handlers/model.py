"""The vocabulary of a dialogue: nodes, events, replies, state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import orjson

from handlers.handover import HandoverEffect, HandoverOutcome
from handlers.replacing import replace
from legal_kb.model import Period
from lookup.model import Effect as RegisterEffect
from lookup.model import Outcome as RegisterOutcome

Effect = RegisterEffect | HandoverEffect
Outcome = RegisterOutcome | HandoverOutcome

Text = str  # A Vietnamese sentence that is also the key of its translations.


def _(text: Text) -> Text:
    """Mark a text for the catalogues; it is translated when it is rendered."""
    return text


def _n(text: Text) -> Text:
    """Mark a text whose wording depends on its first number, as plurals do in English."""
    return text


# --- What a dialogue is made of ---


@dataclass(frozen=True)
class Choice:
    """One way on from a menu; `label` is a button, at most 40 characters."""

    id: str
    label: Text
    goto: str
    language: str = ""  # Picking it switches the conversation to this language.


@dataclass(frozen=True)
class Ground:
    """A step that leads to an answer, and the clauses it rests on."""

    text: Text
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """What an answer says on certain days, and what it rests on then."""

    holds: Period
    text: Text
    cites: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True)
class Menu:
    """Says something and waits for a choice.

    A menu that people can ask for in their own words has a `title`; its phrasings stand in
    `locales/<language>/phrases/<topic>.toml`, under its id. `cites` names what it rests on, best
    first: provisions ("nd-104-2022/14.2.b") and guides of ours ("guide:vneid_install").
    """

    id: str
    text: Text
    choices: tuple[Choice, ...] = ()
    cites: tuple[str, ...] = ()
    title: Text = ""
    step: tuple[int, int] | None = None  # (3, 9): the third of nine steps of a guide.
    declines: bool = False  # The question is not ours; the text says where it belongs.
    spoken: Text = ""  # Said on the telephone, where the text speaks of typing or of pictures.
    holds: Period | None = None
    other: tuple[Wording, ...] = ()
    grounds: tuple[Ground, ...] = ()  # The steps that lead to the answer, told below it.

    @cached_property
    def buttons(self) -> tuple[Button, ...]:
        return _buttons(self.id, self.choices)


@dataclass(frozen=True)
class Ask:
    """Waits for a value; `parse` gives it in its normal form, or None for something else.

    The value goes to the effect of the node `then` under the name `into`, and is not kept.
    """

    id: str
    text: Text
    parse: Callable[[str], str | None]
    into: str
    then: str
    again: Text
    choices: tuple[Choice, ...] = ()  # Ways on that need no value: send it again, give up.
    photo: str | None = None  # The node that reads a photo sent instead of the value.
    secret: bool = False  # What is typed here is deleted from the chat once read.
    digits: int = 0  # How many a keypad enters; 0: letters, so the telephone names another way.
    spoken: Text = ""  # Said on the telephone instead of the text.

    @cached_property
    def buttons(self) -> tuple[Button, ...]:
        return _buttons(self.id, self.choices)


@dataclass(frozen=True)
class Tell:
    """Says something and moves on."""

    id: str
    text: Text
    then: str
    cites: tuple[str, ...] = ()
    private: bool = False  # Holds personal data: never stored, protected where the channel can.
    lasts: int = 5  # Minutes until a private text is deleted, where the channel can.
    qr: str = ""  # The value that is drawn as a QR code beside the text, which is private.
    declines: bool = False  # What was asked for is not here.
    spoken: Text = ""  # Said on the telephone instead of the text.


@dataclass(frozen=True)
class Do:
    """Waits for the world: `effect` names what is wanted, `on` where each outcome leads."""

    id: str
    effect: Callable[[Mapping[str, object]], Effect]
    on: Mapping[type[Outcome], str]


Node = Menu | Ask | Tell | Do


@dataclass(frozen=True)
class Topic:
    """What belongs together: one module of `handlers/topics/`."""

    id: str
    title: Text
    nodes: tuple[Node, ...]


# --- What comes in ---


@dataclass(frozen=True)
class Started:
    """The conversation was opened, or asked for from the start."""


@dataclass(frozen=True)
class Said:
    text: str


@dataclass(frozen=True)
class Picked:
    """A button was pressed; the button knows its own node, however old it is."""

    node: str
    choice: str

    @classmethod
    def from_address(cls, address: str) -> Picked:
        """Read "node:choice"; what is no address leads home by way of an unknown node."""
        node, _, choice = address.partition(":")
        return cls(node, choice)


@dataclass(frozen=True)
class Photographed:
    """A photo came; `photo` is the channel's reference to it."""

    photo: str


@dataclass(frozen=True)
class Unreadable:
    """Something came that cannot be answered: a voice message, a sticker, a contact card …"""

    kind: str


Event = Started | Said | Picked | Photographed | Unreadable | Outcome


# --- What goes out ---


@dataclass(frozen=True)
class Button:
    """A choice as shown: where it leads is in its address, at most 64 bytes."""

    label: Text
    address: str  # "node:choice"
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


def _buttons(node: str, choices: Sequence[Choice]) -> tuple[Button, ...]:
    return tuple(Button(choice.label, f"{node}:{choice.id}") for choice in choices)


@dataclass(frozen=True)
class Sentence:
    """A translatable value inside another text."""

    text: Text
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Reply:
    """One thing said, not yet in any language or shape."""

    text: Text
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    buttons: tuple[Button, ...] = ()
    nav: tuple[Button, ...] = ()  # Back, repeat, home …: shown apart, never numbered.
    cites: tuple[str, ...] = ()
    step: tuple[int, int] | None = None
    private: bool = False
    lasts: int = 5  # Minutes until it is deleted, if it is private.
    qr: str = ""  # What the QR code beside it says; "" for none.
    node: str = ""  # Which node says it.
    declines: bool = False
    spoken: Text = ""  # Instead of the text where it is heard, if given.
    grounds: tuple[Ground, ...] = ()
    brief: bool | None = None  # In two lines; None: as the conversation has it.
    heading: Sentence | None = None  # Said above the text: on which day it holds.
    day: date | None = None  # The day on which the clauses are judged, where it is not today.


@dataclass(frozen=True)
class State:
    """What is kept of a conversation between two messages. Ids only, never rendered text."""

    node: str = ""  # Where we wait; "" before the first message.
    offered: tuple[str, ...] = ()  # Addresses of the buttons shown last, in order.
    trail: tuple[str, ...] = ()  # Menus passed, for going back.
    bookmark: str = ""  # The last step of a guide, to return to.
    cited: tuple[str, ...] = ()  # The provisions quoted last.
    asked: tuple[str, ...] = ()  # The days asked about last: "2022-12-31", "2023-01-01/2023-12-31".
    misses: int = 0  # Messages in a row that were not understood.
    language: str = ""  # "" until it is chosen or detected.
    chosen: bool = False  # The person has chosen it; questions in another do not change it.
    mode: str = ""  # "waiting" for an officer, "human" while one talks and the assistant does not.
    notice: int = 0  # The last emergency notice that was told.
    kept: int = 0  # The turn of an officer's last words, where the channel has to come for them.
    brief: bool = False  # Answers come in two lines, as officers like them.
    officer: bool = False  # An officer has signed in here, and may be still.
    heard: tuple[tuple[str, float], ...] = ()  # The node last asked for, rivals; how sure of each.
    like: int | None = None  # The number of the phrasing of ours that the question was nearest to.
    shared: tuple[int, ...] = ()  # Which words of that phrasing the question has.

    def in_mode(self, mode: str, kept: int = 0) -> State:
        """Return the state with an officer waited for, talking, or gone."""
        return replace(self, mode=mode, kept=kept)

    def to_json(self) -> str:
        return orjson.dumps(self).decode()

    @classmethod
    def from_json(cls, stored: str) -> State:
        """Read a stored state; fields that a newer or older release knows are passed over."""
        kept = {name: value for name, value in orjson.loads(stored).items() if name in _FIELDS}
        for name in ("offered", "trail", "cited", "asked", "shared"):
            kept[name] = tuple(kept.get(name, ()))
        kept["heard"] = tuple((node, sure) for node, sure in kept.get("heard", ()))
        return replace(_FRESH, **kept)


_FRESH = State()
_FIELDS = State.__dataclass_fields__


@dataclass(frozen=True)
class Turn:
    """The answer to one event: what is kept, what is said, what is wanted from the world."""

    state: State
    replies: tuple[Reply, ...] = ()
    effect: Effect | None = None
    forget: bool = False  # The message just read holds a secret: delete it where possible.
