"""Officers beside the assistant: waiting, talking, giving back; notices; codes to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient

from bot.app import Assistant, build
from bot.desk import Desk, NotYours, opens
from handlers.model import Picked, Said, Started
from tests.bot.conftest import Clock
from tests.bot.test_conversation import Person, text_of
from tests.bot.test_outbox import Process, process, wire

__all__ = ["process", "wire"]  # Fixtures.


def desk_of(process: Process) -> Desk:
    return process.conversation.desk


async def ask(process: Process, person: str = "an") -> int:
    await process.says(Picked("go", "human.ask"), person)
    return (await desk_of(process).opened())[-1].id


@pytest.mark.parametrize(
    ("now", "back"),
    [
        ("2026-11-23 03:00", None),  # Monday, 10:00 in Vietnam.
        ("2026-11-23 05:00", "2026-11-23 06:30"),  # Noon.
        ("2026-11-23 11:00", "2026-11-25 01:00"),  # The evening before Culture Day.
        ("2026-11-25 11:00", "2026-11-26 01:00"),  # Evening.
        ("2026-11-20 11:00", "2026-11-23 01:00"),  # Friday evening.
        ("2026-09-01 20:00", "2026-09-03 01:00"),  # The night before the two days of independence.
    ],
)
def test_officers_are_there_at_office_hours_and_not_on_holidays(now: str, back: str | None) -> None:
    found = opens(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == (datetime.fromisoformat(back).replace(tzinfo=UTC) if back else None)


async def test_who_waits_is_told_how_long_and_answered_meanwhile(process: Process) -> None:
    await ask(process, "binh")
    await ask(process)
    assert any("đứng thứ 2, chờ khoảng 10 phút" in text for text in process.wire.texts)
    await process.says("k2 đ14 nđ104")
    assert "khoản 2 Điều 14" in process.wire.texts[-1]


async def test_outside_office_hours_the_wish_is_kept(process: Process, clock: Clock) -> None:
    clock.turn(hours=10)
    await ask(process)
    assert any("từ 08:00 25/11/2026" in text for text in process.wire.texts)


async def test_a_talk_from_the_wish_to_the_end(process: Process) -> None:
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    await process.look()
    assert "Lan đã vào trả lời bạn" in process.wire.texts[-1]
    process.wire.sent.clear()
    await process.says("sổ hộ khẩu còn giá trị không")
    assert process.wire.sent == [], "the assistant is silent"
    await desk.say(id, "Lan", "Không ạ.")
    await process.look()
    assert process.wire.texts == ["Lan: Không ạ."]
    said = [(line.officer, line.text) for line in await desk.lines(id)]
    assert said == [("", "sổ hộ khẩu còn giá trị không"), ("Lan", "Không ạ.")]
    await desk.close(id, "Lan")
    await process.look()
    await process.says("sổ hộ khẩu còn giá trị không")
    assert "Điều 38" in process.wire.texts[-1]
    assert await desk.opened() == []


async def test_what_is_said_to_an_officer_twice_is_read_once(process: Process) -> None:
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    message = process.message("Chào chị")
    for _ in range(3):
        await process.conversation.take(process.wire, message)
    assert len(await desk.lines(id)) == 1


async def test_a_person_goes_back_to_the_assistant(process: Process) -> None:
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    await process.says("/ketthuc")
    assert "Bạn cần gì?" in process.wire.texts[-1]
    with pytest.raises(NotYours):
        await desk.say(id, "Lan", "Còn đó không?")


async def test_one_talk_has_one_officer(process: Process) -> None:
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    for act in (desk.take(id, "Minh"), desk.say(id, "Minh", "a"), desk.close(id, "Minh")):
        with pytest.raises(NotYours):
            await act


async def test_what_was_said_is_forgotten_a_day_after_the_end(
    process: Process, clock: Clock
) -> None:
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    await process.says("Chào chị")
    await desk.close(id, "Lan")
    clock.turn(hours=23)
    await process.store.tidy(clock())
    assert await desk.lines(id)
    clock.turn(hours=2)
    await process.store.tidy(clock())
    assert await desk.lines(id) == []


async def test_the_web_page_comes_for_what_an_officer_said(assistant: Assistant) -> None:
    desk = assistant.conversation.desk
    transport = ASGITransport(build(assistant))
    async with AsyncClient(transport=transport, base_url="http://bot") as client:
        await client.get("/")
        said = {"id": "message-1", "address": "go:human.ask"}
        await client.post("/chat/messages", json=said)
        assert (await client.get("/chat/news")).json()["mode"] == "waiting"
        [waiting] = await desk.opened()
        await desk.take(waiting.id, "Lan")
        await desk.say(waiting.id, "Lan", "Chào anh.")
        news = (await client.get("/chat/news")).json()
        assert [screen["paragraphs"][0]["text"] for screen in news["screens"]][
            -1
        ] == "Lan: Chào anh."
        again = (await client.get("/chat/news", params={"after": news["after"]})).json()
        assert (again["screens"], again["mode"]) == ([], "human")


# --- Notices ---


async def test_a_notice_is_told_once_in_every_conversation(
    assistant: Assistant, process: Process, clock: Clock
) -> None:
    until = clock() + timedelta(hours=1)
    await process.store.tell({"vi": "VNeID bảo trì.", "en": "VNeID is down."}, until)
    for language, said in (("vi", "VNeID bảo trì."), ("en", "VNeID is down.")):
        person = Person(assistant, language, language)
        assert said in text_of(await person.says(Started()))
        assert said not in text_of(await person.says(Started()))
    await process.says(Started())
    assert "Thông báo khẩn: VNeID bảo trì." in process.wire.texts
    clock.turn(hours=1)
    assert "bảo trì" not in text_of(await Person(assistant, "late").says(Started()))


# --- Codes to go on elsewhere ---


async def test_a_procedure_goes_on_in_another_channel(
    assistant: Assistant, process: Process
) -> None:
    web = Person(assistant)
    await web.says(Picked("go", "vneid.register"))
    await web.says("/tieptuc")
    told = text_of(await web.says(Picked("move", "make")))
    code = told.partition("Mã của bạn: ")[2][:6]
    for person in ("an", "binh"):
        await process.says("/tieptuc", person)
        await process.says(Picked("move", "enter"), person)
        await process.says(code, person)
    there = [screen.text for person, screen in process.wire.sent if person == "an"]
    assert "Bước 2/9" in there[-1]
    assert any("đã dùng" in screen.text for who, screen in process.wire.sent if who == "binh")


async def test_codes_cannot_be_guessed_for_long(assistant: Assistant, clock: Clock) -> None:
    person = Person(assistant)
    await person.says(Picked("move", "enter"))
    for _ in range(5):
        assert "không đúng" in text_of(await person.says("000000"))
    assert "đợi một giờ" in text_of(await person.says("000000"))
    clock.turn(hours=1)
    await person.says(Picked("move", "enter"))
    assert "không đúng" in text_of(await person.says(Said("000000")))
