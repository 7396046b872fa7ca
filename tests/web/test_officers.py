"""Officers, share codes, links and the access log over HTTP: who gets what, and who does not."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from bot.app import Assistant, build
from bot.channels.webchat import WebChat
from bot.web.cookies import digest
from handlers.notices import LOOKING_UP
from lookup.access import Purpose
from lookup.consent import LinkMade, MakeLink, Page
from lookup.model import CheckCode, SendCode, SignOut
from lookup.officers import Officer
from lookup.population import DemoPerson, demo_people
from lookup.request import Request
from lookup.sharing import Scope, ShareMade, ShareRecord

_NUMBERS = count(1)


class Desk:
    """An office's program: an officer of its own, so that no test uses up another's codes."""

    def __init__(self, assistant: Assistant, client: httpx.AsyncClient) -> None:
        self.assistant = assistant
        self.client = client
        self.number = f"CA-{next(_NUMBERS):04}"
        self.secret = pyotp.random_base32()
        self.token = ""

    @property
    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.assistant.clock())

    async def open(self) -> Desk:
        async with self.assistant.register.writing() as records:
            await records.add_officer(Officer(self.number, "Công an phường Mẫu"), self.secret)
        signed = {"number": self.number, "code": self.code}
        answer = await self.client.post("/api/v1/officer/sessions", json=signed)
        assert answer.status_code == 201, answer.text
        assert answer.headers["cache-control"] == "no-store"
        self.token = answer.json()["token"]
        return self

    async def ask(self, path: str, **body: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"}
        return await self.client.post(f"/api/v1/officer/{path}", json=body, headers=headers)


@pytest.fixture
async def desk(assistant: Assistant, client: httpx.AsyncClient) -> Desk:
    return await Desk(assistant, client).open()


async def citizen(assistant: Assistant, which: int, conversation: str) -> DemoPerson:
    """Sign an invented person in to a conversation."""
    person = (await demo_people(assistant.register))[which]
    lookup, clock = assistant.lookup, assistant.clock
    await lookup.perform(LOOKING_UP.agreement, Request(conversation, "0", clock()))
    await lookup.perform(SendCode(person.personal_id), Request(conversation, "1", clock()))
    await lookup.settle()
    assert assistant.phone is not None
    sent = [message for message in assistant.phone.messages if message.to == person.phone]
    code = re.search(r"\d{4} \d{4}", sent[-1].text)
    assert code is not None
    await lookup.perform(CheckCode(code[0]), Request(conversation, "2", clock()))
    return person


async def share(assistant: Assistant, conversation: str, scope: Scope) -> str:
    request = Request(conversation, "3", assistant.clock())
    made = await assistant.lookup.perform(ShareRecord(scope, Purpose.BANK), request)
    assert isinstance(made, ShareMade)
    return made.code


# --- The API ---


async def test_a_share_code_shows_what_was_chosen_with_time_and_source(
    assistant: Assistant, desk: Desk
) -> None:
    person = await citizen(assistant, 0, "generic:a")
    code = await share(assistant, "generic:a", Scope.ADDRESS)
    answer = await desk.ask("shares", code=code)
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["name"] == person.name
    assert shown["source"] == "Cư Trú, dữ liệu thử nghiệm"
    assert shown["permanent"]["address"]
    assert shown["members"] is shown["temporary"] is shown["head_name"] is None
    assert person.personal_id.value not in answer.text
    assert (await desk.ask("shares", code=code)).status_code == 404
    await assistant.lookup.perform(SignOut(), Request("generic:a", "4", assistant.clock()))


async def test_a_reading_wants_a_ground_and_a_case(assistant: Assistant, desk: Desk) -> None:
    person = (await demo_people(assistant.register))[1]
    good = {"personal_id": person.personal_id.value, "ground": "procedure", "case": "HS-1/2026"}
    for lacking in good:
        answer = await desk.ask("readings", **{**good, lacking: ""})
        assert answer.status_code == 422
    answer = await desk.ask("readings", **good)
    assert (answer.status_code, answer.json()["purpose"]) == (200, "procedure")
    nobody = {**good, "personal_id": "099099099099"}
    assert (await desk.ask("readings", **nobody)).status_code == 404


async def test_a_revoked_officer_is_out_at_the_next_request(
    assistant: Assistant, desk: Desk
) -> None:
    async with assistant.register.writing() as records:
        await records.revoke_officer(desk.number, assistant.clock())
    assert (await desk.ask("shares", code="1234567890")).status_code == 401


async def test_signing_out_ends_the_token(desk: Desk) -> None:
    headers = {"authorization": f"Bearer {desk.token}"}
    gone = await desk.client.delete("/api/v1/officer/sessions", headers=headers)
    assert gone.status_code == 204
    assert (await desk.ask("shares", code="1234567890")).status_code == 401


@pytest.mark.parametrize(
    "body",
    ["[]", "{", '{"number":1,"code":"2"}', '{"number":"CA-0001"}', '{"number":NaN}', "\ud800"],
)
async def test_hostile_bodies_are_refused(client: httpx.AsyncClient, body: str) -> None:
    sent = body.encode("utf-8", "surrogatepass")
    for path in ("sessions", "shares", "readings"):
        answer = await client.post(f"/api/v1/officer/{path}", content=sent)
        assert 400 <= answer.status_code < 500


# --- Object access: every route there is, and who may use it ---

OFFICERS = {("POST", "/api/v1/officer/shares"), ("POST", "/api/v1/officer/readings")}
OWN = {("GET", "/api/v1/usages")}


def routes(app: FastAPI) -> set[tuple[str, str]]:
    found = (route for route in app.routes if isinstance(route, APIRoute))
    return {(method, route.path) for route in found for method in route.methods}


async def test_no_route_that_there_is_shows_anybody_to_who_has_no_session(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    people = await demo_people(assistant.register)
    canaries = [part for p in people for part in (p.personal_id.value, p.name, p.phone)]
    asked = {route for route in routes(build(assistant)) if not route[1].startswith("/demo/")}
    assert asked > OFFICERS | OWN
    body = {"personal_id": people[0].personal_id.value, "ground": "check", "case": "KH-1"}
    for method, path in sorted(asked):
        client.cookies.clear()
        answer = await client.request(method, re.sub(r"\{[^}]*\}", "x", path), json=body)
        assert answer.status_code < 500, (method, path)
        for canary in canaries:
            assert canary not in answer.text, (method, path)


@pytest.mark.parametrize(("method", "path"), sorted(OFFICERS | OWN))
@pytest.mark.parametrize("held", ["nothing", "junk", "another scheme", "a citizen's cookie"])
async def test_without_its_session_a_route_shows_nothing(
    client: httpx.AsyncClient, method: str, path: str, held: str
) -> None:
    headers = {
        "nothing": {},
        "junk": {"authorization": "Bearer " + "x" * 43},
        "another scheme": {"authorization": "Basic " + "x" * 43},
        "a citizen's cookie": {"cookie": "cutru=" + "y" * 43},
    }[held]
    body = {"code": "1234567890", "personal_id": "001099012345", "ground": "check", "case": "K1-2"}
    answer = await client.request(method, path, headers=headers, json=body)
    assert answer.status_code == 401


async def test_one_persons_log_is_shown_to_that_browser_alone(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    person = (await demo_people(assistant.register))[0]
    await client.get("/")
    incoming = WebChat().parse({"cookie": client.cookies["cutru"], "id": "x" * 8, "start": True})
    async with assistant.register.writing() as records:
        row = await records.find_person(assistant.register.keys.citizen(person.personal_id))
        assert row is not None
        now = assistant.clock()
        await records.open_session(
            "s" * 32, incoming.conversation, row, "by a test", now, key=digest("of the session")
        )
    assert (await client.get("/api/v1/usages")).status_code == 401
    client.cookies.set("cutru_key", "of the session")
    read = await client.get("/api/v1/usages")
    assert read.status_code == 200
    assert read.json()["own"] >= 1
    assert {"usages", "own"} == set(read.json())
    client.cookies.clear()
    await client.get("/")
    assert (await client.get("/api/v1/usages")).status_code == 401


# --- Pages ---


async def test_a_link_is_opened_by_a_button_and_once(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    person = await citizen(assistant, 2, "generic:b")
    request = Request("generic:b", "3", assistant.clock())
    made = await assistant.lookup.perform(MakeLink(Page.EXPORT), request)
    assert isinstance(made, LinkMade)
    path = "/xem/" + made.link.rpartition("/")[2]
    for _ in range(2):  # What looks ahead at links does not use one up.
        assert person.personal_id.value not in (await client.get(path)).text
    opened = await client.post(path)
    assert opened.status_code == 200
    assert opened.headers["cache-control"] == "no-store"
    assert person.personal_id.value in opened.text
    assert 'download="cu-tru.json"' in opened.text
    again = await client.post(path)
    assert again.status_code == 410
    assert person.personal_id.value not in again.text


async def test_a_form_of_another_site_opens_no_link(client: httpx.AsyncClient) -> None:
    for path in ("/xem/x", "/can-bo", "/ma-qr"):
        answer = await client.post(path, headers={"origin": "https://elsewhere.example"})
        assert answer.status_code == 403


async def test_the_counter_page_shows_a_share_code_without_javascript(
    assistant: Assistant, client: httpx.AsyncClient
) -> None:
    person = await citizen(assistant, 1, "generic:c")
    code = await share(assistant, "generic:c", Scope.RESIDENCE)
    desk = Desk(assistant, client)
    async with assistant.register.writing() as records:
        await records.add_officer(Officer(desk.number, "Công an phường Mẫu"), desk.secret)
    form = {"number": desk.number, "code": desk.code, "share": code}
    refused = await client.post("/can-bo", data={**form, "code": "000000"})
    assert refused.status_code == 401
    shown = await client.post("/can-bo", data=form)
    assert shown.status_code == 200
    assert person.name in shown.text
    assert "<dt>Nơi thường trú</dt>" in shown.text
    assert (await client.post("/can-bo", data=form)).status_code == 401  # The step is used.


async def test_the_qr_code_of_a_share_code_is_drawn_and_not_kept(
    client: httpx.AsyncClient,
) -> None:
    drawn = await client.post("/ma-qr", data={"code": "123 456 7890"})
    assert drawn.status_code == 200
    assert 'src="data:image/svg+xml' in drawn.text
    assert (await client.post("/ma-qr", data={"code": "0912345678"})).status_code == 422


async def test_the_pages_speak_english_where_the_browser_does(client: httpx.AsyncClient) -> None:
    for path, words in (("/can-bo", "For officers"), ("/ma-qr", "QR code"), ("/xem/x", "record")):
        page = (await client.get(path, headers={"accept-language": "en-GB"})).text
        assert '<html lang="en">' in page
        assert words in page
