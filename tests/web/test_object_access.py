"""T-A7: whatever id is tried at whatever route or effect, nobody meets what is another's.

The suite plays it with a few people, `make trust` with 200 citizens and 20 officers.
"""

from __future__ import annotations

import os
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import httpx
import pytest
from sqlalchemy import Row, delete, func, select
from starlette.routing import Route

from bot.app import Assistant, build
from bot.channels.webchat import WebChat
from bot.settings import Settings
from bot.web.cookies import digest
from handlers.notices import LOOKING_UP
from lookup.access import Purpose
from lookup.consent import AskCorrection, Erase, LinkMade, MakeLink, Page, ReadHeld, Withdraw
from lookup.helping import ConfirmHelp, HelpEnded, ReadHelped, TakeHelp
from lookup.ledger import AuditRow, OfficerCountRow
from lookup.model import (
    OUTCOMES,
    AddApp,
    CodeExpired,
    ConfirmApp,
    Effect,
    Grant,
    OfficerLookUp,
    PersonalId,
    ReadAccessLog,
    ReadEthnicity,
    ReadHousehold,
    ReadPersonal,
    ReadResidence,
    SessionEnded,
)
from lookup.officers import OfficerEnded, OfficerHome, TakeShare
from lookup.repository import Record
from lookup.request import Request
from lookup.sharing import RevokeShares, Scope, ShareMade, ShareRecord
from lookup.tables import metadata
from tests.web.conftest import filled
from tests.web.test_officers import Desk

