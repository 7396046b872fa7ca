"""The way to SQLite: what SQLAlchemy wants of it, in one visit a statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lookup.repository import connect


async def test_rows_counts_and_errors_come_as_from_the_plain_driver(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT)"))
        many = [{"n": each, "t": str(each)} for each in range(300)]
        written = await connection.execute(text("INSERT INTO a VALUES (:n, :t)"), many)
        assert written.rowcount == 300
        rows = (await connection.execute(text("SELECT n, t FROM a WHERE n > 297"))).all()
        assert [tuple(row) for row in rows] == [(298, "298"), (299, "299")]
        changed = await connection.execute(text("UPDATE a SET t = 'x' WHERE n < 10 RETURNING n"))
        assert len(changed.all()) == 10
        gone = await connection.execute(text("DELETE FROM a WHERE n < 5"))
        assert gone.rowcount == 5
    twice = text("INSERT INTO a VALUES (1, 'not kept'), (299, 'twice')")
    async with engine.connect() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(twice)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM a")) == 295
    await engine.dispose()
