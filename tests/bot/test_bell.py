"""News reaches every other conversation of its person, once, and over restarts."""

from __future__ import annotations

import re

import pyotp
import pytest

from bot.app import Assistant
from bot.bell import TOLD, reply
from bot.channels.base import Incoming
from bot.offices import DEMO, demo_code
from handlers.model import Event, Picked, Said
from handlers.notices import LOOKING_UP
from lookup.alerts import Alert, News
from lookup.model import CheckCode, ReadPersonal, SendCode, SessionEnded
from lookup.officers import OfficerSignIn, TakeShare
from lookup.population import demo_people
from lookup.request import Request
from tests.bot.conftest import Clock
from tests.bot.test_conversation import Person, last_code, sign_in, text_of


async def news(assistant: Assistant, person: str) -> str:
    """Tell what is due, and what the page of a person then comes for."""
    await assistant.conversation.bell.ring()
    told = await assistant.store.fetch(f"web:{person}", 0)
    return text_of([screen for _, screen in told])


async def sign_in_again(assistant: Assistant, clock: Clock, name: str) -> Person:
    clock.turn(minutes=3)
    person = Person(assistant, name)
    await sign_in(assistant, person)
    return person


async def test_a_sign_in_is_told_in_every_other_conversation_and_undone_by_one_button(
    assistant: Assistant, clock: Clock
) -> None:
    mine = Person(assistant, "mine")
    await sign_in(assistant, mine)
    await sign_in_again(assistant, clock, "thief")
    told = await news(assistant, "mine")
    assert "vừa đăng nhập xem cư trú của bạn qua trang web" in told
    assert "Không phải tôi" in told
    assert await news(assistant, "thief") == ""
    shown = text_of(await mine.says(Picked("protection", "not_me")))
    assert "Đã đóng 1 phiên khác" in shown
    request = Request("web:thief", "x", clock())
    assert await assistant.lookup.perform(ReadPersonal(), request) == SessionEnded()


async def test_news_waits_in_the_database_and_is_told_once(
    assistant: Assistant, clock: Clock
) -> None:
    await sign_in(assistant, Person(assistant, "mine"))
    await sign_in_again(assistant, clock, "second")
    assert await assistant.conversation.bell.ring() == 1
    assert await assistant.conversation.bell.ring() == 0


async def test_news_is_dropped_where_nobody_can_be_told(assistant: Assistant, clock: Clock) -> None:
    [citizen, *_] = await demo_people(assistant.register)
    request = Request("call:0900000001", "1", clock())
    await assistant.lookup.perform(LOOKING_UP.agreement, request)
    await assistant.lookup.perform(SendCode(citizen.personal_id), request)
    await assistant.lookup.settle()
    code = CheckCode(last_code(assistant))
    await assistant.lookup.perform(code, Request("call:0900000001", "2", clock()))
    await sign_in_again(assistant, clock, "second")
    assert await assistant.conversation.bell.ring() == 0
    async with assistant.store.transaction(reads=True) as connection:
        from bot.store.alerts import due

        assert await due(connection, 10) == []


async def test_a_mother_is_told_who_asks_and_lets_the_son_see_by_the_number(
    assistant: Assistant, clock: Clock
) -> None:
    mother, son = Person(assistant, "mother"), Person(assistant, "son")
    [citizen, *_] = await demo_people(assistant.register)
    await sign_in(assistant, mother)
    clock.turn(minutes=3)
    await son.says("/xemgiup")
    await son.says(Picked("help", "start"))
    asked = text_of(await son.says(citizen.personal_id.value))
    number = re.search(r"số đối chiếu (\d\d)", asked)
    assert number
    told = await news(assistant, "mother")
    assert "xin xem nơi cư trú của bạn trong 30 phút" in told
    assert "lừa đảo" in told
    await mother.says(Picked("help.request", "allow"))
    assert "Bạn đã đồng ý" in text_of(await mother.says(number[1]))
    shown = text_of(await son.says(Picked("help.code", "allowed")))
    assert citizen.name in shown
    assert citizen.personal_id.value not in shown
    assert "đang xem được nơi cư trú của bạn" in await news(assistant, "mother")
    await mother.says(Picked("help.request", "stop"))
    assert "Hiện bạn không xem được" in text_of(await son.says(Picked("help", "see")))
    log = text_of(await mother.says("/ai_da_xem"))
    assert "người thân bạn cho phép xem thông tin cư trú. Lý do: giúp người thân" in log


