"""The routes of the web chat: what a browser may send, and what it may not."""

from __future__ import annotations

import re
from html import unescape
from importlib.resources import files
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from bot.app import Assistant, build
from bot.store import StoreUnavailable
from bot.web.bodies import MOST_JSON, MOST_PHOTO
from bot.web.pages import HEADERS
from lookup.population import demo_people
from tests.web.conftest import fresh_id

QUESTION = "can giay to gi thay so ho khau"


def field(html: str, name: str, *, near: str = "") -> str:
    """Return the value of a hidden field, of the form around `near` where that is given."""
    forms = re.findall(r"<form.*?</form>", html, re.DOTALL)
    form = next(form for form in forms if near in form)
    found = re.search(rf'name="{name}" value="([^"]*)"', form)
    assert found, form
    return unescape(found[1])


async def press(client: httpx.AsyncClient, html: str, label: str) -> str:
    """Press a button of the page, as a browser sends its form."""
    form = {name: field(html, name, near=f">{label}<") for name in ("id", "address", "label")}
    answer = await client.post("/chat", data=form)
    assert answer.status_code == 200
    return answer.text


async def write(client: httpx.AsyncClient, html: str, text: str) -> str:
    """Type into the page's box and send it."""
    answer = await client.post("/chat", data={"id": field(html, "id"), "text": text})
    assert answer.status_code == 200
    return answer.text


async def say(client: httpx.AsyncClient, **said: Any) -> httpx.Response:
    """Send as the page's script does."""
    if "cutru" not in client.cookies:
        await client.get("/")
    return await client.post("/chat/messages", json={"id": fresh_id(), **said})


def texts(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return "\n".join(p["text"] for s in answer.json()["screens"] for p in s["paragraphs"])


# --- Without JavaScript ---


async def test_a_question_makes_a_round_trip_without_javascript(client: httpx.AsyncClient) -> None:
    first = (await client.get("/")).text
    assert '<html lang="vi">' in first
    shown = await write(client, first, QUESTION)
    assert QUESTION in shown
    assert '<blockquote lang="vi">' in shown
    assert "Điều 14 Nghị định 104/2022/NĐ-CP" in shown


async def test_every_choice_is_a_form_of_its_own(client: httpx.AsyncClient) -> None:
    html = (await client.get("/")).text
    shown = await press(client, html, "Giấy tờ thay sổ hộ khẩu")
    assert re.search(r'class="said">.*<span>Giấy tờ thay sổ hộ khẩu</span>', shown)
    back = await press(client, shown, "Trang chủ")
    assert ">Giấy tờ thay sổ hộ khẩu<" in back


async def test_the_whole_lookup_works_without_javascript(
    client: httpx.AsyncClient, assistant: Assistant
) -> None:
    citizen = (await demo_people(assistant.register))[1]
    html = await press(client, (await client.get("/")).text, "Xem cư trú của tôi")
    html = await press(client, html, "Tôi đồng ý")
    html = await write(client, html, citizen.personal_id.value)
    assert citizen.personal_id.value not in html
    assert "(đã ẩn)" in html
    phone = (await client.get("/demo/phone")).text
    code = re.search(r"\d{4} \d{4}", phone)
    assert code
    html = await write(client, html, code[0])
    assert code[0] not in html
    assert "<dt>Nơi thường trú</dt>" in html


async def test_a_page_brought_back_sends_another_choice_as_another_message(
    client: httpx.AsyncClient,
) -> None:
    html = (await client.get("/")).text
    await press(client, html, "Hướng dẫn VNeID")
    shown = await press(client, html, "Nhận biết lừa đảo")
    other = await press(client, html, "Hướng dẫn VNeID")
    assert shown != other
    assert "lừa đảo" in shown


async def test_a_secret_sent_once_more_stays_hidden(
    client: httpx.AsyncClient, assistant: Assistant
) -> None:
    citizen = (await demo_people(assistant.register))[2]
    html = await press(client, (await client.get("/")).text, "Xem cư trú của tôi")
    html = await press(client, html, "Tôi đồng ý")
    await write(client, html, citizen.personal_id.value)
    assert citizen.personal_id.value not in await write(client, html, citizen.personal_id.value)


async def test_an_address_kept_after_a_form_leads_to_the_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/chat")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_the_language_is_switched_by_a_form(client: httpx.AsyncClient) -> None:
    html = await press(client, (await client.get("/")).text, "English")
    assert '<html lang="en">' in html
    html = await press(client, html, "Tiếng Việt")
    assert '<html lang="vi">' in html


# --- Who may send ---


async def test_the_cookie_is_for_this_site_and_not_for_scripts(client: httpx.AsyncClient) -> None:
    cookie = (await client.get("/")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie  # No public https address is set here.


async def test_the_page_allows_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    for name, value in HEADERS.items():
        assert page.headers[name] == value
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    for html in (
        page.text,
        (await client.get("/demo/phone")).text,
        (await client.get("/docs")).text,
    ):
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", html)
        assert not re.search(r'(?:src|href)="(?!/|#)', html)


@pytest.mark.parametrize("path", ["/chat", "/chat/messages", "/chat/photo?id=12345678"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://test", "sec-fetch-site": "cross-site"},
    ],
)
async def test_another_site_may_not_send(
    client: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    await client.get("/")
    assert (await client.post(path, content=b"{}", headers=headers)).status_code == 403


async def test_a_message_without_the_cookie_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/chat/messages", json={"id": fresh_id(), "text": "xin chao"})
    assert answer.status_code == 400


# --- What may be sent ---


@pytest.mark.parametrize(
    ("path", "most"),
    [("/chat", MOST_JSON), ("/chat/messages", MOST_JSON), ("/chat/photo?id=12345678", MOST_PHOTO)],
)
async def test_a_body_over_the_limit_is_refused(
    client: httpx.AsyncClient, path: str, most: int
) -> None:
    await client.get("/")
    assert (await client.post(path, content=b"x" * (most + 1))).status_code == 413


async def test_a_stream_that_does_not_end_is_refused(client: httpx.AsyncClient) -> None:
    await client.get("/")

    async def endless() -> Any:
        while True:
            yield b"x" * 8192

    assert (await client.post("/chat/messages", content=endless())).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b'{"id":"12345678","text":NaN}',
        b'{"id":"12345678","text":"\\ud800"}',
        b'{"id":"12345678","text":"\xff"}',
        b'{"id":"12345678"}',
        b'{"id":"12345678","text":7}',
        b'{"id":12345678,"text":"a"}',
        b'{"id":"short","text":"a"}',
        b'{"id":"not an id!","text":"a"}',
        b'{"id":"12345678","photo":"x"}',
        b"[" * 60_000,
    ],
)
async def test_a_malformed_message_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    await client.get("/")
    assert (await client.post("/chat/messages", content=body)).status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"text=a", b"id=12345678", b"id=&text=a", b"&".join(b"a%d=1" % n for n in range(50))],
)
async def test_a_malformed_form_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post("/chat", content=body)).status_code == 400


