"""Visits to the database: a turn's two, and work of several statements as one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.channels.base import Incoming
from bot.store.turns import Known, Turn

T = TypeVar("T")


class Visits(Protocol):
    """What each kind of database does in its own way. Raises the errors of its driver."""

    async def known(self, incoming: Incoming) -> Known:
        """Read the conversation's state, and whether this message was answered before."""

    async def keep(self, turn: Turn) -> bool:
        """Commit a turn as a whole; False when somebody else was faster."""

    async def work(self, work: Callable[[Connection], T]) -> T:
        """Do the work and commit it, without holding up the event loop."""
