"""One person's record, read through a grant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    or_,
    select,
)

from lookup.model import Gender, Grant, PersonalId
from lookup.repository.transaction import Transaction
from lookup.tables import (
    MembershipRow,
    PersonRow,
    PhoneRow,
    ResidenceRow,
)


@dataclass(frozen=True, repr=False)
class Person:
    personal_id: PersonalId
    name: str
    birth_date: date
    gender: Gender
    ethnicity: str
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
    personal_id: PersonalId
    name: str
    relation: str | None
    birth_date: date
    gender: Gender


class Records(Transaction):
    """The three groups of a record."""

    async def read_person(self, grant: Grant) -> Person | None:
        """Read the person whom the grant opens; None when the register has no such person."""
        row = (
            await self._connection.execute(
                select(
                    PersonRow.name,
                    PersonRow.birth_date,
                    PersonRow.gender,
                    PersonRow.ethnicity,
                    PersonRow.nationality,
                    PersonRow.home_town,
                    PhoneRow.number,
                )
                .outerjoin(PhoneRow, (PhoneRow.person_id == PersonRow.id) & PhoneRow.active)
                .where(_opened_by(grant))
                .order_by(PhoneRow.since.desc(), PhoneRow.id.desc())
                .limit(1)
            )
        ).first()
        if row is None:
            return None
        return Person(
            grant.personal_id,
            row.name,
            row.birth_date,
            Gender(row.gender),
            row.ethnicity,
            row.nationality,
            row.home_town,
            row.number,
        )

    async def read_residences(self, grant: Grant, today: date) -> tuple[Residence, ...]:
        """Read the addresses on record today, the newest first."""
        rows = await self._connection.execute(
            select(
                ResidenceRow.kind,
                ResidenceRow.street,
                ResidenceRow.commune,
                ResidenceRow.province,
                ResidenceRow.since,
                ResidenceRow.until,
            )
            .join(PersonRow, PersonRow.id == ResidenceRow.person_id)
            .where(
                _opened_by(grant),
                ResidenceRow.since <= today,
                or_(ResidenceRow.until.is_(None), ResidenceRow.until >= today),
            )
            .order_by(ResidenceRow.since.desc(), ResidenceRow.id.desc())
        )
        return tuple(
            Residence(row.kind, row.street, row.commune, row.province, row.since, row.until)
            for row in rows
        )

    async def read_household(self, grant: Grant) -> tuple[HouseholdMember, ...]:
        """Read the whole household, oneself included: the head first, then by age."""
        own = (
            select(MembershipRow.household_id)
            .join(PersonRow, PersonRow.id == MembershipRow.person_id)
            .where(_opened_by(grant))
            .scalar_subquery()
        )
        rows = await self._connection.execute(
            select(
                PersonRow.personal_id,
                PersonRow.name,
                MembershipRow.relation,
                PersonRow.birth_date,
                PersonRow.gender,
            )
            .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
            .where(MembershipRow.household_id == own)
            .order_by(MembershipRow.relation.is_not(None), PersonRow.birth_date, PersonRow.id)
        )
        return tuple(
            HouseholdMember(
                PersonalId(row.personal_id),
                row.name,
                row.relation,
                row.birth_date,
                Gender(row.gender),
            )
            for row in rows
        )


def _opened_by(grant: Grant) -> ColumnElement[bool]:
    return PersonRow.personal_id == grant.personal_id.value
