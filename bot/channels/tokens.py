"""A pair of tokens that a messenger renews, and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Pair:
    """Both tokens, and a digest of the refresh token of the settings that they come from."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    ends_at: datetime
    origin: str


class Kept(Protocol):
    """Where the pair is kept: a new one must outlive the process that asked for it."""

    async def pair(self, channel: str) -> Pair | None:
        """Return the pair kept last; None before the first. Raises NotNow."""

    async def lease(self, channel: str, now: datetime, until: datetime) -> bool:
        """Take the right to renew; False while another process has it. Raises NotNow."""

    async def keep(self, channel: str, pair: Pair) -> None:
        """Commit the new pair, and give the right back. Raises NotNow."""
