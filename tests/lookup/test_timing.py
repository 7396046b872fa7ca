"""T-A5: neither what is done nor how long it takes tells whether a number is known.

The suite compares the statements before a reply, in order. Times are measured where TRUST is set:
Welch's t between interleaved calls, 4.5 being where dudect begins to suspect a leak.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import fmean, quantiles, variance
from time import perf_counter

import pytest
from sqlalchemy import event

from lookup.model import CheckCode, PersonalId, SendCode
from lookup.otp import Kind
from lookup.policy import POLICY
from tests.lookup.conftest import AN, CHI, KEYS, MUTE, NOBODY, SILENT, World

PAIRS = int(20_000 * float(os.environ.get("TRUST", "0")))
OTHERS = {"unknown": NOBODY, "phoneless": MUTE, "unreachable": SILENT, "locked": CHI}
WIDE = replace(POLICY, messages_an_hour=10**6, messages_a_day=10**6)


async def lock(world: World, who: PersonalId) -> None:
    async with world.register.writing() as records:
        for _ in range(POLICY.failures):
            subject = f"{Kind.SMS}:{KEYS.citizen(who)}"
            await records.count_failure(subject, POLICY.failures, world.now)


@pytest.mark.parametrize("kind", OTHERS)
async def test_a5_the_same_statements_run_before_the_reply(
    make_world: Callable[..., World], kind: str
) -> None:
    world, ran = make_world(WIDE), []
    if kind == "locked":
        await lock(world, CHI)
    for engine in (world.engine.sync_engine, world.register.glance._engine):
        event.listen(engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
    told = []
    for who in (AN, OTHERS[kind]):
        for effect in (SendCode(who), CheckCode("00000000"), SendCode(None), CheckCode("junk")):
            world.asked += 1
            outcome = await world.lookup.perform(effect, world.request(who.value))
            told.append((who, outcome, tuple(ran)))  # Before the message leaves, if one does.
            ran.clear()
            await world.lookup.settle()
            ran.clear()
            world.wait(minutes=2)
    known, other = ([each[1:] for each in told if each[0] == who] for who in (AN, OTHERS[kind]))
    assert known == other
    assert all(statements for _, statements in known)


@pytest.mark.skipif(not PAIRS, reason="times are measured where TRUST is set")
@pytest.mark.parametrize("kind", OTHERS)
async def test_a5_time_tells_nothing(make_world: Callable[..., World], kind: str) -> None:
    world, random = make_world(WIDE), Random(5)
    pair = (AN, OTHERS[kind])
    if kind == "locked":
        await lock(world, CHI)
    times: dict[tuple[str, PersonalId], list[float]] = {}
    for turn in range(PAIRS + 50):
        for who in random.sample(pair, 2):
            for step, effect in (("send", SendCode(who)), ("guess", CheckCode("00000000"))):
                request = world.request(f"{who.value} {turn}", f"{step} {turn}")
                begun = perf_counter()
                await world.lookup.perform(effect, request)
                took = perf_counter() - begun
                await world.lookup.settle()
                if turn >= 50:
                    times.setdefault((step, who), []).append(took)
        for who in pair if kind != "locked" else (AN,):
            await world.lookup.unlock(who)
        if turn % 20 == 0:
            await world.lookup.sweep(world.now)
        world.wait(days=1, seconds=1)
    for step in ("send", "guess"):
        t, auc = compare(*(times[step, who] for who in pair))
        print(f"T-A5 {kind}, {step}: {PAIRS} pairs, t = {t:.2f}, AUC = {auc:.3f}")
        assert abs(t) < 4.5


def compare(one: list[float], other: list[float]) -> tuple[float, float]:
    """Return Welch's t without the slowest tenth of all, and how often `one` is the slower."""
    most = quantiles(one + other, n=10)[-1]
    a, b = ([time for time in times if time < most] for times in (one, other))
    t = (fmean(a) - fmean(b)) / (variance(a) / len(a) + variance(b) / len(b)) ** 0.5
    places = {time: place for place, time in enumerate(sorted(one + other))}
    ranks = sum(places[time] for time in one) - len(one) * (len(one) - 1) / 2
    return t, ranks / (len(one) * len(other))
