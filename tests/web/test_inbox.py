"""The officers' inbox: who may see it, and what it shows of a person."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from itertools import count

import httpx
import pyotp
import pytest
from sqlalchemy import text

from bot.app import Assistant, build
from lookup.officers import Officer
from tests.web.conftest import ADDRESS, fresh_id

INBOX = "/can-bo/truc"
OFFICE = "Công an phường Mẫu"
_NUMBERS = count(1)


@pytest.fixture
async def other(assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    """Another browser."""
    transport = httpx.ASGITransport(build(assistant))
    headers = {"origin": ADDRESS}
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as client:
        yield client


async def enter(assistant: Assistant, client: httpx.AsyncClient) -> str:
    """Sign an officer of their own in; returns their number."""
    number, secret = f"TR-{next(_NUMBERS):04}", pyotp.random_base32()
    async with assistant.register.writing() as records:
        await records.add_officer(Officer(number, OFFICE), secret)
    code = pyotp.TOTP(secret).at(assistant.clock())
    answer = await client.post(INBOX, data={"number": number, "code": code})
    assert (answer.status_code, answer.headers["location"]) == (303, INBOX)
    for word in ("HttpOnly", "SameSite=strict", "Path=/can-bo"):
        assert word in answer.headers["set-cookie"]
    return number


async def ask(client: httpx.AsyncClient, assistant: Assistant) -> int:
    """Let the citizen of this browser wait for a person; returns the talk's number."""
    await client.get("/")
    await say(client, address="go:proof")
    await say(client, address="go:human.ask")
    return (await assistant.conversation.desk.opened())[-1].id


async def say(client: httpx.AsyncClient, **said: str) -> httpx.Response:
    return await client.post("/chat", data={"id": fresh_id(), **said})


