"""Attacks on the one-time codes (T-A1, T-A2, T-A4, T-A6); `make trust` plays them at length.

At length, four processes attack: in T-A1 and T-A6 one database together, in T-A4 each its own.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

import pytest
from sqlalchemy import delete, make_url, select, text

from lookup import otp
from lookup.errors import SmsNotSent, SmsRefused
from lookup.ledger import AlertRow
from lookup.model import (
    AskApp,
    CheckCode,
    Disown,
    ForgetChallenge,
    PersonalId,
    ReadPersonal,
    SendCode,
    SignOut,
    Verified,
)
from lookup.policy import POLICY
from lookup.repository import Register, connect
from lookup.service import Lookup, Request
from lookup.sms import NoGateway
from lookup.tables import CodeLetterRow, FailureRow, SessionRow
from tests.lookup.conftest import (
    AN,
    BE,
    KEYS,
    MUTE,
    NOBODY,
    NOTICE,
    NOW,
    PEOPLE,
    SILENT,
    Phone,
    World,
)
from tests.lookup.test_service import OPEN_HANDED, rows_of

SHARE = float(os.environ.get("TRUST", "0"))  # Of the full length, which is 1.
GUESSES = int(1_000_000 * SHARE) or 280  # On one citizen, in four processes.
ROUNDS, COPIES = int(1_000 * SHARE) or 2, 500 if SHARE else 60
SCRIPTS = int(20_000 * SHARE) or 8
REQUESTS = int(1_000_000 * SHARE) or 150
AT_ONCE = 50  # Guesses under way in one process.
PROCESSES = 4
FIVE = (AN, NOBODY, MUTE, SILENT, BE)  # A number of each kind.

Made = TypeVar("Made")


def run(work: Callable[..., Awaitable[Made]], *given: object) -> Made:
    """Do the work of one process."""

    async def done() -> Made:
        return await work(*given)

    return asyncio.run(done())


async def in_processes(
    work: Callable[..., Awaitable[Made]], given: Sequence[tuple[object, ...]]
) -> list[Made]:
    """Do each piece of work in a process of its own; one piece needs none."""
    if len(given) == 1:
        return [await work(*given[0])]
    loop = asyncio.get_running_loop()
    with multiprocessing.get_context("spawn").Pool(len(given)) as pool:
        return await loop.run_in_executor(
            None, pool.starmap, run, [(work, *each) for each in given]
        )


async def guess(url: str, name: str, count: int) -> tuple[int, int]:
    """Guess in parallel as one process does; how many were compared, and opened a session."""
    compared, check = 0, otp.check

    def counting(challenge, *given, **named):
        nonlocal compared
        compared += challenge.kind is not otp.Kind.DECOY
        return check(challenge, *given, **named)

    otp.check = counting
    engine = connect(url)
    lookup = Lookup(Register(engine, KEYS), NoGateway(), policy=OPEN_HANDED)
    outcomes: Counter[type] = Counter()
    left = iter(range(count))

    async def attack() -> None:
        for number in left:
            request = Request("stranger", f"{name} {number}", NOW)
            outcome = await lookup.perform(CheckCode(f"{number:08}"), request)
            outcomes[type(outcome)] += 1

    await asyncio.gather(*(attack() for _ in range(AT_ONCE)))
    await lookup.close()
    await engine.dispose()
    return compared, outcomes[Verified]


async def test_a1_of_all_guesses_at_once_no_more_than_the_cap_are_compared(
    make_world: Callable[..., World], url: str
) -> None:
    world = make_world(OPEN_HANDED)
    compared = opened = 0
    loop = asyncio.get_running_loop()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        for code in range(7):  # More codes than the cap has room for.
            await world.perform(SendCode(AN), conversation="stranger")
            share = GUESSES // 7 // PROCESSES
            work = [(guess, url, f"{code} {each}", share) for each in range(PROCESSES)]
            done = await loop.run_in_executor(None, pool.starmap, run, work)
            compared += sum(each for each, _ in done)
            opened += sum(each for _, each in done)
    assert opened == 0
    assert compared == POLICY.failures_unbound
    async with world.engine.connect() as connection:
        counted = select(FailureRow.failed).where(FailureRow.subject.startswith("sms:"))
        assert await connection.scalar(counted) == POLICY.failures_unbound
    assert await rows_of(world, SessionRow.id) == []


async def test_a2_one_right_code_many_times_at_once_opens_one_session(
    make_world: Callable[..., World], url: str
) -> None:
    world = make_world(replace(OPEN_HANDED, messages_an_hour=10**6, messages_a_day=10**6))
    engines = [connect(url), connect(url)]
    lookups = [world.another(engine) for engine in engines]
    for turn in range(ROUNDS):
        await world.perform(SendCode(AN))
        code = CheckCode(world.phone.code)
        outcomes = await asyncio.gather(
            *(
                lookups[each % 2].perform(code, world.request("chat", f"{turn} {each}"))
                for each in range(COPIES)
            )
        )
        assert [type(each) for each in outcomes].count(Verified) == 1
        world.wait(minutes=1)
    for lookup, engine in zip(lookups, engines, strict=True):
        await lookup.close()
        await engine.dispose()
    assert len(await rows_of(world, SessionRow.id)) == ROUNDS


LEFT = "send what was left"
# What happens to the gateway, or in the background.
MEANWHILE = (SmsRefused("503"), SmsNotSent("no answer"), None, LEFT, LEFT)


def script(seed: int) -> list[tuple[object, str, int]]:
    """Draw what somebody does with a number that is not theirs: effect, conversation, wait.

    Meanwhile the gateway fails and recovers, and what it has refused is tried again.
    """
    random = Random(seed)
    kinds = (SendCode, SendCode, CheckCode, CheckCode, CheckCode, AskApp, ForgetChallenge)
    kinds += (SignOut, ReadPersonal, Disown)
    steps: list[tuple[object, str, int]] = []
    for _ in range(random.randrange(1, 15)):
        if random.random() < 0.25:
            steps.append((random.choice(MEANWHILE), "", 0))
        kind = random.choice(kinds)
        wait = random.choice((0, 0, 1, 59, 61, 301, 4000))
        code = f"{random.randrange(10**8):08}"[: random.choice((6, 8))]
        steps.append((code if kind is CheckCode else kind, random.choice("ab"), wait))
    return steps


async def differing(url: str, seeds: Sequence[int]) -> list[int]:
    """Run each script against people of five kinds, each from chats of its own."""
    engine = connect(url)
    world = World(engine, Phone(), replace(POLICY, messages_an_hour=10**6, messages_a_day=10**6))
    await world.register.create_tables()
    async with world.register.writing() as records:
        await records.add_rows(PEOPLE)
    found = []
    for seed in seeds:
        begun = world.now
        told = {await tell(world, seed, who, begun) for who in FIVE}
        found += [seed] * (len(told) > 1)
        world.now = begun
        world.wait(days=2)
        await world.lookup.unlock(AN)
        if seed % 50 == 0:
            await world.lookup.sweep(world.now)
    await world.lookup.close()
    await engine.dispose()
    return found


async def tell(world: World, seed: int, who: PersonalId, begun: datetime) -> str:
    """Play a script on somebody, and return all that was told."""
    world.now, outcomes, world.phone.trouble = begun, [], None
    world.restart()
    for step, chat, wait in script(seed):
        if step is LEFT:
            await world.lookup.send_left(world.now)
            await world.lookup.settle()
            continue
        if not chat:
            world.phone.trouble = step
            continue
        effect = (
            CheckCode(step)
            if isinstance(step, str)
            else step(who)
            if step in (SendCode, AskApp)
            else step()
        )
        name = f"{chat} of {who.value} in {seed}"
        outcomes.append(await world.perform(effect, conversation=name))
        world.wait(seconds=wait)
    return repr(outcomes + await unasked(world))


async def unasked(world: World) -> list[tuple[str, str]]:
    """List the news that was told, in which chat, and forget it and the letters that are left."""
    async with world.engine.begin() as connection:
        rows = (await connection.execute(select(AlertRow.news, AlertRow.conversation))).all()
        await connection.execute(delete(AlertRow))
        await connection.execute(delete(CodeLetterRow))
    return sorted((row.news, row.conversation[0]) for row in rows)


async def databases(url: str, count: int) -> list[str]:
    """Make empty databases beside one."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return [f"{url}.{each}" for each in range(count)]
    engine = connect(url)
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for each in range(count):
            await alone.execute(text(f"DROP DATABASE IF EXISTS trust_{each}"))
            await alone.execute(text(f"CREATE DATABASE trust_{each}"))
    await engine.dispose()
    made = (address.set(database=f"trust_{each}") for each in range(count))
    return [each.render_as_string(hide_password=False) for each in made]


