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
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from lookup.keys import DataKey, Wrapped
from lookup.model import Gender, Grant, PersonalId
from lookup.repository.transaction import Reading
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


Sealed = Sequence[Any]  # A row of `_RECORD`, in the order of its columns.
_BYTES, _TEXT, _DAY = cast(null(), LargeBinary), cast(null(), String), cast(null(), Date)
_WHO = bindparam("person", type_=PersonRow.id.type)
_TODAY = bindparam("today", type_=Date())
_OWN = aliased(MembershipRow)

# All that a record needs in one statement, since each way to the database and back costs more than
# what it brings. Columns: part, row, text, key, value, relation, since, until.
_RECORD: CompoundSelect[Any] = union_all(
    select(
        literal_column("'person'").label("part"),
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
        literal_column("'phone'"),
        PhoneRow.id,
        _TEXT,
        _BYTES,
        PhoneRow.number,
        _BYTES,
        PhoneRow.since,
        _DAY,
    ).where(PhoneRow.person_id == _WHO, PhoneRow.active),
    select(
        literal_column("'residence'"),
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
        literal_column("'member'"),
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


class Records(Reading):
    """The three groups of a record, and what is read apart from them; one statement each."""

    async def read_record(self, grant: Grant, today: date) -> Record | None:
        """Read the record that the grant opens; None when there is no such person any more."""
        parts: dict[str, list[Sealed]] = {"person": [], "phone": [], "residence": [], "member": []}
        for row in await self.rows(_RECORD, {"person": grant.person, "today": today}):
            parts[row[0]].append(row)
        if not parts["person"]:
            return None
        _, id, master, wrapped, identity, *_ = parts["person"][0]
        key = self._keys.unwrap(id, Wrapped(master, wrapped))
        own = read_identity(key, identity, id)
        return Record(
            _person(id, own, _phone(parts["phone"], key)),
            _residences(parts["residence"], key),
            tuple(sorted(self._members(parts["member"], id, key, own), key=_place_in_household)),
        )

    async def read_ethnicity(self, grant: Grant) -> str | None:
        """Read the ethnic origin alone; None when there is no such person any more."""
        rows = await self.rows(_ETHNICITY, {"person": grant.person})
        if not rows:
            return None
        master, wrapped, ethnicity = rows[0]
        key = self._keys.unwrap(grant.person, Wrapped(master, wrapped))
        return key.open(ethnicity, "persons", "ethnicity", grant.person).decode()

    def _members(
        self, sealed: Sequence[Sealed], me: int, my_key: DataKey, my_identity: list[str]
    ) -> Iterator[HouseholdMember]:
        for _, id, master, wrapped, identity, relation, *_ in sealed:
            key, opened = my_key, my_identity
            if id != me:
                key = self._keys.unwrap(id, Wrapped(master, wrapped))
                opened = read_identity(key, identity, id)
            to_head = relation and key.open(relation, "memberships", "relation", id).decode()
            _, name, born, gender, *_ = opened
            yield HouseholdMember(id, name, to_head, date.fromisoformat(born), Gender(gender))


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


def _phone(sealed: Sequence[Sealed], key: DataKey) -> str | None:
    """Open the newest number."""
    if not sealed:
        return None
    _, id, _, _, number, *_ = max(sealed, key=_since)
    return key.open(number, "phones", "number", id).decode()


def _residences(sealed: Sequence[Sealed], key: DataKey) -> tuple[Residence, ...]:
    found: list[Residence] = []
    for _, id, kind, _, value, _, since, until in sorted(sealed, key=_since, reverse=True):
        street, commune, province = orjson.loads(key.open(value, "residences", "address", id))
        found.append(Residence(kind, street, commune, province, since, until))
    return tuple(found)


def _since(sealed: Sealed) -> tuple[date, int]:
    return sealed[6], sealed[1]


def _place_in_household(member: HouseholdMember) -> tuple[bool, date, int]:
    return member.relation is not None, member.birth_date, member.id
