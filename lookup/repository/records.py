"""One person's record, read through a grant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import (
    CompoundSelect,
    Date,
    LargeBinary,
    String,
    bindparam,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from lookup.keys import DataKey, Wrapped
from lookup.model import Gender, Grant, PersonalId
from lookup.repository.transaction import Transaction
from lookup.tables import (
    MembershipRow,
    PersonKeyRow,
    PersonRow,
    PhoneRow,
    ResidenceRow,
)

# What is sealed together as `persons.identity`, in this order.
IDENTITY = (
    *("personal_id", "name", "birth_date", "gender"),
    *("nationality", "home_town", "birth_province"),
)


@dataclass(frozen=True, repr=False)
class Person:
    id: int
    personal_id: PersonalId
    name: str
    birth_date: date
    gender: Gender
    nationality: str
    home_town: str | None
    phone: str | None


@dataclass(frozen=True, repr=False)
class Residence:
    kind: str
    street: str
    commune: str
    province: str
    since: date
    until: date | None


@dataclass(frozen=True, repr=False)
class HouseholdMember:
    id: int
    name: str
    relation: str | None
    birth_date: date
    gender: Gender


@dataclass(frozen=True, repr=False)
class Record:
    """The three groups of VNeID; ethnic origin is read apart."""

    person: Person
    residences: tuple[Residence, ...]  # On record today, the newest first.
    household: tuple[HouseholdMember, ...]  # Oneself included: the head first, then by age.


_BYTES, _TEXT, _DAY = cast(null(), LargeBinary), cast(null(), String), cast(null(), Date)
_WHO = bindparam("person", type_=PersonRow.id.type)
_TODAY = bindparam("today", type_=Date())
_OWN = aliased(MembershipRow)

# All that a record needs in one statement, since each way to the database and back costs more than
# what it brings. Columns: part, row, text, key, value, relation, since, until.
_RECORD: CompoundSelect[Any] = union_all(
    select(
        literal("person").label("part"),
        PersonRow.id.label("row"),
        PersonKeyRow.master.label("text"),
        PersonKeyRow.wrapped.label("key"),
        PersonRow.identity.label("value"),
        _BYTES.label("relation"),
        _DAY.label("since"),
        _DAY.label("until"),
    )
    .join(PersonKeyRow, PersonKeyRow.person_id == PersonRow.id)
    .where(PersonRow.id == _WHO),
    select(
        literal("phone"),
        PhoneRow.id,
        _TEXT,
        _BYTES,
        PhoneRow.number,
        _BYTES,
        PhoneRow.since,
        _DAY,
    ).where(PhoneRow.person_id == _WHO, PhoneRow.active),
    select(
        literal("residence"),
        ResidenceRow.id,
        ResidenceRow.kind,
        _BYTES,
        ResidenceRow.address,
        _BYTES,
        ResidenceRow.since,
        ResidenceRow.until,
    ).where(
        ResidenceRow.person_id == _WHO,
        ResidenceRow.since <= _TODAY,
        or_(ResidenceRow.until.is_(None), ResidenceRow.until >= _TODAY),
    ),
    select(
        literal("member"),
        PersonRow.id,
        PersonKeyRow.master,
        PersonKeyRow.wrapped,
        PersonRow.identity,
        MembershipRow.relation,
        _DAY,
        _DAY,
    )
    .select_from(_OWN)
    .join(MembershipRow, MembershipRow.household_id == _OWN.household_id)
    .join(PersonRow, PersonRow.id == MembershipRow.person_id)
    .join(PersonKeyRow, PersonKeyRow.person_id == PersonRow.id)
    .where(_OWN.person_id == _WHO),
)

_ETHNICITY = (
    select(PersonKeyRow.master, PersonKeyRow.wrapped, PersonRow.ethnicity)
    .join(PersonRow, PersonRow.id == PersonKeyRow.person_id)
    .where(PersonRow.id == _WHO)
)


class Records(Transaction):
    """The three groups of a record, and what is read apart from them."""

    async def read_record(self, grant: Grant, today: date) -> Record | None:
        """Read the record that the grant opens; None when there is no such person any more."""
        given = {"person": grant.person, "today": today}
        rows = (await self._connection.execute(_RECORD, given)).all()
        own = next((row for row in rows if row.part == "person"), None)
        if own is None:
            return None
        key = self._keys.unwrap(own.row, Wrapped(own.text, own.key))
        phones = sorted((row.since, row.row, row.value) for row in rows if row.part == "phone")
        number = key.open(phones[-1][2], "phones", "number", phones[-1][1]) if phones else b""
        return Record(
            _person(own.row, read_identity(key, own.value, own.row), number.decode() or None),
            tuple(self._residences(rows, key)),
            tuple(sorted(self._members(rows), key=_place_in_household)),
        )

    async def read_ethnicity(self, grant: Grant) -> str | None:
        """Read the ethnic origin alone; None when there is no such person any more."""
        row = (await self._connection.execute(_ETHNICITY, {"person": grant.person})).first()
        if row is None:
            return None
        key = self._keys.unwrap(grant.person, Wrapped(row.master, row.wrapped))
        return key.open(row.ethnicity, "persons", "ethnicity", grant.person).decode()

    def _residences(self, rows: Sequence[Any], key: DataKey) -> list[Residence]:
        found = sorted(
            (row for row in rows if row.part == "residence"),
            key=lambda row: (row.since, row.row),
            reverse=True,
        )
        return [
            _residence(row, orjson.loads(key.open(row.value, "residences", "address", row.row)))
            for row in found
        ]

    def _members(self, rows: Sequence[Any]) -> Iterator[HouseholdMember]:
        for row in rows:
            if row.part == "member":
                key = self._keys.unwrap(row.row, Wrapped(row.text, row.key))
                _, name, born, gender, *_ = read_identity(key, row.value, row.row)
                sealed = row.relation
                relation = sealed and key.open(sealed, "memberships", "relation", row.row).decode()
                yield HouseholdMember(
                    row.row, name, relation, date.fromisoformat(born), Gender(gender)
                )


def read_identity(key: DataKey, sealed: bytes, person: int) -> list[str]:
    """Open what is sealed together of a person, in the order of `IDENTITY`."""
    values: list[str] = orjson.loads(key.open(sealed, "persons", "identity", person))
    return values


def _person(id: int, identity: list[str], phone: str | None) -> Person:
    number, name, born, gender, nationality, home_town, _ = identity
    return Person(
        id,
        PersonalId(number),
        name,
        date.fromisoformat(born),
        Gender(gender),
        nationality,
        home_town,
        phone,
    )


def _residence(row: Any, address: Sequence[str]) -> Residence:
    street, commune, province = address
    return Residence(row.text, street, commune, province, row.since, row.until)


def _place_in_household(member: HouseholdMember) -> tuple[bool, date, int]:
    return member.relation is not None, member.birth_date, member.id
