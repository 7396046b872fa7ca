"""Reading by single statements, on connections that stay open."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select, text, update

from lookup.errors import RegisterUnavailable
from lookup.model import Grant
from lookup.repository import Engine, Register
from lookup.tables import PersonRow
from tests.lookup.conftest import NOW

GRANT, TODAY = Grant(1, NOW), NOW.date()

pytestmark = pytest.mark.usefixtures("world")


async def test_a_glance_sees_what_a_transaction_sees(register: Register) -> None:
    glanced = await register.glance.read_record(GRANT, TODAY)
    async with register.reading() as records:
        assert await records.read_record(GRANT, TODAY) == glanced
    assert glanced is not None
    assert glanced.household[0].name == glanced.person.name == "Nguyễn Văn An"


async def test_a_hundred_glances_at_once_are_all_answered(register: Register) -> None:
    read = [register.glance.read_ethnicity(GRANT) for _ in range(100)]
    assert set(await asyncio.gather(*read)) == {"Tày"}


async def test_a_glance_sees_what_was_committed_since_the_last(register: Register) -> None:
    assert await register.glance.read_record(GRANT, TODAY) is not None
    async with register.writing() as records:
        await records.destroy_key(1)
    assert await register.glance.read_record(GRANT, TODAY) is None


async def test_a_glance_goes_on_after_its_connection_was_closed(
    register: Register, engine: Engine
) -> None:
    assert await register.glance.read_ethnicity(GRANT) == "Tày"
    if engine.dialect.name == "postgresql":
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        async with engine.connect() as connection:
            await connection.execute(others)
    else:
        await engine.dispose()
    assert await register.glance.read_ethnicity(GRANT) == "Tày"


async def test_a_glance_at_a_broken_database_says_that_it_is_unavailable(
    register: Register, engine: Engine
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE persons RENAME TO gone"))
    for _ in range(10):  # More than there are connections: none of them is lost.
        with pytest.raises(RegisterUnavailable):
            await register.glance.read_ethnicity(GRANT)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE gone RENAME TO persons"))
    assert await register.glance.read_ethnicity(GRANT) == "Tày"


async def test_a_glance_cannot_write(register: Register, engine: Engine) -> None:
    lie = update(PersonRow).values(ethnicity=b"").returning(PersonRow.id)
    with pytest.raises(RegisterUnavailable):
        await register.glance.rows(lie, {})
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.min(func.length(PersonRow.ethnicity))))
