"""What a message can mean."""

from __future__ import annotations

from dataclasses import dataclass

from legal_kb.citations import Reason


@dataclass(frozen=True)
class Understood:
    """The message asks for one node; `rivals` are the next best, with their scores."""

    node: str
    language: str
    score: float
    rivals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Unclear:
    """Two or three nodes are equally likely: ask which was meant."""

    nodes: tuple[str, ...]
    language: str


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


Meaning = Understood | Unclear | Cited | NotExisting | NotUnderstood