async def test_a_talk_without_javascript_on_either_side(
    assistant: Assistant, client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    id, number = await ask(client, assistant), await enter(assistant, other)
    listed = await other.get(INBOX)
    assert f"Cuộc số {id}" in listed.text
    assert "http-equiv" in listed.text
    taken = await other.post(f"{INBOX}/{id}/nhan", follow_redirects=True)
    assert "Chưa có tin nào từ khi bạn nhận." in taken.text
    assert f"{number}, {OFFICE} đã vào trả lời bạn" in (await client.get("/")).text
    silent = await say(client, text="Chào chị, tôi hỏi về sổ hộ khẩu")
    assert "trợ lý tự động tạm dừng" in silent.text
    assert "Điều 38" not in silent.text
    assert "Chào chị, tôi hỏi về sổ hộ khẩu" in (await other.get(f"{INBOX}/{id}")).text
    form = {"id": fresh_id(), "text": "Không cần <b>sổ</b> nữa."}
    for _ in range(2):  # A form that is sent twice is said once.
        said = await other.post(f"{INBOX}/{id}", data=form, follow_redirects=True)
    assert said.text.count("Không cần &lt;b&gt;sổ&lt;/b&gt; nữa.") == 1
    for _ in range(2):  # Reloading loses nothing.
        assert (await client.get("/")).text.count("nữa.") == 1
    await other.post(f"{INBOX}/{id}/xong")
    back = await say(client, text="sổ hộ khẩu còn giá trị không")
    assert "đã kết thúc" in back.text
    assert "Điều 38" in back.text
    assert f"Cuộc số {id}" not in (await other.get(INBOX)).text


async def test_the_list_shows_nothing_of_a_person_but_where_they_stood(
    assistant: Assistant, client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    await client.get("/")
    await say(client, text="tôi tên Lan, số 0912345678, hỏi sổ hộ khẩu")
    id = await ask(client, assistant)
    await enter(assistant, other)
    page = (await other.get(INBOX)).text
    [waiting] = [one for one in await assistant.conversation.desk.opened() if one.id == id]
    for hidden in ("Lan", "0912345678", waiting.place.person, waiting.conversation):
        assert hidden not in page
    assert "Chứng minh nơi cư trú" in page
    await assistant.conversation.desk.take(id, "x")
    await assistant.conversation.desk.close(id, "x")


async def test_a_talk_is_read_by_its_own_officer_only(
    assistant: Assistant, client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    id = await ask(client, assistant)
    await enter(assistant, client)
    await enter(assistant, other)
    await client.post(f"{INBOX}/{id}/nhan")
    await say(client, text="Điều riêng tư")
    for path in (f"{INBOX}/{id}", f"{INBOX}/{id}?tu-dong=1", INBOX):
        assert "Điều riêng tư" not in (await other.get(path)).text
    for act in ("nhan", "xong", "tra-lai", ""):
        path = f"{INBOX}/{id}/{act}".rstrip("/")
        refused = await other.post(path, data={"id": fresh_id(), "text": "Tôi đây"})
        assert refused.status_code == 409
        assert "không còn ở chỗ bạn" in refused.text
    await client.post(f"{INBOX}/{id}/tra-lai")
    assert (await other.post(f"{INBOX}/{id}/nhan")).status_code == 303
    assert "chuyển bạn cho người trực khác" in (await client.get("/")).text
    await other.post(f"{INBOX}/{id}/xong")


async def test_nothing_is_shown_or_done_without_a_session(
    assistant: Assistant, client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    id = await ask(client, assistant)
    for cookie in ("", "x" * 43):
        other.cookies.set("cutru_officer", cookie, path="/can-bo")
        for path in (INBOX, f"{INBOX}/{id}"):
            page = await other.get(path)
            assert "Đăng nhập" in page.text
            assert "Cuộc số" not in page.text
        for act in ("nhan", "xong", "tra-lai"):
            assert (await other.post(f"{INBOX}/{id}/{act}")).status_code == 401
    [waiting] = [one for one in await assistant.conversation.desk.opened() if one.id == id]
    assert waiting.status == "waiting"


async def test_a_form_of_another_site_does_nothing(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    id = await ask(client, assistant)
    await enter(assistant, client)
    foreign = {"origin": "https://elsewhere.example"}
    for path in (INBOX, f"{INBOX}/thoat", f"{INBOX}/{id}/nhan", f"{INBOX}/{id}"):
        assert (await client.post(path, headers=foreign)).status_code == 403


async def test_a_page_that_reloads_itself_does_not_keep_the_session_open(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    await enter(assistant, client)

    async def used() -> str:
        latest = text("SELECT max(used_at) FROM officer_sessions")
        async with assistant.database.connect() as connection:
            return str(await connection.scalar(latest))

    begun = await used()
    assert "Đang đăng nhập" in (await client.get(f"{INBOX}?tu-dong=1")).text
    assert await used() == begun
    await client.get(INBOX)
    assert await used() > begun


async def test_hostile_forms_do_not_break_the_inbox(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    id = await ask(client, assistant)
    await enter(assistant, client)
    await client.post(f"{INBOX}/{id}/nhan")
    for said in ("\0", " ", "x" * 2000, "\u202e<script>", "ế" * 2001, "{officer} %s {0}"):
        form = {"id": "\0", "text": said}
        answer = await client.post(f"{INBOX}/{id}", data=form, follow_redirects=True)
        assert answer.status_code == (422 if len(said) > 2000 else 200)
    for other in ("x", "-1", "9" * 30, f"{id}%00"):
        for act in ("", "/nhan", "/xong", "/tra-lai"):
            answer = await client.post(f"{INBOX}/{other}{act}", data={"text": "a"})
            assert answer.status_code in (404, 409, 422)
    lines = await assistant.conversation.desk.lines(id)
    assert [line.text for line in lines] == ["x" * 2000, "\u202e<script>", "{officer} %s {0}"]
    assert "{officer} %s {0}" in (await client.get("/")).text
    await client.post(f"{INBOX}/{id}/xong")


async def test_each_act_is_logged_without_what_was_said(
    assistant: Assistant,
    client: httpx.AsyncClient,
    other: httpx.AsyncClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    id, number = await ask(client, assistant), await enter(assistant, other)
    caplog.clear()
    with caplog.at_level(logging.INFO):
        await other.post(f"{INBOX}/{id}/nhan")
        await say(client, text="Bí mật của tôi")
        await other.get(f"{INBOX}/{id}")
        await other.post(f"{INBOX}/{id}", data={"id": fresh_id(), "text": "Lời đáp"})
        await other.post(f"{INBOX}/{id}/xong")
    for act in ("taken", "read", "answered", "closed"):
        assert re.search(rf"desk\.{act} handover={id} officer={number}", caplog.text), act
    assert "Bí mật" not in caplog.text
    assert "Lời đáp" not in caplog.text
