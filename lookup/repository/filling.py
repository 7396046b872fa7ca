"""Filling a register of invented people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import (
    func,
    insert,
    select,
)
from sqlalchemy.orm import aliased

from lookup.keys import DataKey, Keys, Wrapped
from lookup.model import PersonalId
from lookup.repository.records import IDENTITY, read_identity
from lookup.repository.transaction import Transaction
from lookup.tables import (
    MembershipRow,
    PersonKeyRow,
    PersonRow,
    PhoneRow,
    ResidenceRow,
    metadata,
)

Plain = Mapping[str, Any]  # A row as invented, with nothing sealed.
EXAMPLES = 60  # Among so many first people, some stand ready for a demonstration.

_LINE, _OTHER = aliased(PhoneRow), aliased(PhoneRow)
_GRANDCHILDREN = {"cháu nội", "cháu ngoại"}


@dataclass(frozen=True, repr=False)
class _Example:
    number: str
    name: str
    phone: str  # "" without one that nobody shares.
    home: int
    relation: str | None
    stays: bool  # Has a temporary residence.


class Filling(Transaction):
    """Rows by the thousand, and people to try."""

    async def count_persons(self) -> int:
        """Count whom the register holds."""
        return await self._connection.scalar(select(func.count()).select_from(PersonRow)) or 0

    async def add_rows(self, rows: Mapping[str, Sequence[Plain]]) -> None:
        """Seal plain rows and insert them, by table name.

        The people whom they are about come with them.
        """
        sealed = seal_rows(rows, self._keys)
        for table in metadata.sorted_tables:
            if batch := sealed.get(table.name):
                await self._connection.execute(insert(table), batch)

    async def number_on(self, tables: Iterable[str]) -> None:
        """Let PostgreSQL number new rows after the ones that came with their numbers."""
        if self._postgresql:
            for name in tables:
                column = metadata.tables[name].c.id
                sequence = func.pg_get_serial_sequence(name, "id")
                newest = select(func.max(column)).scalar_subquery()
                await self._connection.execute(select(func.setval(sequence, newest)))

    async def find_examples(self) -> tuple[tuple[str, str, str], ...]:
        """Find an adult in a family, an elderly head, and a lodger who stays elsewhere.

        Each with personal ID, name and phone number, which is for demonstrations only.
        """
        people = await self._first_people()
        homes: dict[int, set[str | None]] = {}
        for each in people:
            homes.setdefault(each.home, set()).add(each.relation)
        kinds: tuple[Callable[[_Example], bool], ...] = (
            lambda one: one.relation in ("vợ", "chồng") and "con đẻ" in homes[one.home],
            lambda one: one.relation is None and bool(_GRANDCHILDREN & homes[one.home]),
            lambda one: one.relation == "ở nhờ" and one.stays,
        )
        found = [next(filter(kind, (p for p in people if p.phone)), None) for kind in kinds]
        return tuple((each.number, each.name, each.phone) for each in found if each)

    async def _first_people(self) -> list[_Example]:
        staying = select(ResidenceRow.person_id).where(ResidenceRow.kind == "temporary")
        others = (
            select(func.count(_OTHER.person_id.distinct()))
            .where(_OTHER.line == _LINE.line, _OTHER.active)
            .scalar_subquery()
        )
        rows = await self._connection.execute(
            select(
                PersonRow.id,
                PersonRow.identity,
                PersonKeyRow.master,
                PersonKeyRow.wrapped,
                MembershipRow.household_id,
                MembershipRow.relation,
                _LINE.id.label("phone"),
                _LINE.number,
                PersonRow.id.in_(staying).label("stays"),
            )
            .join(PersonKeyRow, PersonKeyRow.person_id == PersonRow.id)
            .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
            .outerjoin(_LINE, (_LINE.person_id == PersonRow.id) & _LINE.active & (others == 1))
            .order_by(PersonRow.id)
            .limit(EXAMPLES)
        )
        return [self._example(row) for row in rows]

    def _example(self, row: Any) -> _Example:
        key = self._keys.unwrap(row.id, Wrapped(row.master, row.wrapped))
        number, name, *_ = read_identity(key, row.identity, row.id)
        relation = row.relation and key.open(row.relation, "memberships", "relation", row.id)
        phone = key.open(row.number, "phones", "number", row.phone) if row.phone else b""
        return _Example(
            number,
            name,
            phone.decode(),
            row.household_id,
            relation.decode() if relation else None,
            row.stays,
        )


def seal_rows(rows: Mapping[str, Sequence[Plain]], keys: Keys) -> dict[str, list[dict[str, Any]]]:
    """Turn plain rows, by table name, into those that are stored."""
    made = {int(row["id"]): keys.create(row["id"]) for row in rows.get("persons", ())}
    of = {person: key for person, (key, _) in made.items()}
    wrapped = [
        {"person_id": person, "master": each.master, "wrapped": each.sealed}
        for person, (_, each) in made.items()
    ]
    return {
        "persons": [_person(row, of[row["id"]], keys) for row in rows.get("persons", ())],
        "person_keys": wrapped,
        "households": [{"id": row["id"]} for row in rows.get("households", ())],
        "memberships": [_membership(row, of) for row in rows.get("memberships", ())],
        "residences": [_residence(row, of) for row in rows.get("residences", ())],
        "phones": [_phone(row, of, keys) for row in rows.get("phones", ())],
    }


def _person(row: Plain, key: DataKey, keys: Keys) -> dict[str, Any]:
    id = row["id"]
    identity = orjson.dumps([row[each] for each in IDENTITY])
    return {
        "id": id,
        "citizen": keys.citizen(PersonalId(row["personal_id"])),
        "identity": key.seal(identity, "persons", "identity", id),
        "ethnicity": key.seal(row["ethnicity"].encode(), "persons", "ethnicity", id),
    }


def _membership(row: Plain, of: Mapping[int, DataKey]) -> dict[str, Any]:
    person, relation = row["person_id"], row["relation"]
    sealed = relation and of[person].seal(relation.encode(), "memberships", "relation", person)
    return {"person_id": person, "household_id": row["household_id"], "relation": sealed}


def _residence(row: Plain, of: Mapping[int, DataKey]) -> dict[str, Any]:
    id, person = row["id"], row["person_id"]
    address = orjson.dumps([row["street"], row["commune"], row["province"]])
    return {
        "id": id,
        "person_id": person,
        "kind": row["kind"],
        "address": of[person].seal(address, "residences", "address", id),
        "since": row["since"],
        "until": row["until"],
    }


def _phone(row: Plain, of: Mapping[int, DataKey], keys: Keys) -> dict[str, Any]:
    id, person, number = row["id"], row["person_id"], row["number"]
    return {
        "id": id,
        "person_id": person,
        "number": of[person].seal(number.encode(), "phones", "number", id),
        "line": keys.index("line", number),
        "active": row["active"],
        "since": row["since"],
    }
