"""Whether an SMS gateway in trouble holds up those who never asked for a code (T-R5).

In one process and round by round, so that a busy machine disturbs all alike: people press buttons
at a fixed rate while others ask for codes, of a gateway that is well, down, slow or unreliable.
A turn's time is from the moment it was due until it is committed and answered. "SMS" reached the
gateway, "twice" those of the same code; "reply" is the longest wait of who asked for one.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import statistics
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from bot.app import Assistant, assemble
from bot.channels.base import Channel, Incoming
from bot.channels.webchat import WebChat
from bot.core import Core, build_core
from bot.database import migrate
from bot.settings import Settings
from handlers.model import Event, Picked, Said
from lookup.errors import SmsNotSent
from lookup.population import generate, seed
from lookup.sms import Sms

ROUNDS, SECONDS, RATE = 9, 4, 150  # Turns a second; a fifth of what a loaded core can do.
CODES = 4  # Asked for in each second.
PEOPLE = 3000
SEED, TODAY = 2026, date(2026, 11, 23)
TROUBLES = ("well", "down", "slow", "takes, then fails")
TAPS = ("go:proof", "go:vneid.register", "nav:home", "proof:yes", "nav:repeat")
CHANNEL: Channel = WebChat()


@dataclass
class Gateway:
    """Has one kind of trouble, and counts what reaches it."""

    trouble: str
    taken: Counter[str] = field(default_factory=Counter)

    async def send(self, message: Sms) -> None:
        self.taken[message.text] += 1
        match self.trouble:
            case "down":
                raise SmsNotSent("no connection")
            case "slow":
                await asyncio.sleep(30)
            case "takes, then fails":
                raise SmsNotSent("502 after it was taken")


@dataclass
class Service:
    """A process of its own in all but name, with a gateway of its own."""

    assistant: Assistant
    gateway: Gateway
    citizens: list[str]
    numbers: count[int] = field(default_factory=count)
    tails: list[float] = field(default_factory=list)  # p99 of each round, seconds.
    codes: list[float] = field(default_factory=list)  # From a number typed to the reply.

    async def says(self, person: str, event: Event) -> None:
        incoming = Incoming("web", person, event, f"m{next(self.numbers)}")
        answer = await self.assistant.respond(CHANNEL, incoming)
        assert answer.screens

    async def presses(self, at: float) -> float:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(at - loop.time())
        chance = random.Random(next(self.numbers))
        await self.says(f"p{chance.randrange(300)}", Picked.from_address(chance.choice(TAPS)))
        return loop.time() - at

    async def asks(self, at: float) -> None:
        """Agree, and type the number of somebody whose record nobody has asked for."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(at - loop.time())
        citizen = self.citizens.pop()
        await self.says(f"c{citizen}", Picked("lookup.consent", "agree"))
        begun = loop.time()
        await self.says(f"c{citizen}", Said(citizen))
        self.codes.append(loop.time() - begun)

    async def round(self) -> None:
        begun = asyncio.get_running_loop().time() + 0.05
        presses = [self.presses(begun + n / RATE) for n in range(RATE * SECONDS)]
        asks = [self.asks(begun + n / CODES) for n in range(CODES * SECONDS)]
        times, _ = await asyncio.gather(asyncio.gather(*presses), asyncio.gather(*asks))
        self.tails.append(_p99(times))


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


@asynccontextmanager
async def _service(trouble: str, core: Core) -> AsyncIterator[Service]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite+aiosqlite:///{folder}/gateway.db",
            secret_file=Path(folder) / "secret.key",
        )
        await asyncio.to_thread(migrate, settings.database_url)
        assistant = assemble(settings, core=core)
        await seed(assistant.register, PEOPLE, SEED, TODAY)
        invented = generate(PEOPLE, SEED, TODAY)
        people = [row["personal_id"] for batch in invented for row in batch["persons"]]
        gateway = Gateway(trouble)
        assistant.phone.send = gateway.send
        yield Service(assistant, gateway, people)
        await assistant.database.dispose()


async def run() -> None:
    logging.getLogger("lookup").setLevel(logging.ERROR)
    core = build_core()
    async with AsyncExitStack() as stack:
        services = [await stack.enter_async_context(_service(each, core)) for each in TROUBLES]
        gc.freeze()
        for service in services:
            await service.round()
            service.tails.clear()
        for _ in range(ROUNDS):
            for service in random.sample(services, len(services)):
                await service.round()
        print(f"SMS gateway in trouble ({RATE} turns/s, {CODES} codes/s, {ROUNDS} × {SECONDS} s)")
        heads = ("p99 ms", "beside", "codes", "SMS", "twice", "reply")
        print(f"  {'':20}" + "".join(f"{head:>9}" for head in heads))
        for service in services:
            _print(service, services[0])


def _print(service: Service, well: Service) -> None:
    """Print the medians of the rounds' p99, and of their ratios to those of the well one."""
    ratio = statistics.median(a / b for a, b in zip(service.tails, well.tails, strict=True))
    taken = service.gateway.taken
    print(
        f"  {service.gateway.trouble:20}{statistics.median(service.tails) * 1000:9.1f}{ratio:9.2f}"
        f"{len(service.codes):9}{taken.total():9}{taken.total() - len(taken):9}"
        f"{max(service.codes) * 1000:6.0f} ms"
    )


if __name__ == "__main__":
    asyncio.run(run())
