"""A relative helps: the person agrees once, and sees and stops it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lookup.access import Action, Purpose, Reader
from lookup.consent import (
    AskCorrection,
    Consented,
    Erase,
    HeldRead,
    MakeLink,
    Page,
    ReadHeld,
    Withdraw,
)
from lookup.helpers import AGREEMENT
from lookup.helping import (
    ConfirmHelp,
    EndHelp,
    HelpAllowed,
    HelpAsked,
    HelpEnded,
    HelpOpened,
    HelpStopped,
    HelpUnknown,
    HelpWaits,
    ReadHelped,
    StopHelp,
    TakeHelp,
    create_number,
    parse_number,
)
from lookup.ledger import AlertRow, AuditRow, HelpRow
from lookup.model import (
    OUTCOMES,
    AccessLogRead,
    AddApp,
    AskHelp,
    CheckCode,
    CodeExpired,
    Disown,
    Disowned,
    Effect,
    HelpedRead,
    Locked,
    NobodyBound,
    ReadAccessLog,
    ReadEthnicity,
    ReadHousehold,
    ReadPersonal,
    ReadResidence,
    SendCode,
    SessionEnded,
    SignOut,
    TooManyCodes,
    WrongCode,
)
from lookup.repository import Records
from lookup.sharing import RevokeShares, Scope, ShareRecord
from lookup.sms import CHANNELS, write_help
from tests.lookup.conftest import AN, MUTE, NOBODY, SILENT, World

CHILD, PARENT = "telegram:child", "web:parent"


async def sign_in(world: World, conversation: str = PARENT, who=AN) -> None:
    await world.perform(SendCode(who), conversation=conversation)
    await world.perform(CheckCode(world.phone.code), conversation=conversation)
    world.wait(minutes=2)  # Until the next code may be asked for.


async def ask(world: World, who=AN) -> str:
    asked = await world.perform(AskHelp(who), conversation=CHILD)
    assert isinstance(asked, HelpAsked)
    return asked.number


async def help_by_code(world: World) -> None:
    await ask(world)
    opened = await world.perform(CheckCode(world.phone.code), conversation=CHILD)
    assert opened == HelpOpened(30)


async def count(world: World, column) -> int:
    async with world.engine.connect() as connection:
        return await connection.scalar(select(func.count(column))) or 0


async def news(world: World, conversation: str) -> list[str]:
    async with world.engine.connect() as connection:
        told = select(AlertRow.news).where(AlertRow.conversation == conversation)
        return sorted((await connection.execute(told)).scalars())


# --- Agreed by the code ---


async def test_the_code_that_the_parent_gives_lets_the_child_see_where_they_live(
    world: World,
) -> None:
    await help_by_code(world)
    read = await world.perform(ReadHelped(), conversation=CHILD)
    assert isinstance(read, HelpedRead)
    assert read.name == "Nguyễn Văn An"
    assert read.personal_id == AN.masked
    assert read.permanent is not None
    assert read.permanent.address == "Phường permanent, Tỉnh Ví Dụ"  # Without the street.


@pytest.mark.parametrize("channel", [*CHANNELS, "generic"])
def test_the_message_says_who_will_see_what_and_whom_not_to_tell(channel: str) -> None:
    text = write_help("12345678", channel)
    assert len(text) <= 160
    assert text.isascii()
    for word in ("Cu Tru", "XEM cu tru", "30 phut", "nguoi than", "cong an", "lua dao"):
        assert word in text


async def test_the_child_gets_nothing_but_that(world: World) -> None:
    await help_by_code(world)
    for effect in (
        ReadPersonal(),
        ReadResidence(),
        ReadHousehold(),
        ReadEthnicity(),
        ReadAccessLog(),
        ReadHeld(),
        AddApp(),
        AskCorrection(),
        Withdraw(),
        Erase(),
        MakeLink(Page.RECORD),
        MakeLink(Page.EXPORT),
        ShareRecord(Scope.ADDRESS, Purpose.OTHER),
        RevokeShares(),
        ConfirmHelp("00"),
    ):
        assert await world.perform(effect, conversation=CHILD) == SessionEnded(), effect
    assert await world.perform(Disown(), conversation=CHILD) == NobodyBound()
    assert await world.perform(StopHelp(), conversation=CHILD) == NobodyBound()
    assert await count(world, AuditRow.number) == 0


async def test_it_ends_after_half_an_hour_however_often_it_is_used(world: World) -> None:
    await help_by_code(world)
    world.wait(minutes=29, seconds=59)
    assert isinstance(await world.perform(ReadHelped(), conversation=CHILD), HelpedRead)
    world.wait(seconds=1)
    assert await world.perform(ReadHelped(), conversation=CHILD) == HelpEnded()


async def test_five_readings_are_enough_so_that_the_log_is_not_flooded(world: World) -> None:
    await help_by_code(world)
    read = [await world.perform(ReadHelped(), conversation=CHILD) for _ in range(6)]
    assert [type(each) for each in read] == [HelpedRead] * 5 + [HelpEnded]
    assert await count(world, AuditRow.number) == 5


async def test_only_the_conversation_that_asked_can_use_the_code(world: World) -> None:
    await ask(world)
    code = world.phone.code
    assert await world.perform(CheckCode(code), conversation="telegram:other") == CodeExpired()
    assert await world.perform(CheckCode(code), conversation=CHILD) == HelpOpened(30)
    assert await world.perform(CheckCode(code), conversation=CHILD) == CodeExpired()


async def test_the_same_message_delivered_again_opens_nothing_more(world: World) -> None:
    asked = await world.perform(AskHelp(AN), conversation=CHILD, id="1")
    assert await world.perform(AskHelp(AN), conversation=CHILD, id="1") == asked
    code = world.phone.code
    for _ in range(2):
        opened = await world.perform(CheckCode(code), conversation=CHILD, id="2")
        assert opened == HelpOpened(30)
    assert len(world.phone.messages) == 1
    assert await count(world, HelpRow.id) == 1


# --- Agreed in the parent's own conversation ---


async def test_a_parent_who_is_signed_in_agrees_by_the_number(world: World) -> None:
    await sign_in(world)
    number = await ask(world)
    assert await world.perform(TakeHelp(), conversation=CHILD) == HelpWaits()
    assert await world.perform(ConfirmHelp(number), conversation=PARENT) == HelpAllowed(30)
    assert await world.perform(TakeHelp(), conversation=CHILD) == HelpOpened(30)
    assert await world.perform(TakeHelp(), conversation=CHILD) == CodeExpired()
    assert isinstance(await world.perform(ReadHelped(), conversation=CHILD), HelpedRead)


async def test_a_wrong_number_agrees_to_nothing_and_three_end_the_wish(world: World) -> None:
    await sign_in(world)
    number = await ask(world)
    wrong = f"{(int(number) + 1) % 100:02}"
    for _ in range(3):
        assert await world.perform(ConfirmHelp(wrong), conversation=PARENT) == HelpUnknown()
    assert await world.perform(ConfirmHelp(number), conversation=PARENT) == HelpUnknown()
    assert await world.perform(TakeHelp(), conversation=CHILD) == HelpWaits()


async def test_being_bound_alone_does_not_agree(world: World) -> None:
    await sign_in(world)
    number = await ask(world)
    await world.perform(SignOut(), conversation=PARENT)
    assert await world.perform(ConfirmHelp(number), conversation=PARENT) == SessionEnded()
    assert await world.perform(TakeHelp(), conversation=CHILD) == HelpWaits()


async def test_nobody_agrees_to_their_own_wish(world: World) -> None:
    await sign_in(world, CHILD)
    number = await ask(world)
    assert await world.perform(ConfirmHelp(number), conversation=CHILD) == HelpUnknown()


# --- The same for strangers ---


@pytest.mark.parametrize("who", [NOBODY, MUTE, SILENT])
async def test_a_number_without_a_phone_or_a_record_looks_like_any_other(world: World, who) -> None:
    answers = []
    for asked, conversation in ((AN, "web:a"), (who, "web:b")):
        said = [await world.perform(AskHelp(asked), conversation=conversation)]
        assert isinstance(said[0], HelpAsked)
        said[0] = HelpAsked(said[0].minutes, "")  # The number is drawn.
        guesses = [CheckCode("00000000")] * 4
        effects = (TakeHelp(), *guesses, TakeHelp(), AskHelp(asked))
        said += [await world.perform(effect, conversation=conversation) for effect in effects]
        answers.append(said)
    assert answers[0] == answers[1]
    assert [type(each) for each in answers[0]] == [
        HelpAsked,
        HelpWaits,
        WrongCode,
        WrongCode,
        Locked,
        Locked,
        HelpWaits,
        TooManyCodes,
    ]


async def test_asking_counts_towards_the_same_limits_as_looking_up(world: World) -> None:
    for minutes in (2, 3, 5):
        await world.perform(AskHelp(AN), conversation=f"web:{minutes}")
        world.wait(minutes=minutes)
    assert isinstance(await world.perform(SendCode(AN), conversation="web:new"), TooManyCodes)


# --- Told, logged, stopped ---


async def test_the_parent_is_told_wherever_they_have_signed_in(world: World) -> None:
    await sign_in(world)
    await help_by_code(world)
    assert await news(world, PARENT) == ["help_asked", "help_opened"]
    assert await news(world, CHILD) == []


async def test_each_reading_is_a_row_of_the_parents_log_before_the_data_are_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sign_in(world)
    await help_by_code(world)
    before, seen = await count(world, AuditRow.number), []
    read_record = Records.read_record

    async def watched(self, *given):
        seen.append(await count(world, AuditRow.number))
        return await read_record(self, *given)

    monkeypatch.setattr(Records, "read_record", watched)
    await world.perform(ReadHelped(), conversation=CHILD)
    assert seen == [before + 1] == [await count(world, AuditRow.number)]
    log = await world.perform(ReadAccessLog(), conversation=PARENT)
    assert isinstance(log, AccessLogRead)
    [usage] = log.usages
    assert (usage.reader, usage.purpose) == (Reader.HELPER, Purpose.HELP)
    assert (usage.action, usage.full, usage.channel) == (Action.RESIDENCE, False, "telegram")


async def test_what_was_agreed_to_stands_among_what_is_held_of_the_parent(world: World) -> None:
    await sign_in(world)
    await help_by_code(world)
    held = await world.perform(ReadHeld(), conversation=PARENT)
    assert isinstance(held, HeldRead)
    assert Consented(AGREEMENT.purpose, AGREEMENT.version, world.now) in held.consents


@pytest.mark.parametrize(
    ("effect", "conversation", "outcome"),
    [
        (EndHelp(), CHILD, HelpEnded()),
        (SignOut(), CHILD, None),
        (StopHelp(), PARENT, HelpStopped(1)),
        (Disown(), PARENT, Disowned(1)),
        (Withdraw(), PARENT, None),
        (Erase(), PARENT, None),
    ],
)
async def test_either_side_ends_it(
    world: World, effect: Effect, conversation: str, outcome
) -> None:
    await sign_in(world)
    await help_by_code(world)
    ended = await world.perform(effect, conversation=conversation)
    assert outcome is None or ended == outcome
    assert await world.perform(ReadHelped(), conversation=CHILD) == HelpEnded()


async def test_a_wish_that_was_stopped_cannot_be_opened_by_its_code(world: World) -> None:
    await sign_in(world)
    await ask(world)
    await world.perform(StopHelp(), conversation=PARENT)
    opened = await world.perform(CheckCode(world.phone.code), conversation=CHILD)
    assert opened == CodeExpired()


async def test_a_clock_turned_back_does_not_make_it_longer(world: World) -> None:
    await help_by_code(world)
    world.now -= timedelta(minutes=10)
    world.restart()
    assert await world.perform(ReadHelped(), conversation=CHILD) == HelpEnded()


async def test_the_sweep_forgets_who_helped(world: World) -> None:
    await help_by_code(world)
    world.wait(days=2)
    await world.lookup.sweep(world.now)
    assert await count(world, HelpRow.id) == 0


def test_every_effect_of_a_helper_is_listed_here() -> None:
    asked = {effect for effect, outcomes in OUTCOMES.items() if HelpEnded in outcomes}
    assert asked == {ReadHelped, EndHelp}


def test_the_number_has_two_digits() -> None:
    assert re.fullmatch("[0-9]{2}", create_number())
    assert [parse_number(text) for text in ("07", " 4 7 ", "7", "123", "ab", "٤٧")] == [
        "07",
        "47",
        None,
        None,
        None,
        None,
    ]
