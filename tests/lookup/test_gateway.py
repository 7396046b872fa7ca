"""An SMS gateway in trouble: no message twice, nobody is promised what does not come (T-R5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from lookup import post
from lookup.errors import SmsNotSent
from lookup.model import CodeSent, SendCode, Unavailable
from lookup.policy import POLICY
from lookup.sms import Sms
from tests.lookup.conftest import AN, CHI, World


class Gateway:
    """Keeps what it has taken, and then says what it is told to say."""

    def __init__(self, error: Exception | None = None) -> None:
        self.taken: list[Sms] = []
        self.error = error

    async def send(self, message: Sms) -> None:
        self.taken.append(message)
        await self.probe()

    async def probe(self) -> None:
        if self.error is not None:
            raise self.error


async def test_what_a_gateway_took_before_it_failed_is_not_sent_again(world: World) -> None:
    world.phone = gateway = Gateway(SmsNotSent("502 after it was taken"))
    world.restart()
    for _ in range(3):  # The messenger delivers the same message again.
        await world.perform(SendCode(AN), id="the same")
    world.restart()  # Even to a process that knows nothing of it.
    await world.perform(SendCode(AN), id="the same")
    assert len(gateway.taken) == 1


async def test_a_silent_gateway_holds_up_no_reply_and_is_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "GATEWAY_PATIENCE", 0.05)
    never, asked = asyncio.Event(), list[Sms]()

    async def hang(message: Sms) -> None:
        asked.append(message)
        await never.wait()

    monkeypatch.setattr(world.phone, "send", hang)
    outcome = await world.lookup.perform(SendCode(AN), world.request())
    assert isinstance(outcome, CodeSent)
    await world.lookup.settle()
    assert len(asked) == 1


async def test_a_gateway_that_goes_on_failing_rests_and_is_tried_again(
    make_world: Callable[..., World],
) -> None:
    assert POLICY.gateway_failures <= 10
    world = make_world(replace(POLICY, gateway_failures=2))
    world.phone.trouble = SmsNotSent("no answer")
    for citizen in (AN, CHI):
        assert isinstance(await world.perform(SendCode(citizen)), CodeSent)
        world.wait(seconds=1)
    world.phone.trouble = None
    assert await world.perform(SendCode(AN)) == Unavailable()
    assert not world.phone.messages, "while it rests, nothing is asked of it"
    world.wait(seconds=POLICY.gateway_rest.total_seconds() + 120)
    assert isinstance(await world.perform(SendCode(AN)), CodeSent)
    world.wait(seconds=120)
    assert isinstance(await world.perform(SendCode(CHI), conversation="chi"), CodeSent)
    assert len(world.phone.messages) == 2
