"""Authenticator apps of persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from lookup.keys import Wrapped
from lookup.repository.transaction import Transaction
from lookup.tables import AuthenticatorRow, PersonKeyRow, PersonRow

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
        values = {
            "secret": key.seal(secret.encode(), "authenticators", "secret", person),
            "last_step": 0,
            "created_at": now,
            "confirmed_at": None,
        }
        await self._connection.execute(
            self._upsert(AuthenticatorRow)
            .values(person_id=person, **values)
            .on_conflict_do_update(index_elements=[AuthenticatorRow.person_id], set_=values)
        )
        return True

    async def find_app(self, citizen: str) -> App | None:
        """Find the confirmed app of a citizen."""
        of = _APP.where(PersonRow.citizen == citizen, AuthenticatorRow.confirmed_at.is_not(None))
        return await self._app(of)

    async def find_unconfirmed_app(self, person: int) -> App | None:
        """Find the app that a person has begun to add."""
        of = _APP.where(
            AuthenticatorRow.person_id == person, AuthenticatorRow.confirmed_at.is_(None)
        )
        return await self._app(of)

    async def use_step(self, person: int, step: int, now: datetime) -> bool:
        """Use up a time step, and confirm the app; False when a code of it was right before."""
        used = await self._connection.scalar(
            update(AuthenticatorRow)
            .where(AuthenticatorRow.person_id == person, AuthenticatorRow.last_step < step)
            .values(last_step=step, confirmed_at=now)
            .returning(AuthenticatorRow.person_id)
        )
        return used is not None

    async def _app(self, of: Select[*tuple[Any, ...]]) -> App | None:
        row = (await self._connection.execute(of)).first()
        if row is None:
            return None
        key = self._keys.unwrap(row.person_id, Wrapped(row.master, row.wrapped))
        secret = key.open(row.secret, "authenticators", "secret", row.person_id)
        return App(row.person_id, secret.decode(), row.last_step)
