"""An authenticator app beside text messages, and "that was not me"."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pyotp
import pytest
from sqlalchemy import event, text

from lookup.consent import ProofTooOld
from lookup.keys import Keys
from lookup.model import (
    AddApp,
    AppAwaited,
    AppConfirmed,
    AppOffered,
    AppUnconfirmed,
    AskApp,
    CheckCode,
    CodeExpired,
    ConfirmApp,
    Disown,
    Disowned,
    Locked,
    NobodyBound,
    PersonalRead,
    ReadPersonal,
    SendCode,
    SessionEnded,
    Verified,
    WrongCode,
)
from lookup.repository import connect
from tests.lookup.conftest import AN, CHI, MUTE, NOBODY, World
from tests.lookup.test_service import OPEN_HANDED, OPENED, sign_in, wrong


async def add_app(world: World, conversation: str = "chat") -> pyotp.TOTP:
    """Add an app in an open session, and confirm it with a code of the step before."""
    offered = await world.perform(AddApp(), conversation=conversation)
    assert isinstance(offered, AppOffered)
    app = pyotp.parse_uri(offered.link)
    assert isinstance(app, pyotp.TOTP)
    assert app.secret == offered.secret.replace(" ", "")
    code = app.at(world.now, counter_offset=-1)
    assert await world.perform(ConfirmApp(code), conversation=conversation) == AppConfirmed()
    return app


async def use_app(world: World, app: pyotp.TOTP, conversation: str = "phone"):
    await world.perform(AskApp(AN), conversation=conversation)
    return await world.perform(CheckCode(app.at(world.now)), conversation=conversation)


async def test_an_app_opens_the_record_without_a_message(world: World) -> None:
    await sign_in(world)
    app, sent = await add_app(world), len(world.phone.messages)
    assert await use_app(world, app) == OPENED
    read = await world.perform(ReadPersonal(), conversation="phone")
    assert isinstance(read, PersonalRead)
    assert len(world.phone.messages) == sent


async def test_an_address_of_an_app_names_no_person(world: World) -> None:
    await sign_in(world)
    offered = await world.perform(AddApp())
    assert "Nguy" not in offered.link
    assert AN.value not in offered.link
    assert offered.secret.replace(" ", "") not in repr(offered)


async def test_an_app_counts_only_once_it_is_confirmed(world: World) -> None:
    await sign_in(world)
    offered = await world.perform(AddApp())
    app = pyotp.parse_uri(offered.link)
    assert await use_app(world, app) == WrongCode(2)
    assert await world.perform(ConfirmApp("000000")) == AppUnconfirmed()
    assert await world.perform(ConfirmApp(app.at(world.now))) == AppConfirmed()
    world.wait(seconds=30)
    assert await use_app(world, app) == OPENED


async def test_without_a_session_no_app_is_added(world: World) -> None:
    assert await world.perform(AddApp()) == SessionEnded()
    assert await world.perform(ConfirmApp("123456")) == SessionEnded()


async def test_a_code_of_an_app_works_once(world: World) -> None:
    await sign_in(world)
    app = await add_app(world)
    assert await use_app(world, app) == OPENED
    assert await use_app(world, app, "thief") == WrongCode(2)
    world.wait(seconds=30)
    assert await use_app(world, app, "thief") == OPENED  # The next step's, which is another code.


async def test_of_many_right_codes_of_an_app_at_once_one_opens_a_session(
    world: World, url: str
) -> None:
    await sign_in(world)
    app = await add_app(world)
    engines = [connect(url), connect(url)]
    lookups = [world.another(engine) for engine in engines]
    for each in range(30):
        await world.perform(AskApp(AN), conversation=f"chat {each}")
    outcomes = await asyncio.gather(
        *(
            lookups[each % 2].perform(
                CheckCode(app.at(world.now)), world.request(f"chat {each}", f"p{each}")
            )
            for each in range(30)
        )
    )
    for lookup, engine in zip(lookups, engines, strict=True):
        await lookup.close()
        await engine.dispose()
    assert outcomes.count(OPENED) == 1
    assert {type(each) for each in outcomes} <= {Verified, CodeExpired, WrongCode}


@pytest.mark.parametrize("late", [-60, 60])
async def test_a_code_of_an_app_fits_one_step_either_way(world: World, late: int) -> None:
    await sign_in(world)
    app = await add_app(world)
    world.wait(minutes=5)
    await world.perform(AskApp(AN), conversation="phone")
    code = app.at(world.now, counter_offset=late // 30)
    assert await world.perform(CheckCode(code), conversation="phone") == WrongCode(2)
    code = app.at(world.now, counter_offset=late // 60)
    assert await world.perform(CheckCode(code), conversation="phone") == OPENED


async def test_an_app_still_opens_while_messages_are_locked(
    make_world: Callable[..., World],
) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world)
    app = await add_app(world)
    for _ in range(6):
        await world.perform(SendCode(AN), conversation="stranger")
        for _ in range(3):
            await world.perform(wrong(world), conversation="stranger")
    assert await use_app(world, app, "a third") == OPENED


async def test_failures_at_an_app_lock_it_for_strangers_alone(
    make_world: Callable[..., World],
) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world)
    app = await add_app(world)
    for _ in range(5):
        await world.perform(AskApp(AN), conversation="stranger")
        for _ in range(3):
            await world.perform(CheckCode("000000"), conversation="stranger")
    assert await use_app(world, app, "stranger") == WrongCode(2)
    assert await use_app(world, app, "chat") == OPENED


@pytest.mark.parametrize("who", [NOBODY, CHI, MUTE], ids=["unknown", "without an app", "mute"])
async def test_who_has_no_app_gets_the_same_replies_and_statements(world: World, who) -> None:
    await sign_in(world)
    await add_app(world)
    ran: list[str] = []
    event.listen(
        world.engine.sync_engine, "before_cursor_execute", lambda *given: ran.append(given[2])
    )
    seen = []
    for each in (AN, who):
        ran.clear()
        given = [AskApp(each), *[CheckCode("000000")] * 4, CheckCode("00000000")]
        outcomes = [await world.perform(one, conversation=each.value) for one in given]
        seen.append((outcomes, tuple(ran)))
    assert seen[0] == seen[1]
    assert seen[0][0][:4] == [AppAwaited(), WrongCode(2), WrongCode(1), Locked()]


async def test_the_secret_of_an_app_is_sealed_and_never_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await sign_in(world)
    app = await add_app(world)
    async with world.engine.connect() as connection:
        stored = (await connection.execute(text("SELECT * FROM authenticators"))).all()
    assert len(stored) == 1
    assert app.secret not in repr(stored)
    assert app.secret not in caplog.text
    assert Keys(b"x" * 32).open_decoy() == "A" * 32


# --- "That was not me" ---


async def test_not_me_closes_every_other_session_and_code(make_world: Callable[..., World]) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    await sign_in(world, "thief")
    await world.perform(SendCode(AN), conversation="thief")
    assert await world.perform(Disown(), conversation="own") == Disowned(sessions=1)
    assert await world.perform(ReadPersonal(), conversation="thief") == SessionEnded()
    outcome = await world.perform(CheckCode(world.phone.code), conversation="thief")
    assert outcome == CodeExpired()
    assert isinstance(await world.perform(ReadPersonal(), conversation="own"), PersonalRead)
    assert await world.perform(Disown(), conversation="thief") == NobodyBound()


async def test_not_me_works_from_a_bound_chat_without_a_session(
    make_world: Callable[..., World],
) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    world.wait(days=30)
    await sign_in(world, "thief")
    assert await world.perform(Disown(), conversation="own") == Disowned(sessions=1)
    assert await world.perform(Disown(), conversation="own") == Disowned(sessions=0)


async def test_not_me_touches_nobody_else(make_world: Callable[..., World]) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    await world.perform(SendCode(CHI), conversation="hers")
    assert await world.perform(CheckCode(world.phone.code), conversation="hers") == OPENED
    assert await world.perform(Disown(), conversation="own") == Disowned(sessions=0)
    assert isinstance(await world.perform(ReadPersonal(), conversation="hers"), PersonalRead)
    assert await world.perform(Disown(), conversation="a stranger's") == NobodyBound()


# --- Adding an app is a matter of its own ---


async def test_an_app_is_added_with_a_code_of_the_last_minutes_only(world: World) -> None:
    await sign_in(world)
    world.wait(minutes=5)
    assert await world.perform(AddApp()) == ProofTooOld()


async def test_an_app_that_was_only_begun_leaves_the_one_before_in_place(world: World) -> None:
    await sign_in(world)
    app = await add_app(world)
    assert isinstance(await world.perform(AddApp()), AppOffered)
    assert await use_app(world, app) == OPENED
    world.wait(days=2)
    await world.lookup.sweep(world.now)
    assert await world.perform(ConfirmApp("123456")) in (AppUnconfirmed(), SessionEnded())
    world.wait(minutes=1)
    assert await use_app(world, app, "another phone") == OPENED


async def test_an_app_that_a_stranger_added_goes_with_the_stranger(world: World) -> None:
    await sign_in(world, "mine")
    world.wait(minutes=3)
    await sign_in(world, "thief")
    app = await add_app(world, "thief")
    assert isinstance(await world.perform(Disown(), conversation="mine"), Disowned)
    world.wait(minutes=1)
    assert await use_app(world, app, "thief") != OPENED


async def test_a_stranger_cannot_take_ones_own_app_away(world: World) -> None:
    await sign_in(world, "mine")
    app = await add_app(world, "mine")
    world.wait(minutes=3)
    await sign_in(world, "thief")
    assert isinstance(await world.perform(Disown(), conversation="thief"), Disowned)
    world.wait(minutes=1)
    assert await use_app(world, app, "mine") == OPENED
