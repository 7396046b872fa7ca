"""What each kind of update is taken for."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Malformed
from bot.channels.telegram import Telegram
from bot.channels.telegram_reading import Me, read, update_of
from handlers.model import Event, Photographed, Picked, Said, Started, Unreadable
from handlers.wording import UNREADABLE
from tests.bot.telegram_session import BOT, PERSON, SECRET, FakeTelegram, message, pressed, said
from tests.bot.telegram_session import telegram as channel

ME = Me(123456789, "CuTruBot")
MB = 1024 * 1024
FILE = {"file_id": "f", "file_unique_id": "u"}
GROUP = {"id": -100500, "type": "supergroup", "title": "Tổ dân phố"}


@pytest.fixture
def telegram() -> Telegram:
    async def nothing(*_: object) -> None:
        """These tests only read."""

    return channel(FakeTelegram(), nothing)


def photo(*sizes: tuple[str, int, int | None]) -> list[dict[str, Any]]:
    return [
        {"file_id": id, "file_unique_id": id, "width": w, "height": w, "file_size": size}
        for id, w, size in sizes
    ]


def document(mime: str | None, size: int = 1000) -> dict[str, Any]:
    return {"document": {**FILE, "mime_type": mime, "file_size": size}}


def contact(owner: int | None) -> dict[str, Any]:
    return {"contact": {"phone_number": "+84900000000", "first_name": "A", "user_id": owner}}


FORWARDED = {
    "forward_origin": {"type": "hidden_user", "sender_user_name": "B", "date": 1_790_000_000}
}
LOCATION = {"location": {"latitude": 21.0, "longitude": 105.8}}
KINDS: list[tuple[dict[str, Any], Event]] = [
    (said(1, "/start"), Started()),
    (said(1, "/start luat"), Started()),
    (said(1, "/start@CuTruBot"), Started()),
    (said(1, "/started"), Said("/started")),
    (said(1, "/luat 14.2.b"), Said("/luat 14.2.b")),
    (said(1, "Sổ hộ khẩu còn giá trị không? 🙏"), Said("Sổ hộ khẩu còn giá trị không? 🙏")),
    (said(1, "1", **FORWARDED), Said("1")),
    (pressed(1, "proof:yes"), Picked("proof", "yes")),
    (pressed(1, "rubbish"), Picked("rubbish", "")),
    (
        said(1, photo=photo(("s", 90, 900), ("l", 1280, MB), ("xl", 9000, 11 * MB))),
        Photographed("l"),
    ),
    (said(1, photo=photo(("s", 90, None), ("l", 1280, None))), Photographed("l")),
    (said(1, photo=photo(("xl", 9000, 11 * MB))), Photographed("xl")),
    (said(1, **document("image/jpeg")), Photographed("f")),
    (said(1, **document("image/png")), Photographed("f")),
    (said(1, **document("image/webp")), Photographed("f")),
    (said(1, **document("image/webp", 10 * MB + 1)), Unreadable("document")),
    (said(1, **document("image/svg+xml")), Unreadable("document")),
    (said(1, **document("application/pdf")), Unreadable("document")),
    (said(1, **document(None)), Unreadable("document")),
    (said(1, voice={**FILE, "duration": 2}), Unreadable("voice")),
    (said(1, video_note={**FILE, "duration": 2, "length": 9}), Unreadable("voice")),
    (said(1, audio={**FILE, "duration": 2}), Unreadable("voice")),
    (
        said(
            1,
            animation={**FILE, "duration": 2, "width": 9, "height": 9},
            **document("image/png"),
        ),
        Unreadable("sticker"),
    ),
    (
        said(
            1,
            sticker={
                **FILE,
                "type": "regular",
                "width": 9,
                "height": 9,
                "is_animated": False,
                "is_video": False,
            },
        ),
        Unreadable("sticker"),
    ),
    (said(1, **contact(77)), Unreadable("contact")),
    (said(1, **contact(77), **FORWARDED), Unreadable("contact_of_another")),
    (said(1, **contact(78)), Unreadable("contact_of_another")),
    (said(1, **contact(None)), Unreadable("contact_of_another")),
    (said(1, **LOCATION), Unreadable("location")),
    (said(1, venue={**LOCATION, "title": "a", "address": "b"}, **LOCATION), Unreadable("location")),
    (said(1, video={**FILE, "duration": 2, "width": 9, "height": 9}), Unreadable("other")),
    (said(1, dice={"emoji": "🎲", "value": 3}), Unreadable("other")),
    (said(1), Unreadable("other")),
    (
        {"update_id": 1, "edited_message": message("sửa", edit_date=1_790_000_001)},
        Unreadable("edited"),
    ),
    (said(1, "/tracuu", chat=GROUP), Unreadable("group")),
    (said(1, "/tracuu@cutrubot", chat=GROUP), Unreadable("group")),
    (
        said(1, "hỏi chút", chat=GROUP, reply_to_message=message("…", **{"from": BOT})),
        Unreadable("group"),
    ),
    (
        said(
            1,
            "alo",
            chat=GROUP,
            entities=[{"type": "text_mention", "offset": 0, "length": 3, "user": BOT}],
        ),
        Unreadable("group"),
    ),
    (
        said(
            1,
            "🙏 @CuTruBot ơi",
            chat=GROUP,
            entities=[{"type": "mention", "offset": 3, "length": 9}],
        ),
        Unreadable("group"),
    ),
]
IGNORED: list[dict[str, Any]] = [
    {"update_id": 1},
    {"update_id": 1, "kind_of_next_year": {"id": 1}},
    {"update_id": 1, "channel_post": message("tin", chat=-1)},
    said(1, "tôi là bot", **{"from": {**PERSON, "is_bot": True}}),
    said(1, pinned_message=message("x")),
    said(1, "nói chuyện riêng", chat=GROUP),
    said(1, "/tracuu@otherbot", chat=GROUP),
    said(1, new_chat_members=[BOT], chat=GROUP),
    said(1, "@other", chat=GROUP, entities=[{"type": "mention", "offset": 0, "length": 6}]),
    said(1, "🙏", chat=GROUP, entities=[{"type": "mention", "offset": 1, "length": 5}]),
    said(1, "tin", chat={"id": -5, "type": "channel"}),
    {"update_id": 1, "edited_message": message(None, **LOCATION)},
    {"update_id": 1, "edited_message": {**message("sửa"), "chat": GROUP}},
    {
        "update_id": 1,
        "poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": []},
    },
    {"update_id": 1, "inline_query": {"id": "1", "from": PERSON, "query": "14", "offset": ""}},
]
DEEP: dict[str, Any] = message("đáy")
for _ in range(400):
    DEEP = message("sâu", reply_to_message=DEEP)
MALFORMED: list[Any] = [
    None,
    [],
    "update",
    7,
    {},
    {"update_id": None},
    {"update_id": math.nan},
    {"update_id": math.inf},
    {"update_id": 1.5},
    {"update_id": "một"},
    {"update_id": -1},
    {"update_id": 2**63},
    {"update_id": 10**5000},
    {"update_id": 1, "message": "text"},
    {"update_id": 1, "message": []},
    {"update_id": 1, "message": {}},
    said(1, 5),  # type: ignore[arg-type]
    said(1, ["a"]),  # type: ignore[arg-type]
    said(1, "\ud800"),
    said(1, "\ud800", chat=GROUP),
    said(1, "a", chat=5),
    said(1, "a", chat={"id": math.nan, "type": "private"}),
    said(1, "a", chat={"id": 10**40, "type": "private"}),
    said(1, "a", **{"from": {**PERSON, "id": 10**5000}}),
    said(1, "a", **{"from": {**PERSON, "id": "x"}}),
    said(1, "a", date="soon"),
    said(1, photo=[{"file_id": 1}]),
    {"update_id": 1, "callback_query": {"id": "1", "data": "a:b"}},
    {"update_id": 1, "message": DEEP},
]


@pytest.mark.parametrize(("update", "event"), KINDS)
async def test_each_kind_of_message_becomes_its_event(
    telegram: Telegram, update: dict[str, Any], event: Event
) -> None:
    telegram._me = ME
    incoming = telegram.parse(update)
    assert incoming is not None
    assert incoming.event == event
    assert (incoming.channel, incoming.id, incoming.language) == ("telegram", "1", "vi")


def test_every_reason_has_its_words() -> None:
    reasons = {event.kind for _, event in KINDS if isinstance(event, Unreadable)}
    assert reasons <= UNREADABLE.keys()


@pytest.mark.parametrize("update", IGNORED)
async def test_what_is_not_meant_for_us_is_not_answered(
    telegram: Telegram, update: dict[str, Any]
) -> None:
    assert telegram.parse(update) is None


@pytest.mark.parametrize("payload", MALFORMED, ids=range(len(MALFORMED)))
async def test_what_is_no_update_is_malformed(telegram: Telegram, payload: Any) -> None:
    with pytest.raises(Malformed) as caught:
        telegram.parse(payload)
    assert caught.value.__cause__ is None, "the library's error quotes what was sent"


async def test_a_person_and_a_group_are_two_conversations(telegram: Telegram) -> None:
    alone, among = telegram.parse(said(1, "/start")), telegram.parse(said(2, "/start", chat=GROUP))
    assert alone is not None
    assert among is not None
    assert (alone.person, alone.message) == ("77", "77:1001")
    assert (among.person, among.message) == ("-100500", "-100500:1002")


async def test_a_button_pressed_in_a_group_opens_nothing_there(telegram: Telegram) -> None:
    update = pressed(1, "lookup.consent:agree")
    update["callback_query"]["message"]["chat"] = GROUP
    incoming = telegram.parse(update)
    assert incoming is not None
    assert (incoming.person, incoming.event) == ("-100500", Unreadable("group"))


async def test_a_button_under_a_message_too_old_to_show_is_still_read(telegram: Telegram) -> None:
    update = pressed(1, "proof:yes")
    update["callback_query"]["message"] = {
        "chat": {"id": 77, "type": "private"},
        "message_id": 3,
        "date": 0,
    }
    incoming = telegram.parse(update)
    assert incoming is not None
    assert (incoming.message, incoming.event) == ("77:3", Picked("proof", "yes"))


@pytest.mark.parametrize("code", ["vi", "VI-vn", "vi-VN"])
async def test_the_language_is_two_letters(telegram: Telegram, code: str) -> None:
    incoming = telegram.parse(said(1, "a", **{"from": {**PERSON, "language_code": code}}))
    assert incoming is not None
    assert incoming.language == "vi"


HEADER = "x-telegram-bot-api-secret-token"


@pytest.mark.parametrize(
    ("headers", "authentic"),
    [
        ({HEADER: SECRET}, True),
        ({HEADER: SECRET[:-1]}, False),
        ({HEADER: SECRET + "x"}, False),
        ({HEADER: ""}, False),
        ({}, False),
        ({HEADER: "bí mật"}, False),
        ({HEADER: "\udcff\ud800"}, False),
        ({HEADER: "\xff" * 1_000_000}, False),
        ({"authorization": SECRET}, False),
    ],
)
async def test_only_the_secret_opens_the_webhook(
    telegram: Telegram, headers: dict[str, str], authentic: bool
) -> None:
    assert telegram.authentic(headers, b"{}") is authentic


async def test_without_a_secret_nothing_is_authentic() -> None:
    async def nothing(*_: object) -> None:
        """Never called."""

    closed = channel(FakeTelegram(), nothing)
    closed._secret = b""
    assert not closed.authentic({HEADER: ""}, b"")
    assert not closed.authentic({}, b"")


JUNK = st.sampled_from(
    [None, True, -1, 0, 2**70, 10**400, 1.5, math.nan, math.inf, "", "\x00", "\ud800", [], {}, [[]]]
)
SAMPLES = [update for update, _ in KINDS] + IGNORED


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the way to every value inside a payload."""
    inner: Any = ()
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [path] + [place for key, under in inner for place in places(under, (*path, key))]


def replaced(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], junk)
    return copy


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_whatever_comes_is_read_or_malformed(data: st.DataObject) -> None:
    update: Any = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        update = replaced(update, data.draw(st.sampled_from(places(update))), data.draw(JUNK))
    try:
        incoming = read(update_of(update), ME)
    except Malformed:
        return
    assert incoming is None or (len(incoming.conversation) < 60 and len(incoming.id) < 30)
