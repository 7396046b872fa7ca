"""Sound over HTTP, and the telephone on the page."""

from __future__ import annotations

import shutil

import pytest
from httpx import AsyncClient

speaks = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")


async def test_a_text_is_given_in_spoken_form_with_its_sound(client: AsyncClient) -> None:
    said = (await client.get("/speech/vi/proof.methods")).json()
    assert "vi en i ai đi" in said["text"]
    english = (await client.get("/speech/en/proof.methods")).json()
    assert "V N e I D" in english["text"]


@pytest.mark.parametrize("node", ["lookup.personal_told", "lookup.sent", "lookup", "nothing"])
async def test_what_is_filled_in_for_one_person_has_no_address(
    client: AsyncClient, node: str
) -> None:
    assert (await client.get(f"/speech/vi/{node}")).status_code == 404
    assert (await client.get(f"/speech/vi/{node}/sound")).status_code == 404
    assert (await client.get("/speech/xx/proof")).status_code == 404


@speaks
async def test_the_sound_of_a_text_may_be_kept_by_browsers(client: AsyncClient) -> None:
    heard = await client.get("/speech/vi/home/sound?accent=south")
    assert heard.headers["content-type"] == "audio/mpeg"
    assert "max-age" in heard.headers["cache-control"]


async def test_a_call_on_the_page_goes_by_keys(client: AsyncClient) -> None:
    page = (await client.get("/demo/call")).text
    assert 'aria-label="Phím sao"' in page
    answer = (await client.post("/demo/call", json={"at": "", "keys": ""})).json()
    assert answer["most"] == 1
    answer = (await client.post("/demo/call", json={"at": answer["at"], "keys": "4"})).json()
    answer = (await client.post("/demo/call", json={"at": answer["at"], "keys": "1"})).json()
    assert answer["most"] == 12
    assert answer["prompts"][0]["text"].startswith("Nhập số định danh")


@speaks
async def test_a_prompt_is_heard_by_its_name_only(client: AsyncClient) -> None:
    answer = (await client.post("/demo/call", json={"at": "", "keys": ""})).json()
    heard = await client.get(f"/demo/call/sound/{answer['prompts'][0]['sound']}")
    assert heard.headers["content-type"] == "audio/mpeg"
    assert heard.headers["cache-control"] == "no-store"
    assert (await client.get("/demo/call/sound/other")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b'{"keys":1}', b'{"at":[]}', b'{"keys":"%s"}'])
async def test_a_broken_request_is_refused(client: AsyncClient, body: bytes) -> None:
    body = body.replace(b"%s", b"1" * 40)
    assert (await client.post("/demo/call", content=body)).status_code == 400


async def test_another_site_cannot_press_keys(client: AsyncClient) -> None:
    foreign = {"origin": "https://elsewhere.example"}
    assert (await client.post("/demo/call", json={}, headers=foreign)).status_code == 403


async def test_an_answer_offers_to_be_listened_to_and_a_record_does_not(
    client: AsyncClient,
) -> None:
    assert 'data-listen="/speech/vi/home"' in (await client.get("/")).text
    shown = await _say(client, "message-1", text="can giay to gi thay so ho khau")
    assert shown[-1]["listen"] == f"/speech/vi/{shown[-1]['node']}"
    shown = await _say(client, "message-2", address="home:lookup")
    assert shown[-1]["listen"] == "/speech/vi/lookup.consent"
    await _say(client, "message-3", address="lookup.consent:agree")
    shown = await _say(client, "message-4", text="001099")
    assert shown[-1]["listen"] == ""  # "This number is not right yet": not the node's own text.


async def _say(client: AsyncClient, id: str, **said: str) -> list[dict[str, str]]:
    answer = await client.post("/chat/messages", json={"id": id, **said})
    screens: list[dict[str, str]] = answer.json()["screens"]
    return screens
