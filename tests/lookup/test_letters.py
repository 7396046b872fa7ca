"""A code survives the process that promised it, and leaves once at most."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import select

from lookup.alerts import Alert, News
from lookup.model import CheckCode, CodeSent, SendCode, Verified
from lookup.post import LEFT_BEHIND, Letter
from lookup.tables import CodeLetterRow
from tests.lookup.conftest import AN, MUTE, NOBODY, NOTICE, World
from tests.lookup.test_service import OPEN_HANDED, rows_of


async def promise(world: World, who=AN) -> None:
    """Ask for a code in a process that dies before the message leaves."""
    world.lookup._post._pause = lambda: 3600
    await world.lookup.perform(NOTICE, world.request())
    world.asked += 1
    assert isinstance(await world.lookup.perform(SendCode(who), world.request()), CodeSent)
    for task in world.lookup._post._under_way:
        task.cancel()
    await world.lookup.settle()
    assert not world.phone.messages
    world.restart()


async def send_left(world: World) -> int:
    """Look for what was left; how many messages have come since."""
    before = len(world.phone.messages)
    await world.lookup.send_left(world.now)
    await world.lookup.settle()
    return len(world.phone.messages) - before


async def test_a_code_of_a_process_that_died_is_sent_once_by_another(world: World) -> None:
    await promise(world)
    assert await send_left(world) == 0  # Its own process may still be at it.
    world.now += LEFT_BEHIND
    assert await send_left(world) == 1
    assert await send_left(world) == 0
    assert isinstance(await world.perform(CheckCode(world.phone.code)), Verified)


async def test_a_code_that_has_left_is_kept_nowhere(world: World) -> None:
    await world.perform(SendCode(AN))
    assert len(world.phone.messages) == 1
    assert await rows_of(world, CodeLetterRow.id) == []


async def test_many_that_look_at_once_send_one_message(world: World) -> None:
    await promise(world)
    world.now += LEFT_BEHIND
    await asyncio.gather(*(world.lookup.send_left(world.now) for _ in range(8)))
    await world.lookup.settle()
    assert len(world.phone.messages) == 1


async def test_a_code_that_is_over_is_not_sent_and_is_forgotten(world: World) -> None:
    await promise(world)
    world.wait(minutes=5)
    assert await send_left(world) == 0
    await world.lookup.sweep(world.now)
    assert await rows_of(world, CodeLetterRow.id) == []


@pytest.mark.parametrize("who", [AN, MUTE, NOBODY])
async def test_what_waits_is_sealed_and_looks_the_same_for_anybody(
    make_world: Callable[..., World], who
) -> None:
    world = make_world(OPEN_HANDED)
    await promise(world, who)
    async with world.engine.connect() as connection:
        sealed = (await connection.execute(select(CodeLetterRow.sealed))).scalar_one()
    assert b"ma xem" not in sealed
    assert len(sealed) == 204  # Whoever it is.
    world.now += LEFT_BEHIND
    assert await send_left(world) == (who == AN)
    assert await rows_of(world, CodeLetterRow.id) == []


def test_a_letter_is_read_back_as_it_was_written() -> None:
    for news in (None, Alert(News.HELP_ASKED, {"channel": "web"})):
        letter = Letter("c" * 32, "ma 1234 5678", news, "web:a", "ab" * 16)
        assert Letter.from_bytes(letter.id, letter.to_bytes()) == letter
