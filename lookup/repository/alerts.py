"""News for the conversations of a person: kept until they are written there."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from lookup.alerts import Alert
from lookup.ledger import AlertRow
from lookup.repository.transaction import Transaction
from lookup.tables import BondRow


async def write_alerts(
    connection: AsyncConnection, alert: Alert, conversations: Iterable[str], now: datetime
) -> None:
    """Keep a piece of news for each of these conversations."""
    about = json.dumps(dict(alert.about), ensure_ascii=False)
    rows = [
        {"id": secrets.token_hex(16), "conversation": to, "news": alert.news, "about": about}
        for to in conversations
    ]
    if rows:
        await connection.execute(insert(AlertRow).values(at=now), rows)


class Alerts(Transaction):
    """What is to be told unasked."""

    async def alert(
        self, citizen: str, alert: Alert, since: datetime, now: datetime, *, but: str = ""
    ) -> None:
        """Tell every conversation that was bound to a citizen since a time, but one."""
        bound = await self._connection.scalars(
            select(BondRow.conversation).where(BondRow.citizen == citizen, BondRow.at > since)
        )
        await write_alerts(self._connection, alert, [to for to in bound if to != but], now)

    async def tell(self, conversation: str, alert: Alert, now: datetime) -> None:
        """Tell a conversation something, whoever it is bound to."""
        await write_alerts(self._connection, alert, [conversation], now)