@pytest.mark.parametrize("text", ["%FF%FE", "%ED%A0%80", "a%00b", "%E2%80%AE%E2%81%A6x"])
async def test_a_form_of_odd_bytes_is_answered(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.post("/chat", content=f"id={fresh_id()}&text={text}".encode())
    assert answer.status_code == 200
    assert 'class="screen"' in answer.text


async def test_a_text_that_is_too_long_is_told_so(client: httpx.AsyncClient) -> None:
    assert "dài quá" in texts(await say(client, text="hỏi " * 2500))
    html = await write(client, (await client.get("/")).text, "a" * 10_000)
    assert "dài quá" in html


@pytest.mark.parametrize("text", ["", "   ", "😀🏠👵", "\x00\x07\x1b\x7f", "\u202e\u2066\u200b"])
async def test_a_text_without_words_is_told_so(client: httpx.AsyncClient, text: str) -> None:
    assert "chưa có chữ nào" in texts(await say(client, text=text))


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "</p><h1>a</h1>"],
)
async def test_html_in_a_text_stays_text(client: httpx.AsyncClient, text: str) -> None:
    html = await write(client, (await client.get("/")).text, text)
    assert "<" not in text or text not in html
    assert text in unescape(html)


@pytest.mark.parametrize(
    "address", ["", ":", "nowhere:yes", "nav:", "go:", "go:proof:x", "a" * 999]
)
async def test_a_button_that_does_not_exist_is_answered(
    client: httpx.AsyncClient, address: str
) -> None:
    answer = await say(client, address=address, text="trang chu")
    assert answer.status_code == 200
    assert answer.json()["screens"]


# --- Once ---


async def test_a_message_sent_twice_has_one_effect(
    client: httpx.AsyncClient, assistant: Assistant
) -> None:
    citizen = (await demo_people(assistant.register))[0]
    assert assistant.phone
    await say(client, address="go:lookup")
    await say(client, address="lookup.consent:agree")
    message = {"id": fresh_id(), "text": citizen.personal_id.value}
    first = await client.post("/chat/messages", json=message)
    again = await client.post("/chat/messages", json=message)
    assert first.json()["hide"] is True
    await assistant.lookup.settle()
    assert len(assistant.phone.messages) == 1
    assert again.json()["screens"][-1] == first.json()["screens"][-1]


