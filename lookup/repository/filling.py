"""Filling a register of invented people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    func,
    insert,
    select,
)

from lookup.repository.transaction import Transaction
from lookup.tables import (
    MembershipRow,
    PersonRow,
    PhoneRow,
    ResidenceRow,
    metadata,
)


class Filling(Transaction):
    """Rows by the thousand, and people to try."""

    async def count_persons(self) -> int:
        """Count whom the register holds."""
        return await self._connection.scalar(select(func.count()).select_from(PersonRow)) or 0

    async def add_rows(self, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        """Insert rows by table name, in the order in which the tables refer to each other."""
        for table in metadata.sorted_tables:
            if batch := rows.get(table.name):
                await self._connection.execute(insert(table), [dict(row) for row in batch])

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
        kinds = (_is_parent(), _is_grandparent(), _is_lodger())
        found = [await self._first_with_phone(kind) for kind in kinds]
        return tuple(each for each in found if each is not None)

    async def _first_with_phone(
        self, condition: ColumnElement[bool]
    ) -> tuple[str, str, str] | None:
        row = (
            await self._connection.execute(
                select(PersonRow.personal_id, PersonRow.name, PhoneRow.number)
                .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
                .join(PhoneRow, (PhoneRow.person_id == PersonRow.id) & PhoneRow.active)
                .where(condition)
                .order_by(PersonRow.id)
                .limit(1)
            )
        ).first()
        return (row.personal_id, row.name, row.number) if row else None


def _is_parent() -> ColumnElement[bool]:
    return MembershipRow.relation.in_(("vợ", "chồng")) & _has_member("con đẻ")


def _is_grandparent() -> ColumnElement[bool]:
    return MembershipRow.relation.is_(None) & _has_member("cháu nội", "cháu ngoại")


def _is_lodger() -> ColumnElement[bool]:
    staying = select(ResidenceRow.person_id).where(ResidenceRow.kind == "temporary")
    return (MembershipRow.relation == "ở nhờ") & PersonRow.id.in_(staying)


def _has_member(*relations: str) -> ColumnElement[bool]:
    """Say that somebody in the same household has one of these relations to its head."""
    households = select(MembershipRow.household_id).where(MembershipRow.relation.in_(relations))
    return MembershipRow.household_id.in_(households)