SHARE = float(os.environ.get("TRUST", "0"))
CITIZENS, OFFICERS = (max(int(200 * SHARE), 10), max(int(20 * SHARE), 2)) if SHARE else (6, 2)
PER_CITIZEN = ("personal id", "link used", "share used", "conversation", "cookie", "key")
# Every effect that needs a session, a help or an officer, with what its refusal says.
REFUSED: dict[type, tuple[Effect, object]] = {
    ReadPersonal: (ReadPersonal(reveal=True), SessionEnded()),
    ReadResidence: (ReadResidence(reveal=True), SessionEnded()),
    ReadHousehold: (ReadHousehold(reveal=True), SessionEnded()),
    ReadEthnicity: (ReadEthnicity(), SessionEnded()),
    ReadAccessLog: (ReadAccessLog(), SessionEnded()),
    ReadHeld: (ReadHeld(), SessionEnded()),
    AddApp: (AddApp(), SessionEnded()),
    ConfirmApp: (ConfirmApp("123456"), SessionEnded()),
    AskCorrection: (AskCorrection(), SessionEnded()),
    Withdraw: (Withdraw(), SessionEnded()),
    Erase: (Erase(), SessionEnded()),
    MakeLink: (MakeLink(Page.EXPORT), SessionEnded()),
    ShareRecord: (ShareRecord(Scope.HOUSEHOLD, Purpose.BANK), SessionEnded()),
    RevokeShares: (RevokeShares(), SessionEnded()),
    ConfirmHelp: (ConfirmHelp("47"), SessionEnded()),
    ReadHelped: (ReadHelped(), HelpEnded()),
    TakeHelp: (TakeHelp(), CodeExpired()),
    OfficerHome: (OfficerHome(), OfficerEnded()),
    TakeShare: (TakeShare("1234567890"), OfficerEnded()),
    OfficerLookUp: (
        OfficerLookUp(PersonalId("001099012345"), Purpose.CHECK, "KH-1"),
        OfficerEnded(),
    ),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return filled(tmp_path_factory.mktemp("objects"), CITIZENS)


@dataclass
class Citizen:
    """Somebody signed in at the page, and all ids that are theirs."""

    record: Record
    cookie: str
    conversation: str
    key: str
    share: str = ""
    ids: tuple[str, ...] = ()

    @property
    def cookies(self) -> dict[str, str]:
        return {"cutru": self.cookie, "cutru_key": self.key}

    def canaries(self, names: Counter[str]) -> set[str]:
        person = self.record.person
        own = {person.personal_id.value, person.phone or ""}
        return {each for each in own | {person.name} if each and names[each] < 2}


async def open_sessions(assistant: Assistant) -> list[Citizen]:
    found = []
    for person in range(1, CITIZENS + 1):
        now = assistant.clock()
        record = await assistant.register.glance.read_record(Grant(person, now), now.date())
        assert record is not None
        cookie, key = f"cookie-of-{person:04}-xxxxxxxx", f"key-of-{person:04}-xxxxxxxxxx"
        parsed = WebChat().parse({"cookie": cookie, "id": "x" * 8, "start": True})
        assert parsed is not None
        chat = parsed.conversation
        await assistant.lookup.perform(LOOKING_UP.agreement, Request(chat, "0", now))
        async with assistant.register.writing() as records:
            citizen = await records.citizen_of(person)
            await records.bind(citizen, chat, now)
            session = secrets.token_hex(16)
            await records.open_session(session, chat, person, session, now, key=digest(key))
        found.append(Citizen(record, cookie, chat, key))
    return found


async def own(assistant: Assistant, one: Citizen, effect: Effect, id: str) -> object:
    request = Request(one.conversation, id, assistant.clock(), (digest(one.key),), "")
    return await assistant.lookup.perform(effect, request)


async def give_objects(assistant: Assistant, one: Citizen, desk: Desk) -> None:
    """Make links and share codes, some used, one not."""
    link = await own(assistant, one, MakeLink(Page.EXPORT), "link")
    used = await own(assistant, one, ShareRecord(Scope.ADDRESS, Purpose.BANK), "used")
    kept = await own(assistant, one, ShareRecord(Scope.HOUSEHOLD, Purpose.BANK), "kept")
    assert isinstance(link, LinkMade)
    assert isinstance(used, ShareMade)
    assert isinstance(kept, ShareMade)
    token = link.link.rpartition("/")[2]
    assert await assistant.lookup.open_link(token, assistant.clock()) is not None
    assert (await desk.ask("shares", code=used.code)).status_code == 200
    one.share = kept.code
    number = one.record.person.personal_id.value
    one.ids = (number, token, used.code, one.conversation, one.cookie, one.key)
    assert len(one.ids) == len(PER_CITIZEN)


@pytest.fixture
async def citizens(assistant: Assistant) -> list[Citizen]:
    return await open_sessions(assistant)


@pytest.fixture
async def desks(assistant: Assistant, client: httpx.AsyncClient) -> list[Desk]:
    return [await Desk(assistant, client).open() for _ in range(OFFICERS)]


@pytest.fixture
async def names(citizens: list[Citizen]) -> Counter[str]:
    """How many people have a name, or are of a household of one who has."""
    return Counter(
        name
        for each in citizens
        for name in {each.record.person.name, *(other.name for other in each.record.household)}
    )


async def stored(assistant: Assistant) -> dict[str, list[Row]]:
    """Dump all that the lookup stores, but what counts wrong tries of officers."""
    await assistant.lookup.settle()
    async with assistant.database.connect() as connection:
        return {
            table.name: sorted(
                map(tuple, (await connection.execute(select(table))).all()), key=repr
            )
            for table in metadata.sorted_tables
            if table.name not in ("officer_counts", "officer_sessions")
        }


def pairs(citizens: list[Citizen]) -> Iterator[tuple[Citizen, Citizen]]:
    return ((one, other) for one in citizens for other in citizens if one is not other)


def test_every_effect_that_opens_something_is_attacked() -> None:
    closed = {SessionEnded, HelpEnded, OfficerEnded}
    opens = {effect for effect, outcomes in OUTCOMES.items() if closed & set(outcomes)}
    names = {each.__name__ for each in opens - set(REFUSED)}
    assert names <= {"EndHelp", "GoOnDuty"}  # Closing is no reading; the other knows no person.


async def test_a7_no_effect_opens_by_the_key_or_in_the_conversation_of_another(
    assistant: Assistant, citizens: list[Citizen]
) -> None:
    """The cookie of one, planted in the browser of another, and the other way round."""
    before, tried = await stored(assistant), 0
    for one, other in pairs(citizens):
        for effect, refusal in REFUSED.values():
            tried += 1
            request = Request(
                other.conversation, f"try {tried}", assistant.clock(), (digest(one.key),), ""
            )
            assert await assistant.lookup.perform(effect, request) == refusal
    assert await stored(assistant) == before
    print(f"T-A7 effects: {len(citizens)} citizens, {tried} tries")


async def test_a7_no_log_is_shown_for_the_cookie_of_one_and_the_key_of_another(
    client: httpx.AsyncClient, citizens: list[Citizen]
) -> None:
    told = set()
    for one, other in pairs(citizens):
        client.cookies.clear()
        client.cookies.update({"cutru": one.cookie, "cutru_key": other.key})
        answer = await client.get("/api/v1/usages")
        told.add((answer.status_code, answer.text))
    assert [status for status, _ in told] == [401]


async def test_a7_every_route_refuses_every_foreign_id_as_it_refuses_one_that_is_none(
    assistant: Assistant,
    client: httpx.AsyncClient,
    citizens: list[Citizen],
    desks: list[Desk],
    names: Counter[str],
) -> None:
    for place, one in enumerate(citizens):
        await give_objects(assistant, one, desks[place % len(desks)])
    found = [route for route in build(assistant).routes if isinstance(route, Route)]
    routes = sorted((method, each.path) for each in found for method in each.methods or ())
    before, tried, random = await stored(assistant), 0, Random(7)
    strangers = [("nothing", {}, {}), ("officer", {}, _bearer(desks[0].token))]
    for one in citizens if SHARE else citizens[:1]:
        me = random.choice([each for each in citizens if each is not one])
        held = [*strangers, ("citizen", me.cookies, {})]
        seen = one.canaries(names) - me.canaries(names)
        for who, cookies, headers in held:
            for method, path in routes:
                if path.startswith("/demo/") or (who, path) in ALLOWED:
                    continue
                for thing in (*one.ids, one.share):
                    if who == "officer" and thing == one.share:
                        continue  # That is what a share code is for.
                    client.cookies.clear()
                    client.cookies.update(cookies)
                    answer = await ask(client, method, path, thing, headers)
                    tried += 1
                    assert answer.status_code < 500, (method, path, who)
                    for canary in seen - {thing}:
                        assert canary not in answer.text, (method, path, who)
                    if path in GUARDED:
                        none = await ask(client, method, path, none_like(thing), headers)
                        assert shape(answer, thing) == shape(none, none_like(thing)), (path, who)
                    await forget_counts(assistant)
    assert await stored(assistant) == before
    print(f"T-A7 routes: {len(routes)} routes, {len(citizens)} citizens, {tried} requests")


GUARDED = {
    "/api/v1/usages",
    "/api/v1/officer/shares",
    "/xem/{token}",
    "/can-bo/truc/{id}",
}
# An officer reads on a ground whose number they know, and it is logged: tried below.
ALLOWED = {
    ("officer", "/api/v1/officer/readings"),
    ("officer", "/api/v1/officer/sessions"),
    ("citizen", "/api/v1/usages"),  # Their own.
}


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def ask(
    client: httpx.AsyncClient, method: str, path: str, thing: str, headers: dict[str, str]
) -> httpx.Response:
    """Put an id wherever a route takes one."""
    body = dict.fromkeys(("code", "share", "number", "token", "id", "cookie", "text"), thing)
    body |= {"personal_id": thing, "ground": "check", "case": "KH-1", "conversation": thing}
    where = re.sub(r"\{[^}]*\}", re.sub(r"[^\w-]", "-", thing), path)
    if method == "GET":
        return await client.request(method, where, params=body, headers=headers)
    if path.startswith(("/api/", "/webhooks/")):
        return await client.request(method, where, json=body, headers=headers)
    return await client.request(method, where, data=body, headers=headers)


def none_like(thing: str) -> str:
    """Return an id of the same form that is nobody's."""
    digits = thing.translate(str.maketrans("0123456789", "9" * 10))
    return digits if digits != thing else thing[::-1]


def shape(answer: httpx.Response, thing: str) -> tuple[int, str]:
    """Return a refusal without what was asked, and without what is drawn for each."""
    told = answer.text.replace(thing, "…").replace(re.sub(r"[^\w-]", "-", thing), "…")
    return answer.status_code, re.sub(r'nonce="[^"]*"', "", told)


async def forget_counts(assistant: Assistant) -> None:
    async with assistant.database.begin() as connection:
        await connection.execute(delete(OfficerCountRow))


async def test_a7_an_officer_reads_whom_they_name_alone_and_each_reading_is_one_row(
    assistant: Assistant, citizens: list[Citizen], desks: list[Desk], names: Counter[str]
) -> None:
    async def rows() -> int:
        async with assistant.database.connect() as connection:
            return await connection.scalar(select(func.count()).select_from(AuditRow)) or 0

    before, read = await rows(), 0
    canaries = [(each, each.canaries(names)) for each in citizens]
    for desk in desks:
        for one in citizens:
            number = one.record.person.personal_id.value
            answer = await desk.ask("readings", personal_id=number, ground="check", case="KH-1")
            assert answer.status_code == 200
            assert answer.json()["name"] == one.record.person.name
            for other, words in canaries:
                assert other is one or not any(word in answer.text for word in words)
            read += 1
            await forget_counts(assistant)
    await assistant.lookup.settle()
    assert await rows() == before + read
    async with assistant.register.writing() as records:
        for desk in desks:
            await records.revoke_officer(desk.number, assistant.clock())
    for desk in desks:
        for one in citizens:
            for path, body in (
                ("shares", {"code": one.share or "1234567890"}),
                ("readings", {"personal_id": one.ids[0] if one.ids else "1", "case": "KH-1"}),
            ):
                answer = await desk.ask(path, ground="check", **body)
                assert answer.status_code in (401, 422)
    print(f"T-A7 officers: {len(desks)} officers, {read} readings")
