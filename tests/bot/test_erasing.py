"""Personal messages go after five minutes; QR codes travel as pictures, and stay nowhere."""

from __future__ import annotations

import io
from pathlib import Path

import pyotp
import pytest
import zxingcpp
from PIL import Image

from bot.app import Assistant
from bot.channels.generic import shown
from bot.channels.webchat import WebChat
from bot.core import Core
from bot.outbox import Outbox
from bot.pictures import png
from bot.rendering import render
from bot.settings import Settings
from bot.store import Store
from handlers.dialogue import DialogueError, compose
from handlers.model import Reply, Tell
from handlers.topics import TOPICS
from lookup.population import demo_people
from tests.bot.conftest import Clock
from tests.bot.test_conversation import Person, last_code, sign_in
from tests.bot.test_rendering import TODAY
from tests.bot.test_telegram_conversation import Phone, assistant, settings

__all__ = ["assistant", "settings"]  # Fixtures: the assistant behind a Telegram in memory.


async def signed_in(assistant: Assistant) -> Phone:
    citizen, phone = (await demo_people(assistant.register))[0], Phone(assistant)
    await phone.presses("lookup.consent:agree")
    await phone.says(citizen.personal_id.value)
    await phone.says(last_code(assistant))
    return phone


def protected(phone: Phone) -> set[int]:
    """The numbers of our messages that hold something private, as Telegram gave them."""
    calls = phone.session.calls
    return {number for number, call in enumerate(calls, 1) if call.said.get("protect_content")}


def erased(phone: Phone) -> set[int]:
    """Our messages that were deleted; those of the person have numbers over a thousand."""
    gone = {said["message_id"] for said in phone.session.called("deleteMessage")}
    return {number for number in gone if number < 1000}


async def look(assistant: Assistant) -> None:
    await assistant.outbox.look()
    await assistant.outbox.settled()


async def test_every_personal_message_is_deleted_after_five_minutes_and_no_other(
    assistant: Assistant, clock: Clock
) -> None:
    phone = await signed_in(assistant)
    assert len(protected(phone)) == 3
    clock.turn(minutes=4, seconds=59)
    await look(assistant)
    assert erased(phone) == set()
    clock.turn(seconds=1)
    await look(assistant)
    assert erased(phone) == protected(phone)


async def test_a_restart_forgets_no_deletion(assistant: Assistant, clock: Clock) -> None:
    phone = await signed_in(assistant)
    clock.turn(hours=3)  # Nobody was there.
    restarted = Outbox(Store(assistant.database, "another"), assistant.channels, clock)
    await restarted.look()
    await restarted.settled()
    assert erased(phone) == protected(phone)


async def test_what_telegram_does_not_delete_now_is_deleted_later(
    assistant: Assistant, clock: Clock
) -> None:
    phone = await signed_in(assistant)
    phone.session.answer("deleteMessage", 429, retry_after=30)
    phone.session.answer("deleteMessage", 502)
    phone.session.answer("deleteMessage", 400, "Bad Request: message to delete not found")
    clock.turn(minutes=5)
    await look(assistant)
    for seconds in (1, 29):
        clock.turn(seconds=seconds)
        await look(assistant)
    assert erased(phone) == protected(phone)
    assert await assistant.store.dead() == []  # What is gone already is deleted.


async def test_a_deletion_that_waits_holds_up_no_answer(assistant: Assistant, clock: Clock) -> None:
    phone = await signed_in(assistant)
    clock.turn(minutes=1)
    assert await phone.says("so ho khau con gia tri khong"), "it is sent at once"


async def test_a_code_for_an_officer_comes_as_a_picture_and_stays_as_long_as_it_is_good(
    assistant: Assistant, clock: Clock
) -> None:
    phone = await signed_in(assistant)
    await phone.presses("share.address:school")
    [photo] = phone.session.called("sendPhoto")
    assert photo["protect_content"]
    drawn = phone.session.photos[-1]
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    assert code.text in photo["caption"]
    before = max(protected(phone))
    clock.turn(minutes=9)
    await look(assistant)
    assert before not in erased(phone)
    clock.turn(minutes=1)
    await look(assistant)
    assert before in erased(phone)


