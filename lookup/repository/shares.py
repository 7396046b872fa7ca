"""Share codes and one-time links: made, used up once, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from lookup.access import Purpose
from lookup.consent import Page
from lookup.ledger import LinkRow, ShareRow
from lookup.repository.transaction import Transaction
from lookup.sharing import Scope


@dataclass(frozen=True)
class Share:
    """What a share code opens."""

    person: int
    citizen: str
    scope: Scope
    purpose: Purpose


@dataclass(frozen=True)
class OpenedLink:
    """A link that was just opened, for the one time it can be."""

    conversation: str
    person: int
    page: Page


class Shares(Transaction):
    """Share codes and links; each is used up by one statement, so that no two get through."""

    async def count_shares(self, citizen: str, since: datetime) -> int:
        """Count the codes that a person has made since then."""
        made = (ShareRow.citizen == citizen) & (ShareRow.made_at > since)
        return await self._connection.scalar(select(func.count()).where(made)) or 0

    async def add_share(
        self, digest: str, share: Share, made_at: datetime, expires_at: datetime
    ) -> None:
        """Keep a code by its digest."""
        await self._connection.execute(
            insert(ShareRow).values(
                digest=digest,
                citizen=share.citizen,
                person_id=share.person,
                scope=share.scope,
                purpose=share.purpose,
                made_at=made_at,
                expires_at=expires_at,
            )
        )

    async def take_share(self, digest: str, officer: str, now: datetime) -> Share | None:
        """Use up a code for one officer; None when there is no such code to be had."""
        row = (
            await self._connection.execute(
                update(ShareRow)
                .where(
                    ShareRow.digest == digest,
                    ShareRow.taken_at.is_(None),
                    ShareRow.revoked_at.is_(None),
                    ShareRow.made_at <= now,
                    ShareRow.expires_at > now,
                )
                .values(taken_at=now, taken_by=officer)
                .returning(ShareRow.person_id, ShareRow.citizen, ShareRow.scope, ShareRow.purpose)
            )
        ).first()
        if row is None:
            return None
        return Share(row.person_id, row.citizen, Scope(row.scope), Purpose(row.purpose))

    async def revoke_shares(self, citizen: str, now: datetime) -> int:
        """Make the codes worthless that nobody has used; how many could still be used."""
        revoked = await self._connection.execute(
            update(ShareRow)
            .where(
                ShareRow.citizen == citizen,
                ShareRow.taken_at.is_(None),
                ShareRow.revoked_at.is_(None),
                ShareRow.expires_at > now,
            )
            .values(revoked_at=now)
            .returning(ShareRow.digest)
        )
        return len(revoked.all())

    async def add_link(
        self, digest: str, conversation: str, person: int, page: Page, expires_at: datetime
    ) -> None:
        """Keep a link by its digest."""
        await self._connection.execute(
            insert(LinkRow).values(
                digest=digest,
                conversation=conversation,
                person_id=person,
                page=page,
                expires_at=expires_at,
            )
        )

    async def open_link(self, digest: str, now: datetime) -> OpenedLink | None:
        """Use up a link; None when it is unknown, too old or opened before."""
        row = (
            await self._connection.execute(
                update(LinkRow)
                .where(
                    LinkRow.digest == digest,
                    LinkRow.opened_at.is_(None),
                    LinkRow.expires_at > now,
                )
                .values(opened_at=now)
                .returning(LinkRow.conversation, LinkRow.person_id, LinkRow.page)
            )
        ).first()
        return OpenedLink(row.conversation, row.person_id, Page(row.page)) if row else None

    async def sweep_shares(self, old: datetime) -> None:
        """Delete codes and links that are long over."""
        await self._connection.execute(delete(ShareRow).where(ShareRow.expires_at <= old))
        await self._connection.execute(delete(LinkRow).where(LinkRow.expires_at <= old))
