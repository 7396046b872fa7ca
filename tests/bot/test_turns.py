"""What a turn asks of the database does not grow with what is kept there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event

from bot.app import Assistant
from bot.channels.base import Incoming, Place
from bot.rendering import Paragraph, Screen
from bot.store import Letter, Settled, letters, turns
from bot.store.batches import MOST
from handlers.model import Started, State
from lookup.repository import twin

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("size", [1, 3, MOST])
async def test_what_is_known_is_read_by_its_key(assistant: Assistant, size: int) -> None:
    asked = [Incoming("wire", f"p{n}", Started(), f"m{n}") for n in range(size)]
    plan = planned(assistant, lambda connection: turns.read(connection, asked))
    for table in ("inbox", "conversations", "outbox"):
        assert any(f"SEARCH {table}" in line for line in plan)
        assert not any(f"SCAN {table}" in line for line in plan)


async def test_letters_are_taken_up_and_settled_by_their_keys(assistant: Assistant) -> None:
    incoming = Incoming("wire", "p", Started(), "m")
    screen = Screen((Paragraph("text", "Xin chào."),))
    letter = Letter("wire", "wire:p", 1, 0, Place("p", "m"), "screen", screen, NOW, due_at=NOW)
    known = turns.Known(State(), 0)
    turn = turns.Turn(incoming, known, State(), (screen,), NOW, letters=(letter,))

    def send(connection: Connection) -> None:
        turns.write(connection, [turn], "a")
        now = NOW + timedelta(seconds=1)
        assert [taken.key for taken in letters.claim(connection, "a", now, 9)] == [letter.key]
        letters.settle(connection, [Settled(letter, "sent")])
        assert not letters.claim(connection, "a", now + timedelta(days=1), 9)

    plan = planned(assistant, send)
    assert any("SEARCH outbox" in line for line in plan)
    assert not any("SCAN outbox" in line for line in plan), plan


def planned(assistant: Assistant, work: Callable[[Connection], object]) -> Sequence[str]:
    """Do the work, and return how SQLite went about each of its statements."""
    said: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _c: object, _cursor: object, text: str, given: object, _context: object, many: bool
    ) -> None:
        first = given[0] if many and isinstance(given, list) else given
        assert isinstance(first, tuple)
        said.append((text, first))

    engine = twin(assistant.database)
    event.listen(engine, "before_cursor_execute", note)
    with engine.begin() as connection:
        work(connection)
        asked = [one for one in said if one[0].startswith(("SELECT", "UPDATE"))]
        explained = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given) for text, given in asked
        ]
        return [row.detail for rows in explained for row in rows]
