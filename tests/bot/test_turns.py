"""What a turn asks of the database does not grow with what is kept there."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Assistant
from bot.channels.base import Incoming, Place
from bot.database import migrate
from bot.rendering import Option, Paragraph, Screen
from bot.settings import Settings
from bot.store import Known, Letter, Settled, Store, Turn, letters
from bot.store.file import KNOWN
from bot.store.notices import Notice
from bot.store.server import KNOWN as KNOWN_ON_SERVER
from bot.store.server import SETTINGS
from handlers.model import Started, State
from lookup.repository import connect, open_file, twin

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_what_is_known_is_read_by_its_key(assistant: Assistant) -> None:
    with closing(open_file(assistant.database)) as connection:
        explained = connection.execute(f"EXPLAIN QUERY PLAN {KNOWN.text}", KNOWN.fixed)
        plan = [line for *_, line in explained]
        for table in ("conversations", "inbox", "outbox", "notices"):
            assert any(line.startswith(f"SEARCH {table} ") for line in plan), plan


async def test_letters_are_taken_up_and_settled_by_their_keys(assistant: Assistant) -> None:
    incoming = Incoming("wire", "p", Started(), "m")
    screen = Screen((Paragraph("text", "Xin chào."),))
    letter = Letter("wire", "wire:p", 1, 0, Place("p", "m"), "screen", screen, NOW, due_at=NOW)
    turn = Turn(incoming, Known(State(), 0), State(), (screen,), NOW, letters=(letter,))
    assert await assistant.store.keep(turn)

    owner = assistant.store.owner

    def send(connection: Connection) -> None:
        now = NOW + timedelta(seconds=1)
        assert [taken.key for taken in letters.claim(connection, owner, now, 9)] == [letter.key]
        letters.settle(connection, [Settled(letter, "sent")])
        assert not letters.claim(connection, owner, now + timedelta(days=1), 9)

    plan = planned(assistant, send)
    assert any("SEARCH outbox" in line for line in plan)
    assert not any("SCAN outbox" in line for line in plan), plan


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(
    request: pytest.FixtureRequest, settings: Settings
) -> AsyncIterator[AsyncEngine]:
    url = settings.database_url
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        emptied = connect(url)
        async with emptied.begin() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
        await emptied.dispose()
    await asyncio.to_thread(migrate, url)
    made = connect(url)
    yield made
    await made.dispose()


async def test_of_two_processes_the_faster_one_keeps_its_turn(database: AsyncEngine) -> None:
    one, other = Store(database, "one"), Store(database, "other")
    meant = [Incoming("wire", f"p{n}", Started(), "m") for n in range(3)]
    made = [turn_of(incoming, await other.known(incoming)) for incoming in meant]
    assert await one.keep(turn_of(replace(meant[1], id="faster"), await one.known(meant[1])))
    kept = await asyncio.gather(*(other.keep(turn) for turn in made))
    assert kept == [True, False, True]
    assert not await one.keep(replace(made[0], known=await one.known(meant[2])))  # Answered before.
    known = [await one.known(incoming) for incoming in meant]
    assert [each.seen for each in known] == [True, False, True]
    assert [each.version for each in known] == [1, 1, 1]


async def test_what_was_kept_is_read_as_it_was(database: AsyncEngine) -> None:
    store = Store(database, "one")
    incoming = Incoming("wire", "p", Started(), "m")
    screen = Screen((Paragraph("text", "Xin chào."),), nav=(Option("Trang chủ", "nav:home"),))
    state = State("proof", ("proof:yes",), heard=(("proof", 0.5),), like=3, shared=(1, 2))
    turn = turn_of(incoming, await store.known(incoming))
    letter = Letter("wire", "wire:p", 1, 0, Place("p"), "screen", screen, NOW, due_at=NOW)
    await store.tell({"vi": "Tin khẩn."}, NOW)
    assert await store.keep(
        replace(turn, state=state, screens=(screen,), forget=True, letters=(letter,), inline=True)
    )
    notice = Notice(1, {"vi": "Tin khẩn."}, NOW)
    assert await store.known(incoming) == Known(
        state, 1, waiting=True, seen=True, screens=(screen,), forget=True, notice=notice
    )
    (taken,) = await store.claim(NOW)
    assert taken.created_at == NOW


async def test_what_comes_next_in_many_conversations_is_taken_up_in_one_visit(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(database, "one")
    screen, erased = Screen((Paragraph("text", "Xin chào."),)), 2  # Deleted beside the others.
    for who in (f"p{n}" for n in range(40)):
        incoming = Incoming("wire", who, Started(), "m")
        kinds = enumerate(("screen", "screen", "erase"))
        sent = tuple(
            Letter("wire", f"wire:{who}", 1, n, Place(who), kind, screen, NOW, due_at=NOW)
            for n, kind in kinds
        )
        turn = turn_of(incoming, await store.known(incoming))
        assert await store.keep(replace(turn, letters=sent))
    visits, visit = list[object](), store._visit

    async def counted(work: Callable[[Connection], object]) -> object:
        visits.append(work)
        return await visit(work)

    monkeypatch.setattr(store, "_visit", counted)
    order = defaultdict(list)
    for _ in range(4):
        for letter in await asyncio.gather(*(store.next(NOW, f"wire:p{n}") for n in range(40))):
            if letter is not None:
                order[letter.conversation].append(letter.number)
                await store.settle(Settled(letter, "sent"))
    assert len(order) == 40
    for numbers in order.values():
        assert sorted(numbers) == [0, 1, erased]
        assert numbers.index(0) < numbers.index(1)
    assert len(visits) <= 4 + 120  # One a round, beside those that settle.


async def test_a_letter_is_taken_up_once_though_asked_for_twice(database: AsyncEngine) -> None:
    store = Store(database, "one")
    screen = Screen((Paragraph("text", "Xin chào."),))
    incoming = Incoming("wire", "p", Started(), "m")
    letter = Letter("wire", "wire:p", 1, 0, Place("p"), "screen", screen, NOW, due_at=NOW)
    turn = turn_of(incoming, await store.known(incoming))
    assert await store.keep(replace(turn, letters=(letter,)))
    one, other = await asyncio.gather(*(store.next(NOW, "wire:p") for _ in range(2)))
    assert one is not None
    assert one.key == letter.key
    assert other is None


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_the_server_finds_what_is_known_by_its_key(database: AsyncEngine) -> None:
    asked = KNOWN_ON_SERVER.given(asked=[{"conversation": "wire:p", "message": "m"}])
    async with database.connect() as connection:
        for name, value in SETTINGS.items():
            await connection.exec_driver_sql(f"SET {name} = '{value}'")
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        plan = [line for (line,) in await driver.fetch(f"EXPLAIN {KNOWN_ON_SERVER.text}", *asked)]
    assert not any("Seq Scan" in line for line in plan), plan
    for table in ("conversations", "inbox", "outbox", "notices"):
        assert any("Index" in line and f"on {table}" in line for line in plan), plan


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_server_that_hung_up_is_called_again(database: AsyncEngine) -> None:
    store = Store(database, "one")
    incoming = Incoming("wire", "p", Started(), "m")
    assert await store.keep(turn_of(incoming, await store.known(incoming)))
    async with database.begin() as connection:
        ended = await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE '%unnest%' AND pid <> pg_backend_pid()"
            )
        )
    assert ended.scalars().all().count(True) >= 2  # The reader's and the writer's.
    known = await store.known(incoming)
    assert known.seen
    assert await store.keep(turn_of(replace(incoming, id="next"), known))


def turn_of(incoming: Incoming, known: Known) -> Turn:
    return Turn(incoming, known, State("home"), (), NOW)


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
