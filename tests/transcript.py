"""Conversations that a lawyer can read, played against the engine.

`>` the person (`[Label]` presses that button), `!` the world (effect → outcome), `<` the assistant:
its texts, `§` the provisions and guides cited, and its buttons.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core import Core
from handlers import handover
from handlers.model import Event, Photographed, Picked, Reply, Said, Started, State, Unreadable
from legal_kb.citations import name as name_of
from lookup import access, consent, deadlines, helping, officers, sharing
from lookup import model as register

FOLDER = Path(__file__).parent / "transcripts"
TODAY = datetime.date(2026, 11, 23)
_NAMES = {
    **vars(access),
    **vars(handover),
    **vars(consent),
    **vars(deadlines),
    **vars(helping),
    **vars(officers),
    **vars(sharing),
    **vars(register),
    "date": datetime.date,
    "datetime": datetime.datetime,
    "UTC": datetime.UTC,
}


@dataclass
class Line:
    said: str
    world: list[str] = field(default_factory=list)  # "CheckCode → WrongCode(attempts_left=2)"
    shown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Transcript:
    name: str
    lines: tuple[Line, ...]


Tap = Callable[[str, Sequence[Reply]], Event]


def read(path: Path) -> Transcript:
    lines: list[Line] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        mark, _, rest = text.partition(" ")
        match mark:
            case ">":
                lines.append(Line(rest))
            case "!":
                lines[-1].world.append(rest)
            case "<":
                lines[-1].shown.append(rest)
            case "" | "#":
                continue
            case _:
                raise ValueError(f"{path.name}: a line begins with {mark!r}")
    return Transcript(path.stem, tuple(lines))


def by_button(said: str, shown: Sequence[Reply]) -> Event:
    """Press the button itself."""
    if not said.startswith("["):
        return typed(said)
    for reply in reversed(shown):
        for button in (*reply.buttons, *reply.nav):
            if button.label == said.strip("[]"):
                return Picked.from_address(button.address)
    raise AssertionError(f"no such button on the last screen: {said}")


def by_digit(said: str, shown: Sequence[Reply]) -> Event:
    """Press the digit of the button, as on a telephone."""
    if not said.startswith("["):
        return typed(said)
    for number, button in enumerate(shown[-1].buttons, start=1):
        if button.label == said.strip("[]"):
            return Said(str(number))
    return by_button(said, shown)


def typed(said: str) -> Event:
    match said.partition(" "):
        case "(mở)", _, _:
            return Started()
        case "(ảnh)", _, photo:
            return Photographed(photo or "photo")
        case "(gửi)", _, kind:
            return Unreadable(kind)
        case _:
            return Said(said)


def play(core: Core, transcript: Transcript, tap: Tap) -> Iterator[tuple[Line, list[str]]]:
    """Play a transcript; yields each line with what was shown for it."""
    state, shown = State(), ()
    for line in transcript.lines:
        state = State.from_json(state.to_json())  # What a restart would keep.
        turn = core.engine.step(state, tap(line.said, shown), today=TODAY)
        replies = list(turn.replies)
        world = list(line.world)
        while turn.effect is not None:
            wanted, _, came = world.pop(0).partition(" → ")
            assert type(turn.effect).__name__ == wanted, f"{turn.effect} is wanted, not {wanted}"
            outcome = eval(came, _NAMES)  # noqa: S307 - our own files.
            turn = core.engine.step(turn.state, outcome, today=TODAY)
            replies += turn.replies
        assert not world, f"never asked of the world: {world}"
        state, shown = turn.state, tuple(replies)
        yield line, show(core, replies)


def show(core: Core, replies: Sequence[Reply]) -> list[str]:
    """Write replies as the lines of a transcript."""
    catalogue = core.catalogues["vi"]
    lines = []
    for reply in replies:
        if reply.step:
            lines.append(f"Bước {reply.step[0]}/{reply.step[1]}")
        lines += catalogue.say(reply.text, reply.values).splitlines()
        lines += [
            f"§ {cited if cited.startswith('guide:') else name_of(cited, core.knowledge)}"
            for cited in reply.cites
        ]
        if reply.buttons:
            buttons = [catalogue.say(b.label, b.values) for b in reply.buttons]
            lines.append(" ".join(f"[{label}]" for label in buttons))
    return lines
