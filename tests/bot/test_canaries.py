"""T-P1, T-P2: nobody's data leaves for anybody else, and none stands in a log or a file.

Everybody in the register is a canary: number, name, phone, address. Whole visits are paid through
the webhook, the officers' API and the pages, and everything sent, logged and stored is searched.
"""

from __future__ import annotations

import base64
import logging
import os
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyotp
import pytest
from httpx import ASGITransport, AsyncClient, Response

from bot.app import Assistant, build
from bot.logs import Line
from legal_kb.normalise import fold
from lookup.model import Grant
from lookup.officers import Officer
from lookup.population import demo_people
from lookup.repository import Record
from tests.bot.conftest import Clock
from tests.bot.test_http import post, said

TALKS = int(10_000 * float(os.environ.get("TRUST", "0"))) or 12  # Of strangers, at random.
STEPS = 12


def searchable(text: str) -> str:
    """Fold case and tone marks, and join digits however they were grouped."""
    return re.sub(r"(?<=\d)[ .\-](?=\d)", "", fold(text))


@dataclass
class Ears:
    """Remembers what was logged, every logger's, at every level."""

    lines: list[str] = field(default_factory=list)

    def listen(self) -> logging.Handler:
        handler, ears = logging.Handler(0), self

        def emit(record: logging.LogRecord) -> None:
            if record.name == "httpx":  # The test's own browser, which logs where it goes.
                return
            ears.lines.append(f"{Line().format(record)} {record.args!r}")

        handler.emit = emit
        return handler


@dataclass
class Visit:
    """Somebody at another messenger, and all that was ever sent to them."""

    client: AsyncClient
    person: str
    came: list[str] = field(default_factory=list)
    screen: dict[str, Any] = field(default_factory=dict)
    sent: int = 0

    async def say(self, **fields: Any) -> str:
        self.sent += 1
        body = said(**fields).replace(b'"p-1"', f'"{self.person}"'.encode())
        answer = await post(self.client, body, f"{self.person}-{self.sent}")
        assert answer.status_code == 200, answer.text
        self.came.append(answer.text)
        screens = answer.json()["screens"]
        self.screen = screens[-1] if screens else {}
        return answer.text

    async def press(self, label: str) -> str:
        found = [each for each in self.screen["options"] if each["label"].startswith(label)]
        assert found, (label, self.screen)
        return await self.say(address=found[0]["address"])

    async def sign_in(self, assistant: Assistant, number: str, phone: str) -> str:
        """Sign in as people do; returns the code that came."""
        await self.say(text="/tracuu")
        await self.press("Tôi đồng ý")
        await self.say(text=number)
        await assistant.lookup.settle()
        code = last_code(assistant, phone)
        await self.say(text=code)
        return code


def last_code(assistant: Assistant, phone: str) -> str:
    assert assistant.phone is not None
    texts = [message.text for message in assistant.phone.messages if message.to == phone]
    return re.findall(r"\d{4} \d{4}", " ".join(texts))[-1]


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=build(assistant), raise_app_exceptions=False)
    headers = {"origin": "http://test"}
    async with AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


@pytest.fixture
async def everybody(assistant: Assistant, clock: Clock) -> list[Record]:
    day, glance = clock().date(), assistant.register.glance
    read = [await glance.read_record(Grant(person, clock()), day) for person in range(1, 61)]
    return [record for record in read if record is not None]


def canaries(record: Record) -> set[str]:
    """Return what must not be seen of a person; a commune alone tells nobody."""
    person = record.person
    values = {person.personal_id.value, searchable(person.name), person.phone or ""}
    values |= {searchable(f"{each.street}, {each.commune}") for each in record.residences}
    return values - {""}


def found(values: Iterable[str], text: str) -> list[str]:
    text = searchable(text)
    return [value for value in values if value in text]


