"""The API, the signed webhook and health, over the real application."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from standardwebhooks.webhooks import Webhook

from bot.app import Assistant, build
from bot.store import StoreUnavailable
from tests.bot.conftest import Clock

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=build(assistant), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def post(client: AsyncClient, body: bytes, id: str = "m-1", **headers: str) -> Response:
    now = Clock().now
    signed = {
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(id, now, body.decode("utf-8", "replace")),
    }
    return await client.post("/webhooks/generic", content=body, headers=signed | headers)


def said(**fields: Any) -> bytes:
    return json.dumps({"person": "p-1", **fields}, ensure_ascii=False).encode()


# --- API ---


async def test_an_answer_carries_its_clause_its_dates_and_its_next_steps(
    client: AsyncClient,
) -> None:
    got = await client.get("/api/v1/answers", params={"q": "so ho khau con gia tri khong"})
    assert got.status_code == 200
    answer = got.json()
    assert answer["citations"][0] == "68/2020/QH14:art38.cl3"
    assert answer["quotes"][0]["in_force_from"] == "2021-07-01"
    assert answer["quotes"][0]["verified"] >= 1
    assert answer["next"]
    assert not answer["declined"]


async def test_the_law_of_a_day_can_be_asked_for(client: AsyncClient) -> None:
    url = "/api/v1/provisions/nd-104-2022/14.1"
    before = await client.get(url, params={"on": "2022-12-31"})
    since = await client.get(url, params={"on": "2023-01-01"})
    assert before.json()[0]["status"] == "not_yet"
    assert since.json()[0]["status"] == "in_force"


async def test_a_provision_can_be_asked_for_as_it_is_written(client: AsyncClient) -> None:
    got = await client.get("/api/v1/provisions/k2 đ14 nđ104")
    assert [quote["id"] for quote in got.json()] == [
        "nd-104-2022/14.2",
        "nd-104-2022/14.2.a",
        "nd-104-2022/14.2.b",
        "nd-104-2022/14.2.c",
        "nd-104-2022/14.2.d",
    ]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/api/v1/provisions/điều 77 nghị định 104/2022", 404),
        ("/api/v1/provisions/xyz", 404),
        ("/api/v1/provisions/nd-104-2022/99.9", 404),
        ("/api/v1/provisions/nd-69-2024/40", 404),
        ("/api/v1/answers", 422),
        ("/api/v1/answers?q=", 422),
        ("/api/v1/answers?q=a&on=2023-02-31", 422),
        ("/api/v1/answers?q=a&lang=vietnamese", 422),
        ("/api/v1/answers?q=" + "a" * 5000, 422),
        ("/nowhere", 404),
    ],
)
async def test_a_wrong_request_is_told_what_is_wrong(
    client: AsyncClient, url: str, status: int
) -> None:
    got = await client.get(url)
    assert got.status_code == status
    assert got.json()["error"]


async def test_the_description_of_the_api_is_served(client: AsyncClient) -> None:
    assert "/api/v1/answers" in (await client.get("/docs")).text
    assert "/api/v1/answers" in (await client.get("/openapi.json")).json()["paths"]


async def test_health(client: AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    ready = (await client.get("/readyz")).json()
    assert ready["status"] == "ok"
    assert ready["instruments"] > 10


# --- The signed webhook ---


async def test_another_messenger_holds_a_conversation(client: AsyncClient) -> None:
    first = await post(client, said(text="cách cài vneid"), "m-1")
    assert first.status_code == 200
    screen = first.json()["screens"][-1]
    assert screen["options"][0]["address"] == "vneid.install:next"
    second = await post(client, said(address="vneid.install:next"), "m-2")
    assert "Bước 2/9" in second.json()["screens"][-1]["text"]
    third = await post(client, said(text="1"), "m-3")
    assert "Bước 3/9" in third.json()["screens"][-1]["text"]


async def test_a_message_delivered_twice_has_one_effect(client: AsyncClient) -> None:
    await post(client, said(text="cách cài vneid"), "m-1")
    once = await post(client, said(text="1"), "m-2")
    again = await post(client, said(text="1"), "m-2")
    assert once.json() == again.json()
    assert "Bước 3/9" in (await post(client, said(text="1"), "m-3")).text


async def test_what_could_not_be_committed_is_not_confirmed(
    client: AsyncClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> bool:
        raise StoreUnavailable("TimeoutError")

    with monkeypatch.context() as patched:
        patched.setattr(assistant.store, "keep", away)
        assert (await post(client, said(text="k2 đ14 nđ104"))).status_code == 503
    again = await post(client, said(text="k2 đ14 nđ104"))
    assert again.status_code == 200
    assert "khoản 2 Điều 14" in again.json()["screens"][-1]["text"]


async def test_ids_that_begin_alike_are_two_messages(client: AsyncClient) -> None:
    await post(client, said(address="go:vneid"), "m" * 300 + "1")
    second = await post(client, said(address="go:ct07"), "m" * 300 + "2")
    assert second.json()["screens"][-1]["options"][0]["address"].startswith("ct07")


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1garbage"},
        {"webhook-signature": "v1,a"},
        {"webhook-signature": ""},
        {"webhook-timestamp": "0"},
        {"webhook-timestamp": "x"},
        {"webhook-timestamp": "999999999999"},
        {"webhook-timestamp": str(int((Clock().now + timedelta(minutes=6)).timestamp()))},
        {"webhook-id": "another"},
    ],
)
async def test_a_wrong_signature_is_refused(client: AsyncClient, headers: dict[str, str]) -> None:
    assert (await post(client, said(text="xin chào"), **headers)).status_code == 401


async def test_an_unsigned_message_is_refused(client: AsyncClient) -> None:
    assert (await client.post("/webhooks/generic", content=said(text="a"))).status_code == 401
    assert (await client.post("/webhooks/web", content=said(text="a"))).status_code == 401
    assert (await client.post("/webhooks/zalo", content=said(text="a"))).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b'{"person": NaN}', 400),
        (b'{"person": "p", "text": "\\ud800"}', 400),
        (b'{"person": "p", "text": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
        (b'{"person": "p", "text": 1' + b"0" * 5000 + b"}", 400),
        (b'{"person": 7, "text": "a"}', 400),
        (b'{"person": "", "text": "a"}', 400),
        (b'{"person": "p p", "text": "a"}', 400),
        (b'{"person": "p"}', 400),
        (b'{"person": "p", "text": ["a"]}', 400),
        (b"x" * 1_000_000, 413),
    ],
)
async def test_a_malformed_body_is_a_proper_4xx(
    client: AsyncClient, body: bytes, status: int
) -> None:
    got = await post(client, body)
    assert got.status_code == status
    assert got.json()["error"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀😀😀",
        "\u202e\u200b\u2066",
        "a\x07\x1b[31m",
        "sổ hộ khẩu còn giá trị không",
        "１２３",
        "x" * 4096,
        "x" * 10_000,
        "ạ̣̣̣̣̣̣" * 500,
        "\ufdfa" * 3000,
        "<script>alert(1)</script>",
        "'; DROP TABLE persons; --",
    ],
)
async def test_any_text_gets_a_clear_message(client: AsyncClient, text: str) -> None:
    got = await post(client, said(text=text))
    assert got.status_code == 200
    assert got.json()["screens"][-1]["text"].strip()


async def test_words_apart_from_their_accents_are_understood(client: AsyncClient) -> None:
    import unicodedata

    decomposed = unicodedata.normalize("NFD", "sổ hộ khẩu giấy còn giá trị không")
    got = await post(client, said(text=decomposed))
    assert "Điều 38" in got.text
