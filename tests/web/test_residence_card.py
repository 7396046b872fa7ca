"""One's residence as a signed card, from the conversation to whoever verifies it."""

from __future__ import annotations

import base64
import re

import httpx

from bot.app import Assistant
from lookup.consent import LinkMade, MakeLink, Page
from lookup.request import Request
from tests.web.test_officers import citizen


async def test_a_residence_card_is_saved_once_verified_anywhere_and_kept_nowhere(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    person = await citizen(assistant, 1, "generic:card")
    request = Request("generic:card", "3", assistant.clock())
    made = await assistant.lookup.perform(MakeLink(Page.CARD), request)
    assert isinstance(made, LinkMade)
    path = "/xem/" + made.link.rpartition("/")[2]
    page = await client.post(path)
    files = re.findall(r'download="the-cu-tru\.(\w+)" href="data:[\w/]+;base64,([^"]+)"', page.text)
    assert [kind for kind, _ in files] == ["png", "pdf", "html"]
    for _kind, written in files:
        answer = await client.post("/api/v1/cards/verify", content=base64.b64decode(written))
        verdict = answer.json()
        assert (verdict["truth"], verdict["kind"]) == ("in_force", "residence")
        assert person.name in verdict["text"]
        assert "Nơi thường trú: " in verdict["text"]
        assert re.search(r"lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}", verdict["text"])
        assert person.personal_id.value not in verdict["text"]
        flipped = bytearray(base64.b64decode(written))
        flipped[len(flipped) // 2] ^= 1
        answer = await client.post("/api/v1/cards/verify", content=bytes(flipped))
        assert answer.json()["truth"] == "forged"
    assert (await client.post(path)).status_code == 410