async def test_nothing_of_anybody_is_logged_or_stored_in_clear_or_told_to_others(
    assistant: Assistant,
    client: AsyncClient,
    everybody: list[Record],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ears = Ears()
    handler, root = ears.listen(), logging.getLogger()
    root.addHandler(handler)
    caplog.set_level(logging.INFO)
    for ours in ("bot", "handlers", "legal_kb", "lookup"):
        caplog.set_level(logging.DEBUG, logger=ours)
    try:
        secret, told = await visit_everything(assistant, client, everybody)
        await assistant.outbox.settled()
        await assistant.lookup.settle()
    finally:
        root.removeHandler(handler)
    values = set().union(*map(canaries, everybody)) | secret
    assert ears.lines
    assert not found(values, "\n".join(ears.lines))
    stored = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert any(file.name.endswith("-wal") for file in stored)
    for file, written in stored.items():
        assert not found(values, written.decode("utf-8", "replace")), file.name
    for owner, texts in told:
        others = set().union(*(canaries(each) for each in everybody if not related(each, owner)))
        mine = set().union(*(canaries(each) for each in everybody if related(each, owner)))
        assert not found(others - mine, "\n".join(texts))


def related(one: Record, other: Record | None) -> bool:
    """Say whether two people live in one household, and so may see each other's names."""
    if other is None:
        return False
    members = {member.id for member in other.household} | {other.person.id}
    return one.person.id in members


async def visit_everything(
    assistant: Assistant, client: AsyncClient, everybody: list[Record]
) -> tuple[set[str], list[tuple[Record | None, list[str]]]]:
    """Pay visits to all that shows a record; returns the secrets used, and who was told what."""
    an, elder, _ = await demo_people(assistant.register)
    of = {record.person.personal_id: record for record in everybody}
    one, other = Visit(client, "an"), Visit(client, "elder")
    secret: set[str] = set()
    for visit, who in ((one, an), (other, elder)):
        secret.add(await visit.sign_in(assistant, who.personal_id.value, who.phone))
    pages: list[str] = []
    for label in ("Xem dân tộc", "Hiện đầy đủ"):
        await one.press(label)
    for text in ("ai đã xem thông tin của tôi", "/quyen"):
        await one.say(text=text)
    await one.press("Cư Trú đang giữ gì")
    await one.say(text="/quyen")
    pages += await follow(client, await one.press("Lấy bản sao"), secret)
    assert searchable(an.name) in searchable(pages[-1])
    await one.say(text="lưu cư trú thành thẻ có chữ ký")
    pages += await follow(client, await one.press("Tôi đồng ý"), secret)
    assert found(canaries(of[an.personal_id]), pages[-1])
    await one.say(text="mã chia sẻ")
    await one.press("Cư trú và hộ gia đình")
    share = re.search(r"\d{3} \d{3} \d{4}", await one.press("Ngân hàng"))
    assert share
    secret |= {share[0], share[0].replace(" ", "")}
    pages += [(await client.post("/ma-qr", data={"code": share[0]})).text]
    shown = await officer_looks(assistant, client, share[0], elder.personal_id.value, secret)
    assert found(canaries(of[elder.personal_id]), shown[1])
    stranger = await strangers(client, an.personal_id.value)
    return {searchable(each) for each in secret}, [
        (of[an.personal_id], [*one.came, *pages, shown[0]]),
        (of[elder.personal_id], [*other.came, shown[1]]),
        (None, stranger),
    ]


async def follow(client: AsyncClient, told: str, secret: set[str]) -> list[str]:
    """Open a one-time link; returns what came, with the signed card in it as it is read."""
    link = re.search(r"/xem/([\w-]+)", told)
    assert link, told
    secret.add(link[1])
    came = [(await client.get(link[0])).text, (await client.post(link[0])).text]
    cards = re.findall(r"data:text/html;base64,([\w+/=]+)", came[-1])
    return [*came, *(base64.b64decode(card).decode() for card in cards)]


async def officer_looks(
    assistant: Assistant, client: AsyncClient, share: str, number: str, secret: set[str]
) -> tuple[str, str]:
    app = pyotp.random_base32()
    async with assistant.register.writing() as records:
        await records.add_officer(Officer("CA-0001", "Công an phường Mẫu"), app)
    code = pyotp.TOTP(app).at(assistant.clock())
    signed = await client.post("/api/v1/officer/sessions", json={"number": "CA-0001", "code": code})
    token = signed.json()["token"]
    secret |= {app, token}

    async def ask(path: str, **body: str) -> Response:
        headers = {"authorization": f"Bearer {token}"}
        return await client.post(f"/api/v1/officer/{path}", json=body, headers=headers)

    taken = await ask("shares", code=share)
    assert taken.status_code == 200
    read = await ask("readings", personal_id=number, ground="procedure", case="HS-1/2026")
    assert read.status_code == 200
    return taken.text, read.text


async def strangers(client: AsyncClient, known: str) -> list[str]:
    """Talk at random without a session, about a number that somebody has."""
    random, came = Random(1), []
    for each in range(TALKS):
        visit = Visit(client, f"stranger-{each}")
        await visit.say(
            text=random.choice(("/tracuu", "xem cu tru cua toi", "ho khau", "xin chào"))
        )
        for _ in range(STEPS):
            options = visit.screen.get("options", [])
            typed = random.choice((known, "12345678", "hộ gia đình của tôi", "mã chia sẻ", "1"))
            if options and random.random() < 0.6:
                await visit.say(address=random.choice(options)["address"])
            else:
                await visit.say(text=typed)
        came += visit.came
    return came


def test_a_canary_is_found_however_it_is_written() -> None:
    values = {"001090000001", "nguyen van an", "0900000001"}
    assert found(values, "Số: 001 090 000 001")
    assert found(values, "NGUYỄN VĂN AN, sinh " + str(date(1990, 1, 1)))
    assert found(values, "tel 0900-000-001")
    assert not found(values, "Nguyễn *** An, ***001")
