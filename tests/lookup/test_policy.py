"""Each row of the policy, as somebody at the other end meets it; none may lack its test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from lookup import otp
from lookup.errors import SmsNotSent
from lookup.model import (
    AskApp,
    CheckCode,
    CodeExpired,
    CodeSent,
    Locked,
    ReadPersonal,
    SendCode,
    SessionEnded,
    TooManyCodes,
    Unavailable,
    Verified,
    WrongCode,
)
from lookup.policy import POLICY, Policy
from lookup.tables import PhoneRow
from tests.lookup.conftest import AN, CHI, KEYS, NOBODY, World
from tests.lookup.test_protection import add_app, use_app
from tests.lookup.test_service import OPEN_HANDED, sign_in, wrong

SENT, OPENED = CodeSent(minutes=5), Verified(minutes=10)
MakeWorld = Callable[..., World]


async def locked_out(world: World, codes: int, conversation: str = "chat") -> int:
    """Burn guesses in a conversation; how many messages there were before the last code."""
    for _ in range(codes):
        await world.perform(SendCode(AN), conversation=conversation)
        for _ in range(POLICY.attempts):
            await world.perform(wrong(world), conversation=conversation)
    return len(world.phone.messages)


# --- One test a row, named `test_<row>` ---


async def test_digits(world: World) -> None:
    await world.perform(SendCode(AN))
    assert len(otp.normalise(world.phone.code) or "") == POLICY.digits == 8


async def test_code_life(world: World) -> None:
    await world.perform(SendCode(AN))
    world.now += POLICY.code_life
    assert await world.perform(CheckCode(world.phone.code)) == CodeExpired()


async def test_attempts(world: World) -> None:
    await world.perform(SendCode(AN))
    outcomes = [await world.perform(wrong(world)) for _ in range(POLICY.attempts)]
    assert outcomes == [WrongCode(2), WrongCode(1), Locked()]
    assert await world.perform(CheckCode(world.phone.code)) == Locked()


@pytest.mark.parametrize(("back", "works"), [(4, True), (6, False), (7200, False)])
async def test_skew(world: World, back: int, works: bool) -> None:
    """A process whose clock is behind the one that sent the code."""
    await world.perform(SendCode(AN))
    world.now -= timedelta(seconds=back)
    world.restart()
    outcome = await world.perform(CheckCode(world.phone.code))
    assert outcome == (OPENED if works else CodeExpired())


async def test_resend_waits(make_world: MakeWorld) -> None:
    world = make_world(replace(POLICY, codes_an_hour=100, codes_a_day_unbound=100, codes_a_day=100))
    for wait in POLICY.resend_waits:
        assert await world.perform(SendCode(AN)) == SENT
        world.now += wait - timedelta(seconds=1)
        assert await world.perform(SendCode(AN)) == TooManyCodes(wait_minutes=1)
        world.now += timedelta(seconds=1)


async def test_codes_a_day(make_world: MakeWorld) -> None:
    world = make_world(replace(POLICY, codes_an_hour=100))
    for _ in range(POLICY.codes_a_day):
        await sign_in(world)
        world.wait(hours=1)
    assert isinstance(await world.perform(SendCode(AN)), TooManyCodes)
    world.wait(hours=19)
    await sign_in(world)


async def test_codes_a_day_unbound(world: World) -> None:
    for each in range(POLICY.codes_a_day_unbound):
        assert await world.perform(SendCode(AN), conversation=f"stranger {each}") == SENT
        world.wait(hours=1)
    assert isinstance(await world.perform(SendCode(AN), conversation="stranger"), TooManyCodes)


async def test_failures(make_world: MakeWorld) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    sent = await locked_out(world, 7, "own")
    world.wait(days=1000)
    await world.perform(SendCode(AN), conversation="own")
    assert len(world.phone.messages) == sent


async def test_failures_unbound(make_world: MakeWorld) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    sent = await locked_out(world, 5, "stranger")
    await world.perform(SendCode(AN), conversation="stranger")
    assert len(world.phone.messages) == sent
    await sign_in(world, "own")


async def test_bond(make_world: MakeWorld) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    sent = await locked_out(world, 5, "stranger")
    world.now += POLICY.bond
    await world.perform(SendCode(AN), conversation="own")
    assert len(world.phone.messages) == sent


async def test_codes_an_hour(world: World) -> None:
    for who in (AN, CHI, NOBODY):
        assert await world.perform(SendCode(who)) == SENT
    assert await world.perform(SendCode(NOBODY)) == TooManyCodes(wait_minutes=60)


async def test_ids_a_day(make_world: MakeWorld) -> None:
    world = make_world(replace(POLICY, codes_an_hour=100))
    for each in range(POLICY.ids_a_day):
        assert await world.perform(SendCode(replace(NOBODY, value=f"0990990990{each:02}"))) == SENT
    assert isinstance(await world.perform(SendCode(AN)), TooManyCodes)
    assert await world.perform(SendCode(AN), conversation="another") == SENT


async def test_guesses_a_day(make_world: MakeWorld) -> None:
    world = make_world(replace(OPEN_HANDED, guesses_a_day=2))
    await world.perform(SendCode(AN))
    assert [await world.perform(wrong(world)) for _ in range(2)] == [WrongCode(2), WrongCode(1)]
    assert await world.perform(CheckCode(world.phone.code)) == Locked()
    assert await world.perform(SendCode(CHI)) == TooManyCodes(wait_minutes=14 * 60)
    await sign_in(world, "another")


@pytest.mark.parametrize("number", ["+8490000001", "0084900001", "0190000001", "09000001"])
async def test_prefixes(world: World, number: str) -> None:
    await give_phone(world, number=number)
    assert await world.perform(SendCode(AN)) == SENT
    assert world.phone.messages == []


async def test_phone_rest(world: World) -> None:
    today = world.now.date()
    await give_phone(world, since=today - timedelta(days=2))
    assert await world.perform(SendCode(AN)) == SENT
    assert world.phone.messages == []
    world.wait(days=1)
    await sign_in(world)


async def test_phone_holders(world: World) -> None:
    await give_phone(world, number="0900000002")  # His wife's.
    for who in (AN, CHI):
        assert await world.perform(SendCode(who)) == SENT
    assert world.phone.messages == []


async def test_messages_an_hour(make_world: MakeWorld) -> None:
    world = make_world(replace(OPEN_HANDED, messages_an_hour=2))
    for _ in range(2):
        assert await world.perform(SendCode(AN)) == SENT
    for who in (AN, NOBODY):
        assert await world.perform(SendCode(who)) == Unavailable()
    assert len(world.phone.messages) == 2
    world.wait(hours=1)
    assert await world.perform(SendCode(AN)) == SENT


async def test_messages_a_day(make_world: MakeWorld) -> None:
    world = make_world(replace(OPEN_HANDED, messages_a_day=2))
    for _ in range(2):
        assert await world.perform(SendCode(AN)) == SENT
        world.wait(hours=1)
    assert await world.perform(SendCode(AN)) == Unavailable()
    world.wait(hours=23)
    assert await world.perform(SendCode(AN)) == SENT


async def test_breaker_after(make_world: MakeWorld) -> None:
    world = make_world(replace(OPEN_HANDED, breaker_after=3, breaker_share=0.5))
    await sign_in(world, "own")
    for _ in range(2):
        assert await world.perform(SendCode(AN)) == SENT
    for who in (AN, NOBODY):
        assert await world.perform(SendCode(who)) == Unavailable()
    assert await world.perform(SendCode(AN), conversation="own") == SENT


async def test_breaker_share(make_world: MakeWorld) -> None:
    world = make_world(replace(OPEN_HANDED, breaker_after=3, breaker_share=0.3))
    await sign_in(world, "own")
    for _ in range(2):
        assert await world.perform(SendCode(AN)) == SENT
    assert await world.perform(SendCode(AN)) == SENT  # One of three was right.
    assert await world.perform(SendCode(AN)) == Unavailable()  # One of four.


async def test_gateway_failures(world: World) -> None:
    world.phone.trouble = SmsNotSent("no answer")
    for who in (AN, CHI, AN):
        assert await world.perform(SendCode(who)) == SENT
        world.wait(seconds=60 if who is CHI else 0)
    assert await world.perform(SendCode(NOBODY)) == Unavailable()


async def test_gateway_rest(world: World) -> None:
    await test_gateway_failures(world)
    world.now += POLICY.gateway_rest
    assert await world.perform(SendCode(NOBODY), conversation="another") == SENT


async def test_idle(world: World) -> None:
    await sign_in(world)
    world.now += POLICY.idle
    assert await world.perform(ReadPersonal()) == SessionEnded()


async def test_absolute(world: World) -> None:
    await sign_in(world)
    for _ in range(6):
        world.wait(minutes=9, seconds=59)
        assert await world.perform(ReadPersonal()) != SessionEnded()
    world.wait(minutes=1)
    assert await world.perform(ReadPersonal()) == SessionEnded()


async def test_app_digits(world: World) -> None:
    assert {len(code) async for code in codes_of_app(world)} == {POLICY.app_digits}


async def test_app_step(world: World) -> None:
    codes = [code async for code in codes_of_app(world)]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(("steps", "works"), [(-2, False), (-1, True), (1, True), (2, False)])
async def test_app_window(world: World, steps: int, works: bool) -> None:
    await sign_in(world)
    app = await add_app(world)
    world.wait(hours=1)
    await world.perform(AskApp(AN), conversation="phone")
    code = app.at(world.now, counter_offset=steps)
    outcome = await world.perform(CheckCode(code), conversation="phone")
    assert outcome == (OPENED if works else WrongCode(2))


async def test_app_guesses_a_day(make_world: MakeWorld) -> None:
    world = make_world(replace(OPEN_HANDED, app_guesses_a_day=2))
    await sign_in(world)
    app = await add_app(world)
    await world.perform(AskApp(CHI), conversation="one")
    for _ in range(2):
        await world.perform(CheckCode("000000"), conversation="one")
    assert await use_app(world, app, "stranger") == WrongCode(2)
    world.wait(days=1)
    assert await use_app(world, app, "stranger") == OPENED


async def codes_of_app(world: World) -> AsyncIterator[str]:
    """Codes of an app, one policy step after the other."""
    await sign_in(world)
    app = await add_app(world)
    for _ in range(20):
        world.now += POLICY.app_step
        yield app.at(world.now)


# --- The table as a whole ---


def test_every_row_has_its_test() -> None:
    rows = {field.name for field in fields(Policy)}
    assert rows == {row for row in rows if f"test_{row}" in globals()}


def test_strangers_are_kept_from_what_belongs_to_bound_conversations() -> None:
    assert POLICY.failures_unbound < POLICY.failures
    assert POLICY.codes_a_day_unbound < POLICY.codes_a_day
    assert POLICY.messages_an_hour <= POLICY.messages_a_day


def test_all_the_messages_of_a_day_open_less_than_a_record_in_three_years() -> None:
    assert POLICY.takeovers_a_day <= 1e-3


async def give_phone(world: World, *, number: str = "", since: date | None = None) -> None:
    """Change what stands on record as the phone of the first person."""
    async with world.lookup._register.writing() as records:
        changes: dict[str, object] = {"since": since} if since else {}
        if number:
            key = await records.key_of(1)
            changes["number"] = key.seal(number.encode(), "phones", "number", 1)
            changes["line"] = KEYS.index("line", number)
        connection = records._connection
        await connection.execute(update(PhoneRow).where(PhoneRow.id == 1).values(changes))
