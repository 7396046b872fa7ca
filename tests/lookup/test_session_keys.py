"""Where a channel has keys, a session opens to its own alone, and to no conversation's name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lookup.consent import LinkMade, MakeLink, Page
from lookup.helping import HelpEnded, HelpOpened, ReadHelped
from lookup.model import (
    AskHelp,
    CheckCode,
    HelpedRead,
    PersonalRead,
    ReadAccessLog,
    ReadEthnicity,
    ReadHousehold,
    ReadPersonal,
    ReadResidence,
    SendCode,
    SessionEnded,
)
from lookup.request import Request
from tests.lookup.conftest import AN, CHI, NOTICE, World


async def perform(world: World, effect, keys: tuple[str, ...], renewed: str = "new"):
    world.asked += 1
    asked = replace(world.request("web:chat"), keys=(*keys, renewed), renewed=renewed)
    outcome = await world.lookup.perform(effect, asked)
    await world.lookup.settle()
    return outcome


async def sign_in(world: World, key: str) -> None:
    await perform(world, NOTICE, (), "agreeing")
    await perform(world, SendCode(AN), (), "asking")
    await perform(world, CheckCode(world.phone.code), (), key)


@pytest.mark.parametrize(
    "effect", [ReadPersonal(), ReadResidence(), ReadHousehold(), ReadEthnicity(), ReadAccessLog()]
)
async def test_without_the_key_there_is_no_session(world: World, effect) -> None:
    await sign_in(world, "first")
    for keys in ((), ("other",), ("",)):
        assert await perform(world, effect, keys) == SessionEnded()
    bare = Request("web:chat", "bare", world.now)
    assert await world.lookup.perform(effect, bare) == SessionEnded()
    assert await perform(world, effect, ("first",)) != SessionEnded()


async def test_whoever_signs_in_once_more_keeps_what_the_old_key_had_opened(world: World) -> None:
    await sign_in(world, "first")
    world.wait(minutes=2)
    await perform(world, AskHelp(CHI), ("first",), "asking")
    code = CheckCode(world.phone.code)
    assert await perform(world, code, ("first",), "second") == HelpOpened(30)
    assert await perform(world, ReadHelped(), ("first",)) == HelpEnded()
    assert isinstance(await perform(world, ReadHelped(), ("second",)), HelpedRead)
    assert isinstance(await perform(world, ReadPersonal(), ("second",)), PersonalRead)
    assert await perform(world, ReadPersonal(), ("first",)) == SessionEnded()


async def test_who_signs_in_over_a_stranger_takes_nothing_over(world: World) -> None:
    await sign_in(world, "first")
    world.wait(minutes=2)
    await perform(world, AskHelp(CHI), (), "asking")
    assert await perform(world, CheckCode(world.phone.code), (), "thief") == HelpOpened(30)
    assert await perform(world, ReadPersonal(), ("thief",)) == SessionEnded()


async def test_a_link_opens_in_a_browser_without_the_key(world: World) -> None:
    await sign_in(world, "first")
    made = await perform(world, MakeLink(Page.EXPORT), ("first",))
    assert isinstance(made, LinkMade)
    assert await world.lookup.open_link(made.link.rpartition("/")[2], world.now) is not None
