"""The assistant with every telephone line open, and callers who press keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from bot.app import Assistant, assemble
from bot.core import Core
from bot.database import migrate
from bot.phone.call import Call
from bot.phone.line import Spoken
from bot.phone.verbs import Gather, Say, Transfer, Verb
from bot.settings import Settings
from lookup.population import seed
from tests.bot.conftest import Clock

PUBLIC = "https://cutru.example"
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A register that is filled once; every call is a conversation of its own."""
    where = tmp_path_factory.mktemp("phone")
    made = Settings(
        database_url=f"sqlite+aiosqlite:///{where}/cutru.db",
        secret_file=Path(where, "secret.key"),
        public_url=PUBLIC,
        twilio_auth_token="12345678901234567890123456789012",
        stringee_signing_secret="signing_secret_0",
        stringee_number="842473082686",
        jambonz_webhook_secret="wh_secret_0123456789",
        call_voice="provider",
        demo_persons=60,
    )
    migrate(made.database_url)
    asyncio.run(_fill(made))
    return made


async def _fill(settings: Settings) -> None:
    made = assemble(settings)
    await seed(made.register, settings.demo_persons, settings.demo_seed, date(2026, 11, 23))
    await made.database.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def assistant(settings: Settings, core: Core, clock: Clock) -> AsyncIterator[Assistant]:
    made = assemble(settings, core=core, clock=clock, monotonic=clock.monotonic, pause=lambda: 0)
    yield made
    await made.lookup.close()
    await made.database.dispose()


@pytest.fixture
async def staffed(settings: Settings, core: Core, clock: Clock) -> AsyncIterator[Assistant]:
    """The same, where somebody answers the hotline."""
    with_hotline = settings.model_copy(update={"hotline": "02473082686"})
    made = assemble(
        with_hotline, core=core, clock=clock, monotonic=clock.monotonic, pause=lambda: 0
    )
    yield made
    await made.lookup.close()
    await made.database.dispose()


@dataclass
class Caller:
    """Somebody on the telephone, without any provider in between."""

    assistant: Assistant
    call: Call = field(default_factory=lambda: Call(f"caller-{next(_NUMBERS):06}"))
    verbs: tuple[Verb, ...] = ()

    async def press(self, keys: str = "") -> str:
        """Press keys (none: stay silent), and return what is heard."""
        switchboard = self.assistant.switchboard
        self.verbs, self.call = await switchboard.answer(Spoken(), self.call, keys)
        return self.heard

    @property
    def prompts(self) -> list[Say]:
        said: list[Say] = []
        for verb in self.verbs:
            match verb:
                case Say():
                    said.append(verb)
                case Gather(prompts=prompts):
                    said += prompts
        return said

    @property
    def heard(self) -> str:
        return " ".join(prompt.text for prompt in self.prompts)

    @property
    def connected(self) -> str:
        return "".join(verb.number for verb in self.verbs if isinstance(verb, Transfer))


@pytest.fixture
async def caller(assistant: Assistant) -> Caller:
    made = Caller(assistant)
    await made.press()
    return made
