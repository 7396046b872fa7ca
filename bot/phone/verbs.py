"""What a telephone can be told to do, in no provider's words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Say:
    """One prompt, in spoken form; at most `parts.LONGEST` seconds."""

    text: str
    language: str = "vi"
    private: bool = False  # Holds personal data: its sound is never written down.
    sound: str = ""  # Where a provider can fetch our own sound of it; "" for the provider's voice.


@dataclass(frozen=True)
class Gather:
    """Says the prompts and takes keys, which may be pressed at any moment.

    Nothing pressed for `wait` seconds after the last prompt is an answer too: no keys.
    """

    prompts: tuple[Say, ...]
    most: int = 1  # Keys taken; with more than one, # ends the entry.
    wait: int = 8


@dataclass(frozen=True)
class Transfer:
    """Connects the caller with a person; the call ends when that one does.

    Where the provider tells that nobody answered, the dialogue goes on.
    """

    number: str


@dataclass(frozen=True)
class Hangup:
    """Ends the call."""


Verb = Say | Gather | Transfer | Hangup
