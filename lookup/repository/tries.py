"""What a typed code may meet, told by one statement before anything is written."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from sqlalchemy import String, bindparam, exists, select

from lookup.ledger import HelpRow
from lookup.repository.transaction import Reading
from lookup.tables import ChallengeRow, SessionRow


class Standing(Enum):
    """What awaits the codes of a conversation."""

    OPENED = auto()  # This very request has opened a session,
    HELPED = auto()  # or a helping session.
    LIVE = auto()  # A challenge that can be tried,
    SPENT = auto()  # one without attempts,
    NOTHING = auto()  # or none.


_CONVERSATION = bindparam("conversation", type_=String)
_REQUEST = bindparam("request", type_=String)
_LEFT = (
    select(ChallengeRow.attempts_left)
    .where(
        ChallengeRow.conversation == _CONVERSATION,
        ChallengeRow.expires_at > bindparam("now"),
        ChallengeRow.created_at <= bindparam("latest"),
        ChallengeRow.used_at.is_(None),
        ChallengeRow.dropped_at.is_(None),
    )
    .scalar_subquery()
)
_STANDING = select(
    exists().where(SessionRow.conversation == _CONVERSATION, SessionRow.opened_by == _REQUEST),
    exists().where(HelpRow.conversation == _CONVERSATION, HelpRow.opened_by == _REQUEST),
    _LEFT,
)


class Tries(Reading):
    """Looks before a guess is counted: only one that can be counted asks for the write lock."""

    async def standing(
        self, conversation: str, request: str, now: datetime, latest: datetime
    ) -> Standing:
        """Say what awaits a code; a challenge made after `latest` is over."""
        given = {"conversation": conversation, "request": request, "now": now, "latest": latest}
        ((opened, helped, left),) = await self.rows(_STANDING, given)
        if opened or helped:
            return Standing.OPENED if opened else Standing.HELPED
        if left is None:
            return Standing.NOTHING
        return Standing.LIVE if left > 0 else Standing.SPENT
