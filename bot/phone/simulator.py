"""A telephone on the screen: what is said as JSON and sound, keys from a page or a terminal."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

from bot.phone.verbs import Gather, Hangup, Say, Transfer, Verb

SHELF = 500  # Prompts whose sound may still be asked for.


class Shelf:
    """Prompts by a random name, in memory only: personal data is said here too."""

    def __init__(self) -> None:
        self._prompts: OrderedDict[str, Say] = OrderedDict()

    def put(self, prompt: Say) -> str:
        name = secrets.token_urlsafe(16)
        self._prompts[name] = prompt
        while len(self._prompts) > SHELF:
            self._prompts.popitem(last=False)
        return name

    def get(self, name: str) -> Say | None:
        return self._prompts.get(name)


def said(verbs: Sequence[Verb]) -> Iterator[Say]:
    """Yield every prompt, those of a gather included."""
    for verb in verbs:
        match verb:
            case Say():
                yield verb
            case Gather(prompts=prompts):
                yield from prompts


def shown(verbs: Sequence[Verb], shelf: Shelf) -> dict[str, Any]:
    """Write verbs for the page. "most" is how many keys are waited for; 0 when the call is over."""
    gather = next((verb for verb in verbs if isinstance(verb, Gather)), None)
    number = next((verb.number for verb in verbs if isinstance(verb, Transfer)), "")
    prompts = [
        {"text": prompt.text, "language": prompt.language, "sound": shelf.put(prompt)}
        for prompt in said(verbs)
    ]
    return {
        "prompts": prompts,
        "most": gather.most if gather else 0,
        "wait": gather.wait if gather else 0,
        "connected": number,
        "ended": any(isinstance(verb, Hangup) for verb in verbs),
    }
