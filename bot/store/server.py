"""Visits to PostgreSQL, past what SQLAlchemy and the ways there and back add to each statement.

One statement reads what is known before many turns and one keeps them, each a transaction by
itself. They are compiled once, get their rows as columns, and are given to the driver itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import (
    ClauseElement,
    Column,
    Connection,
    FromClause,
    Integer,
    String,
    Text,
    bindparam,
    column,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.compiler import SQLCompiler

from bot.channels.base import Incoming
from bot.store import turns
from bot.store.batches import Batches
from bot.store.tables import conversations, inbox, outbox
from bot.store.turns import Known, Turn
from lookup.repository import PATIENCE

T = TypeVar("T")
Row = Mapping[str, Any]

_DIALECT = make_url("postgresql+asyncpg://").get_dialect()()
# All is found by its key, and planned once, when the tables may still be empty.
SETTINGS = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off"}
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
)
_TOLD = Column("told", Integer)


def _rows(name: str, columns: Sequence[Column[Any]]) -> FromClause:
    """Stand for rows that are given, a list for each column."""
    # Text of no length: a cast to a length would cut what is too long without a word.
    types = [Text() if isinstance(each.type, String) else each.type for each in columns]
    kinds = list(zip(columns, types, strict=True))
    lists = [bindparam(f"{name}.{each.name}", type_=ARRAY(type)) for each, type in kinds]
    named = [column(each.name, type) for each, type in kinds]
    return func.unnest(*lists).table_valued(*named).render_derived(name)


_ASKED = _rows("asked", (inbox.c.conversation, inbox.c.message))
_TURN = _rows("turn", (*conversations.c, inbox.c.message, inbox.c.screens, inbox.c.forget, _TOLD))
_LETTER = _rows("letter", tuple(outbox.c))


def _keeping() -> ClauseElement:
    """Write turns, except where another process was faster; returns the conversations written."""
    # In one order everywhere, so that two processes do not wait for each other in a ring.
    names = conversations.c.keys()
    states = select(*(_TURN.c[name] for name in names)).order_by(_TURN.c.key)
    written = turns.keeping(postgresql.insert(conversations).from_select(names, states))
    won = written.returning(conversations.c.key).cte("won")
    messages = select(
        _TURN.c.key, _TURN.c.message, _TURN.c.updated_at, _TURN.c.screens, _TURN.c.forget
    ).join(won, won.c.key == _TURN.c.key)
    letters = select(_LETTER).join(won, won.c.key == _LETTER.c.conversation)
    told = turns.told(_TURN.c.key, _TURN.c.told).where(won.c.key == _TURN.c.key, _TURN.c.told > 0)
    return select(won.c.key).add_cte(
        insert(inbox).from_select(inbox.c.keys(), messages).cte("messages"),
        insert(outbox).from_select(outbox.c.keys(), letters).cte("letters"),
        told.cte("told"),
    )


class _Statement:
    """A statement as the driver takes it."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        assert isinstance(compiled, SQLCompiler) and compiled.positiontup  # noqa: S101, PT018
        self.text = str(compiled)
        self._places = [name.partition(".")[::2] for name in compiled.positiontup]
        self._fixed = compiled.params

    def given(self, **rows: Sequence[Row]) -> list[Any]:
        """Return what it takes, in its order: of each column all rows, or what is always so."""
        return [
            [row[column] for row in rows[of]] if column else self._fixed[of]
            for of, column in self._places
        ]


KNOWN, KEEPING = _Statement(turns.known_of(_ASKED)), _Statement(_keeping())


class _Held:
    """A connection that stays open for one visitor, and is opened again where it has closed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._given = engine.dialect.create_connect_args(engine.url)[1]
        self._connection: asyncpg.Connection | None = None
        event.listen(engine.sync_engine, "engine_disposed", lambda _: self._close())

    async def fetch(self, statement: _Statement, **rows: Sequence[Row]) -> Sequence[Any]:
        """Return the rows of a statement. What was asked for twice is not done twice."""
        given = statement.given(**rows)
        kept = self._connection is not None
        try:
            return await self._ask(statement.text, given)
        except _LOST:
            if not kept:
                raise
        return await self._ask(statement.text, given)  # The server had hung up meanwhile.

    async def _ask(self, statement: str, given: Sequence[Any]) -> Sequence[Any]:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                **self._given, **PATIENCE, server_settings=SETTINGS
            )
        try:
            return list(await self._connection.fetch(statement, *given))
        except asyncpg.IntegrityConstraintViolationError:
            raise
        except BaseException:  # Whatever it was doing, it is not to go on with it.
            self._close()
            raise

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None


class OnServer:
    """Visits to PostgreSQL: what is asked for at the same time goes there in one go."""

    def __init__(self, engine: AsyncEngine, owner: str) -> None:
        self._engine, self._owner = engine, owner
        self._reader, self._writer = _Held(engine), _Held(engine)
        self._reads = Batches(self._read)
        self._writes = Batches(self._write)

    async def known(self, incoming: Incoming) -> Known:
        return await self._reads(incoming)

    async def keep(self, turn: Turn) -> bool:
        return await self._writes(turn)

    async def work(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def _read(self, batch: Sequence[Incoming]) -> Sequence[Known]:
        asked = [{"conversation": one.conversation, "message": one.id} for one in batch]
        rows = await self._reader.fetch(KNOWN, asked=asked)
        found = {(row["conversation"], row["message"]): turns.known(row) for row in rows}
        return [found[one.conversation, one.id] for one in batch]

    async def _write(self, batch: Sequence[Turn]) -> Sequence[bool]:
        letters = [row for turn in batch for row in turns.letters(turn, self._owner)]
        given = [
            {**turns.message(one), **turns.conversation(one), "told": one.told} for one in batch
        ]
        try:
            won = await self._writer.fetch(KEEPING, turn=given, letter=letters)
        except asyncpg.UniqueViolationError:
            if len(batch) == 1:
                return [False]
            raise
        kept = {row["key"] for row in won}
        return [turn.incoming.conversation in kept for turn in batch]