async def test_an_app_is_added_by_a_picture_whose_secret_stands_in_no_file(
    assistant: Assistant, settings: Settings, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    phone = await signed_in(assistant)
    await phone.presses("protection.app:add")
    assert len(phone.session.called("sendPhoto")) == 1
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(phone.session.photos[-1])))
    app = pyotp.parse_uri(code.text)
    assert isinstance(app, pyotp.TOTP)
    assert await phone.says(app.at(clock()))
    written = b"".join(
        file.read_bytes() for file in Path(settings.secret_file).parent.iterdir() if file.is_file()
    )
    assert app.secret.encode() not in written
    assert app.secret not in caplog.text
    assert "otpauth" not in caplog.text


async def test_a_sign_in_elsewhere_is_told_by_telegram_with_a_button(
    assistant: Assistant, clock: Clock
) -> None:
    phone = await signed_in(assistant)
    clock.turn(minutes=3)
    await sign_in(assistant, Person(assistant, "thief"))
    await assistant.conversation.bell.ring()
    await look(assistant)
    assert "vừa đăng nhập xem cư trú của bạn qua trang web" in phone.session.texts[-1]
    [[button]] = phone.session.called("sendMessage")[-1]["reply_markup"]["inline_keyboard"]
    told = await phone.presses(button["callback_data"])
    assert "Đã đóng 1 phiên khác" in told[0]


# --- What a channel gets ---


def secret_texts(core: Core) -> list[Tell]:
    return [n for n in core.engine.dialogue.nodes.values() if isinstance(n, Tell) and n.qr]


def test_a_qr_code_fits_below_a_photo_in_every_language(core: Core) -> None:
    assert {tell.id for tell in secret_texts(core)} == {"share.made", "protection.offered"}
    values = {"code": "123 456 7890", "minutes": 10, "page": "https://cutru.example/ma-qr"}
    values |= {"secret": "ABCD " * 8, "link": f"otpauth://totp/{'x' * 120}"}
    for tell in secret_texts(core):
        for language in ("vi", "en"):
            said = core.catalogue(language).say(tell.text, values)
            assert len(said.encode("utf-16-le")) // 2 <= 1024, tell.id


def test_the_page_gets_a_drawing_and_a_bridge_gets_what_to_draw(core: Core) -> None:
    reply = Reply("Mã chia sẻ", private=True, qr="123 456 7890", lasts=10)
    web = WebChat()
    [screen] = render((reply,), core.catalogue("vi"), web.limits, core.knowledge, TODAY)
    [drawn] = web.show([screen])["screens"]
    assert drawn["qr"].startswith("data:image/svg+xml")
    assert drawn["lasts"] == 10
    assert (shown(screen)["qr"], shown(screen)["lasts"]) == ("123 456 7890", 10)


def test_a_long_text_has_its_code_once(core: Core) -> None:
    reply = Reply("Dòng. " * 3000, private=True, qr="123")
    pages = render((reply,), core.catalogue("vi"), WebChat().limits, core.knowledge, TODAY)
    assert len(pages) > 1
    assert [page.qr for page in pages] == [""] * (len(pages) - 1) + ["123"]


def test_a_code_in_a_text_that_is_kept_is_refused(core: Core) -> None:
    topics = list(TOPICS)
    open_text = Tell("share.made", "Mã {code} {minutes} {page}", then="share.next", qr="code")
    at = next(i for i, topic in enumerate(topics) if topic.id == "share")
    nodes = [open_text if node.id == "share.made" else node for node in topics[at].nodes]
    topics[at] = type(topics[at])("share", topics[at].title, tuple(nodes))
    with pytest.raises(DialogueError, match=r"share\.made: a QR code is kept nowhere"):
        compose(topics, core.knowledge)


def test_a_drawn_code_is_read_back() -> None:
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png("otpauth://totp/Cư Trú"))))
    assert code.text == "otpauth://totp/Cư Trú"
