"""Where an effect comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Request:
    """Where an effect comes from: the conversation, the incoming message's id, and when.

    The id is the channel's own, so that the same message delivered twice is known again.
    """

    conversation: str
    id: str
    at: datetime
    # Where a channel has keys beside its conversations: those that open what is signed in here,
    # and the one that whatever is signed in by this message will want.
    keys: tuple[str, ...] = ("",)
    renewed: str = ""

    @property
    def channel(self) -> str:
        return self.conversation.partition(":")[0]
