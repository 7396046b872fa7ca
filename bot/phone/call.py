"""One call between two requests, and what a pressed key means in it. Pure, but for the seal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from bot.phone.sealing import Box
from handlers.model import Ask, Node

PATIENCE = 2  # Times in a row that silence, or a key that means nothing, is answered.


@dataclass(frozen=True)
class Call:
    """What is carried from one request of a call to the next."""

    id: str
    step: int = 0  # Requests answered; with the id it names a message.
    node: str = ""  # Where the dialogue waits; "" before the first answer.
    choices: int = 0  # How many were offered.
    law: bool = False  # Whether # reads the clauses behind what was said.
    page: int = 0  # The page of these being read; 0 when none is.
    entered: str = ""  # Digits read back, until they are confirmed.
    silences: int = 0  # Times in a row that nothing was pressed.
    misses: int = 0  # Times in a row that a key meant nothing.


# --- What a key means ---


@dataclass(frozen=True)
class Take:
    """Give these keys to the dialogue, as if they were typed."""

    keys: str


@dataclass(frozen=True)
class Again:
    """Say once more what is waited for."""

    why: str = ""  # "silence", "miss", "digits" or "" (asked for).


@dataclass(frozen=True)
class ReadLaw:
    """Read a page of the clauses behind the answer, counted from one."""

    page: int


@dataclass(frozen=True)
class ReadBack:
    """Say the digits that were entered, and ask whether they are right."""

    keys: str


@dataclass(frozen=True)
class Go:
    """Go to a node that has no number here: another language."""

    node: str


@dataclass(frozen=True)
class ToPerson:
    """Leave the keypad: somebody asks for a person, or gets nowhere."""

    why: str  # "asked", "silence" or "miss".


Decision = Take | Go | Again | ReadLaw | ReadBack | ToPerson


def decide(call: Call, keys: str, node: Node | None) -> Decision:
    """Say what to do with the keys pressed; "" for none. `node` is where the dialogue waits."""
    if not keys:
        return _silent(call)
    if call.entered:
        return _confirming(call, keys)
    if call.page and keys in ("#", "9", "*"):
        return {"#": ReadLaw(call.page + 1), "9": ReadLaw(call.page)}.get(keys) or Again()
    if call.node == "home" and keys in ("0", "*"):
        return ToPerson("asked") if keys == "0" else Go("language")
    if keys in ("0", "9", "*"):
        return Take(keys)
    if keys == "#" and call.law:
        return ReadLaw(1)
    if len(keys) == 1 and keys.isdecimal() and 1 <= int(keys) <= call.choices:
        return Take(keys)
    if isinstance(node, Ask) and node.digits:
        return ReadBack(keys) if node.parse(keys) is not None else _missed(call, "digits")
    return _missed(call, "miss")


def _silent(call: Call) -> Decision:
    if call.page:  # Who listens to a clause presses nothing.
        return ReadLaw(call.page + 1)
    return ToPerson("silence") if call.silences >= PATIENCE else Again("silence")


def _confirming(call: Call, keys: str) -> Decision:
    match keys:
        case "1":
            return Take(call.entered)
        case "2" | "*":
            return Again()
        case "9":
            return ReadBack(call.entered)
        case "0":
            return Take("0")
        case _:
            return _missed(call, "miss")


def _missed(call: Call, why: str) -> Decision:
    return ToPerson("miss") if call.misses >= PATIENCE else Again(why)


# --- The seal ---


class Seal:
    """Closes a call into a token for the address asked for next, so that no process keeps it.

    The digits entered are personal data, and addresses end up in logs: hence it is encrypted.
    """

    def __init__(self, key: bytes) -> None:
        self._box = Box(key, b"calls")

    def close(self, call: Call) -> str:
        return self._box.close(json.dumps(asdict(call), separators=(",", ":")).encode())

    def open(self, token: str) -> Call | None:
        """Return the call, None for what this key has not sealed."""
        kept = self._box.open(token)
        return None if kept is None else Call(**json.loads(kept))
