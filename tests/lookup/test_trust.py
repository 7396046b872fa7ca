"""Attacks on the one-time codes (T-A1, T-A2, T-A4, T-A6); `make trust` plays them at length."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

from sqlalchemy import select

from lookup import otp
from lookup.model import (
    AskApp,
    CheckCode,
    Disown,
    ForgetChallenge,
    ReadPersonal,
    SendCode,
    SignOut,
    Verified,
)
from lookup.policy import POLICY
from lookup.repository import Register, connect
from lookup.service import Lookup, Request
from lookup.sms import NoGateway
from lookup.tables import FailureRow, SessionRow
from tests.lookup.conftest import AN, BE, KEYS, MUTE, NOBODY, NOW, SILENT, World
from tests.lookup.test_service import OPEN_HANDED, rows_of

SHARE = float(os.environ.get("TRUST", "0"))  # Of the full length, which is 1.
GUESSES = int(1_000_000 * SHARE) or 280  # On one citizen, in four processes.
ROUNDS, COPIES = int(1_000 * SHARE) or 2, 500 if SHARE else 60
SCRIPTS = int(20_000 * SHARE) or 8
REQUESTS = int(1_000_000 * SHARE) or 150
AT_ONCE = 50  # Guesses under way in one process.


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


def guess_in_a_process(url: str, name: str, count: int) -> tuple[int, int]:
    return asyncio.run(guess(url, name, count))


async def test_a1_of_all_guesses_at_once_no_more_than_the_cap_are_compared(
    make_world: Callable[..., World], url: str
) -> None:
    world = make_world(OPEN_HANDED)
    compared = opened = codes = 0
    context = multiprocessing.get_context("spawn")
    loop = asyncio.get_running_loop()
    with context.Pool(4) as pool:
        for _ in range(7):  # More codes than the cap has room for.
            await world.perform(SendCode(AN), conversation="stranger")
            codes += 1
            share = GUESSES // 28
            work = [(url, f"{codes} {each}", share) for each in range(4)]
            done = await loop.run_in_executor(None, pool.starmap, guess_in_a_process, work)
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


def script(seed: int) -> list[tuple[object, str, int]]:
    """Draw what somebody does with a number that is not theirs: effect, conversation, wait."""
    random = Random(seed)
    kinds = (SendCode, SendCode, CheckCode, CheckCode, CheckCode, AskApp, ForgetChallenge)
    kinds += (SignOut, ReadPersonal, Disown)
    steps: list[tuple[object, str, int]] = []
    for _ in range(random.randrange(1, 15)):
        kind = random.choice(kinds)
        wait = random.choice((0, 0, 1, 59, 61, 301, 4000))
        code = f"{random.randrange(10**8):08}"[: random.choice((6, 8))]
        steps.append((code if kind is CheckCode else kind, random.choice("ab"), wait))
    return steps


async def test_a4_whatever_is_tried_a_number_unknown_is_told_the_same(
    make_world: Callable[..., World],
) -> None:
    """Each script runs against people of five kinds, each from chats of its own."""
    world = make_world(replace(POLICY, messages_an_hour=10**6, messages_a_day=10**6))
    people = (AN, NOBODY, MUTE, SILENT, BE)
    for seed in range(SCRIPTS):
        begun, told = world.now, []
        for who in people:
            world.now, outcomes = begun, []
            world.restart()
            for step, chat, wait in script(seed):
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
            told.append(repr(outcomes))
        assert len(set(told)) == 1, f"script {seed} tells them apart"
        world.now = begun
        world.wait(days=2)
        await world.lookup.unlock(AN)


async def test_a6_many_requests_cost_no_more_messages_than_the_policy_allows(
    make_world: Callable[..., World],
) -> None:
    world = make_world(replace(POLICY, messages_an_hour=4))
    random = Random(6)
    for each in range(REQUESTS):
        who = random.choice((AN, NOBODY, MUTE, SILENT, BE))
        await world.perform(SendCode(who), conversation=f"chat {each % 100}", id=f"m{each}")
        if each % 10 == 9:
            world.wait(minutes=1)
        if each % 14_400 == 14_399:
            world.phone.messages.clear()  # A day is over.
        to = Counter(message.to for message in world.phone.messages)
        assert max(to.values(), default=0) <= POLICY.codes_a_day
    assert {message.to for message in world.phone.messages} <= {"0900000001"}