async def test_a4_whatever_is_tried_a_number_unknown_is_told_the_same(url: str) -> None:
    count = PROCESSES if SHARE else 1
    work = [
        (each, range(place, SCRIPTS, count))
        for place, each in enumerate(await databases(url, count))
    ]
    assert await in_processes(differing, work) == [[]] * count


async def request(url: str, name: str, count: int) -> list[tuple[str, datetime]]:
    """Ask for codes, ten a minute, from many chats; whom messages reached, and when."""
    engine, phone = connect(url), Phone()
    world = World(engine, phone, replace(POLICY, messages_an_hour=4), agrees=False)
    random, sent = Random(name), []
    for each in range(count):
        chat = f"chat {name} {each % 100}"
        if each < 100:
            await world.perform(NOTICE, conversation=chat)
        await world.perform(SendCode(random.choice(FIVE)), conversation=chat)
        sent += [(message.to, world.now) for message in phone.messages]
        phone.messages.clear()
        world.wait(minutes=each % 10 == 9)
    await world.lookup.close()
    await engine.dispose()
    return sent


@pytest.mark.usefixtures("world")
async def test_a6_many_requests_cost_no_more_messages_than_the_policy_allows(url: str) -> None:
    count = PROCESSES if SHARE else 1
    work = [(url, str(each), REQUESTS // count) for each in range(count)]
    sent = sorted(each for of in await in_processes(request, work) for each in of)
    assert {to for to, _ in sent} == {"0900000001"}
    times = [at for _, at in sent]
    for number, at in enumerate(times):
        day = [each for each in times[number : number + 50] if each < at + timedelta(days=1)]
        assert len(day) <= POLICY.codes_a_day
    assert max(Counter(at.replace(minute=0) for at in times).values()) <= 4
