"""A code survives the process that promised it and a gateway that refuses it; it leaves once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lookup.alerts import Alert, News
from lookup.errors import SmsNotSent, SmsRefused
from lookup.ledger import AlertRow
from lookup.model import CheckCode, CodeSent, SendCode, TooManyCodes, Verified
from lookup.policy import POLICY
from lookup.post import DIED, LEFT_BEHIND, Letter
from lookup.sms import LOCKED
from lookup.tables import CodeLetterRow, MessageHourRow
from tests.lookup.conftest import AN, CHI, MUTE, NOBODY, NOTICE, World
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
    assert len(sealed) == 207  # Whoever it is.
    world.now += LEFT_BEHIND
    assert await send_left(world) == (who == AN)
    assert await rows_of(world, CodeLetterRow.id) == []


async def told(world: World) -> list[str]:
    """List the conversations that are told that a code was lost."""
    async with world.engine.connect() as connection:
        lost = select(AlertRow.conversation).where(AlertRow.news == News.CODE_LOST)
        return list(await connection.scalars(lost))


@pytest.mark.parametrize("trouble", [SmsRefused("503"), ConnectionRefusedError()])
async def test_a_code_that_a_gateway_refused_is_sent_once_it_takes_it(
    world: World, trouble: Exception
) -> None:
    world.phone.trouble = trouble
    assert isinstance(await world.perform(SendCode(AN)), CodeSent)
    world.restart()  # Whoever looks next does it.
    assert await send_left(world) == 0
    world.wait(seconds=5)
    assert await send_left(world) == 0
    world.phone.trouble = None
    assert await send_left(world) == 0  # Later each time.
    world.wait(seconds=10)
    assert await send_left(world) == 1
    world.wait(seconds=10)
    assert await send_left(world) == 0
    async with world.engine.connect() as connection:
        assert await connection.scalar(select(func.sum(MessageHourRow.sent))) == 1
    assert isinstance(await world.perform(CheckCode(world.phone.code)), Verified)
    assert await told(world) == []


@pytest.mark.parametrize("who", [AN, MUTE, NOBODY])
async def test_a_code_that_never_left_costs_nothing_and_is_told(world: World, who) -> None:
    world.phone.trouble = SmsRefused("503")
    for _ in range(5):  # More than a stranger gets on a day.
        assert isinstance(await world.perform(SendCode(who)), CodeSent)
        for _ in range(30):
            world.wait(seconds=6)
            await send_left(world)
        assert set(await told(world)) == {"chat"}
        world.restart()  # And forget that the gateway rests.
    assert len(await told(world)) == 5
    world.phone.trouble = None
    assert isinstance(await world.perform(SendCode(who)), CodeSent)
    assert len(world.phone.messages) == (who == AN)
    assert isinstance(await world.perform(SendCode(who)), TooManyCodes)


@pytest.mark.parametrize("who", [AN, MUTE, NOBODY])
@pytest.mark.parametrize("trouble", [SmsNotSent("no answer"), TimeoutError(), None])
async def test_a_code_of_which_nobody_knows_is_not_sent_again_and_costs_no_waiting(
    world: World, trouble: Exception | None, who
) -> None:
    if trouble is None:  # The process dies while it hands the message over.
        await promise(world, who)
        (id,) = await rows_of(world, CodeLetterRow.id)
        async with world.register.writing() as records:
            assert await records.take_letter(id, world.now) == 0
        world.now += DIED
        assert await send_left(world) == 0
    else:
        world.phone.trouble = trouble
        await world.perform(SendCode(who))
        world.phone.trouble = None
    for _ in range(10):
        world.wait(seconds=10)
        assert await send_left(world) == 0
    assert await told(world) == ["chat"]
    world.now = world.now.replace(second=0)
    assert isinstance(await world.perform(SendCode(who)), CodeSent)
    assert len(world.phone.messages) == (who == AN)


async def test_codes_that_may_have_come_still_count_towards_the_day(world: World) -> None:
    """Else a gateway that answers late would let strangers send without end."""
    world.phone.trouble = SmsNotSent("no answer")
    for _ in range(POLICY.codes_a_day_unbound):
        assert isinstance(await world.perform(SendCode(AN)), CodeSent)
        world.restart()
    assert isinstance(await world.perform(SendCode(AN)), TooManyCodes)


@pytest.mark.parametrize("who", [AN, NOBODY])
async def test_a_number_that_is_refused_tells_nobody_that_it_is_known(world: World, who) -> None:
    world.phone.blocked = True
    assert isinstance(await world.perform(SendCode(who)), CodeSent)
    world.wait(minutes=2)
    assert await send_left(world) == 0
    assert await told(world) == []
    world.now -= timedelta(seconds=61)
    world.restart()
    assert isinstance(await world.perform(SendCode(who)), TooManyCodes)


async def test_what_the_budget_has_no_room_for_is_not_tried_again(make_world) -> None:
    world = make_world(replace(OPEN_HANDED, messages_an_hour=1))
    world.lookup._post._pause = lambda: 0.5  # Both are promised before either leaves.
    world.phone.trouble = SmsRefused("503")
    asked = [world.lookup.perform(SendCode(who), world.request(who.value)) for who in (AN, CHI)]
    assert [type(each) for each in await asyncio.gather(*asked)] == [CodeSent, CodeSent]
    await world.lookup.settle()
    world.phone.trouble = None
    for _ in range(4):
        world.wait(seconds=10)
        await send_left(world)
    assert len(world.phone.messages) == 1


async def test_a_code_that_was_replaced_while_it_waited_does_not_leave(world: World) -> None:
    world.phone.trouble = SmsRefused("503")
    await world.perform(SendCode(AN))
    world.phone.trouble = None
    world.wait(seconds=61)
    assert isinstance(await world.perform(SendCode(AN)), CodeSent)
    assert len(world.phone.messages) == 1
    world.wait(seconds=100)
    assert await send_left(world) == 0
    assert await told(world) == []


async def test_notices_outlive_the_process_and_the_gateway(make_world) -> None:
    world = make_world(OPEN_HANDED)
    world.phone.trouble = None
    for turn in range(5):
        await world.perform(SendCode(AN))
        for guess in range(3):
            if (turn, guess) == (4, 2):
                world.phone.trouble = SmsRefused("503")
            await world.perform(CheckCode("junk"))
    world.restart()
    world.phone.trouble = None
    world.wait(minutes=10)
    before = len(world.phone.messages)
    assert await send_left(world) == 1
    assert world.phone.messages[before].text == LOCKED


def test_a_letter_is_read_back_as_it_was_written() -> None:
    for news in (None, Alert(News.HELP_ASKED, {"channel": "web"})):
        letter = Letter("c" * 32, "ma 1234 5678", news, "web:a", "ab" * 16)
        assert Letter.from_bytes(letter.id, letter.to_bytes()) == letter
