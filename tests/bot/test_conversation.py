"""The loop: one message, one effect, one commit."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

import pytest

from bot.app import Assistant
from bot.channels.base import Incoming
from bot.rendering import Screen
from handlers.model import Event, Picked, Said, Started
from lookup.population import demo_people
from tests.bot.conftest import Clock


class Person:
    """Somebody who writes on the web chat."""

    def __init__(self, assistant: Assistant, name: str = "an", language: str = "") -> None:
        self.assistant, self.name, self.count, self.language = assistant, name, 0, language

    def message(self, event: Event) -> Incoming:
        self.count += 1
        return Incoming("web", self.name, event, f"{self.name}-{self.count}", self.language)

    async def says(self, event: Event | str) -> tuple[Screen, ...]:
        said = Said(event) if isinstance(event, str) else event
        channel = self.assistant.channels["web"]
        answer = await self.assistant.conversation.respond(channel, self.message(said))
        await self.assistant.lookup.settle()
        return answer.screens


def text_of(screens: Sequence[Screen]) -> str:
    return "\n".join(screen.text for screen in screens)


def last_code(assistant: Assistant) -> str:
    assert assistant.phone is not None
    found = re.search(r"\d{4} \d{4}", assistant.phone.messages[-1].text)
    assert found
    return found[0]


async def sign_in(assistant: Assistant, person: Person) -> tuple[Screen, ...]:
    citizen = (await demo_people(assistant.register))[0]
    await person.says(Picked("go", "lookup"))
    await person.says(Picked("lookup.consent", "agree"))
    await person.says(citizen.personal_id.value)
    return await person.says(last_code(assistant))


async def test_a_question_is_answered_with_its_clause(assistant: Assistant) -> None:
    shown = text_of(await Person(assistant).says("so ho khau giay con gia tri khong"))
    assert "khoản 3 Điều 38 Luật Cư trú 68/2020/QH14" in shown
    assert "31 tháng 12 năm 2022" in shown


async def test_the_whole_lookup_shows_the_three_groups_masked(assistant: Assistant) -> None:
    citizen = (await demo_people(assistant.register))[0]
    shown = text_of(await sign_in(assistant, Person(assistant)))
    assert "Thông tin cá nhân" in shown
    assert "Nơi thường trú" in shown
    assert "Thành viên khác trong hộ gia đình" in shown
    assert citizen.name in shown
    assert citizen.personal_id.value not in shown
    assert "Dân tộc" not in shown


async def test_everything_is_shown_on_request(assistant: Assistant) -> None:
    citizen = (await demo_people(assistant.register))[0]
    person = Person(assistant)
    await sign_in(assistant, person)
    assert citizen.personal_id.value in text_of(await person.says(Picked("lookup.record", "full")))
    assert "Dân tộc: " in text_of(await person.says(Picked("lookup.record", "ethnicity")))


async def test_a_session_ends_when_idle_and_when_signed_out(
    assistant: Assistant, clock: Clock
) -> None:
    person = Person(assistant)
    await sign_in(assistant, person)
    clock.turn(minutes=9)
    assert "Dân tộc: " in text_of(await person.says(Picked("lookup.record", "ethnicity")))
    clock.turn(minutes=11)
    assert "đã đóng" in text_of(await person.says(Picked("lookup.record", "ethnicity")))
    await sign_in(assistant, person)
    assert "đã đăng xuất" in text_of(await person.says("đăng xuất"))
    assert "Dân tộc: " not in text_of(await person.says(Picked("lookup.record", "ethnicity")))


async def test_an_unknown_number_gets_the_same_replies(assistant: Assistant) -> None:
    citizen = (await demo_people(assistant.register))[0]
    known, unknown = Person(assistant, "known"), Person(assistant, "unknown")
    for number, person in ((citizen.personal_id.value, known), ("001999999999", unknown)):
        await person.says(Picked("lookup.consent", "agree"))
        person.replies = [await person.says(number)]  # type: ignore[attr-defined]
        for wrong in ("00000000", "00000001", "00000002", "00000003"):
            person.replies.append(await person.says(wrong))  # type: ignore[attr-defined]
    assert known.replies == unknown.replies  # type: ignore[attr-defined]


async def test_a_message_delivered_twice_has_one_effect(assistant: Assistant) -> None:
    citizen = (await demo_people(assistant.register))[0]
    person, web = Person(assistant), assistant.channels["web"]
    await person.says(Picked("lookup.consent", "agree"))
    message = person.message(Said(citizen.personal_id.value))
    first = await assistant.conversation.respond(web, message)
    again = await assistant.conversation.respond(web, message)
    assert again.repeated
    assert first.screens == again.screens
    await assistant.lookup.settle()
    assert assistant.phone is not None
    assert len(assistant.phone.messages) == 1


async def test_two_copies_at_once_have_one_effect(assistant: Assistant) -> None:
    citizen = (await demo_people(assistant.register))[0]
    person, web = Person(assistant), assistant.channels["web"]
    await person.says(Picked("lookup.consent", "agree"))
    message = person.message(Said(citizen.personal_id.value))
    await asyncio.gather(*(assistant.conversation.respond(web, message) for _ in range(5)))
    await assistant.lookup.settle()
    assert assistant.phone is not None
    assert len(assistant.phone.messages) == 1


async def test_processing_killed_before_the_commit_is_done_again_on_redelivery(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = (await demo_people(assistant.register))[0]
    person, web = Person(assistant), assistant.channels["web"]
    await person.says(Picked("lookup.consent", "agree"))
    message = person.message(Said(citizen.personal_id.value))
    keep = assistant.store.keep

    async def killed(*_: object, **__: object) -> bool:
        raise asyncio.CancelledError

    monkeypatch.setattr(assistant.store, "keep", killed)
    with pytest.raises(asyncio.CancelledError):
        await assistant.conversation.respond(web, message)
    monkeypatch.setattr(assistant.store, "keep", keep)
    answer = await assistant.conversation.respond(web, message)
    assert not answer.repeated
    await assistant.lookup.settle()
    assert assistant.phone is not None
    assert len(assistant.phone.messages) == 1, "the code is not sent a second time"
    assert "Thông tin cá nhân" in text_of(await person.says(last_code(assistant)))


async def test_a_right_code_killed_before_the_commit_still_opens_on_redelivery(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = (await demo_people(assistant.register))[0]
    person, web = Person(assistant), assistant.channels["web"]
    await person.says(Picked("lookup.consent", "agree"))
    await person.says(citizen.personal_id.value)
    message = person.message(Said(last_code(assistant)))
    keep = assistant.store.keep

    async def killed(*_: object, **__: object) -> bool:
        raise asyncio.CancelledError

    monkeypatch.setattr(assistant.store, "keep", killed)
    with pytest.raises(asyncio.CancelledError):
        await assistant.conversation.respond(web, message)
    monkeypatch.setattr(assistant.store, "keep", keep)
    answer = await assistant.conversation.respond(web, message)
    assert "Thông tin cá nhân" in text_of(answer.screens)


async def test_a_private_answer_is_never_stored(assistant: Assistant) -> None:
    citizen = (await demo_people(assistant.register))[0]
    await sign_in(assistant, Person(assistant))
    from sqlalchemy import text

    async with assistant.database.connect() as connection:
        rows = (await connection.execute(text("SELECT screens FROM inbox"))).scalars().all()
        states = (await connection.execute(text("SELECT state FROM conversations"))).scalars().all()
    assert citizen.name not in " ".join(filter(None, rows))
    assert citizen.personal_id.value not in " ".join([*filter(None, rows), *states])


async def test_logs_hold_no_text_no_number_no_code(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    citizen = (await demo_people(assistant.register))[0]
    person = Person(assistant)
    await sign_in(assistant, person)
    await person.says("câu hỏi rất riêng của tôi")
    logged = caplog.text
    for secret in (citizen.personal_id.value, citizen.name, last_code(assistant), "rất riêng"):
        assert secret not in logged
    assert "node=" in logged


async def test_the_guide_is_resumed_after_days(assistant: Assistant, clock: Clock) -> None:
    person = Person(assistant)
    await person.says(Picked("go", "vneid.register"))
    clock.turn(days=12)
    home = await person.says(Started())
    assert any(option.address == "nav:resume" for option in home[-1].options)
    assert "Bước 2/9" in text_of(await person.says("tiếp tục"))


async def test_english_is_spoken_to_who_speaks_it(assistant: Assistant) -> None:
    shown = await Person(assistant, language="en").says("/menu")
    assert shown[-1].language == "en"
    assert "Xin chào" not in text_of(shown)


async def test_the_register_down_leaves_the_law_answering(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lookup.model import Unavailable

    async def down(*_: object) -> Unavailable:
        return Unavailable()

    monkeypatch.setattr(assistant.lookup, "perform", down)
    person = Person(assistant)
    assert "không trả lời" in text_of(await person.says(Picked("go", "lookup")))
    assert "Điều 38" in text_of(await person.says("sổ hộ khẩu còn giá trị không"))


async def test_the_unexpected_becomes_an_apology_and_the_message_can_be_said_again(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person, web = Person(assistant), assistant.channels["web"]
    message = person.message(Said("bí mật của tôi"))
    keep = assistant.store.keep

    async def broken(*_: object, **__: object) -> bool:
        raise RuntimeError(message.event)

    monkeypatch.setattr(assistant.store, "keep", broken)
    answer = await assistant.respond(web, message)
    assert "Xin lỗi" in text_of(answer.screens)
    assert "bí mật" not in caplog.text
    monkeypatch.setattr(assistant.store, "keep", keep)
    again = await assistant.respond(web, message)
    assert not again.repeated