async def test_two_people_may_use_the_same_id(client: httpx.AsyncClient) -> None:
    shared = fresh_id()
    await say(client, id=shared, address="go:scam")
    client.cookies.clear()
    other = await say(client, id=shared, address="go:ct07")
    assert other.json()["screens"][0]["options"][0]["address"].startswith("ct07")


# --- The other pages ---


async def test_what_is_not_a_picture_is_told_so(client: httpx.AsyncClient) -> None:
    await say(client, address="go:lookup")
    await say(client, address="lookup.consent:agree")
    answer = await client.post(f"/chat/photo?id={fresh_id()}", content=b"not a picture")
    assert "không phải là ảnh" in texts(answer)


@pytest.mark.parametrize("id", [fresh_id(), "short"])
async def test_a_photo_that_nobody_reads_is_not_held(
    client: httpx.AsyncClient, assistant: Assistant, id: str
) -> None:
    await say(client, text="xin chao")
    await client.post("/chat/photo", params={"id": id}, content=b"a photo of a card")
    assert b"a photo of a card" not in vars(assistant.channels["web"])["_photos"].values()


async def test_the_page_says_sorry_while_the_database_is_away(
    client: httpx.AsyncClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("OperationalError")

    monkeypatch.setattr(assistant.store, "known", away)
    page = await client.get("/")
    assert page.status_code == 200
    assert "mã lỗi" in page.text


async def test_the_phone_page_names_three_people(
    client: httpx.AsyncClient, assistant: Assistant
) -> None:
    html = (await client.get("/demo/phone")).text
    assert "Chưa có tin nhắn nào" in html
    for person in await demo_people(assistant.register):
        assert person.personal_id.value in html
        assert person.phone in html


async def test_the_api_page_lists_every_path(client: httpx.AsyncClient) -> None:
    html = (await client.get("/docs")).text
    spec = (await client.get("/openapi.json")).json()
    assert spec["paths"]
    for path, methods in spec["paths"].items():
        assert f"<code>{path}</code>" in unescape(html)
        for route in methods.values():
            assert route["description"] in unescape(html)


HOSTILE = (
    b"",
    b"\xff\xfe\x00",
    b"{",
    b"id=1&text=%00%ED%A0%80&code=%00&number=CA-0001&address=:::&label=%F0%9F",
    b"&".join(b"a%d=1" % number for number in range(50)),
    b"text=" + b"%E1%BA%BF" * 2000 + b"&share=%00&heard=99999999999999999999&id=aaaaaaaaaa",
)

PARTS = ("x", "-1", "9" * 30, "%00", "%C6%B0", "y" * 500)


async def test_no_route_breaks_on_what_no_page_of_ours_sends(
    client: httpx.AsyncClient, assistant: Assistant
) -> None:
    """Those outside the description too, which schemathesis does not see."""
    hidden = [r for r in build(assistant).routes if isinstance(r, APIRoute)]
    asked = [(method, r.path) for r in hidden for method in r.methods if not r.include_in_schema]
    assert ("POST", "/can-bo/truc/{id}") in asked
    for method, path in asked:
        for body, part in zip(HOSTILE, PARTS, strict=True):
            address = re.sub(r"\{[^}]*\}", part, path)
            query = {"after": part, "heard": part, "on": part, "tu-dong": part}
            answer = await client.request(method, address, content=body, params=query)
            assert answer.status_code < 500, (method, address, body)


@pytest.mark.parametrize("file", ["chat.css", "chat.js", "icon.svg"])
async def test_a_file_of_the_page_is_served(client: httpx.AsyncClient, file: str) -> None:
    answer = await client.get(f"/static/{file}")
    assert answer.status_code == 200
    assert answer.content == files("bot").joinpath("pages", file).read_bytes()


@pytest.mark.parametrize("file", ["chat.html", "..%2fweb.py", "%2e%2e", "chat.css%00"])
async def test_no_other_file_is_served(client: httpx.AsyncClient, file: str) -> None:
    assert (await client.get(f"/static/{file}")).status_code == 404


async def test_an_answer_says_why_when_asked(client: httpx.AsyncClient) -> None:
    asked = {"q": "sổ hộ khẩu còn giá trị không", "why": "true"}
    body = (await client.get("/api/v1/answers", params=asked)).json()
    assert body["outcome"] == "answered"
    assert "khẩu" in body["why"]["words"]
    assert body["why"]["nodes"][0][0] == "proof.book_validity"
    assert body["why"]["confidence"] > 0.9
    assert len(body["why"]["version"]) == 12
