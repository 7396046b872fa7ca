"""What a message can mean."""

from __future__ import annotations

from dataclasses import dataclass

from legal_kb.citations import Reason

Rivals = tuple[tuple[str, float], ...]  # The next best nodes, each with its own confidence.


@dataclass(frozen=True)
class Understood:
    """The message asks for one node, with a confidence from 0 to 1."""

    node: str
    language: str
    confidence: float
    rivals: Rivals = ()
    like: int | None = None  # The number of the phrasing that it is nearest to.


@dataclass(frozen=True)
class Unclear:
    """Two or three nodes are equally likely: ask which was meant."""

    nodes: tuple[str, ...]
    language: str
    confidence: float = 0.0
    rivals: Rivals = ()


@dataclass(frozen=True)
class Cited:
    """The message is about these exact provisions."""

    provisions: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class NotExisting:
    """The message names law that is not known here; `asked` is the reference as written."""

    asked: str
    reason: Reason
    nearest: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class NotUnderstood:
    """Nothing fits well enough; `nearest` are up to three nodes worth offering."""

    nearest: tuple[str, ...]
    language: str
    confidence: float = 0.0


Meaning = Understood | Unclear | Cited | NotExisting | NotUnderstood


@dataclass(frozen=True)
class Grounds:
    """Why a message is taken as it is."""

    words: tuple[str, ...]  # Of the message, those that the nearest phrasing has too.
    ideas: tuple[str, ...]
    sample: str  # The nearest phrasing of ours.
    confidence: float
    nodes: Rivals  # The best node and its rivals, with their scores.
