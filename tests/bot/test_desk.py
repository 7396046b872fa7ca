"""Officers beside the assistant: waiting, talking, giving back; notices; codes to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from bot.app import Assistant, build
from bot.channels.generic import key_of, signed
from bot.desk import Desk, NotYours, opens
from bot.rendering import Limits
from handlers.model import Picked, Said, Started, Unreadable
from tests.bot.conftest import Clock
from tests.bot.messengers import WHSEC
from tests.bot.test_conversation import Person, text_of
from tests.bot.test_outbox import Process, process, wire
from tests.bot.wire import Wire

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


async def test_who_waits_may_ask_how_much_longer(process: Process) -> None:
    await ask(process, "binh")
    await ask(process)
    process.wire.sent.clear()
    await process.says("con bao lau nua")
    assert "đứng thứ 2" in process.wire.texts[0]
    assert len(await desk_of(process).opened()) == 2


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


async def test_a_number_typed_in_a_talk_is_for_the_officer(process: Process, wire: Wire) -> None:
    wire.limits = Limits(buttons=0)  # Choices would be numbers in the text.
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    await process.look()
    await desk.say(id, "Lan", "Một hay hai người ạ?")
    await process.look()
    assert process.wire.texts[-1] == "Lan: Một hay hai người ạ?"
    await process.says("1")
    assert [line.text for line in await desk.lines(id) if not line.officer] == ["1"]
    await process.says(Unreadable("sticker"))
    assert process.wire.texts[-1].endswith("muốn quay lại trợ lý tự động.")
    await process.says("Về trợ lý tự động")
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


async def test_who_waits_in_vain_is_told_so_after_two_days(process: Process, clock: Clock) -> None:
    await ask(process)
    for hours, open_talks in ((47, 1), (2, 0)):
        clock.turn(hours=hours)
        await desk_of(process).lapse()
        assert len(await desk_of(process).opened()) == open_talks
    await process.look()
    assert "Hai ngày rồi" in process.wire.texts[-1]
    await ask(process)
    assert len(await desk_of(process).opened()) == 1


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


async def test_who_is_passed_on_waits_for_another_officer_and_is_answered_meanwhile(
    process: Process,
) -> None:
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    await process.look()
    await desk.give_back(id, "Lan")
    await process.look()
    assert "Lan chuyển bạn cho người trực khác" in process.wire.texts[-1]
    await process.says("sổ hộ khẩu còn giá trị không")
    assert "Điều 38" in process.wire.texts[-1]
    await desk.take(id, "Minh")
    with pytest.raises(NotYours):
        await desk.say(id, "Lan", "Tôi đây")


async def test_an_officer_who_does_not_answer_for_long_is_taken_to_be_gone(
    process: Process, clock: Clock
) -> None:
    desk, id = desk_of(process), await ask(process)
    await desk.take(id, "Lan")
    clock.turn(minutes=40)  # Nobody waits for an answer yet.
    await process.says("Chào chị")
    clock.turn(minutes=29)
    await process.says("Chị ơi")
    await process.look()
    assert "Lan đã vào trả lời bạn" in process.wire.texts[-1], "the assistant is silent"
    clock.turn(minutes=1)
    await process.says("Còn ai không")
    assert any("Người trực không còn ở đây" in text for text in process.wire.texts)
    await process.says("sổ hộ khẩu còn giá trị không")
    assert "Điều 38" in process.wire.texts[-1]
    assert await desk.opened() == []


class Bridge:
    """A messenger that is answered in the response and comes for what an officer says."""

    def __init__(self, assistant: Assistant, client: AsyncClient) -> None:
        self.assistant, self.client = assistant, client

    async def send(self, id: str, **said: object) -> dict[str, Any]:
        body = orjson.dumps({"person": "p-1", **said})
        head = signed([key_of(WHSEC)], id, self.assistant.clock(), body)
        answer = await self.client.post("/webhooks/generic", content=body, headers=dict(head))
        assert answer.status_code == 200
        got: dict[str, Any] = answer.json()
        return got


async def test_a_webhook_answered_in_the_response_gets_an_officers_words_at_the_next_turn_or_poll(
    assistant: Assistant,
) -> None:
    desk = assistant.conversation.desk
    transport = ASGITransport(build(assistant))
    async with AsyncClient(transport=transport, base_url="http://bot") as client:
        bridge = Bridge(assistant, client)
        asked = await bridge.send("m-1", address="go:human.ask")
        assert (asked["mode"], asked["after"]) == ("waiting", 0)
        [waiting] = await desk.opened()
        await desk.take(waiting.id, "Lan")
        for _ in range(2):  # What is delivered again gets the same answer.
            told = await bridge.send("m-2", text="Chào chị")
            assert [screen["text"][:7] for screen in told["screens"]] == ["Lan đã "]
            assert told["mode"] == "human"
        assert [line.text for line in await desk.lines(waiting.id)] == ["Chào chị"]
        assert (await bridge.send("m-3", poll=True))["screens"] == []
        await desk.say(waiting.id, "Lan", "Chào anh.")
        polled = await bridge.send("m-4", poll=True)
        assert polled["screens"][0]["text"] == "Lan: Chào anh."
        again = await bridge.send("m-5", poll=True)  # Nothing is lost with an answer.
        assert again["screens"] == polled["screens"]
        assert (await bridge.send("m-6", poll=True, after=again["after"]))["screens"] == []
        await desk.close(waiting.id, "Lan")
        closed = await bridge.send("m-7", text="k2 đ14 nđ104", after=again["after"])
        assert "Lan đã kết thúc" in closed["screens"][0]["text"]
        assert "khoản 2 Điều 14" in closed["screens"][-1]["text"]
        assert closed["mode"] == ""


async def test_an_officers_words_are_forgotten_everywhere_a_day_after_the_end(
    assistant: Assistant, clock: Clock
) -> None:
    desk, person = assistant.conversation.desk, Person(assistant)
    await person.says(Picked("go", "human.ask"))
    [waiting] = await desk.opened()
    await desk.take(waiting.id, "Lan")
    await desk.say(waiting.id, "Lan", "Lời thứ nhất")
    await person.says("Chào chị")
    await desk.say(waiting.id, "Lan", "Lời thứ hai")
    await desk.close(waiting.id, "Lan")
    for hours, kept in ((23, True), (2, False)):
        clock.turn(hours=hours)
        await assistant.store.tidy(clock())
        async with assistant.database.connect() as connection:
            stored = await connection.scalars(
                text("SELECT screens FROM inbox UNION ALL SELECT screen FROM outbox")
            )
            all_text = " ".join(map(str, stored))
        assert ("Lời thứ nhất" in all_text) is ("Lời thứ hai" in all_text) is kept


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


async def test_a_notice_is_sent_at_once_to_who_was_here_lately_and_never_twice(
    assistant: Assistant, process: Process, clock: Clock
) -> None:
    web = Person(assistant)
    await process.says(Started(), "old")
    clock.turn(hours=25)
    for name in ("an", "binh"):
        await process.says(Started(), name)
    await process.says("english", "binh")
    await web.says(Started())
    process.wire.sent.clear()
    until = clock() + timedelta(hours=1)
    await process.store.tell({"vi": "VNeID bảo trì.", "en": "VNeID is down."}, until)
    assert await process.conversation.push_notice() == 2
    await process.look()
    told = {(person, screen.text) for person, screen in process.wire.sent}
    assert told == {
        ("an", "Thông báo khẩn: VNeID bảo trì."),
        ("binh", "Urgent notice: VNeID is down."),
    }
    assert await process.conversation.push_notice() == 0
    process.wire.sent.clear()
    for name in ("an", "old"):
        await process.says(Started(), name)
    heard = [person for person, screen in process.wire.sent if "bảo trì" in screen.text]
    assert heard == ["old"]
    assert "bảo trì" in text_of(await web.says(Started()))


async def test_a_notice_reaches_who_talks_with_an_officer(process: Process, clock: Clock) -> None:
    id = await ask(process)
    await desk_of(process).take(id, "Lan")
    await process.look()
    await process.store.tell({"vi": "VNeID bảo trì."}, clock() + timedelta(hours=1))
    assert await process.conversation.push_notice() == 1
    await process.look()
    assert "bảo trì" in process.wire.texts[-1]
    process.wire.sent.clear()
    await process.says("Chị còn đó không")
    assert process.wire.sent == [], "the assistant stays silent"


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
