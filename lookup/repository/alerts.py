"""News for the conversations of a person: kept until they are written there."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from sqlalchemy import insert, select

from lookup.alerts import Alert
from lookup.ledger import AlertRow
from lookup.repository.transaction import Transaction
from lookup.tables import BondRow


class Alerts(Transaction):
    """What is to be told unasked."""

    async def alert(
        self, citizen: str, alert: Alert, since: datetime, now: datetime, *, but: str = ""
    ) -> None:
        """Tell every conversation that was bound to a citizen since a time, but one."""
        bound = await self._connection.scalars(
            select(BondRow.conversation).where(BondRow.citizen == citizen, BondRow.at > since)
        )
        rows = [
            {
                "id": secrets.token_hex(16),
                "conversation": conversation,
                "news": alert.news,
                "about": json.dumps(dict(alert.about), ensure_ascii=False),
                "at": now,
            }
            for conversation in bound
            if conversation != but
        ]
        if rows:
            await self._connection.execute(insert(AlertRow), rows)
