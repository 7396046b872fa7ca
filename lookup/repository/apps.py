"""Authenticator apps of persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update

from lookup.keys import Wrapped
from lookup.repository.transaction import Transaction
from lookup.tables import AuthenticatorRow, BondRow, PendingAppRow, PersonKeyRow, PersonRow

_APP = (
    select(
        AuthenticatorRow.person_id,
        AuthenticatorRow.secret,
        AuthenticatorRow.last_step,
        PersonKeyRow.master,
        PersonKeyRow.wrapped,
    )
    .join(PersonRow, PersonRow.id == AuthenticatorRow.person_id)
    .join(PersonKeyRow, PersonKeyRow.person_id == AuthenticatorRow.person_id)
)


_PENDING = select(
    PendingAppRow.person_id, PendingAppRow.secret, PersonKeyRow.master, PersonKeyRow.wrapped
).join(PersonKeyRow, PersonKeyRow.person_id == PendingAppRow.person_id)


@dataclass(frozen=True, repr=False)
class App:
    person: int
    secret: str
    last_step: int


class Apps(Transaction):
    """Secrets that codes are made of, and the steps that are used up."""

    async def keep_app(self, person: int, secret: str, now: datetime) -> bool:
        """Store a secret, to be confirmed; False for a person who is erased."""
        key = await self.key_of(person)
        if key is None:
            return False
        sealed = key.seal(secret.encode(), "authenticators", "secret", person)
        values = {"secret": sealed, "created_at": now}
        await self._connection.execute(
            self._upsert(PendingAppRow)
            .values(person_id=person, **values)
            .on_conflict_do_update(index_elements=[PendingAppRow.person_id], set_=values)
        )
        return True

    async def find_app(self, citizen: str) -> App | None:
        """Find the confirmed app of a citizen."""
        of = _APP.where(PersonRow.citizen == citizen, AuthenticatorRow.confirmed_at.is_not(None))
        return await self._app(of)

    async def find_unconfirmed_app(self, person: int) -> App | None:
        """Find the app that a person has begun to add."""
        row = (
            await self._connection.execute(_PENDING.where(PendingAppRow.person_id == person))
        ).first()
        return self._app_in(row, 0) if row else None

    async def confirm_app(self, person: int, step: int, now: datetime) -> bool:
        """Put the app in place of the one before, this step used; False when it is not there."""
        sealed = await self._connection.scalar(
            delete(PendingAppRow)
            .where(PendingAppRow.person_id == person)
            .returning(PendingAppRow.secret)
        )
        if sealed is None:
            return False
        values = {"secret": sealed, "last_step": step, "created_at": now, "confirmed_at": now}
        await self._connection.execute(
            self._upsert(AuthenticatorRow)
            .values(person_id=person, **values)
            .on_conflict_do_update(index_elements=[AuthenticatorRow.person_id], set_=values)
        )
        return True

    async def drop_newer_apps(self, citizen: str, conversation: str) -> None:
        """Remove the app that was added since a conversation has signed in last, and any begun."""
        person = select(PersonRow.id).where(PersonRow.citizen == citizen).scalar_subquery()
        bound_at = (
            select(BondRow.at)
            .where(BondRow.citizen == citizen, BondRow.conversation == conversation)
            .scalar_subquery()
        )
        for statement in (
            delete(PendingAppRow).where(PendingAppRow.person_id == person),
            delete(AuthenticatorRow).where(
                AuthenticatorRow.person_id == person, AuthenticatorRow.confirmed_at > bound_at
            ),
        ):
            await self._connection.execute(statement)

    async def sweep_apps(self, old: datetime) -> None:
        """Delete the apps that nobody has confirmed."""
        await self._connection.execute(delete(PendingAppRow).where(PendingAppRow.created_at <= old))

    async def use_step(self, person: int, step: int) -> bool:
        """Use up a time step; False when a code of it, or of a later one, was right before."""
        used = await self._connection.scalar(
            update(AuthenticatorRow)
            .where(AuthenticatorRow.person_id == person, AuthenticatorRow.last_step < step)
            .values(last_step=step)
            .returning(AuthenticatorRow.person_id)
        )
        return used is not None

    async def _app(self, of: Select[*tuple[Any, ...]]) -> App | None:
        row = (await self._connection.execute(of)).first()
        return self._app_in(row, row.last_step) if row else None

    def _app_in(self, row: Any, last_step: int) -> App:
        key = self._keys.unwrap(row.person_id, Wrapped(row.master, row.wrapped))
        secret = key.open(row.secret, "authenticators", "secret", row.person_id)
        return App(row.person_id, secret.decode(), last_step)
