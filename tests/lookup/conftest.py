"""Two real databases, a register with a handful of invented people, and a phone that remembers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lookup.consent import LOOKUP, Agree
from lookup.errors import SmsUndeliverable
from lookup.keys import Keys
from lookup.model import AskApp, PersonalId, SendCode
from lookup.policy import POLICY, Policy
from lookup.repository import Engine, Register, connect
from lookup.service import Lookup, Request
from lookup.sms import Sms
from lookup.tables import metadata

KEYS = Keys(bytes(range(32)))
NOTICE = Agree(LOOKUP, 1, "ab" * 32)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
AN = PersonalId("001090000001")  # A man of a family, with a phone.
CHI = PersonalId("001192000002")  # His wife, with another.
BE = PersonalId("001315000003")  # Their daughter, eleven years old.
MUTE = PersonalId("079085000004")  # In the register, without a phone.
SILENT = PersonalId("079085000005")  # With a phone that is not in use any more.
NOBODY = PersonalId("099099099099")


def person(number: int, personal_id: PersonalId, name: str, born: date, gender: str) -> dict:
    return {
        "id": number,
        "personal_id": personal_id.value,
        "name": name,
        "birth_date": born,
        "gender": gender,
        "ethnicity": "Tày",
        "nationality": "Việt Nam",
        "home_town": "Xã Mẫu, Tỉnh Ví Dụ",
        "birth_province": personal_id.value[:3],
    }


def stay(number: int, of: int, kind: str, since: date, until: date | None = None) -> dict:
    return {
        "id": number,
        "person_id": of,
        "kind": kind,
        "street": "Số 1, đường Thử",
        "commune": f"Phường {kind}",
        "province": "Tỉnh Ví Dụ",
        "since": since,
        "until": until,
    }


def phone(number: int, of: int, digits: str, *, active: bool = True) -> dict:
    since = date(2020, 1, 1)
    return {"id": number, "person_id": of, "number": digits, "active": active, "since": since}


PEOPLE = {
    "persons": [
        person(1, AN, "Nguyễn Văn An", date(1990, 2, 1), "Nam"),
        person(2, CHI, "Trần Thị Kim Chi", date(1992, 3, 2), "Nữ"),
        person(3, BE, "Nguyễn Thị Bé", date(2015, 4, 3), "Nữ"),
        person(4, MUTE, "Lê Câm", date(1985, 5, 4), "Nam"),
        person(5, SILENT, "Phạm Lặng", date(1985, 6, 5), "Nam"),
    ],
    "households": [{"id": 1, "commune": "Phường permanent", "province": "Tỉnh Ví Dụ"}],
    "memberships": [
        {"person_id": 1, "household_id": 1, "relation": None},
        {"person_id": 2, "household_id": 1, "relation": "vợ"},
        {"person_id": 3, "household_id": 1, "relation": "con đẻ"},
    ],
    "residences": [
        stay(1, 1, "permanent", date(2015, 1, 1)),
        stay(2, 1, "temporary", date(2024, 1, 1), date(2025, 12, 31)),
        stay(3, 1, "temporary", date(2026, 1, 1), date(2027, 12, 31)),
        stay(4, 2, "permanent", date(2016, 1, 1)),
    ],
    "phones": [
        phone(1, 1, "0900000001"),
        phone(2, 2, "0900000002"),
        phone(3, 5, "0900000005", active=False),
    ],
}


class Phone:
    """Keeps what is sent, and fails when it is told to."""

    def __init__(self) -> None:
        self.messages: list[Sms] = []
        self.trouble: Exception | None = None
        self.blocked = False

    async def send(self, message: Sms) -> None:
        await self.probe()
        if self.blocked:
            raise SmsUndeliverable("the owner has blocked us")
        self.messages.append(message)

    async def probe(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    @property
    def code(self) -> str:
        """The latest code that came."""
        codes = re.findall(r"[0-9]{4} [0-9]{4}", " ".join(each.text for each in self.messages))
        return str(codes[-1])


@dataclass
class World:
    """A lookup, and what stands around it; time passes only when a test says so."""

    engine: Engine
    phone: Phone
    policy: Policy = POLICY
    now: datetime = NOW
    asked: int = 0
    agrees: bool = True
    lookup: Lookup = field(init=False)

    def __post_init__(self) -> None:
        self.register = Register(self.engine, KEYS)
        self.restart()

    def restart(self) -> None:
        """Begin as a process does that knows nothing but the database."""
        self.lookup = self._begin(self.register)

    def another(self, engine: Engine) -> Lookup:
        """Make the lookup of another process on the same database."""
        return self._begin(Register(engine, KEYS))

    def _begin(self, register: Register) -> Lookup:
        return Lookup(
            register,
            self.phone,
            policy=self.policy,
            monotonic=lambda: self.now.timestamp(),
            pause=lambda: 0,
        )

    async def perform(self, effect, *, conversation: str = "chat", id: str | None = None):
        """Do what a dialogue wants; people agree, as dialogues ask them to, before they sign in."""
        if self.agrees and isinstance(effect, SendCode | AskApp):
            await self.lookup.perform(NOTICE, self.request(conversation))
        self.asked += 1
        outcome = await self.lookup.perform(effect, self.request(conversation, id))
        await self.lookup.settle()
        return outcome

    def request(self, conversation: str = "chat", id: str | None = None) -> Request:
        return Request(conversation, id or f"message {self.asked}", self.now)

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.db'}"
    return request.getfixturevalue("postgresql_url")


@pytest.fixture
async def engine(url: str) -> AsyncIterator[Engine]:
    """An empty register."""
    engine = connect(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
def register(engine: Engine) -> Register:
    return Register(engine, KEYS)


@pytest.fixture
async def make_world(engine: Engine) -> AsyncIterator[Callable[..., World]]:
    """A register with `PEOPLE`; give a policy to make the limits wider."""
    async with Register(engine, KEYS).writing() as records:
        await records.add_rows(PEOPLE)
    made: list[World] = []

    def make(policy: Policy = POLICY) -> World:
        made.append(World(engine, Phone(), policy))
        return made[-1]

    yield make
    for world in made:
        await world.lookup.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
