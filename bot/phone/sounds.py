"""Prompts as sounds of ours, which a telephone provider fetches by their address.

The text itself is sealed into the address: every process can speak it, nothing is stored, and
nobody else can read it or have anything said.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import orjson

from bot.phone.sealing import Box
from bot.phone.verbs import Gather, Say, Verb

LONGEST_NAME = 4000  # Characters of an address's last part.
LIFE = timedelta(minutes=10)  # Of the address of a sound that holds personal data.


class Sounds:
    """`base` is the public address below which the sounds are served."""

    def __init__(self, key: bytes, base: str, clock: Callable[[], datetime]) -> None:
        self._box = Box(key, b"sounds")
        self._base, self._clock = base, clock

    def within(self, verbs: Sequence[Verb]) -> tuple[Verb, ...]:
        """Return the verbs with an address for the sound of each prompt."""
        return tuple(self._with(verb) for verb in verbs)

    def _with(self, verb: Verb) -> Verb:
        match verb:
            case Say():
                return self._named(verb)
            case Gather(prompts=prompts):
                return replace(verb, prompts=tuple(map(self._named, prompts)))
            case _:
                return verb

    def _named(self, prompt: Say) -> Say:
        ends = int((self._clock() + LIFE).timestamp()) if prompt.private else 0
        kept = zlib.compress(orjson.dumps([prompt.language, ends, prompt.text]), 9)
        name = self._box.close(kept, alike=not prompt.private)
        return replace(prompt, sound=f"{self._base}/{name}")

    def open(self, name: str) -> Say | None:
        """Return the prompt of an address; None for one that is not ours, or no longer."""
        kept = self._box.open(name) if len(name) <= LONGEST_NAME else None
        if kept is None:
            return None
        language, ends, text = orjson.loads(zlib.decompress(kept))
        if ends and ends <= self._clock().timestamp():
            return None
        return Say(text, language, private=bool(ends))
