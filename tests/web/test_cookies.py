"""Signing in makes a new key: a cookie that somebody planted or copied before opens nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pyotp
import pytest
from fastapi import Request
from fastapi.responses import Response

from bot.app import Assistant, build
from bot.offices import DEMO, demo_code
from bot.web.cookies import Cookies, digest
from lookup.population import demo_people
from tests.web.conftest import ADDRESS, fresh_id
from tests.web.test_routes import say, texts


@pytest.fixture
async def thief(assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    """Another browser, on the same service."""
    transport = httpx.ASGITransport(build(assistant))
    headers = {"origin": ADDRESS}
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as client:
        yield client


async def ask_for_a_code(assistant: Assistant, client: httpx.AsyncClient, person: int) -> str:
    citizen = (await demo_people(assistant.register))[person]
    await say(client, address="lookup.consent:agree")
    await say(client, text=citizen.personal_id.value)
    await assistant.lookup.settle()
    assert assistant.phone is not None
    found = re.search(r"\d{4} \d{4}", assistant.phone.messages[-1].text)
    assert found
    return found[0]


async def test_who_planted_the_cookie_before_the_sign_in_sees_nothing(
    assistant: Assistant, client: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    await thief.get("/")
    client.cookies.set("cutru", thief.cookies["cutru"], domain="test.local", path="/")
    before = dict(client.cookies)
    code = await ask_for_a_code(assistant, client, 0)
    assert dict(client.cookies) == before, "nothing is handed out before the code is right"
    signed_in = await say(client, text=code)
    assert "Thông tin cá nhân" in texts(signed_in)
    cookie = signed_in.headers["set-cookie"]
    assert cookie.startswith("cutru_key=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age" not in cookie

    assert (await thief.get("/api/v1/usages")).status_code == 401
    stolen = texts(await say(thief, address="go:lookup"))
    assert "Thông tin cá nhân" not in stolen
    assert "cần xác thực" in stolen
    thief.cookies.set("cutru_key", "guess", domain="test.local", path="/")
    assert "Thông tin cá nhân" not in texts(await say(thief, address="go:lookup"))

    assert "Thông tin cá nhân" in texts(await say(client, address="go:lookup"))
    assert (await client.get("/api/v1/usages")).status_code == 200


async def test_an_answer_lost_on_its_way_brings_the_same_key_again(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    code, id = await ask_for_a_code(assistant, client, 1), fresh_id()
    first = await client.post("/chat/messages", json={"id": id, "text": code})
    key = client.cookies["cutru_key"]
    client.cookies.delete("cutru_key")
    again = await client.post("/chat/messages", json={"id": id, "text": code})
    assert client.cookies["cutru_key"] == key
    assert "Thông tin cá nhân" in texts(first)
    assert again.status_code == 200
    other = await client.post("/chat/messages", json={"id": fresh_id(), "text": code})
    assert "set-cookie" not in other.headers
    assert "Thông tin cá nhân" in texts(await say(client, address="go:lookup"))


async def test_an_officer_who_signs_in_to_the_chat_gets_a_key_too(
    assistant: Assistant, client: httpx.AsyncClient, thief: httpx.AsyncClient
) -> None:
    await client.get("/")
    async with assistant.register.writing() as records:
        await records.add_officer(DEMO, pyotp.random_base32())
    shown = await demo_code(assistant.register, assistant.clock())
    assert shown is not None
    await say(client, address="go:officer")
    signed_in = await say(client, text=f"{DEMO.number} {shown[1]}")
    assert "cutru_key" in signed_in.headers.get("set-cookie", "")
    home = texts(await say(client, address="go:officer"))
    thief.cookies.set("cutru", client.cookies["cutru"], domain="test.local", path="/")
    assert texts(await say(thief, address="go:officer")) != home


def test_over_https_no_subdomain_can_plant_a_cookie() -> None:
    response = Response()
    cookies = Cookies(secure=True)
    cookies.keep(response, "one")
    cookies.renew(response, "two")
    kept = [value.decode() for name, value in response.raw_headers if name == b"set-cookie"]
    for cookie in kept:  # What browsers demand of such a name.
        assert cookie.startswith("__Host-cutru")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    held = [(b"cookie", b"cutru=planted; __Host-cutru_key=two; cutru_key=planted")]
    request = Request({"type": "http", "headers": held})
    assert cookies.of(request) == ""
    assert cookies.keys(request) == (digest("two"),)