async def test_a_relative_is_helped_through_a_bridge_as_well(assistant: Assistant) -> None:
    [citizen, *_] = await demo_people(assistant.register)
    bridge, count = assistant.channels["generic"], 0

    async def says(event: Event) -> str:
        nonlocal count
        count += 1
        said = Incoming("generic", "son", event, f"son-{count}")
        answer = await assistant.conversation.respond(bridge, said)
        await assistant.lookup.settle()
        return text_of(answer.screens)

    await says(Picked("go", "help"))
    await says(Picked("help", "start"))
    assert "có mã 8 chữ số" in await says(Said(citizen.personal_id.value))
    shown = await says(Said(last_code(assistant)))
    assert citizen.name in shown
    assert "Nơi thường trú: " in shown
    assert citizen.personal_id.value not in shown
    assert "Bạn không còn xem được" in await says(Picked("help.next", "end"))


async def test_an_officer_who_looked_is_told_of(assistant: Assistant, clock: Clock) -> None:
    mine = Person(assistant, "mine")
    await sign_in(assistant, mine)
    shown = text_of(await mine.says(Picked("share.address", "school")))
    code = re.search(r"\d{3} \d{3} \d{4}", shown)
    assert code
    async with assistant.register.writing() as records:
        await records.add_officer(DEMO, pyotp.random_base32())
    found = await demo_code(assistant.register, clock())
    assert found is not None
    desk = Request("api:desk", "1", clock())
    await assistant.lookup.perform(OfficerSignIn(DEMO.number, found[1]), desk)
    await assistant.lookup.perform(TakeShare(code[0]), desk)
    told = await news(assistant, "mine")
    assert "Cán bộ CA-0001, Công an phường Mẫu vừa xem nơi thường trú" in told
    assert "Lý do: nhập học" in told


async def test_an_app_that_was_added_is_told_of(assistant: Assistant, clock: Clock) -> None:
    await sign_in(assistant, Person(assistant, "mine"))
    other = await sign_in_again(assistant, clock, "other")
    await news(assistant, "mine")
    shown = text_of(await other.says(Picked("protection.app", "add")))
    app = pyotp.parse_uri(re.search(r"otpauth://\S+", shown)[0])
    await other.says(app.at(clock()))
    assert "Một ứng dụng xác thực vừa được thêm" in await news(assistant, "mine")


async def test_an_officer_on_duty_is_told_once_of_who_begins_to_wait(
    assistant: Assistant, clock: Clock
) -> None:
    async with assistant.register.writing() as records:
        await records.add_officer(DEMO, pyotp.random_base32())
    found = await demo_code(assistant.register, clock())
    assert found is not None
    officer, citizen = Person(assistant, "officer"), Person(assistant, "citizen")
    await officer.says("/canbo")
    assert "Xem theo cách nào" in text_of(await officer.says(f"{DEMO.number} {found[1]}"))
    assert "có người xin gặp cán bộ thì tôi báo ở đây" in text_of(
        await officer.says(Picked("officer.menu", "duty"))
    )
    await citizen.says("sổ hộ khẩu giấy còn giá trị không")
    await citizen.says(Picked("go", "human.ask"))
    await citizen.says(Picked("go", "human.ask"))
    told = await news(assistant, "officer")
    assert "Có người vừa xin gặp cán bộ qua trang web, lúc 10:00" in told
    assert "đang chờ: 1 người" in told
    assert told.count("vừa xin gặp") == 1
    assert "hộ khẩu" not in told
    clock.turn(hours=8)
    await Person(assistant, "late").says(Picked("go", "human.ask"))
    assert await news(assistant, "officer") == told


@pytest.mark.parametrize("kind", News)
def test_every_piece_of_news_says_what_it_is_about_on_every_channel(
    kind: News, assistant: Assistant, clock: Clock
) -> None:
    about = {"channel": "telegram", "receiver": "CA-0001, Công an phường Mẫu", "number": "30"}
    for name, channel in assistant.channels.items():
        said = reply(Alert(kind, about), clock(), channel)
        assert bool(said.buttons) == bool(channel.limits.buttons), name
        for language in ("vi", "en"):
            shown = assistant.conversation.rendered((said,), language, channel.limits)
            assert "{" not in text_of(shown)
            assert ("10:00" in text_of(shown)) == ("{at}" in said.text)
    buttons = [button.address for button in TOLD[kind][1]]
    nodes = assistant.core.engine.dialogue.nodes
    assert all(
        address.startswith("go:") or address.partition(":")[0] in nodes for address in buttons
    )
