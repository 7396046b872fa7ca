"""The routes of signed cards."""

from __future__ import annotations

import httpx
import pytest

from tests.web.conftest import fresh_id

QUESTION = "sổ hộ khẩu giấy còn giá trị không"


async def test_an_answer_of_the_chat_leads_to_its_card(client: httpx.AsyncClient) -> None:
    await client.get("/")
    said = await client.post("/chat/messages", json={"id": fresh_id(), "text": QUESTION})
    path = said.json()["screens"][-1]["card"]
    card = await client.get(path)
    assert card.headers["content-type"].startswith("text/html")
    assert "Không. Sổ hộ khẩu" in card.text
    form = await client.post("/chat", data={"id": fresh_id(), "text": QUESTION})
    assert "/the/" in form.text


@pytest.mark.parametrize(
    ("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF-"), ("html", b"<!doctype html>")]
)
async def test_a_card_is_made_and_verified_over_the_api(
    kind: str, begins: bytes, client: httpx.AsyncClient
) -> None:
    made = await client.get("/api/v1/cards", params={"q": QUESTION, "format": kind})
    assert made.status_code == 200
    assert made.content.startswith(begins)
    verified = await client.post("/api/v1/cards/verify", content=made.content)
    assert verified.json()["truth"] == "in_force"
    assert verified.json()["citations"][0] == "luat-68-2020/38.3"
    token = made.headers["x-card"]
    assert (await client.post("/api/v1/cards/verify", content=token)).json()["truth"] == "in_force"
    spoilt = made.content[:500] + bytes([made.content[500] ^ 1]) + made.content[501:]
    forged = await client.post("/api/v1/cards/verify", content=spoilt)
    assert (forged.json()["truth"], forged.json()["text"]) == ("forged", None)


async def test_a_card_of_a_clause_is_addressed_by_it(client: httpx.AsyncClient) -> None:
    asked = {"q": "điểm b khoản 2 Điều 14 Nghị định 104/2022"}
    path = (await client.get("/api/v1/answers", params=asked)).json()["card"]
    assert "cites=nd-104-2022/14.2.b" in path
    assert "Điều 14 Nghị định 104/2022" in (await client.get(path)).text


@pytest.mark.parametrize(
    "path", ["/the/home", "/the/no.such", "/the/law.shown?cites=x", "/the/.png"]
)
async def test_what_quotes_no_law_has_no_card(path: str, client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/the/{path}")).status_code == 404


async def test_a_greeting_has_no_card(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/cards", params={"q": "xin chào"})).status_code == 404
    assert (await client.get("/api/v1/answers", params={"q": "xin chào"})).json()["card"] is None


async def test_the_verifying_page_may_connect_to_nothing(client: httpx.AsyncClient) -> None:
    page = await client.get("/xac-minh")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "src=" not in page.text
    english = await client.get("/xac-minh", params={"lang": "en"})
    assert '<html lang="en">' in english.text
