"""The channel on the real dispatcher, with Telegram's side of the wire in memory."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from babel.support import Translations

from bot.channels.base import (
    Channel,
    ChannelRefused,
    Incoming,
    Malformed,
    NotNow,
    NotTaken,
    Uncertain,
)
from bot.channels.telegram import Card, Sound
from bot.channels.telegram_reading import MOST_PHOTO
from bot.i18n import Catalogue
from bot.rendering import Option, Paragraph, Screen, render, units
from handlers.model import Picked, Reply, Said, Started
from legal_kb.knowledge import Knowledge
from tests.bot.telegram_session import SECRET, FakeTelegram, Naps, pressed, said, telegram

INCOMING = Incoming("telegram", "77", Started(), "1", message="77:1001")
HOME = Option("Trang chủ", "nav:home")


class Echo:
    """Stands in for the conversation: delivers its screens and notes what came."""

    def __init__(self, *screens: Screen) -> None:
        self.screens = screens or (screen("Chào bạn."),)
        self.got: list[Incoming] = []
        self.errors: list[Exception] = []

    async def __call__(self, channel: Channel, incoming: Incoming) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.got.append(incoming)
        for one in self.screens:
            await channel.deliver(incoming.place, one)


def screen(text: str, **more: object) -> Screen:
    return Screen((Paragraph("text", text),), **more)


async def sent(*screens: Screen, incoming: Incoming = INCOMING) -> list[dict[str, Any]]:
    session = FakeTelegram()
    channel = telegram(session, Echo())
    for one in screens:
        await channel.deliver(incoming.place, one)
    return session.called("sendMessage")


# --- Delivering ---


async def test_a_screen_is_one_message_with_its_buttons() -> None:
    options = (Option("Đã kích hoạt", "proof:yes", 1), Option("Chưa", "proof:no", 2))
    [message] = await sent(screen("Bạn đã kích hoạt chưa?", options=options, nav=(HOME,)))
    assert message["chat_id"] == 77
    assert message["text"] == "Bạn đã kích hoạt chưa?"
    assert "protect_content" not in message
    assert message["link_preview_options"] == {"is_disabled": True}
    assert message["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Đã kích hoạt", "callback_data": "proof:yes"}],
            [{"text": "Chưa", "callback_data": "proof:no"}],
            [{"text": "Trang chủ", "callback_data": "nav:home"}],
        ]
    }


async def test_four_ways_back_take_two_rows() -> None:
    nav = tuple(Option(str(n), f"nav:{n}") for n in range(4))
    [message] = await sent(screen("Bước", nav=nav))
    rows = message["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["0", "1"], ["2", "3"]]


async def test_a_private_screen_cannot_be_forwarded() -> None:
    [message] = await sent(Screen((Paragraph("record", "Họ tên: N**"),), private=True))
    assert message["protect_content"] is True


async def test_paragraphs_are_formatted_by_entities_in_utf_16_units() -> None:
    quote, long = "“🙏 Điều 38 <b>&amp;*_”", "“" + "Cư trú 😀 " * 60 + "”"
    paragraphs = (
        Paragraph("step", "Bước 1/9 👣"),
        Paragraph("text", "Mở VNeID <i>nhé</i> *đậm*"),
        Paragraph("quote", quote),
        Paragraph("quote", long),
        Paragraph("source", "Luật Cư trú 😀, còn hiệu lực."),
        Paragraph("record", "Nguyễn Văn A"),
        Paragraph("note", " "),
    )
    [message] = await sent(Screen(paragraphs))
    text, entities = str(message["text"]), message["entities"]
    wide = text.encode("utf-16-le")
    shown = [
        (e["type"], wide[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le"))
        for e in entities
    ]
    assert shown == [
        ("bold", "Bước 1/9 👣"),
        ("blockquote", quote),
        ("expandable_blockquote", long),
        ("italic", "Luật Cư trú 😀, còn hiệu lực."),
    ]
    assert text == "\n\n".join(p.text for p in paragraphs)


@pytest.mark.parametrize(
    "piece", ["Thường trú. ", "ế", "😀", "👨‍👩‍👧‍👦 gia đình; ", "Ngưỡ\u0303ng ", "a" * 5000 + "\n"]
)
async def test_a_long_answer_is_cut_without_loss(piece: str) -> None:
    said = (piece * 12000)[:12000].strip()
    limits, no_law = telegram(FakeTelegram(), Echo()).limits, Knowledge.of([], [])
    catalogue = Catalogue("vi", Translations())
    screens = render([Reply(said)], catalogue, limits, no_law, date(2026, 11, 23))
    messages = await sent(*screens)
    texts = [str(message["text"]) for message in messages]
    assert all(units(text) <= 4000 for text in texts)
    assert "".join("".join(texts).split()) == "".join(said.split())


async def test_a_group_sees_no_buttons_and_what_is_answered() -> None:
    incoming = Incoming("telegram", "-100500", Said("/start"), "1", message="-100500:44")
    [message] = await sent(screen("Chỉ nói riêng.", nav=(HOME,)), incoming=incoming)
    assert (message["chat_id"], message["text"]) == (-100500, "Chỉ nói riêng.")
    assert "reply_markup" not in message
    assert message["reply_parameters"]["message_id"] == 44


# --- Trouble on the wire ---


async def test_what_telegram_asks_to_wait_is_passed_on() -> None:
    session = FakeTelegram()
    session.answer("sendMessage", 429, "Too Many Requests", retry_after=7)
    with pytest.raises(NotNow) as caught:
        await telegram(session, Echo()).deliver(INCOMING.place, screen("a"))
    assert caught.value.after == 7


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_after_a_server_error_nobody_knows(status: int) -> None:
    session = FakeTelegram()
    session.answer("sendMessage", status)
    with pytest.raises(Uncertain) as caught:
        await telegram(session, Echo()).deliver(INCOMING.place, screen("bí mật"))
    assert session.texts == ["bí mật"], "it is sent once"
    assert "bí mật" not in str(caught.value)


async def test_what_telegram_cannot_format_is_sent_plain() -> None:
    session = FakeTelegram()
    session.answer("sendMessage", 400, "Bad Request: can't parse entities: unexpected end")
    shown = Screen((Paragraph("step", "Bước 1/9"), Paragraph("text", "Mở VNeID")))
    await telegram(session, Echo()).deliver(INCOMING.place, shown)
    formatted, plain = session.called("sendMessage")
    assert formatted["entities"]
    assert "entities" not in plain
    assert plain["text"] == formatted["text"]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_no_is_final(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    session = FakeTelegram()
    session.answer("sendMessage", status, "Forbidden: bot was blocked by the user 77")
    with pytest.raises(ChannelRefused) as caught:
        await telegram(session, Echo()).deliver(INCOMING.place, screen("bí mật"))
    for told in (caplog.text, str(caught.value), repr(caught.value.__cause__)):
        assert "bí mật" not in told
        assert "77" not in told


async def test_a_message_that_holds_a_secret_is_deleted() -> None:
    session = FakeTelegram()
    await telegram(session, Echo()).forget(INCOMING.place)
    assert session.called("deleteMessage") == [{"chat_id": 77, "message_id": 1001}]


# --- Photos ---


async def test_a_photo_is_fetched() -> None:
    session = FakeTelegram()
    session.files["photos/card"] = bytes(200_000)
    assert await telegram(session, Echo()).fetch("card") == bytes(200_000)


async def test_a_photo_over_ten_megabytes_is_refused() -> None:
    session = FakeTelegram()
    session.files["photos/card"] = bytes(MOST_PHOTO + 1)
    with pytest.raises(ChannelRefused):
        await telegram(session, Echo()).fetch("card")


async def test_a_photo_that_telegram_does_not_know_is_refused() -> None:
    session = FakeTelegram()
    session.answer("getFile", 400, "Bad Request: invalid file_id")
    with pytest.raises(ChannelRefused):
        await telegram(session, Echo()).fetch("card")


# --- Through the dispatcher ---


async def test_a_message_is_answered() -> None:
    session, echo = FakeTelegram(), Echo()
    await telegram(session, echo).feed(said(1, "/start"))
    assert [incoming.event for incoming in echo.got] == [Started()]
    assert session.texts == ["Chào bạn."]


async def test_a_press_is_confirmed_once_and_answered_by_a_new_message() -> None:
    session, echo = FakeTelegram(), Echo()
    await telegram(session, echo).feed(pressed(1, "proof:yes"))
    assert [incoming.event for incoming in echo.got] == [Picked("proof", "yes")]
    assert [call.method for call in session.calls] == ["answerCallbackQuery", "sendMessage"]


async def test_a_press_too_old_to_confirm_is_answered_all_the_same() -> None:
    session, echo = FakeTelegram(), Echo()
    session.answer("answerCallbackQuery", 400, "Bad Request: query is too old")
    await telegram(session, echo).feed(pressed(1, "proof:yes"))
    assert session.texts == ["Chào bạn."]
    assert len(session.called("answerCallbackQuery")) == 1


async def test_what_is_not_for_us_calls_nobody() -> None:
    session, echo = FakeTelegram(), Echo()
    channel = telegram(session, echo)
    await channel.feed({"update_id": 1, "kind_of_next_year": {}})
    await channel.feed(
        {
            "update_id": 2,
            "poll_answer": {"poll_id": "1", "option_ids": [], "option_persistent_ids": []},
        }
    )
    assert echo.got == []
    assert session.calls == []


async def test_a_malformed_update_is_refused() -> None:
    with pytest.raises(Malformed):
        await telegram(FakeTelegram(), Echo()).feed({"update_id": "x"})


async def test_what_could_not_be_committed_is_not_confirmed() -> None:
    echo = Echo()
    echo.errors = [NotTaken()]
    with pytest.raises(NotTaken):
        await telegram(FakeTelegram(), echo).feed(said(1, "a"))


async def test_logs_hold_nothing_of_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    session, echo = FakeTelegram(), Echo()
    channel = telegram(session, echo)
    await channel.feed(said(1, "001089000001"))
    await channel.feed(said(2, "001089000001"))
    assert "001089000001" not in caplog.text
    assert "Lan" not in caplog.text


# --- The webhook ---


async def test_the_webhook_is_told_with_its_secret() -> None:
    session = FakeTelegram()
    await telegram(session, Echo()).start_webhook("https://cutru.example/", SECRET)
    [webhook] = session.called("setWebhook")
    assert webhook == {
        "url": "https://cutru.example/webhooks/telegram",
        "secret_token": SECRET,
        "max_connections": 40,
        "allowed_updates": ["message", "edited_message", "callback_query", "inline_query"],
        "drop_pending_updates": False,
    }


@pytest.mark.parametrize("method", ["getMe", "setWebhook"])
@pytest.mark.parametrize("status", [400, 401, 404])
async def test_a_refused_webhook_leaves_the_service_running(
    method: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    session = FakeTelegram()
    session.answer(method, status)
    await telegram(session, Echo()).start_webhook("https://cutru.example", SECRET)
    assert len([r for r in caplog.records if r.levelname == "ERROR"]) == 1
    assert SECRET not in caplog.text


async def test_the_webhook_waits_for_the_network() -> None:
    session, naps = FakeTelegram(), Naps()
    for _ in range(7):
        session.answer("getMe", 502)
    await telegram(session, Echo(), sleep=naps).start_webhook("https://cutru.example", SECRET)
    assert naps.taken == [1, 2, 4, 8, 16, 30, 30]
    assert session.called("setWebhook")


async def test_closing_lets_the_connections_go() -> None:
    session = FakeTelegram()
    await telegram(session, Echo()).close()
    assert session.closed


# --- Inline cards ---


def inline(query: str) -> dict[str, Any]:
    sender = {"id": 5, "is_bot": False, "first_name": "Cán bộ"}
    return {
        "update_id": 1,
        "inline_query": {"id": "i", "from": sender, "query": query, "offset": ""},
    }


async def answered(query: str, cards: Sequence[Card]) -> dict[str, Any]:
    session = FakeTelegram()
    await telegram(session, Echo(), cards=tuple(cards)).feed(inline(query))
    [answer] = session.called("answerInlineQuery")
    return answer


def card(number: int, text: str = "“1. …”") -> Card:
    return Card(f"luat-68-2020/{number}.1", f"Khoản 1 Điều {number}", "còn hiệu lực", text)


async def test_an_officer_is_offered_at_most_ten_cards() -> None:
    answer = await answered("điều 14", [card(n) for n in range(14)])
    assert (answer["cache_time"], answer["is_personal"]) == (300, False)
    results = answer["results"]
    assert len(results) == 10
    assert results[3] == {
        "type": "article",
        "id": "luat-68-2020/3.1",
        "title": "Khoản 1 Điều 3",
        "description": "còn hiệu lực",
        "input_message_content": {
            "message_text": "“1. …”",
            "link_preview_options": {"is_disabled": True},
        },
    }


@pytest.mark.parametrize("query", ["", "   "])
async def test_an_empty_search_gets_a_hint(query: str) -> None:
    answer = await answered(query, [card(1)])
    assert answer["results"] == []
    assert answer["button"]["start_parameter"] == "luat"


async def test_a_card_too_long_says_that_it_is_cut() -> None:
    answer = await answered("dài", [card(1, "ế😀" * 3000)])
    [result] = answer["results"]
    assert result["input_message_content"]["message_text"].endswith(" […]")


async def test_a_search_answered_too_late_does_no_harm() -> None:
    session = FakeTelegram()
    session.answer("answerInlineQuery", 400, "Bad Request: query is too old")
    await telegram(session, Echo(), cards=(card(1),)).feed(inline("điều 1"))


async def test_a_search_that_breaks_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    session = FakeTelegram()

    def broken(query: str) -> Sequence[Card]:
        raise ValueError(query)

    channel = telegram(session, Echo())
    channel._find = broken
    await channel.feed(inline("điều bí mật"))
    assert session.called("answerInlineQuery")
    assert "bí mật" not in caplog.text


# --- Listening ---


async def test_a_text_for_everybody_has_a_button_and_is_sent_as_sound() -> None:
    async def of(language: str, node: str) -> bytes | None:
        return b"mp3" if (language, node) == ("vi", "home") else None

    session, echo = FakeTelegram(), Echo()
    sound = Sound(lambda screen: not screen.private, of)
    channel = telegram(session, echo, sound=sound)
    await channel.deliver(INCOMING.place, screen("Bạn cần gì?", node="home"))
    await channel.deliver(INCOMING.place, screen("Họ tên: An", node="home", private=True))
    listened, private = session.called("sendMessage")
    button = listened["reply_markup"]["inline_keyboard"][-1][0]
    assert button == {"text": "♪ Nghe", "callback_data": "listen:vi/home"}
    assert "reply_markup" not in private
    await channel.feed(pressed(1, button["callback_data"]))
    await channel.feed(pressed(2, "listen:vi/lookup.personal_told"))
    assert [voice["chat_id"] for voice in session.called("sendVoice")] == [77]
    assert echo.got == []  # The conversation stays where it is.
