"""The zone of Vietnam, and time that does not run backwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


class SteadyTime:
    """Takes the later of two clocks: what the wall says, and what has passed since it last said.

    So a wall clock that is turned back lengthens no code and no session, and one that is turned
    forward shortens them.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._latest: datetime | None = None
        self._read = 0.0

    def at(self, wall: datetime) -> datetime:
        """Return the time to decide by."""
        read = self._monotonic()
        if self._latest is not None:
            wall = max(wall, self._latest + timedelta(seconds=read - self._read))
        self._latest, self._read = wall, read
        return wall
